/* erases: how far this office is with each erase, and the receipts of all. */
#include "store/erases.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static const struct erase_row first = { .space = 1,
	                                .id = { { 1 } },
	                                .state = VB_ERASE_DUE,
	                                .log = 3,
	                                .seq = 4,
	                                .ground = 2,
	                                .records = 5,
	                                .dropped = 1,
	                                .time = 1000 };

static void test_erases(struct env_txn *txn)
{
	struct erase_row row = first, out;
	struct erases_cursor c;
	uint32_t count = 0;

	is_err(erases_get(txn, 1, &row.id, &out), VB_ERR_NOT_FOUND, "none");
	erases_put(txn, &row);
	row.id.b[0] = 2;
	erases_put(txn, &row);
	row.space = 2;
	row.state = VB_ERASE_TOLD;
	row.run = 2000;
	erases_put(txn, &row);
	is_err(erases_get(txn, 1, &first.id, &out), 0, "read");
	ok(out.state == VB_ERASE_DUE && out.log == 3 && out.seq == 4 && out.ground == 2 &&
	           out.records == 5 && out.dropped == 1 && out.time == 1000 && out.run == 0,
	   "as written");
	erases_open(&c, txn, NULL);
	while (erases_next(&c, &out))
		count++;
	is_err(erases_close(&c), 0, "walked");
	is_int(count, 3, "all");
	is_int(out.space, 2, "the last is of the other space");
	ok(out.state == VB_ERASE_TOLD && out.run == 2000, "and told");
	erases_open(&c, txn, &first);
	ok(erases_next(&c, &out) && out.id.b[0] == 2 && out.space == 1, "behind the first");
	is_err(erases_close(&c), 0, "closed");
	erases_del(txn, 1, &first.id);
	is_err(erases_get(txn, 1, &first.id, &out), VB_ERR_NOT_FOUND, "removed");
}

static void test_receipts(struct env_txn *txn)
{
	struct receipt_row row = { .space = 1,
		                   .erase = first.id,
		                   .node = shelf_office(1),
		                   .log = 5,
		                   .seq = 6,
		                   .dropped = 1,
		                   .time = 3000 };
	struct receipt_row out, other = row;
	struct erases_cursor c;
	uint32_t count = 0;

	erases_put_receipt(txn, &row);
	other.node = shelf_office(2);
	erases_put_receipt(txn, &other);
	other.erase.b[0] = 9;
	erases_put_receipt(txn, &other);
	erases_open_receipts(&c, txn, 1, &first.id);
	while (erases_next_receipt(&c, &out))
		count++;
	is_err(erases_close(&c), 0, "walked");
	is_int(count, 2, "the receipts of one erase");
	ok(out.log == 5 && out.seq == 6 && out.dropped == 1 && out.time == 3000, "as written");
	row.seq = 7;
	erases_del_receipt(txn, &row);
	row.seq = 6;
	erases_open_receipts(&c, txn, 1, &first.id);
	ok(erases_next_receipt(&c, &out), "one in another entry stays");
	is_err(erases_close(&c), 0, "closed");
	erases_del_receipt(txn, &row);
	erases_open_receipts(&c, txn, 1, &first.id);
	ok(erases_next_receipt(&c, &out) && !erases_next_receipt(&c, &out), "one is taken back");
	is_err(erases_close(&c), 0, "closed");
	env_put(txn, VB_TABLE_ERASES, span_of_str("x"), span_of_str("x"));
	erases_open(&c, txn, NULL);
	while (erases_next(&c, &(struct erase_row){ 0 }))
		;
	is_err(erases_close(&c), VB_ERR_STORE_CORRUPT, "a short key is damage");
}

int main(void)
{
	struct shelf shelf;
	struct env_txn *txn;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	test_erases(txn);
	test_receipts(txn);
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
