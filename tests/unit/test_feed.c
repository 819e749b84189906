/* feed: numbers without a gap, a walk from a cursor, a new generation. */
#include "store/feed.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static struct feed_item item_of(uint64_t n)
{
	return (struct feed_item){ .record = { 1 + (uint32_t)n % 3, (enum audience)(n % 2),
		                               shelf_record(n) },
		                   .kind = 6,
		                   .verb = 1 + (uint32_t)n % 3 };
}

static bool is_same(const struct feed_item *a, const struct feed_item *b)
{
	return key_is_same_record(&a->record, &b->record) && a->kind == b->kind &&
	       a->verb == b->verb;
}

/* How many items follow `after`, each as it must be; 1000 more for each that is not. */
static unsigned walk(struct env_txn *txn, uint64_t after)
{
	struct feed_cursor c;
	struct feed_item got, want;
	unsigned count = 0;

	feed_open(&c, txn, after);
	while (feed_next(&c, &got)) {
		after++;
		want = item_of(after);
		count += got.number == after && is_same(&got, &want) ? 1 : 1000;
	}
	return feed_close(&c) == 0 ? count : 100000;
}

static void test_put(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct feed_item item;
	uint64_t last = 7;
	unsigned good = 0;

	is_err(feed_last(txn, &last), 0, "a new feed");
	is_u64(last, 0, "is empty");
	is_int(walk(txn, 0), 0, "nothing to read");
	for (uint64_t n = 1; n <= 300; n++) {
		item = item_of(n);
		good += feed_put(txn, &item) == n;
	}
	is_int(good, 300, "numbered from 1 on");
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(feed_last(txn, &last), 0, "the last number");
	is_u64(last, 300, "is that of the last item");
	is_int(walk(txn, 0), 300, "all are read");
	is_int(walk(txn, 255), 45, "from a cursor on");
	is_int(walk(txn, 300), 0, "none behind the last");
	is_int(walk(txn, UINT64_MAX), 0, "nor behind any number");
	item = item_of(301);
	is_u64(feed_put(txn, &item), 301, "one more");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_u64(feed_put(txn, &item), 301, "an aborted number is given again");
	env_fail(txn, VB_ERR_IO);
	is_u64(feed_put(txn, &item), 0, "none in a failed transaction");
	env_abort(&txn);
}

static void test_generation(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint64_t first = 0, second = 0, last = 7;
	struct feed_item item = item_of(1);

	is_err(feed_generation(txn, &first), 0, "a new store has a generation");
	ok(first != 0, "which is not 0");
	feed_renew(txn);
	is_err(feed_generation(txn, &second), 0, "renewed");
	ok(second != first && second != 0, "it is another");
	is_err(feed_last(txn, &last), 0, "the feed");
	is_u64(last, 0, "is empty");
	is_u64(feed_put(txn, &item), 1, "and starts with 1");
	feed_retell(txn);
	is_err(feed_generation(txn, &first), 0, "told again");
	ok(first != second && first != 0, "it is another");
	is_err(feed_last(txn, &last), 0, "what it has");
	is_u64(last, 1, "stays");
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_del(txn, VB_TABLE_META, span_of_str("generation"));
	is_err(feed_generation(txn, &second), VB_ERR_STORE_CORRUPT, "none is damage");
	env_abort(&txn);
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct feed_cursor c;
	struct feed_item item;
	struct key key;
	uint64_t last;

	key_init(&key);
	key_u64(&key, 9);
	env_put(txn, VB_TABLE_FEED, key_span(&key), span_of_str("short"));
	feed_open(&c, txn, 1);
	ok(!feed_next(&c, &item), "a short row");
	is_err(feed_close(&c), VB_ERR_STORE_CORRUPT, "is damage");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	key_u8(&key, 1);
	env_put(txn, VB_TABLE_FEED, key_span(&key), span_of_str("x"));
	is_err(feed_last(txn, &last), VB_ERR_STORE_CORRUPT, "so is a long key");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_put();
	test_generation();
	test_damage();
	shelf_release(&shelf);
	return done();
}
