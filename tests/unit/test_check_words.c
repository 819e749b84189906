/* check_words: each change in the index of words, and in the words of the records, is found. */
#include "store/check_words.h"

#include "store/feed.h"
#include "store/words.h"
#include "tests/tap.h"
#include "tests/unit/damage.h"

/* Of the bed: record n has number n + 1; "item" is in all 20, "even" in every second, each in one block, open at its end. */

static struct key block_key(const struct damage_bed *bed, const char *word, uint32_t last)
{
	struct key key;

	key_init(&key);
	key_u32(&key, bed->space[1]);
	key_bytes(&key, word, 4);
	key_u8(&key, 0);
	key_u32(&key, last);
	return key;
}

static struct key record_key_of(const struct damage_bed *bed, uint64_t time)
{
	struct record_ref ref = { bed->space[1], VB_AUDIENCE_ALL, shelf_record(time) };
	struct key key;

	key_init(&key);
	key_record(&key, &ref);
	return key;
}

static struct key number_key(uint32_t number)
{
	struct key key;

	key_init(&key);
	key_u32(&key, number);
	return key;
}

static void put(struct env_txn *txn, enum table table, struct key key, const void *data,
                size_t size)
{
	env_put(txn, table, key_span(&key), span_of(data, size));
}

static void del(struct env_txn *txn, enum table table, struct key key)
{
	if (!env_has(txn, table, key_span(&key)))
		bail("no such row");
	env_del(txn, table, key_span(&key));
}

/* ---- ways to change it ---- */

static void block_missing(struct damage_bed *bed, struct env_txn *txn)
{
	del(txn, VB_TABLE_WORDS, block_key(bed, "even", UINT32_MAX));
}

static void block_extra(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDS, block_key(bed, "less", UINT32_MAX), "\x11", 1);
}

/* 1, 3, ... 19 with weight 4 is 20 and nine times 36; the second is 2 * 16 + 1 here. */
static void weight_changed(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDS, block_key(bed, "even", UINT32_MAX),
	    "\x14\x21\x24\x24\x24\x24\x24\x24\x24\x24", 10);
}

/* The first is 4 * 16 + 4: 4, 6, ... 22. */
static void number_changed(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDS, block_key(bed, "even", UINT32_MAX),
	    "\x44\x24\x24\x24\x24\x24\x24\x24\x24\x24", 10);
}

/* The same numbers, but some of them behind the key of their block. */
static void block_order(struct damage_bed *bed, struct env_txn *txn)
{
	del(txn, VB_TABLE_WORDS, block_key(bed, "even", UINT32_MAX));
	put(txn, VB_TABLE_WORDS, block_key(bed, "even", 17),
	    "\x14\x24\x24\x24\x24\x24\x24\x24\x24\x24", 10);
}

static void block_damaged(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDS, block_key(bed, "even", UINT32_MAX), "\x14\xa4", 2);
}

static void block_short_key(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_WORDS, number_key(1), "\x14", 1);
}

static void record_without_words(struct damage_bed *bed, struct env_txn *txn)
{
	del(txn, VB_TABLE_WORDED, record_key_of(bed, 4));
}

static void word_changed(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDED, record_key_of(bed, 5),
	    "\0\0\0\x06\x01\x04"
	    "itan",
	    10);
}

static void word_damaged(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDED, record_key_of(bed, 5),
	    "\0\0\0\x06\x01\x05"
	    "item",
	    10);
}

static void words_unordered(struct damage_bed *bed, struct env_txn *txn)
{
	put(txn, VB_TABLE_WORDED, record_key_of(bed, 4),
	    "\0\0\0\x05\x01\x04"
	    "item\x04\x04"
	    "even",
	    16);
}

static void number_missing(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	del(txn, VB_TABLE_NUMBERS, number_key(7));
}

static void number_of_another(struct damage_bed *bed, struct env_txn *txn)
{
	struct key row = record_key_of(bed, 9);

	key_u32(&row, 6);
	env_put(txn, VB_TABLE_NUMBERS, span_of("\0\0\0\x07", 4), key_span(&row));
}

static void number_extra(struct damage_bed *bed, struct env_txn *txn)
{
	struct key row = record_key_of(bed, 9);

	key_u32(&row, 6);
	env_put(txn, VB_TABLE_NUMBERS, span_of("\0\0\0\x55", 4), key_span(&row));
}

/* A record without its row, whose words stayed although the index came to the end of the feed. */
static void words_of_none(struct damage_bed *bed, struct env_txn *txn)
{
	struct words_state state = { .number = DAMAGE_RECORDS };
	struct key row = record_key_of(bed, 50);

	if (feed_generation(txn, &state.generation) != 0)
		bail("no generation");
	words_put_state(txn, &state);
	put(txn, VB_TABLE_WORDED, row,
	    "\0\0\0\x15\x01\x04"
	    "gone",
	    10);
	put(txn, VB_TABLE_WORDS, block_key(bed, "gone", UINT32_MAX), "\xd1\x02",
	    2); /* 21 * 16 + 1 */
	key_u32(&row, 6);
	env_put(txn, VB_TABLE_NUMBERS, span_of("\0\0\0\x15", 4), key_span(&row));
}

static const struct damage_case cases[] = {
	{ "a word without its records", block_missing, VB_FINDING_WORDS, 1 },
	{ "a word that is in no record", block_extra, VB_FINDING_WORDS, 1 },
	{ "another weight", weight_changed, VB_FINDING_WORDS, 1 },
	{ "other records", number_changed, VB_FINDING_WORDS, 1 },
	{ "records behind the end of their block", block_order, VB_FINDING_WORDS, 1 },
	{ "a block that is none", block_damaged, VB_FINDING_ROW, 1 },
	{ "a key that is none", block_short_key, VB_FINDING_ROW, 1 },
	{ "a record that lost its words", record_without_words, VB_FINDING_WORDS, 0 },
	{ "a word that changed in a record", word_changed, VB_FINDING_WORDS, 1 },
	{ "words that cannot be read", word_damaged, VB_FINDING_ROW, 1 },
	{ "words out of order", words_unordered, VB_FINDING_ROW, 1 },
	{ "a number that is missing", number_missing, VB_FINDING_WORDS, 0 },
	{ "a number that leads elsewhere", number_of_another, VB_FINDING_WORDS, 1 },
	{ "a number too many", number_extra, VB_FINDING_WORDS, 1 },
	{ "words of a record that is not there", words_of_none, VB_FINDING_WORDS, 1 },
};

/* While the index lags behind the feed, words of a record that is gone are no damage. */
static void test_behind(struct damage_bed *bed)
{
	struct env_txn *txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
	struct words_state state;
	unsigned counts[32];
	struct findings f;

	words_of_none(bed, txn);
	if (words_get_state(txn, &state) != 0)
		bail("no state");
	state.number--;
	words_put_state(txn, &state);
	if (env_commit(&txn) != 0)
		bail("cannot be made");
	is_err(damage_check(bed, &f, counts), 0, "the check comes to its end");
	is_u64(f.count, 0, "nothing found in an index that is not up to date");
	damage_put_back(bed);
}

int main(void)
{
	struct damage_bed bed;

	tap_timeout(120);
	damage_init(&bed);
	damage_cases(&bed, cases, sizeof(cases) / sizeof(*cases));
	test_behind(&bed);
	damage_release(&bed);
	return done();
}
