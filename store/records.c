/* records: merged records and what they are made of; see records.h. */
#include "store/records.h"

#include <string.h>

#include "protocol/merge/state_hash.h"
#include "store/keyspace.h"
#include "store/record_keys.h"

#define LOCKED_MARK 0xc1u /* no packed value begins with it */
#define TOUCH_KEY_BYTES (VB_KEY_RECORD_BYTES + 12u)

static void record_key(struct key *key, const struct record_ref *ref)
{
	key_init(key);
	key_record(key, ref);
}

/* Opens a row that is locked, if there are keys. */
static int row_open(struct env_txn *txn, struct span key, struct span *merged)
{
	if (merged->size == 0 || merged->data[0] != LOCKED_MARK || env_keys(txn) == NULL)
		return 0;
	return record_keys_unlock(txn, VB_LOCKED_RECORD, key,
	                          span_of(merged->data + 1, merged->size - 1), merged);
}

int records_get(struct env_txn *txn, const struct record_ref *ref, struct span *merged)
{
	struct key key;
	int err;

	record_key(&key, ref);
	err = env_get(txn, VB_TABLE_RECORDS, key_span(&key), merged);
	return err != 0 ? err : row_open(txn, key_span(&key), merged);
}

int records_find(struct env_txn *txn, uint32_t space, const struct record_id *id,
                 struct record_ref *ref, struct span *merged)
{
	struct record_ref found = { space, VB_AUDIENCE_ALL, *id };
	int err = records_get(txn, &found, merged);

	if (err == VB_ERR_NOT_FOUND) {
		found.audience = VB_AUDIENCE_CORE;
		err = records_get(txn, &found, merged);
	}
	if (err == 0)
		*ref = found;
	return err;
}

void records_put(struct env_txn *txn, const struct record_ref *ref, struct span merged)
{
	struct key key;

	record_key(&key, ref);
	env_put_soon(txn, VB_TABLE_RECORDS, key_span(&key), merged);
}

void records_put_locked(struct env_txn *txn, const struct record_ref *ref, uint32_t kind,
                        struct span merged)
{
	uint64_t number = record_keys_give(txn, ref, kind);
	struct span locked;
	struct key key;
	uint8_t *row;

	if (number == 0)
		return;
	record_key(&key, ref);
	locked = record_keys_lock(txn, number, VB_LOCKED_RECORD, key_span(&key), merged);
	row = env_reserve(txn, VB_TABLE_RECORDS, key_span(&key), 1 + locked.size);
	if (row == NULL)
		return;
	row[0] = LOCKED_MARK;
	memcpy(row + 1, locked.data, locked.size);
}

void records_del(struct env_txn *txn, const struct record_ref *ref)
{
	struct key key;

	record_key(&key, ref);
	env_del(txn, VB_TABLE_RECORDS, key_span(&key));
}

/* Starts a walk at the first id >= from. */
static void open_at(struct records_cursor *c, struct env_txn *txn, uint32_t space,
                    enum audience audience, const struct record_id *from)
{
	key_init(&c->from);
	key_u32(&c->from, space);
	key_u8(&c->from, (uint8_t)audience);
	c->prefix = c->from;
	if (from != NULL)
		key_bytes(&c->from, from->b, sizeof(from->b));
	env_cursor_open(&c->c, txn, VB_TABLE_RECORDS, key_span(&c->prefix), key_span(&c->from));
}

void records_open(struct records_cursor *c, struct env_txn *txn, uint32_t space,
                  enum audience audience, const struct record_id *after)
{
	open_at(c, txn, space, audience, after);
	if (after != NULL) {
		/* The least key behind that of `after`. */
		key_u8(&c->from, 0);
		c->c.from = key_span(&c->from);
	}
}

void records_open_all(struct records_cursor *c, struct env_txn *txn, const struct record_ref *after)
{
	key_init(&c->prefix);
	key_init(&c->from);
	if (after != NULL) {
		key_record(&c->from, after);
		key_u8(&c->from, 0);
	}
	env_cursor_open(&c->c, txn, VB_TABLE_RECORDS, key_span(&c->prefix), key_span(&c->from));
}

bool records_next(struct records_cursor *c, struct record_ref *ref, struct span *merged)
{
	struct cursor at;
	struct span key;

	if (!env_cursor_next(&c->c, &key, merged))
		return false;
	cursor_init(&at, key);
	*ref = key_read_record(&at);
	if (cursor_finish(&at) != 0)
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
	return env_error(c->c.txn) == 0 && row_open(c->c.txn, key, merged) == 0;
}

int records_close(struct records_cursor *c)
{
	return env_cursor_close(&c->c);
}

int records_between(struct env_txn *txn, uint32_t space, const struct record_id *low,
                    const struct record_id *high, struct record_ref out[static 2], size_t *count)
{
	static const enum audience audiences[] = { VB_AUDIENCE_ALL, VB_AUDIENCE_CORE };
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	size_t found = 0;
	int err = 0;

	for (size_t i = 0; i < 2 && err == 0; i++) {
		open_at(&c, txn, space, audiences[i], low);
		while (found < 2 && records_next(&c, &ref, &merged) &&
		       memcmp(ref.id.b, high->b, sizeof(high->b)) <= 0)
			out[found++] = ref;
		err = records_close(&c);
	}
	if (err == 0)
		*count = found;
	return err;
}

int records_state_hash(struct env_txn *txn, uint32_t space, const struct space_id *space_id,
                       enum audience audience, struct hash *out)
{
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	struct state_hash hash;
	int err;

	state_hash_init(&hash, space_id, audience);
	records_open(&c, txn, space, audience, NULL);
	while (records_next(&c, &ref, &merged))
		state_hash_put(&hash, &ref.id, merged);
	err = records_close(&c);
	if (err == 0)
		state_hash_finish(&hash, out);
	return err;
}

/* ---- touches ---- */

static void touch_key(struct key *key, const struct record_ref *ref, uint32_t log, uint64_t seq)
{
	record_key(key, ref);
	key_u32(key, log);
	key_u64(key, seq);
}

void records_touch(struct env_txn *txn, const struct record_ref *ref, uint32_t log, uint64_t seq)
{
	struct key key;

	touch_key(&key, ref, log, seq);
	env_put_soon(txn, VB_TABLE_TOUCH, key_span(&key), span_of(NULL, 0));
}

void records_untouch(struct env_txn *txn, const struct record_ref *ref, uint32_t log, uint64_t seq)
{
	struct key key;

	touch_key(&key, ref, log, seq);
	env_del(txn, VB_TABLE_TOUCH, key_span(&key));
}

void records_open_touches(struct touches_cursor *c, struct env_txn *txn,
                          const struct record_ref *ref)
{
	record_key(&c->prefix, ref);
	env_cursor_open(&c->c, txn, VB_TABLE_TOUCH, key_span(&c->prefix), span_of(NULL, 0));
}

bool records_next_touch(struct touches_cursor *c, struct touch *out)
{
	struct span key, value;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	if (key.size != TOUCH_KEY_BYTES) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->log = get_be32(key.data + VB_KEY_RECORD_BYTES);
	out->seq = get_be64(key.data + VB_KEY_RECORD_BYTES + 4);
	return true;
}

int records_close_touches(struct touches_cursor *c)
{
	return env_cursor_close(&c->c);
}
