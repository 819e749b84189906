/* waiting: compared with a plain list over many random changes; taken in pieces; cleared by record. */
#include "store/waiting.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/shelf.h"

#define ENTRIES 60u
#define MISSING 7u

static struct shelf shelf;
static unsigned model[ENTRIES]; /* what each entry waits for, 0: nothing */

static struct log_id missing_log(unsigned number)
{
	struct log_id id = { { (uint8_t)number } };

	return id;
}

/* Entry i belongs to one of six records. */
static struct waiting_row row_of(unsigned i, unsigned missing)
{
	return (struct waiting_row){
		.record = { 1 + i % 2, (enum audience)(i % 3 == 0), shelf_record(i % 3) },
		.log = 1 + i / 10,
		.seq = i,
		.missing_log = missing_log(missing),
		.missing_seq = missing * 1000,
	};
}

static unsigned count_wrong(struct env_txn *txn)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < ENTRIES; i++) {
		struct waiting_row want = row_of(i, model[i]), got;
		int err = waiting_get(txn, &want.record, want.log, want.seq, &got);

		wrong += err != (model[i] == 0 ? VB_ERR_NOT_FOUND : 0);
		if (err == 0)
			wrong += !log_id_is_equal(&got.missing_log, &want.missing_log) ||
			         got.missing_seq != want.missing_seq || got.seq != want.seq ||
			         got.log != want.log ||
			         !key_is_same_record(&got.record, &want.record);
	}
	return wrong;
}

/* Takes all that wait for one change, three at a time. */
static unsigned take_all(struct env_txn *txn, unsigned missing)
{
	struct log_id log = missing_log(missing);
	struct waiting_row rows[3];
	size_t count = 3;
	unsigned wrong = 0;

	while (count == 3) {
		if (waiting_take(txn, &log, missing * 1000, rows, 3, &count) != 0)
			return 1000;
		for (size_t i = 0; i < count; i++) {
			wrong += rows[i].seq >= ENTRIES || model[rows[i].seq] != missing;
			if (rows[i].seq < ENTRIES)
				model[rows[i].seq] = 0;
		}
	}
	for (unsigned i = 0; i < ENTRIES; i++)
		wrong += model[i] == missing;
	return wrong;
}

static void test_random(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct seeded s = { .state = 5 };
	unsigned wrong = 0;

	for (unsigned round = 0; round < 2000; round++) {
		unsigned i = (unsigned)seeded_below(&s, ENTRIES);
		unsigned missing = 1 + (unsigned)seeded_below(&s, MISSING);
		struct waiting_row row = row_of(i, missing);

		switch (seeded_below(&s, 8)) {
		case 0:
			waiting_del(txn, &row.record, row.log, row.seq);
			model[i] = 0;
			break;
		case 1:
			wrong += take_all(txn, missing);
			break;
		default:
			waiting_put(txn, &row);
			model[i] = missing;
		}
		if (round % 50 == 0)
			wrong += count_wrong(txn);
	}
	is_int(wrong, 0, "2000 changes: the same as a plain list");
	is_u64(env_count(txn, VB_TABLE_WAITING), env_count(txn, VB_TABLE_WAITERS),
	       "both tables have as many rows");
	for (unsigned missing = 1; missing <= MISSING; missing++)
		wrong += take_all(txn, missing);
	is_int(wrong, 0, "all taken");
	is_u64(env_count(txn, VB_TABLE_WAITING) + env_count(txn, VB_TABLE_WAITERS), 0,
	       "nothing is left in either");
	env_abort(&txn);
	memset(model, 0, sizeof(model));
}

static void test_clear(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct waiting_row row;
	struct record_ref record = row_of(0, 1).record;
	uint64_t of_space = 0, count;

	for (unsigned i = 0; i < ENTRIES; i++) {
		row = row_of(i, 1 + i % MISSING);
		waiting_put(txn, &row);
		model[i] = key_is_same_record(&row.record, &record) ? 0 : 1 + i % MISSING;
	}
	ok(count_wrong(txn) > 0, "entries of the record wait");
	for (unsigned i = 0; i < ENTRIES; i++)
		of_space += row_of(i, 1).record.space == record.space;
	is_err(waiting_count(txn, record.space, ENTRIES, &count), 0, "those of a space");
	is_u64(count, of_space, "are counted");
	is_err(waiting_count(txn, record.space, 2, &count), 0, "up to a limit");
	is_u64(count, 2, "of two");
	is_err(waiting_count(txn, 9999, 2, &count), 0, "of another space");
	is_u64(count, 0, "none");
	waiting_clear(txn, &record);
	is_int(count_wrong(txn), 0, "none but those of the record are gone");
	is_u64(env_count(txn, VB_TABLE_WAITING), env_count(txn, VB_TABLE_WAITERS),
	       "from both tables");
	env_abort(&txn);
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct waiting_row row = row_of(1, 1), got;
	struct key key;
	size_t count;

	key_init(&key);
	key_record(&key, &row.record);
	key_u32(&key, row.log);
	key_u64(&key, row.seq);
	env_put(txn, VB_TABLE_WAITING, key_span(&key), span_of_str("short"));
	is_err(waiting_get(txn, &row.record, row.log, row.seq, &got), VB_ERR_STORE_CORRUPT,
	       "a short row");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	key_init(&key);
	key_bytes(&key, row.missing_log.b, sizeof(row.missing_log.b));
	key_u64(&key, row.missing_seq);
	key_u8(&key, 0);
	env_put(txn, VB_TABLE_WAITERS, key_span(&key), span_of(NULL, 0));
	is_err(waiting_take(txn, &row.missing_log, row.missing_seq, &got, 1, &count),
	       VB_ERR_STORE_CORRUPT, "a short key");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_random();
	test_clear();
	test_damage();
	shelf_release(&shelf);
	return done();
}
