/* votes: the last vote of each office on who is in charge; see votes.h. */
#include "store/votes.h"

#include <string.h>

#include "protocol/limits.h"
#include "store/key.h"
#include "store/keyspace.h"

#define PREFIX_BYTES 5u /* u32 space, u8 about */
#define KEY_BYTES (PREFIX_BYTES + VB_HASH_BYTES)
#define HLC_BYTES 8u

static void key_make(struct key *key, uint32_t space, enum vote_about about,
                     const struct node_id *node)
{
	key_init(key);
	key_u32(key, space);
	key_u8(key, (uint8_t)about);
	key_bytes(key, node->b, sizeof(node->b));
}

void votes_put(struct env_txn *txn, uint32_t space, const struct vote_row *vote)
{
	struct key key;
	uint8_t *row;

	assert(vote->body.size > 0 && vote->body.size <= VB_CONTROL_BODY_MAX_BYTES);
	key_make(&key, space, vote->about, &vote->node);
	row = env_reserve(txn, VB_TABLE_VOTES, key_span(&key), HLC_BYTES + vote->body.size);
	if (row == NULL)
		return;
	put_be64(row, vote->hlc.v);
	memcpy(row + HLC_BYTES, vote->body.data, vote->body.size);
}

int votes_decode(struct span key, struct span value, struct vote_row *out)
{
	if (key.size != KEY_BYTES || value.size <= HLC_BYTES ||
	    (key.data[4] != VB_VOTE_RECOVERY && key.data[4] != VB_VOTE_POLICY))
		return VB_ERR_STORE_CORRUPT;
	out->about = (enum vote_about)key.data[4];
	memcpy(out->node.b, key.data + PREFIX_BYTES, sizeof(out->node.b));
	out->hlc.v = get_be64(value.data);
	out->body = span_of(value.data + HLC_BYTES, value.size - HLC_BYTES);
	return 0;
}

int votes_get(struct env_txn *txn, uint32_t space, enum vote_about about,
              const struct node_id *node, struct vote_row *out)
{
	struct span value;
	struct key key;
	int err;

	key_make(&key, space, about, node);
	err = env_get(txn, VB_TABLE_VOTES, key_span(&key), &value);
	if (err == 0)
		err = votes_decode(key_span(&key), value, out);
	if (err == VB_ERR_STORE_CORRUPT)
		env_fail(txn, err);
	return err;
}

void votes_open(struct votes_cursor *c, struct env_txn *txn, uint32_t space, enum vote_about about)
{
	put_be32(c->prefix, space);
	c->prefix[4] = (uint8_t)about;
	env_cursor_open(&c->c, txn, VB_TABLE_VOTES, span_of(c->prefix, sizeof(c->prefix)),
	                span_of(NULL, 0));
}

bool votes_next(struct votes_cursor *c, struct vote_row *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = votes_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int votes_close(struct votes_cursor *c)
{
	return env_cursor_close(&c->c);
}
