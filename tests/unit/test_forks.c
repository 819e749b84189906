/* forks: one proof a log, replaced and forgotten. */
#include "store/forks.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

int main(void)
{
	struct shelf shelf;
	struct env_txn *txn;
	struct forks_cursor c;
	struct fork_row row = { 0 };

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	forks_put(txn, 9, 1, span_of_str("nine"));
	forks_put(txn, 2, 7, span_of_str("first"));
	forks_put(txn, 2, 5, span_of_str("second"));
	forks_put(txn, 3, 1, span_of_str("three"));
	forks_del(txn, 3);
	forks_del(txn, 4);
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	forks_open(&c, txn);
	ok(forks_next(&c, &row), "a proof");
	ok(row.log == 2 && row.seq == 5 && span_is_equal(row.segment, span_of_str("second")),
	   "the one that replaced another");
	ok(forks_next(&c, &row), "the next");
	ok(row.log == 9 && row.seq == 1 && span_is_equal(row.segment, span_of_str("nine")),
	   "of another log");
	ok(!forks_next(&c, &row), "and no more");
	is_err(forks_close(&c), 0, "walked");
	env_put(txn, VB_TABLE_FORKS, span_of("\0\0\0\1", 4), span_of_str("short"));
	forks_open(&c, txn);
	ok(!forks_next(&c, &row), "a short row ends the walk");
	is_err(forks_close(&c), VB_ERR_STORE_CORRUPT, "and is told");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
