/* check_words: the index of words and the words of the records; see check_words.h. */
#include "store/check_words.h"

#include "store/feed.h"
#include "store/postings.h"
#include "store/records.h"
#include "store/words.h"

#define NUMBER_BYTES 4u

/* A walk under way. */
struct walk {
	struct env_txn *txn;
	struct findings *f;
	bool is_behind;           /* the feed was not followed to its end */
	uint64_t listed, indexed; /* sums of hashes */
	uint64_t records;
};

static void tell(struct walk *w, enum table table, uint32_t space)
{
	struct finding finding = { .code = VB_FINDING_WORDS, .table = table, .space = space };

	finding_add(w->f, &finding);
}

static void corrupt(struct walk *w)
{
	env_fail(w->txn, VB_ERR_STORE_CORRUPT);
}

/* FNV-1a of 64 bits (draft-eastlake-fnv) over all four, its bits then mixed (splitmix64) for the sum. */
static uint64_t hash_of(uint32_t space, struct span word, uint32_t number, uint8_t weight)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ ((uint64_t)space << 32 | number);

	for (size_t i = 0; i < word.size; i++)
		hash = (hash ^ word.data[i]) * UINT64_C(0x100000001b3);
	hash = (hash ^ weight) * UINT64_C(0xbf58476d1ce4e5b9);
	return (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
}

static bool is_behind(struct env_txn *txn)
{
	struct words_state state;
	uint64_t generation, last;

	return words_get_state(txn, &state) != 0 || feed_generation(txn, &generation) != 0 ||
	       feed_last(txn, &last) != 0 || state.is_walking || state.generation != generation ||
	       state.number < last;
}

/* ---- the words of the records ---- */

static void list_sum(struct walk *w, uint32_t space, uint32_t number, struct span list)
{
	struct cursor c;
	struct span word, last = span_of(NULL, 0);
	uint8_t weight;

	cursor_init(&c, list);
	while (wordlist_next(&c, &weight, &word)) {
		w->listed += hash_of(space, word, number, weight);
		if (last.data != NULL && span_compare(last, word) >= 0)
			corrupt(w);
		last = word;
	}
	if (cursor_finish(&c) != 0)
		corrupt(w);
}

static void record_check(struct walk *w, struct span key)
{
	struct record_ref ref, numbered;
	struct span list, merged;
	struct cursor at;
	uint32_t number, kind;

	cursor_init(&at, key);
	ref = key_read_record(&at);
	if (cursor_finish(&at) != 0 || words_get(w->txn, &ref, &number, &list) != 0) {
		corrupt(w);
		return;
	}
	w->records++;
	list_sum(w, ref.space, number, list);
	if (env_error(w->txn) != 0)
		return;
	if (records_get(w->txn, &ref, &merged) != 0 && !w->is_behind)
		tell(w, VB_TABLE_WORDED, ref.space);
	if (words_record(w->txn, number, &numbered, &kind) != 0 ||
	    !key_is_same_record(&ref, &numbered))
		tell(w, VB_TABLE_NUMBERS, ref.space);
}

static void records_check(struct walk *w)
{
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, w->txn, VB_TABLE_WORDED, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value))
		record_check(w, key);
	if (env_cursor_close(&c) == 0 && env_count(w->txn, VB_TABLE_NUMBERS) != w->records)
		tell(w, VB_TABLE_NUMBERS, 0);
}

/* ---- the index ---- */

/* Sums up a block; its numbers lie above `above` and up to the one in its key. */
static void block_sum(struct walk *w, uint32_t space, struct span word, uint32_t above,
                      uint32_t greatest, struct span block)
{
	struct postings p;
	uint32_t number = 0;
	uint8_t weight;

	postings_open(&p, block);
	while (postings_next(&p, &number, &weight)) {
		w->indexed += hash_of(space, word, number, weight);
		if (number <= above || number > greatest)
			tell(w, VB_TABLE_WORDS, space);
	}
	if (p.is_damaged)
		corrupt(w);
}

static void blocks_check(struct walk *w)
{
	struct key last = { .size = 0 };
	struct env_cursor c;
	struct span key, block;

	env_cursor_open(&c, w->txn, VB_TABLE_WORDS, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &block)) {
		struct span head = span_of(key.data, key.size - NUMBER_BYTES);
		uint32_t above = 0;

		if (key.size <= 2 * NUMBER_BYTES + 1 || block.size == 0 ||
		    head.data[head.size - 1] != 0) {
			corrupt(w);
			break;
		}
		if (last.size == key.size &&
		    span_is_equal(head, span_of(last.b, last.size - NUMBER_BYTES)))
			above = get_be32(last.b + last.size - NUMBER_BYTES);
		block_sum(w, get_be32(key.data),
		          span_of(head.data + NUMBER_BYTES, head.size - NUMBER_BYTES - 1), above,
		          get_be32(key.data + head.size), block);
		key_init(&last);
		key_bytes(&last, key.data, key.size);
	}
	(void)!env_cursor_close(&c);
}

void check_words(struct env_txn *txn, struct places *places, struct findings *f)
{
	struct walk w = { .txn = txn, .f = f };

	(void)places;
	w.is_behind = is_behind(txn);
	records_check(&w);
	blocks_check(&w);
	if (env_error(txn) == 0 && w.listed != w.indexed)
		tell(&w, VB_TABLE_WORDS, 0);
}
