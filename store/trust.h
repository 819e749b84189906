/* trust: what is noted about an office beside its card: whether people know of its newest keys, and which card of ours
 * it holds.
 *
 * A key that changed is told to people until one of them has compared it; what was held back until then is the
 * business of others. Which of our cards another office holds tells when keys of ours can be given up.
 * Called by daemon/core. Thread rule: loop thread only.
 */
#ifndef VB_STORE_TRUST_H
#define VB_STORE_TRUST_H

#include "protocol/ids.h"
#include "store/env.h"

struct trust {
	struct wall_ms key_changed; /* a change of keys that nobody has confirmed; 0: none */
	uint64_t card_held;         /* version of our own card that it was seen to hold; 0: none */
};

/* Reads what is noted; zeros where nothing is. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int trust_get(struct env_txn *txn, const struct node_id *office, struct trust *out);
/* Writes it; all zeros forget the office. */
void trust_put(struct env_txn *txn, const struct node_id *office, const struct trust *trust);

#endif
