/* erasures: rows of erased records, which erase decides, and the way from a record to what stands for it. */
#include "store/erasures.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct erased_row row_of(uint64_t record, uint8_t erase, enum erased_state state,
                                uint64_t replacement)
{
	struct erased_row row = { .record = { .space = 1, .id = shelf_record(record) },
		                  .erase = { { erase } },
		                  .state = state,
		                  .log = 7,
		                  .seq = 9 };

	if (replacement != 0)
		row.replacement = shelf_record(replacement);
	return row;
}

static void put(struct env_txn *txn, uint64_t record, uint8_t erase, enum erased_state state,
                uint64_t replacement)
{
	struct erased_row row = row_of(record, erase, state, replacement);

	erasures_put(txn, &row);
}

static uint8_t decides(struct env_txn *txn, uint64_t record)
{
	struct erased_row wanted = row_of(record, 0, VB_ERASED_VOID, 0), row;

	return erasures_get(txn, &wanted.record, &row) == 0 ? row.erase.b[0] : 0;
}

static void test_which(struct env_txn *txn)
{
	struct erased_row wanted = row_of(5, 0, VB_ERASED_VOID, 0), row;

	is_err(erasures_get(txn, &wanted.record, &row), VB_ERR_NOT_FOUND, "nobody erased it");
	put(txn, 5, 3, VB_ERASED_VOID, 0);
	is_int(decides(txn, 5), 3, "void");
	ok(!erasures_is_erased(txn, &wanted.record), "is not erased");
	put(txn, 5, 9, VB_ERASED_HELD, 0);
	is_int(decides(txn, 5), 9, "held comes before void");
	put(txn, 5, 8, VB_ERASED_IN_FORCE, 6);
	put(txn, 5, 4, VB_ERASED_IN_FORCE, 0);
	is_int(decides(txn, 5), 4, "of those in force the smallest");
	ok(erasures_is_erased(txn, &wanted.record), "is erased");
	is_err(erasures_get(txn, &wanted.record, &row), 0, "read");
	is_int(row.log, 7, "where the erase stands: log");
	is_u64(row.seq, 9, "and entry");
	put(txn, 5, 4, VB_ERASED_VOID, 0);
	is_int(decides(txn, 5), 8, "taken back, the other one decides");
	wanted.record.audience = VB_AUDIENCE_CORE;
	is_err(erasures_get(txn, &wanted.record, &row), VB_ERR_NOT_FOUND, "in the other audience");
	wanted.record.space = 2;
	is_err(erasures_get(txn, &wanted.record, &row), VB_ERR_NOT_FOUND, "in another space");
}

static void test_follow(struct env_txn *txn)
{
	struct record_id from = shelf_record(10), out, wanted = shelf_record(12);

	is_err(erasures_follow(txn, 1, &from, &out), 0, "not erased");
	ok(record_id_is_equal(&out, &from), "itself");
	put(txn, 10, 1, VB_ERASED_IN_FORCE, 11);
	put(txn, 11, 1, VB_ERASED_IN_FORCE, 12);
	is_err(erasures_follow(txn, 1, &from, &out), 0, "two steps");
	ok(record_id_is_equal(&out, &wanted), "to the last");
	put(txn, 12, 1, VB_ERASED_HELD, 13);
	is_err(erasures_follow(txn, 1, &from, &out), 0, "a held erase");
	ok(record_id_is_equal(&out, &wanted), "leads nowhere");
	put(txn, 12, 1, VB_ERASED_IN_FORCE, 10);
	is_err(erasures_follow(txn, 1, &from, &out), VB_ERR_ERASED, "a circle");
	put(txn, 12, 1, VB_ERASED_IN_FORCE, 0);
	is_err(erasures_follow(txn, 1, &from, &out), VB_ERR_ERASED, "nothing took its place");
}

static void test_between(struct env_txn *txn)
{
	struct record_id low = shelf_record(10), high = shelf_record(10);
	struct record_ref ref;

	is_err(erasures_between(txn, 1, &low, &high, &ref), 0, "one is erased");
	ok(record_id_is_equal(&ref.id, &low), "that one");
	high = shelf_record(11);
	is_err(erasures_between(txn, 1, &low, &high, &ref), VB_ERR_NOT_FOUND, "two are too many");
	is_err(erasures_between(txn, 2, &low, &high, &ref), VB_ERR_NOT_FOUND, "none elsewhere");
}

static void test_walk(struct env_txn *txn)
{
	struct erasures_cursor c;
	struct erased_row row;
	uint32_t all = 0, none = 0;

	erasures_open(&c, txn, 0);
	while (erasures_next(&c, &row))
		all++;
	is_err(erasures_close(&c), 0, "walked");
	is_int(all, 7, "all rows");
	erasures_open(&c, txn, 2);
	while (erasures_next(&c, &row))
		none++;
	is_err(erasures_close(&c), 0, "walked");
	is_int(none, 0, "none of another space");
	env_put(txn, VB_TABLE_ERASED, span_of("\0\0\0\1\0x", 6), span_of_str("x"));
	erasures_open(&c, txn, 1);
	while (erasures_next(&c, &row))
		;
	is_err(erasures_close(&c), VB_ERR_STORE_CORRUPT, "a short key is damage");
}

int main(void)
{
	struct shelf shelf;
	struct env_txn *txn;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	test_which(txn);
	test_follow(txn);
	test_between(txn);
	test_walk(txn);
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
