/* words: reading the index of words; see words.h. */
#include "store/words.h"

#include <string.h>

#include "store/keyspace.h"
#include "store/record_keys.h"

#define STATE_NAME "words"
#define STATE_BYTES (8u + 8u + 1u + VB_KEY_RECORD_BYTES)
#define NUMBER_BYTES 4u
#define AROUND_BYTES (4u + 1u + NUMBER_BYTES) /* in a key, what stands around the word */

static int damage(struct env_txn *txn)
{
	env_fail(txn, VB_ERR_STORE_CORRUPT);
	return VB_ERR_STORE_CORRUPT;
}

/* ---- how far it came ---- */

int words_get_state(struct env_txn *txn, struct words_state *out)
{
	struct span value;
	struct cursor at;
	int err = env_get(txn, VB_TABLE_META, span_of_str(STATE_NAME), &value);

	if (err != 0)
		return err;
	cursor_init(&at, value);
	out->generation = cursor_u64(&at);
	out->number = cursor_u64(&at);
	out->is_walking = cursor_u8(&at) != 0;
	out->walked = key_read_record(&at);
	return cursor_finish(&at) == 0 ? 0 : damage(txn);
}

void words_put_state(struct env_txn *txn, const struct words_state *state)
{
	struct key row;

	key_init(&row);
	key_u64(&row, state->generation);
	key_u64(&row, state->number);
	key_u8(&row, state->is_walking);
	key_record(&row, &state->walked);
	env_put(txn, VB_TABLE_META, span_of_str(STATE_NAME), key_span(&row));
}

void words_clear(struct env_txn *txn)
{
	env_clear(txn, VB_TABLE_WORDS);
	env_clear(txn, VB_TABLE_WORDED);
	env_clear(txn, VB_TABLE_NUMBERS);
	env_clear(txn, VB_TABLE_LOCKED_WORDS);
	keyspace_put_meta(txn, VB_META_NEXT_NUMBER, 1);
	env_del(txn, VB_TABLE_META, span_of_str(STATE_NAME));
}

/* ---- records ---- */

int words_get(struct env_txn *txn, const struct record_ref *ref, uint32_t *number,
              struct span *list)
{
	struct key key;
	struct span value;
	int err;

	key_init(&key);
	key_record(&key, ref);
	err = env_get(txn, VB_TABLE_WORDED, key_span(&key), &value);
	if (err != 0)
		return err;
	if (value.size <= NUMBER_BYTES)
		return damage(txn);
	*number = get_be32(value.data);
	*list = span_of(value.data + NUMBER_BYTES, value.size - NUMBER_BYTES);
	return 0;
}

int words_record(struct env_txn *txn, uint32_t number, struct record_ref *ref, uint32_t *kind)
{
	uint8_t key[NUMBER_BYTES];
	struct span value;
	struct cursor at;
	int err;

	put_be32(key, number);
	err = env_get(txn, VB_TABLE_NUMBERS, span_of(key, sizeof(key)), &value);
	if (err != 0)
		return err;
	cursor_init(&at, value);
	*ref = key_read_record(&at);
	*kind = cursor_u32(&at);
	return cursor_finish(&at) == 0 ? 0 : damage(txn);
}

int words_last(struct env_txn *txn, uint32_t *out)
{
	uint64_t next = 1;
	int err = keyspace_get_meta(txn, VB_META_NEXT_NUMBER, &next);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	if (next == 0 || next > UINT32_MAX)
		return damage(txn);
	*out = (uint32_t)(next - 1);
	return 0;
}

/* ---- confidential records ---- */

#define KIND_BYTES 4u

void words_put_locked(struct env_txn *txn, const struct record_ref *ref, uint32_t kind,
                      struct span list)
{
	uint64_t number;
	struct span locked;
	struct key key;
	uint8_t *row;

	key_init(&key);
	key_record(&key, ref);
	if (list.size == 0) {
		env_del(txn, VB_TABLE_LOCKED_WORDS, key_span(&key));
		return;
	}
	number = record_keys_give(txn, ref, kind);
	if (number == 0)
		return;
	locked = record_keys_lock(txn, number, VB_LOCKED_WORDS, key_span(&key), list);
	row = env_reserve(txn, VB_TABLE_LOCKED_WORDS, key_span(&key), KIND_BYTES + locked.size);
	if (row == NULL)
		return;
	put_be32(row, kind);
	memcpy(row + KIND_BYTES, locked.data, locked.size);
}

/* Where a walk begins. */
static struct span from_span(const struct key *from)
{
	return from != NULL ? key_span(from) : span_of(NULL, 0);
}

/* The smallest key behind this one. */
static void mark(struct span key, struct key *out)
{
	key_init(out);
	key_bytes(out, key.data, key.size);
	key_u8(out, 0);
}

void words_open_locked(struct words_locked_cursor *c, struct env_txn *txn, uint32_t space,
                       const struct key *from)
{
	key_init(&c->prefix);
	key_u32(&c->prefix, space);
	env_cursor_open(&c->c, txn, VB_TABLE_LOCKED_WORDS, key_span(&c->prefix), from_span(from));
}

bool words_next_locked(struct words_locked_cursor *c, struct record_ref *ref, uint32_t *kind,
                       struct span *list)
{
	struct span key, value;
	struct cursor at;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	cursor_init(&at, key);
	*ref = key_read_record(&at);
	if (cursor_finish(&at) != 0 || value.size < KIND_BYTES || env_keys(c->c.txn) == NULL) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	c->at = key;
	*kind = get_be32(value.data);
	return record_keys_unlock(c->c.txn, VB_LOCKED_WORDS, key,
	                          span_of(value.data + KIND_BYTES, value.size - KIND_BYTES),
	                          list) == 0;
}

void words_mark_locked(const struct words_locked_cursor *c, struct key *out)
{
	mark(c->at, out);
}

int words_close_locked(struct words_locked_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- words ---- */

void words_open(struct words_cursor *c, struct env_txn *txn, uint32_t space, struct span beginning,
                const struct key *from)
{
	key_init(&c->prefix);
	key_u32(&c->prefix, space);
	key_bytes(&c->prefix, beginning.data, beginning.size);
	env_cursor_open(&c->c, txn, VB_TABLE_WORDS, key_span(&c->prefix), from_span(from));
}

bool words_next(struct words_cursor *c, struct span *word, struct span *block)
{
	struct span key;

	if (!env_cursor_next(&c->c, &key, block))
		return false;
	if (key.size <= AROUND_BYTES || key.data[key.size - NUMBER_BYTES - 1] != 0 ||
	    block->size == 0) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	c->at = key;
	*word = span_of(key.data + 4, key.size - AROUND_BYTES);
	return true;
}

void words_mark(const struct words_cursor *c, struct key *out)
{
	mark(c->at, out);
}

int words_close(struct words_cursor *c)
{
	return env_cursor_close(&c->c);
}
