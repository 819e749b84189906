/* votes: what the offices of a space want decided about who is in charge: the last vote of each, on either question.
 *
 * A vote stands in its office's open log, too; this is what is found of them there, so that nobody goes through all logs
 * to count. A row is the control body that the office proposed, with its own vote in it (SPEC.md 5, "Owner gone").
 * Called by daemon/core, control, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_VOTES_H
#define VB_STORE_VOTES_H

#include "protocol/hlc.h"
#include "protocol/ids.h"
#include "store/env.h"

enum vote_about {
	VB_VOTE_RECOVERY = 9, /* as the type of the control entry */
	VB_VOTE_POLICY = 10,
};

struct vote_row {
	enum vote_about about;
	struct node_id node;
	struct hlc hlc;   /* of the entry in its open log */
	struct span body; /* control body with one vote */
};

/* Keeps a vote in a space (short number), in place of the one by this office on the same question. */
void votes_put(struct env_txn *txn, uint32_t space, const struct vote_row *vote);
/* Reads one. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int votes_get(struct env_txn *txn, uint32_t space, enum vote_about about,
                      const struct node_id *node, struct vote_row *out);

struct votes_cursor {
	struct env_cursor c;
	uint8_t prefix[5]; /* u32 space, u8 about */
};
/* Starts a walk over the votes on one question, ascending by office. */
void votes_open(struct votes_cursor *c, struct env_txn *txn, uint32_t space, enum vote_about about);
/* The next vote; false at the end and after an error. */
bool votes_next(struct votes_cursor *c, struct vote_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int votes_close(struct votes_cursor *c);

/* Reads one row, for check. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int votes_decode(struct span key, struct span value, struct vote_row *out);

#endif
