/* usage: kept by space, sort and office; rows of another form are damage. */
#include "store/usage.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static void test_rows(struct shelf *shelf)
{
	struct node_id one = shelf_office(1), two = shelf_office(2);
	struct usage in = { .bytes = 0x0102, .day = 3, .at = { 4 } }, out = { .bytes = 99 };
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);

	is_err(usage_get(txn, 7, VB_USAGE_DATA, &one, &out), 0, "of whom nothing came");
	ok(out.bytes == 0 && out.day == 0 && out.at.v == 0, "there is nothing");
	usage_put(txn, 7, VB_USAGE_DATA, &one, &in);
	is_err(usage_get(txn, 7, VB_USAGE_DATA, &one, &out), 0, "what was noted");
	ok(out.bytes == 0x0102 && out.day == 3 && out.at.v == 4, "is read");
	is_err(usage_get(txn, 7, VB_USAGE_DATA, &two, &out), 0, "another office");
	ok(out.bytes == 0, "has none of it");
	is_err(usage_get(txn, 7, VB_USAGE_OPEN, &one, &out), 0, "another log");
	ok(out.bytes == 0, "neither");
	is_err(usage_get(txn, 8, VB_USAGE_DATA, &one, &out), 0, "another space");
	ok(out.bytes == 0, "neither");
	in = (struct usage){ .bytes = 0 };
	usage_put(txn, 7, VB_USAGE_DATA, &one, &in);
	is_u64(env_count(txn, VB_TABLE_USAGE), 0, "nothing leaves no row");
	shelf_commit(shelf, &txn);
}

static void test_bytes(struct shelf *shelf)
{
	static const uint8_t row[24] = { [6] = 1, [7] = 2, [15] = 3, [23] = 4 };
	uint8_t key[37] = { 0, 0, 0, 7, VB_USAGE_OPEN };
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct node_id one = { { 0 } };
	struct usage_row out;
	struct usage usage;

	is_err(usage_decode(span_of(key, 37), span_of(row, 24), &out), 0, "a row by hand");
	ok(out.space == 7 && out.of == VB_USAGE_OPEN, "whose");
	ok(out.usage.bytes == 258 && out.usage.day == 3 && out.usage.at.v == 4, "how much");
	is_err(usage_decode(span_of(key, 36), span_of(row, 24), &out), VB_ERR_STORE_CORRUPT,
	       "a short key");
	is_err(usage_decode(span_of(key, 37), span_of(row, 23), &out), VB_ERR_STORE_CORRUPT,
	       "a short row");
	key[4] = VB_USAGE_CONTROL + 1;
	is_err(usage_decode(span_of(key, 37), span_of(row, 24), &out), VB_ERR_STORE_CORRUPT,
	       "another sort");
	key[4] = VB_USAGE_FOUNDED;
	is_err(usage_decode(span_of(key, 37), span_of(row, 24), &out), VB_ERR_STORE_CORRUPT,
	       "what a founder has is of no space");
	key[4] = VB_USAGE_DATA;
	env_put(txn, VB_TABLE_USAGE, span_of(key, 37), span_of(row, 23));
	is_err(usage_get(txn, 7, VB_USAGE_DATA, &one, &usage), VB_ERR_STORE_CORRUPT, "damage");
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "stops the transaction");
	env_abort(&txn);
}

int main(void)
{
	struct shelf shelf;

	shelf_init(&shelf);
	test_rows(&shelf);
	test_bytes(&shelf);
	shelf_release(&shelf);
	return done();
}
