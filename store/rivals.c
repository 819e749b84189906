/* rivals: two control entries at one place, as proof; see rivals.h. */
#include "store/rivals.h"

#include <string.h>

#include "protocol/limits.h"
#include "store/key.h"
#include "store/keyspace.h"

#define KEY_BYTES 8u    /* u32 space, u32 seq */
#define FIXED_BYTES 13u /* u64 since, u8 what, u32 size of the first run */

void rivals_put(struct env_txn *txn, uint32_t space, const struct rival_row *rival)
{
	size_t first = rival->runs[0].size;
	size_t second = rival->runs[1].size;
	struct key key;
	uint8_t *row;

	assert(first > 0 && first <= VB_FRAME_MAX_BYTES && second > 0 &&
	       second <= VB_FRAME_MAX_BYTES);
	key_init(&key);
	key_u32(&key, space);
	key_u32(&key, rival->seq);
	row = env_reserve(txn, VB_TABLE_RIVALS, key_span(&key), FIXED_BYTES + first + second);
	if (row == NULL)
		return;
	put_be64(row, rival->since.v);
	row[8] = (uint8_t)rival->what;
	put_be32(row + 9, (uint32_t)first);
	memcpy(row + FIXED_BYTES, rival->runs[0].data, first);
	memcpy(row + FIXED_BYTES + first, rival->runs[1].data, second);
}

int rivals_decode(struct span key, struct span value, struct rival_row *out)
{
	uint32_t first;

	if (key.size != KEY_BYTES || value.size <= FIXED_BYTES)
		return VB_ERR_STORE_CORRUPT;
	first = get_be32(value.data + 9);
	if (first == 0 || first >= value.size - FIXED_BYTES ||
	    (value.data[8] != VB_RIVALRY_FORK && value.data[8] != VB_RIVALRY_TERM))
		return VB_ERR_STORE_CORRUPT;
	out->seq = get_be32(key.data + 4);
	out->what = (enum rivalry)value.data[8];
	out->since.v = get_be64(value.data);
	out->runs[0] = span_of(value.data + FIXED_BYTES, first);
	out->runs[1] = span_of(value.data + FIXED_BYTES + first, value.size - FIXED_BYTES - first);
	return 0;
}

void rivals_open(struct rivals_cursor *c, struct env_txn *txn, uint32_t space)
{
	put_be32(c->prefix, space);
	env_cursor_open(&c->c, txn, VB_TABLE_RIVALS, span_of(c->prefix, sizeof(c->prefix)),
	                span_of(NULL, 0));
}

bool rivals_next(struct rivals_cursor *c, struct rival_row *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = rivals_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int rivals_close(struct rivals_cursor *c)
{
	return env_cursor_close(&c->c);
}
