/* codes: the invitation codes that this office gave out.
 *
 * They stand in the store, so that they outlive a restart; here is how many are open, and how long the pairing socket is
 * wanted for them: a little longer than they are, so that who comes too late or a second time hears why.
 * Called by pairing. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CODES_H
#define VB_DAEMON_CODES_H

#include "daemon/core/node.h"
#include "protocol/peer/invite.h"
#include "store/invites.h"

#define VB_CODES_LINGER_MS                                                                         \
	120000u /* the socket is wanted so long after the last code was used or expired */

struct codes {
	struct node *node;
	uint64_t life_ms; /* of those made from now on */
	size_t open;      /* neither used nor long expired */
	bool is_recount_due;
	struct mono_ms recounted;
	struct mono_ms linger_until;
};

/* Begins with the codes in the store, which are counted at the first tick. Borrows node. */
void codes_init(struct codes *codes, struct node *node, uint64_t life_ms);

/* Makes a code that leads to this endpoint; space (NULL: none) and role are what it promises. The caller wipes text. Part
 * of a turn. Errors: VB_ERR_TOO_MANY (VB_INVITES_MAX_COUNT), store errors. */
VB_MUST int codes_make(struct codes *codes, const char *endpoint, const struct space_id *space,
                       enum role role, struct node_now now,
                       char text[static VB_INVITE_TEXT_MAX_BYTES], struct wall_ms *expires);

/* The open code that a START frame names; the caller wipes it. Errors: VB_ERR_PROOF (unknown), VB_ERR_CODE_USED,
 * VB_ERR_CODE_EXPIRED, those of handshake_start_tag, store errors. */
VB_MUST int codes_find(const struct codes *codes, struct span start, struct wall_ms now,
                       struct invite_row *out);
/* Uses a code up, in this turn. Errors: store errors. */
VB_MUST int codes_burn(struct codes *codes, const struct invite_row *code, struct mono_ms now);

/* Time passes; once a second. */
void codes_on_tick(struct codes *codes, struct node_now now);
/* The turn was undone. */
void codes_on_failure(struct codes *codes);
/* Whether somebody may still come with a code. */
bool codes_are_wanted(const struct codes *codes, struct mono_ms now);

#endif
