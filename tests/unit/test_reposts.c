/* reposts: one an entry, found by entry and by record, walked by space; rows of another form are damage. */
#include "store/reposts.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct repost repost_of(uint32_t space, uint8_t record, uint64_t seq, uint8_t to)
{
	return (struct repost){ .from = { space, VB_AUDIENCE_CORE, { { record } } },
		                .log = 4,
		                .seq = seq,
		                .prefix = { 1, 2, (uint8_t)seq },
		                .to = { { to } } };
}

int main(void)
{
	struct repost one = repost_of(2, 1, 7, 21), other = repost_of(2, 9, 8, 29);
	struct repost elsewhere = repost_of(3, 1, 7, 31);
	struct repost changed = one;
	struct reposts_cursor c;
	struct repost row;
	struct record_id to;
	struct shelf shelf;
	struct env_txn *txn;

	changed.prefix[0] ^= 1;
	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	ok(!reposts_has(txn, &one, &to), "nothing was written again");
	is_err(reposts_follow(txn, &one.from, &to), VB_ERR_NOT_FOUND, "no record either");
	reposts_put(txn, &one);
	reposts_put(txn, &other);
	reposts_put(txn, &elsewhere);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	ok(reposts_has(txn, &one, &to) && to.b[0] == 21, "an entry was");
	ok(!reposts_has(txn, &changed, &to), "not another one at its place");
	is_err(reposts_follow(txn, &other.from, &to), 0, "a record was");
	is_int(to.b[0], 29, "as this one");
	reposts_open(&c, txn, 2);
	ok(reposts_next(&c, &row) && row.seq == 7 && row.log == 4 && row.to.b[0] == 21 &&
	           row.from.audience == VB_AUDIENCE_CORE && row.prefix[2] == 7,
	   "the first of the space");
	ok(reposts_next(&c, &row) && row.seq == 8, "the second");
	ok(!reposts_next(&c, &row), "and no more");
	is_err(reposts_close(&c), 0, "walked");
	env_put(txn, VB_TABLE_REPOSTS, span_of("\0\0\0\4\1short", 10), span_of_str("x"));
	reposts_open(&c, txn, 4);
	ok(!reposts_next(&c, &row), "damage ends the walk");
	is_err(reposts_close(&c), VB_ERR_STORE_CORRUPT, "and is told");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
