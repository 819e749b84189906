/* peers: partner offices; see peers.h. */
#include "store/peers.h"

#include <assert.h>
#include <string.h>

#include "protocol/limits.h"
#include "store/keyspace.h"

#define FIXED_BYTES 50u /* before the card */

static int row_decode(struct span key, struct span value, struct peer *out)
{
	struct peer peer = { .digits = 0 };
	struct cursor c;
	uint8_t state, role;

	cursor_init(&c, value);
	state = cursor_u8(&c);
	peer.since.v = cursor_u64(&c);
	peer.digits = cursor_u32(&c);
	peer.wrong_tries = cursor_u32(&c);
	role = cursor_u8(&c);
	cursor_copy(&c, peer.admit_space.b, sizeof(peer.admit_space.b));
	peer.card = cursor_take(&c, cursor_left(&c));
	if (cursor_finish(&c) != 0 || key.size != sizeof(peer.id.b) ||
	    state < VB_PEER_UNCONFIRMED || state > VB_PEER_RECOVERED || role > VB_ROLE_STEWARD ||
	    peer.card.size == 0 || peer.card.size > VB_CARD_MAX_BYTES)
		return VB_ERR_STORE_CORRUPT;
	memcpy(peer.id.b, key.data, sizeof(peer.id.b));
	peer.state = (enum peer_state)state;
	peer.admit_role = (enum role)role;
	*out = peer;
	return 0;
}

int peers_get(struct env_txn *txn, const struct node_id *id, struct peer *out)
{
	struct span key = span_of(id->b, sizeof(id->b)), value;
	int err = env_get(txn, VB_TABLE_PEERS, key, &value);

	if (err == VB_ERR_NOT_FOUND)
		return VB_ERR_NOT_PAIRED;
	if (err == 0)
		err = row_decode(key, value, out);
	if (err != 0)
		env_fail(txn, err);
	return err;
}

void peers_put(struct env_txn *txn, const struct peer *peer)
{
	uint8_t row[FIXED_BYTES + VB_CARD_MAX_BYTES];

	/* The card may point into the store: all is copied before anything is written. */
	assert(peer->card.size > 0 && peer->card.size <= VB_CARD_MAX_BYTES);
	row[0] = (uint8_t)peer->state;
	put_be64(row + 1, peer->since.v);
	put_be32(row + 9, peer->digits);
	put_be32(row + 13, peer->wrong_tries);
	row[17] = (uint8_t)peer->admit_role;
	memcpy(row + 18, peer->admit_space.b, sizeof(peer->admit_space.b));
	memcpy(row + FIXED_BYTES, peer->card.data, peer->card.size);
	env_put(txn, VB_TABLE_PEERS, span_of(peer->id.b, sizeof(peer->id.b)),
	        span_of(row, FIXED_BYTES + peer->card.size));
}

void peers_del(struct env_txn *txn, const struct node_id *id)
{
	env_del(txn, VB_TABLE_PEERS, span_of(id->b, sizeof(id->b)));
}

void peers_open(struct peers_cursor *c, struct env_txn *txn)
{
	env_cursor_open(&c->c, txn, VB_TABLE_PEERS, span_of(NULL, 0), span_of(NULL, 0));
}

bool peers_next(struct peers_cursor *c, struct peer *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = row_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int peers_close(struct peers_cursor *c)
{
	return env_cursor_close(&c->c);
}
