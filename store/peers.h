/* peers: the offices this node paired with: newest card and state.
 *
 * An office whose digits nobody confirmed yet is kept too, so that pairing goes on after a restart; its key opens
 * nothing. What an invitation promised (a role in a space) waits here until then. After the store was lost, members of
 * the spaces to be fetched stand here for as long.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_PEERS_H
#define VB_STORE_PEERS_H

#include "protocol/ids.h"
#include "store/env.h"

enum peer_state {
	VB_PEER_UNCONFIRMED = 1, /* cards exchanged, digits not confirmed here */
	VB_PEER_PAIRED = 2,
	VB_PEER_RECOVERED =
		3, /* member of a space that is being fetched after the store was lost; no partner */
};

struct peer {
	struct node_id id;
	enum peer_state state;
	struct wall_ms since;        /* of the state */
	uint32_t digits;             /* UNCONFIRMED: the six digits, 0..999999 */
	uint32_t wrong_tries;        /* UNCONFIRMED: wrong digits typed */
	enum role admit_role;        /* role promised with the invitation, NONE if none */
	struct space_id admit_space; /* in this space */
	struct span card;            /* signed card bytes, at most VB_CARD_MAX_BYTES */
};

/* Reads one office. Errors: VB_ERR_NOT_PAIRED (unknown), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int peers_get(struct env_txn *txn, const struct node_id *id, struct peer *out);
/* Writes one office, replacing what was known. */
void peers_put(struct env_txn *txn, const struct peer *peer);
/* Forgets an office; an unknown one is fine. */
void peers_del(struct env_txn *txn, const struct node_id *id);

struct peers_cursor {
	struct env_cursor c;
};
/* Starts a walk over all offices, ascending by id. */
void peers_open(struct peers_cursor *c, struct env_txn *txn);
/* The next office; false at the end and after an error. */
bool peers_next(struct peers_cursor *c, struct peer *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int peers_close(struct peers_cursor *c);

#endif
