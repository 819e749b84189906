/* rivals: two entries at one place of a control log, kept as they came; rows of another form are damage. */
#include "store/rivals.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

int main(void)
{
	struct rival_row fork = { .seq = 9,
		                  .what = VB_RIVALRY_FORK,
		                  .since.v = 12,
		                  .runs = { span_of_str("first"), span_of_str("the other") } };
	struct rival_row term = { .seq = 4,
		                  .what = VB_RIVALRY_TERM,
		                  .since.v = 5,
		                  .runs = { span_of_str("a"), span_of_str("b") } };
	struct rivals_cursor c;
	struct rival_row row;
	struct shelf shelf;
	struct env_txn *txn;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	rivals_put(txn, 1, &fork);
	rivals_put(txn, 1, &term);
	rivals_put(txn, 2, &fork);
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	rivals_open(&c, txn, 1);
	ok(rivals_next(&c, &row) && row.seq == 4 && row.what == VB_RIVALRY_TERM && row.since.v == 5,
	   "the earlier place first");
	ok(rivals_next(&c, &row) && row.seq == 9 && row.what == VB_RIVALRY_FORK, "then the later");
	ok(span_is_equal(row.runs[0], fork.runs[0]) && span_is_equal(row.runs[1], fork.runs[1]),
	   "with both entries");
	ok(!rivals_next(&c, &row), "and none of another space");
	is_err(rivals_close(&c), 0, "walked");
	env_put(txn, VB_TABLE_RIVALS, span_of("\0\0\0\3\0\0\0\1", 8),
	        span_of("12345678\1\0\0\0\2xy", 15));
	rivals_open(&c, txn, 3);
	ok(!rivals_next(&c, &row), "one entry is no proof");
	is_err(rivals_close(&c), VB_ERR_STORE_CORRUPT, "but damage");
	is_err(rivals_decode(span_of("\0\0\0\3\0\0\0\1", 8), span_of("12345678\3\0\0\0\1xy", 15),
	                     &row),
	       VB_ERR_STORE_CORRUPT, "as is a rivalry that there is not");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
