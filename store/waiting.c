/* waiting: entries that wait for a change; see waiting.h.
 *
 * Two tables with the same facts: `waiting` by record and entry, `waiters` by what is missing.
 */
#include "store/waiting.h"

#include <string.h>

#include "store/keyspace.h"

#define MISSING_BYTES 40u /* log id, seq */

/* The entry that waits: key of `waiting`, tail of a key of `waiters`. */
static void key_entry(struct key *key, const struct record_ref *record, uint32_t log, uint64_t seq)
{
	key_record(key, record);
	key_u32(key, log);
	key_u64(key, seq);
}

static void key_missing(struct key *key, const struct log_id *log, uint64_t seq)
{
	key_bytes(key, log->b, sizeof(log->b));
	key_u64(key, seq);
}

static void read_missing(struct cursor *c, struct waiting_row *row)
{
	cursor_copy(c, row->missing_log.b, sizeof(row->missing_log.b));
	row->missing_seq = cursor_u64(c);
}

/* Removes a row from both tables. */
static void rows_del(struct env_txn *txn, const struct waiting_row *row)
{
	struct key key;

	key_init(&key);
	key_entry(&key, &row->record, row->log, row->seq);
	env_del(txn, VB_TABLE_WAITING, key_span(&key));
	key_init(&key);
	key_missing(&key, &row->missing_log, row->missing_seq);
	key_entry(&key, &row->record, row->log, row->seq);
	env_del(txn, VB_TABLE_WAITERS, key_span(&key));
}

int waiting_get(struct env_txn *txn, const struct record_ref *record, uint32_t log, uint64_t seq,
                struct waiting_row *out)
{
	struct waiting_row row = { .record = *record, .log = log, .seq = seq };
	struct cursor c;
	struct key key;
	struct span value;
	int err;

	key_init(&key);
	key_entry(&key, record, log, seq);
	err = env_get(txn, VB_TABLE_WAITING, key_span(&key), &value);
	if (err != 0)
		return err;
	cursor_init(&c, value);
	read_missing(&c, &row);
	if (cursor_finish(&c) != 0) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	*out = row;
	return 0;
}

void waiting_del(struct env_txn *txn, const struct record_ref *record, uint32_t log, uint64_t seq)
{
	struct waiting_row row;

	if (waiting_get(txn, record, log, seq, &row) == 0)
		rows_del(txn, &row);
}

void waiting_put(struct env_txn *txn, const struct waiting_row *row)
{
	struct key entry, missing, waiter;

	waiting_del(txn, &row->record, row->log, row->seq);
	key_init(&entry);
	key_entry(&entry, &row->record, row->log, row->seq);
	key_init(&missing);
	key_missing(&missing, &row->missing_log, row->missing_seq);
	env_put(txn, VB_TABLE_WAITING, key_span(&entry), key_span(&missing));
	key_init(&waiter);
	key_bytes(&waiter, missing.b, missing.size);
	key_bytes(&waiter, entry.b, entry.size);
	env_put(txn, VB_TABLE_WAITERS, key_span(&waiter), span_of(NULL, 0));
}

int waiting_take(struct env_txn *txn, const struct log_id *missing_log, uint64_t missing_seq,
                 struct waiting_row *out, size_t max, size_t *count)
{
	struct env_cursor c;
	struct cursor at;
	struct key prefix;
	struct span key, value;
	size_t found = 0;
	int err;

	key_init(&prefix);
	key_missing(&prefix, missing_log, missing_seq);
	env_cursor_open(&c, txn, VB_TABLE_WAITERS, key_span(&prefix), span_of(NULL, 0));
	while (found < max && env_cursor_next(&c, &key, &value)) {
		struct waiting_row *row = &out[found++];

		cursor_init(&at, key);
		read_missing(&at, row);
		row->record = key_read_record(&at);
		row->log = cursor_u32(&at);
		row->seq = cursor_u64(&at);
		if (cursor_finish(&at) != 0)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	err = env_cursor_close(&c);
	if (err != 0)
		return err;
	for (size_t i = 0; i < found; i++)
		rows_del(txn, &out[i]);
	err = env_error(txn);
	if (err == 0)
		*count = found;
	return err;
}

/* The first entry of a record that waits; false if none does. */
static bool first_of(struct env_txn *txn, const struct record_ref *record, struct waiting_row *out)
{
	struct env_cursor c;
	struct cursor at;
	struct key prefix;
	struct span key, value;
	bool found;

	key_init(&prefix);
	key_record(&prefix, record);
	env_cursor_open(&c, txn, VB_TABLE_WAITING, key_span(&prefix), span_of(NULL, 0));
	found = env_cursor_next(&c, &key, &value);
	if (found) {
		cursor_init(&at, key);
		out->record = key_read_record(&at);
		out->log = cursor_u32(&at);
		out->seq = cursor_u64(&at);
		if (cursor_finish(&at) != 0)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	return env_cursor_close(&c) == 0 && found;
}

void waiting_clear(struct env_txn *txn, const struct record_ref *record)
{
	struct waiting_row row;

	while (first_of(txn, record, &row))
		waiting_del(txn, &row.record, row.log, row.seq);
}

int waiting_count(struct env_txn *txn, uint32_t space, uint64_t max, uint64_t *out)
{
	struct env_cursor c;
	struct key prefix;
	struct span key, value;
	uint64_t count = 0;
	int err;

	key_init(&prefix);
	key_u32(&prefix, space);
	env_cursor_open(&c, txn, VB_TABLE_WAITING, key_span(&prefix), span_of(NULL, 0));
	while (count < max && env_cursor_next(&c, &key, &value))
		count++;
	err = env_cursor_close(&c);
	if (err == 0)
		*out = count;
	return err;
}
