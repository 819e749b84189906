/* feed: the change feed; see feed.h. */
#include "store/feed.h"

#include "protocol/crypt.h"
#include "store/keyspace.h"

#define NUMBER_BYTES 8u

void feed_retell(struct env_txn *txn)
{
	uint64_t generation = 0;

	/* 53 bits: it passes through JSON, where larger numbers are not exact everywhere. */
	while (generation == 0) {
		crypt_random(&generation, sizeof(generation));
		generation >>= 11;
	}
	keyspace_put_meta(txn, VB_META_GENERATION, generation);
}

void feed_renew(struct env_txn *txn)
{
	env_del_prefix(txn, VB_TABLE_FEED, span_of(NULL, 0));
	feed_retell(txn);
}

int feed_generation(struct env_txn *txn, uint64_t *out)
{
	int err = keyspace_get_meta(txn, VB_META_GENERATION, out);

	if (err == VB_ERR_NOT_FOUND) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		err = VB_ERR_STORE_CORRUPT;
	}
	return err;
}

int feed_last(struct env_txn *txn, uint64_t *out)
{
	return env_last_number(txn, VB_TABLE_FEED, out);
}

uint64_t feed_put(struct env_txn *txn, const struct feed_item *item)
{
	struct key key, row;
	uint64_t last;

	if (feed_last(txn, &last) != 0)
		return 0;
	key_init(&key);
	key_u64(&key, last + 1);
	key_init(&row);
	key_record(&row, &item->record);
	key_u32(&row, item->kind);
	key_u32(&row, item->verb);
	env_put(txn, VB_TABLE_FEED, key_span(&key), key_span(&row));
	return env_error(txn) == 0 ? last + 1 : 0;
}

void feed_open(struct feed_cursor *c, struct env_txn *txn, uint64_t after)
{
	put_be64(c->from, after == UINT64_MAX ? after : after + 1);
	env_cursor_open(&c->c, txn, VB_TABLE_FEED, span_of(NULL, 0),
	                span_of(c->from, sizeof(c->from)));
}

bool feed_next(struct feed_cursor *c, struct feed_item *out)
{
	struct cursor at;
	struct span key, value;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	cursor_init(&at, value);
	out->record = key_read_record(&at);
	out->kind = cursor_u32(&at);
	out->verb = cursor_u32(&at);
	if (cursor_finish(&at) != 0 || key.size != NUMBER_BYTES) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->number = get_be64(key.data);
	return true;
}

int feed_close(struct feed_cursor *c)
{
	return env_cursor_close(&c->c);
}
