/* haves: one statement a node, space and audience. */
#include "store/haves.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

int main(void)
{
	struct shelf shelf;
	struct env_txn *txn;
	struct haves_cursor c;
	struct node_id one, node, last = { { 0 } };
	struct span statement;
	unsigned count = 0, rising = 0;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	one = shelf_office(1);
	is_err(haves_get(txn, 1, VB_AUDIENCE_ALL, &one, &statement), VB_ERR_NOT_FOUND, "none");
	for (uint64_t n = 1; n <= 5; n++) {
		node = shelf_office(n);
		haves_put(txn, 1, VB_AUDIENCE_ALL, &node, span_of_str("first"));
	}
	haves_put(txn, 1, VB_AUDIENCE_ALL, &one, span_of_str("second"));
	haves_put(txn, 1, VB_AUDIENCE_CORE, &one, span_of_str("core"));
	haves_put(txn, 2, VB_AUDIENCE_ALL, &one, span_of_str("other"));
	is_err(haves_get(txn, 1, VB_AUDIENCE_ALL, &one, &statement), 0, "read");
	ok(span_is_equal(statement, span_of_str("second")), "the newer one");
	haves_open(&c, txn, 1, VB_AUDIENCE_ALL);
	while (haves_next(&c, &node, &statement)) {
		rising += memcmp(last.b, node.b, sizeof(last.b)) < 0;
		count += span_is_equal(statement, span_of_str("first"));
		last = node;
	}
	is_err(haves_close(&c), 0, "walked");
	is_int(count, 4, "the statements about a space and audience");
	is_int(rising, 5, "ascending by node");
	env_put(txn, VB_TABLE_HAVES, span_of("\0\0\0\1\0x", 6), span_of_str("x"));
	haves_open(&c, txn, 1, VB_AUDIENCE_ALL);
	while (haves_next(&c, &node, &statement))
		;
	is_err(haves_close(&c), VB_ERR_STORE_CORRUPT, "a short key is damage");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
