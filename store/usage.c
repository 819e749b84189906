/* usage: see usage.h. */
#include "store/usage.h"

#include <string.h>

#include "store/key.h"
#include "store/keyspace.h"

#define KEY_BYTES (5u + VB_HASH_BYTES) /* u32 space, u8 of, node id */
#define ROW_BYTES 24u

static void key_make(struct key *key, uint32_t space, enum usage_of of,
                     const struct node_id *office)
{
	key_init(key);
	key_u32(key, space);
	key_u8(key, (uint8_t)of);
	key_bytes(key, office->b, sizeof(office->b));
}

int usage_decode(struct span key, struct span value, struct usage_row *out)
{
	if (key.size != KEY_BYTES || value.size != ROW_BYTES || key.data[4] > VB_USAGE_CONTROL ||
	    (key.data[4] >= VB_USAGE_FOUNDED) != (get_be32(key.data) == 0))
		return VB_ERR_STORE_CORRUPT;
	out->space = get_be32(key.data);
	out->of = (enum usage_of)key.data[4];
	memcpy(out->office.b, key.data + 5, sizeof(out->office.b));
	out->usage.bytes = get_be64(value.data);
	out->usage.day = get_be64(value.data + 8);
	out->usage.at.v = get_be64(value.data + 16);
	return 0;
}

int usage_get(struct env_txn *txn, uint32_t space, enum usage_of of, const struct node_id *office,
              struct usage *out)
{
	struct usage_row row = { .space = space };
	struct span value;
	struct key key;
	int err;

	key_make(&key, space, of, office);
	err = env_get(txn, VB_TABLE_USAGE, key_span(&key), &value);
	if (err == 0)
		err = usage_decode(key_span(&key), value, &row);
	if (err == VB_ERR_STORE_CORRUPT)
		env_fail(txn, err);
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	*out = row.usage;
	return 0;
}

void usage_put(struct env_txn *txn, uint32_t space, enum usage_of of, const struct node_id *office,
               const struct usage *usage)
{
	uint8_t row[ROW_BYTES];
	struct key key;

	key_make(&key, space, of, office);
	if (usage->bytes == 0 && usage->day == 0) {
		env_del(txn, VB_TABLE_USAGE, key_span(&key));
		return;
	}
	put_be64(row, usage->bytes);
	put_be64(row + 8, usage->day);
	put_be64(row + 16, usage->at.v);
	env_put(txn, VB_TABLE_USAGE, key_span(&key), span_of(row, sizeof(row)));
}
