/* invites: the invitation codes this node gave out, found by the tag that a caller shows.
 *
 * A code is good for one correct proof: burning it overwrites the secret, and is committed before the answer leaves. A
 * burnt one stays known until its end, so that a second use is told apart from an unknown code.
 * Called by daemon/pairing, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_INVITES_H
#define VB_STORE_INVITES_H

#include "protocol/crypt.h"
#include "store/env.h"

#define VB_INVITE_TAG_BYTES 16u /* SPEC.md 11, START */

struct invite_row {
	uint8_t tag[VB_INVITE_TAG_BYTES];
	struct wall_ms expires;
	bool is_burnt;
	uint8_t secret[VB_SECRET_BYTES]; /* zero once burnt */
	enum role role;                  /* that the code admits to, NONE if it only pairs */
	struct space_id space;
};

/* Reads one invitation; the caller wipes its secret. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the
 * transaction's. */
VB_MUST int invites_get(struct env_txn *txn, const uint8_t tag[static VB_INVITE_TAG_BYTES],
                        struct invite_row *out);
/* Writes one invitation. */
void invites_put(struct env_txn *txn, const struct invite_row *invite);
/* Marks it burnt and overwrites its secret; an unknown one makes the transaction fail with VB_ERR_NOT_FOUND. */
void invites_burn(struct env_txn *txn, const uint8_t tag[static VB_INVITE_TAG_BYTES]);
/* Counts those that are still good. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int invites_count_open(struct env_txn *txn, struct wall_ms now, size_t *out);
/* Removes those that expired before now; *open is how many are left that are neither burnt nor expired.
 * Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int invites_expire(struct env_txn *txn, struct wall_ms now, size_t *open);

#endif
