/* reposts: entries that were written again; see reposts.h. */
#include "store/reposts.h"

#include <string.h>

#include "store/keyspace.h"

#define KEY_BYTES (VB_KEY_RECORD_BYTES + 12u) /* record, u32 log, u64 seq */
#define VALUE_BYTES (VB_ID_PREFIX_BYTES + VB_RECORD_ID_BYTES)

static void key_make(struct key *key, const struct repost *entry)
{
	key_init(key);
	key_record(key, &entry->from);
	key_u32(key, entry->log);
	key_u64(key, entry->seq);
}

void reposts_put(struct env_txn *txn, const struct repost *repost)
{
	struct key key;
	uint8_t *row;

	key_make(&key, repost);
	row = env_reserve(txn, VB_TABLE_REPOSTS, key_span(&key), VALUE_BYTES);
	if (row == NULL)
		return;
	memcpy(row, repost->prefix, VB_ID_PREFIX_BYTES);
	memcpy(row + VB_ID_PREFIX_BYTES, repost->to.b, sizeof(repost->to.b));
}

int reposts_decode(struct span key, struct span value, struct repost *out)
{
	struct cursor c;

	if (key.size != KEY_BYTES || value.size != VALUE_BYTES)
		return VB_ERR_STORE_CORRUPT;
	cursor_init(&c, key);
	out->from = key_read_record(&c);
	out->log = get_be32(key.data + VB_KEY_RECORD_BYTES);
	out->seq = get_be64(key.data + VB_KEY_RECORD_BYTES + 4);
	memcpy(out->prefix, value.data, VB_ID_PREFIX_BYTES);
	memcpy(out->to.b, value.data + VB_ID_PREFIX_BYTES, sizeof(out->to.b));
	return out->from.audience <= VB_AUDIENCE_CORE ? 0 : VB_ERR_STORE_CORRUPT;
}

bool reposts_has(struct env_txn *txn, const struct repost *entry, struct record_id *to)
{
	struct repost row;
	struct span value;
	struct key key;

	key_make(&key, entry);
	if (env_get(txn, VB_TABLE_REPOSTS, key_span(&key), &value) != 0 ||
	    reposts_decode(key_span(&key), value, &row) != 0 ||
	    memcmp(row.prefix, entry->prefix, sizeof(row.prefix)) != 0)
		return false;
	*to = row.to;
	return true;
}

int reposts_follow(struct env_txn *txn, const struct record_ref *from, struct record_id *to)
{
	struct env_cursor c;
	struct span key, value;
	struct key prefix;
	struct repost row = { .log = 0 };
	int err = VB_ERR_NOT_FOUND;
	int closed;

	key_init(&prefix);
	key_record(&prefix, from);
	env_cursor_open(&c, txn, VB_TABLE_REPOSTS, key_span(&prefix), span_of(NULL, 0));
	if (env_cursor_next(&c, &key, &value))
		err = reposts_decode(key, value, &row);
	closed = env_cursor_close(&c);
	if (err == 0)
		*to = row.to;
	return closed != 0 ? closed : err;
}

void reposts_open(struct reposts_cursor *c, struct env_txn *txn, uint32_t space)
{
	put_be32(c->prefix, space);
	env_cursor_open(&c->c, txn, VB_TABLE_REPOSTS, span_of(c->prefix, sizeof(c->prefix)),
	                span_of(NULL, 0));
}

bool reposts_next(struct reposts_cursor *c, struct repost *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = reposts_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int reposts_close(struct reposts_cursor *c)
{
	return env_cursor_close(&c->c);
}
