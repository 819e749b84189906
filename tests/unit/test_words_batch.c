/* words_batch: thousands of records that gain, change and lose words, compared with a plain table after each batch. */
#include "store/words_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/check_words.h"
#include "store/keyspace.h"
#include "store/postings.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define RECORDS 6000u
#define WORDS 24u

static struct shelf shelf;
static uint8_t table[RECORDS][WORDS]; /* weight of each word in each record; 0: not in it */
static uint32_t numbers[RECORDS];     /* short numbers; 0: none */
static uint32_t seed = 1;

/* xorshift32 (Marsaglia 2003). */
static uint32_t draw(uint32_t bound)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % bound;
}

static struct record_ref ref_of(uint32_t record)
{
	return (struct record_ref){ 1 + record % 2, record % 3 ? VB_AUDIENCE_ALL : VB_AUDIENCE_CORE,
		                    shelf_record(record) };
}

/* Word 0 is in most records, one in `rarity` of them, the last ones in few. */
static void words_draw(uint32_t record, uint32_t rarity)
{
	for (uint32_t word = 0; word < WORDS; word++)
		table[record][word] = draw(WORDS * rarity) >= word + WORDS * (rarity - 1)
		                              ? (uint8_t)(1 + draw(15))
		                              : 0;
}

/* The words of the table in order; the ninth has the longest form. */
static struct span word_of(uint32_t word)
{
	static char text[VB_WORD_MAX_BYTES + 1];

	(void)snprintf(
		text, sizeof(text), "w%02u%s", word,
		word == 8 ? "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" : "");
	return span_of_str(text);
}

static void list_of(uint32_t record, struct buf *list)
{
	buf_clear(list);
	for (uint32_t word = 0; word < WORDS; word++) {
		if (table[record][word] > 0)
			wordlist_put(list, table[record][word], word_of(word));
	}
}

/* One batch: the records from `from` on in steps; one in `gone` loses all its words. */
static void batch(uint32_t from, uint32_t step, uint32_t rarity, uint32_t gone)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct words_batch b;
	struct buf list;

	words_batch_init(&b);
	buf_init(&list, 10000);
	for (uint32_t record = from; record < RECORDS; record += step) {
		struct record_ref ref = ref_of(record);

		words_draw(record, rarity);
		if (gone > 0 && draw(gone) == 0)
			memset(table[record], 0, WORDS);
		list_of(record, &list);
		words_batch_put(&b, txn, &ref, record, buf_span(&list));
	}
	words_batch_write(&b, txn);
	is_int(b.count, 0, "a batch of every %uth record is written", step);
	shelf_commit(&shelf, &txn);
	words_batch_release(&b);
	buf_release(&list);
}

/* Reads the number of each record; counts those whose list is not that of the table. */
static uint32_t lists_wrong(struct env_txn *txn)
{
	struct buf list;
	uint32_t wrong = 0;

	buf_init(&list, 10000);
	for (uint32_t record = 0; record < RECORDS; record++) {
		struct record_ref ref = ref_of(record), found;
		struct span got = span_of(NULL, 0);
		uint32_t number = 0, kind = 0;
		int err = words_get(txn, &ref, &number, &got);

		numbers[record] = number;
		list_of(record, &list);
		if (err == VB_ERR_NOT_FOUND ? list.size > 0 : !span_is_equal(got, buf_span(&list)))
			wrong++;
		else if (err == 0 && (words_record(txn, number, &found, &kind) != 0 ||
		                      kind != record || !key_is_same_record(&ref, &found)))
			wrong++;
	}
	buf_release(&list);
	return wrong;
}

/* Takes what a word's blocks hold out of a copy of the table; what is left or not there is wrong. */
static uint32_t word_wrong(struct env_txn *txn, uint32_t word, uint32_t *blocks)
{
	static uint8_t by_number[1u << 18];
	struct words_cursor c;
	struct postings p;
	struct span found, block;
	uint32_t number, wrong = 0;
	uint8_t weight;

	memset(by_number, 0, sizeof(by_number));
	for (uint32_t record = 0; record < RECORDS; record++)
		by_number[numbers[record]] = numbers[record] > 0 ? table[record][word] : 0;
	for (uint32_t space = 1; space <= 2; space++) {
		words_open(&c, txn, space, word_of(word), NULL);
		while (words_next(&c, &found, &block)) {
			(*blocks)++;
			wrong += block.size > VB_POSTINGS_BLOCK_BYTES;
			postings_open(&p, block);
			while (postings_next(&p, &number, &weight)) {
				wrong += by_number[number] != weight;
				by_number[number] = 0;
			}
			wrong += p.is_damaged;
		}
		wrong += words_close(&c) != 0;
	}
	for (uint32_t i = 0; i < sizeof(by_number); i++)
		wrong += by_number[i] != 0;
	return wrong;
}

static void on_finding(void *ctx, const struct finding *finding)
{
	(void)ctx;
	diag("finding in table %d", (int)finding->table);
}

static void compare(const char *when)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct findings f = { .tell = on_finding };
	uint32_t wrong = 0, blocks = 0;

	is_int(lists_wrong(txn), 0, "%s: the words of each record", when);
	for (uint32_t word = 0; word < WORDS; word++)
		wrong += word_wrong(txn, word, &blocks);
	is_int(wrong, 0, "%s: the records of each word", when);
	check_words(txn, NULL, &f);
	is_err(env_error(txn), 0, "%s: the check comes to its end", when);
	is_u64(f.count, 0, "%s: and finds nothing", when);
	diag("%s: %u blocks", when, blocks);
	env_abort(&txn);
}

static uint64_t rows(enum table which)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	uint64_t count = env_count(txn, which);

	env_abort(&txn);
	return count;
}

/* Rare words become frequent, so that blocks are parted at their end and in their middle, and rare again. */
static void test_many(void)
{
	uint64_t blocks;

	batch(0, 1, 8, 0);
	compare("new");
	blocks = rows(VB_TABLE_WORDS);
	for (uint32_t step = 2; step < 9; step++)
		batch(step - 1, step, 1, 5);
	compare("more of them");
	ok(rows(VB_TABLE_WORDS) > blocks + WORDS, "in more blocks");
	for (uint32_t i = 0; i < 60; i++)
		batch(draw(400), 400 + draw(400), 1 + draw(3), 3);
	compare("changed here and there");
	batch(0, 1, 20, 2);
	compare("few of them");
}

static void test_end(void)
{
	batch(0, 1, 1, 1);
	is_u64(rows(VB_TABLE_WORDS), 0, "all records lost their words: no word is left");
	is_u64(rows(VB_TABLE_WORDED), 0, "no record");
	is_u64(rows(VB_TABLE_NUMBERS), 0, "no number");
	batch(0, 3, 1, 0);
	compare("and new ones");
}

/* What is the same again writes nothing. */
static void test_same(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct words_batch b;
	struct buf list;
	struct record_ref ref = ref_of(0);

	words_batch_init(&b);
	buf_init(&list, 10000);
	list_of(0, &list);
	words_batch_put(&b, txn, &ref, 0, buf_span(&list));
	is_int(b.count, 0, "the same words again are no change");
	ref = ref_of(1);
	words_batch_put(&b, txn, &ref, 0, span_of(NULL, 0));
	is_int(b.count, 0, "nor are none of a record that has none");
	buf_release(&list);
	words_batch_release(&b);
	env_abort(&txn);
}

int main(void)
{
	tap_timeout(120);
	shelf_init(&shelf);
	test_many();
	test_end();
	test_same();
	shelf_release(&shelf);
	return done();
}
