/* entries: rows of entries and seals; see entries.h. */
#include "store/entries.h"

#include <assert.h>
#include <string.h>

#include "store/key.h"
#include "store/keyspace.h"
#include "store/record_keys.h"

#define BODY_SIZE_AT 110u /* in a header: SPEC.md 4 */
#define KEY_BYTES 12u     /* u32 log, u64 seq */

static void entry_key(struct key *key, uint32_t log, uint64_t seq)
{
	key_init(key);
	key_u32(key, log);
	key_u64(key, seq);
}

/* A locked body is longer than its header says that it is in any log. */
static bool is_locked(const struct entry_row *row)
{
	return row->body.size == (size_t)get_be32(row->header.data + BODY_SIZE_AT) +
	                                 VB_BODY_OVERHEAD_BYTES + VB_LOCKED_OVERHEAD_BYTES;
}

/* Splits a row; false, and the transaction fails, when it is damaged. */
static bool row_split(struct env_txn *txn, struct span key, struct span value,
                      struct entry_row *out)
{
	if (key.size != KEY_BYTES || value.size < VB_HEADER_BYTES) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->seq = get_be64(key.data + 4);
	out->header = span_of(value.data, VB_HEADER_BYTES);
	out->body = span_of(value.data + VB_HEADER_BYTES, value.size - VB_HEADER_BYTES);
	if (out->body.size == 0)
		out->body.data = NULL;
	out->is_locked = is_locked(out);
	return true;
}

/* The same, with the body opened where there are keys. */
static bool row_read(struct env_txn *txn, struct span key, struct span value, struct entry_row *out)
{
	if (!row_split(txn, key, value, out))
		return false;
	if (!out->is_locked || env_keys(txn) == NULL)
		return true;
	out->is_locked = false;
	return record_keys_unlock(txn, VB_LOCKED_BODY, out->header, out->body, &out->body) == 0;
}

int entries_get(struct env_txn *txn, uint32_t log, uint64_t seq, struct entry_row *out)
{
	struct key key;
	struct span value;
	int err;

	entry_key(&key, log, seq);
	err = env_get(txn, VB_TABLE_ENTRIES, key_span(&key), &value);
	if (err == 0 && !row_read(txn, key_span(&key), value, out))
		err = VB_ERR_STORE_CORRUPT;
	return err;
}

int entries_id(struct env_txn *txn, uint32_t log, uint64_t seq, struct entry_id *out)
{
	struct entry_row row;
	int err = entries_get(txn, log, seq, &row);

	if (err == 0)
		entry_id_derive(row.header.data, out);
	return err;
}

void entries_open(struct entries_cursor *c, struct env_txn *txn, uint32_t log, uint64_t from)
{
	put_be32(c->from, log);
	put_be64(c->from + 4, from);
	env_cursor_open(&c->c, txn, VB_TABLE_ENTRIES, span_of(c->from, 4),
	                span_of(c->from, sizeof(c->from)));
}

bool entries_next(struct entries_cursor *c, struct entry_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && row_read(c->c.txn, key, value, out);
}

int entries_close(struct entries_cursor *c)
{
	return env_cursor_close(&c->c);
}

int entries_next_seal(struct env_txn *txn, uint32_t log, uint64_t from, uint64_t *seq,
                      struct signature *seal)
{
	struct env_cursor c;
	struct key prefix, start;
	struct span key, value;
	bool found;
	int err;

	key_init(&prefix);
	key_u32(&prefix, log);
	entry_key(&start, log, from);
	env_cursor_open(&c, txn, VB_TABLE_SEALS, key_span(&prefix), key_span(&start));
	found = env_cursor_next(&c, &key, &value);
	if (found && (key.size != KEY_BYTES || value.size != sizeof(seal->b)))
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	err = env_cursor_close(&c);
	if (err == 0 && !found)
		err = VB_ERR_NOT_FOUND;
	if (err == 0) {
		*seq = get_be64(key.data + 4);
		memcpy(seal->b, value.data, sizeof(seal->b));
	}
	return err;
}

void entries_put(struct env_txn *txn, uint32_t log, uint64_t seq, struct span header,
                 struct span body)
{
	struct key key;
	uint8_t *row;

	assert(header.size == VB_HEADER_BYTES);
	entry_key(&key, log, seq);
	row = env_reserve(txn, VB_TABLE_ENTRIES, key_span(&key), header.size + body.size);
	if (row == NULL)
		return;
	memcpy(row, header.data, header.size);
	if (body.size > 0)
		memcpy(row + header.size, body.data, body.size);
}

/* Reads the row as it lies there. A missing one makes the transaction fail. */
static bool row_find(struct env_txn *txn, uint32_t log, uint64_t seq, struct entry_row *out)
{
	struct key key;
	struct span value;
	int err;

	entry_key(&key, log, seq);
	err = env_get(txn, VB_TABLE_ENTRIES, key_span(&key), &value);
	if (err == VB_ERR_NOT_FOUND)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	return err == 0 && row_split(txn, key_span(&key), value, out);
}

void entries_lock_body(struct env_txn *txn, uint32_t log, uint64_t seq, uint64_t number)
{
	uint8_t header[VB_HEADER_BYTES];
	struct entry_row row;

	if (!row_find(txn, log, seq, &row) || row.body.size == 0 || row.is_locked)
		return;
	memcpy(header, row.header.data, sizeof(header));
	entries_put(txn, log, seq, span_of(header, sizeof(header)),
	            record_keys_lock(txn, number, VB_LOCKED_BODY, row.header, row.body));
}

/* Keeps the header and writes another body behind it. Returns the bytes of the body that was there. */
static size_t body_replace(struct env_txn *txn, uint32_t log, uint64_t seq, struct span body)
{
	uint8_t header[VB_HEADER_BYTES];
	struct entry_row row;
	size_t before;

	if (!row_find(txn, log, seq, &row) || row.body.size == body.size)
		return 0;
	before = row.body.size - (row.is_locked ? VB_LOCKED_OVERHEAD_BYTES : 0);
	memcpy(header, row.header.data, sizeof(header)); /* the row moves when it is written */
	entries_put(txn, log, seq, span_of(header, sizeof(header)), body);
	return before;
}

size_t entries_drop_body(struct env_txn *txn, uint32_t log, uint64_t seq)
{
	return body_replace(txn, log, seq, span_of(NULL, 0));
}

void entries_put_body(struct env_txn *txn, uint32_t log, uint64_t seq, struct span body)
{
	(void)body_replace(txn, log, seq, body);
}

void entries_del(struct env_txn *txn, uint32_t log, uint64_t seq)
{
	struct key key;

	entry_key(&key, log, seq);
	env_del(txn, VB_TABLE_ENTRIES, key_span(&key));
}

void entries_put_seal(struct env_txn *txn, uint32_t log, uint64_t seq, const struct signature *seal)
{
	struct key key;

	entry_key(&key, log, seq);
	env_put(txn, VB_TABLE_SEALS, key_span(&key), span_of(seal->b, sizeof(seal->b)));
}

void entries_del_seal(struct env_txn *txn, uint32_t log, uint64_t seq)
{
	struct key key;

	entry_key(&key, log, seq);
	env_del(txn, VB_TABLE_SEALS, key_span(&key));
}
