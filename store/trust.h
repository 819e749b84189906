/* trust: what is noted about an office beside its card: whether people know of its newest keys, which card of ours it
 * holds, and which CURVE keys it was seen to have.
 *
 * A key that changed is told to people until one of them has compared it; what was held back until then is the
 * business of others. Which of our cards another office holds tells when keys of ours can be given up. A key on a card is
 * a claim, a link made with it is a proof: the last two are kept.
 * Called by daemon/core. Thread rule: loop thread only.
 */
#ifndef VB_STORE_TRUST_H
#define VB_STORE_TRUST_H

#include "protocol/crypt.h"
#include "store/env.h"

#define VB_TRUST_PROVEN_MAX 2u /* the CURVE key and the one before */

struct trust {
	struct wall_ms key_changed; /* a change of keys that nobody has confirmed; 0: none */
	uint64_t card_held;         /* version of our own card that it was seen to hold; 0: none */
	/* CURVE keys it was seen to have, the last one first. */
	struct public_key proven[VB_TRUST_PROVEN_MAX];
	uint32_t proven_count;
};

/* Reads what is noted; zeros where nothing is. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int trust_get(struct env_txn *txn, const struct node_id *office, struct trust *out);
/* Writes it; nothing but zeros forgets the office. */
void trust_put(struct env_txn *txn, const struct node_id *office, const struct trust *trust);
/* True if the office was seen to have this CURVE key. */
bool trust_has_proven(const struct trust *trust, const struct public_key *curve);
/* Notes a key that is not noted yet, in the place of the oldest if need be; in memory only. */
void trust_add_proven(struct trust *trust, const struct public_key *curve);

#endif
