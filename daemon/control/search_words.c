/* search_words: the part of a search that asks the index; see finder.h; tested by tests/unit/test_search.c and
 * test_control_search.c. */
#include <stdlib.h>

#include "daemon/control/finder.h"
#include "store/postings.h"
#include "store/words.h"

#define VERIFY_BYTES 600u /* of postings, that cost as much as looking at a record's own words */

/* Adds up the bytes of the postings of the word in hand, up to a ceiling. */
static void word_measure(struct finder *f)
{
	struct measured *measured = &f->words[f->word];
	const struct query_word *typed = &f->s->query->words[measured->index];
	struct words_cursor c;
	struct span word, block;
	bool has_more = true;

	words_open(&c, f->txn, f->spaces[f->place.space], span_of(typed->bytes, typed->size),
	           finder_from(f));
	while (measured->size < f->s->postings_max && finder_may_go_on(f) &&
	       (has_more = words_next(&c, &word, &block))) {
		f->s->work += VB_SEARCH_BLOCK_WORK;
		measured->size += block.size;
		words_mark(&c, &f->place.from);
		f->place.is_within = true;
	}
	if (!has_more || measured->size >= f->s->postings_max)
		finder_next_space(f);
	/* A failure is the transaction's. */
	(void)!words_close(&c);
}

static int measured_compare(const void *x, const void *y)
{
	const struct measured *a = x, *b = y;

	return (a->size > b->size) - (a->size < b->size);
}

/* Puts the words in order, the rarest first. One word needs none. */
int finder_measure(struct finder *f)
{
	uint32_t count = f->s->query->count;

	while (count > 1 && f->word < count && finder_may_go_on(f)) {
		f->words[f->word].index = f->word;
		if (f->place.space < f->space_count) {
			word_measure(f);
			continue;
		}
		f->word++;
		finder_rewind(f);
	}
	if (count == 1 || f->word == count) {
		qsort(f->words, count, sizeof(*f->words), measured_compare);
		f->word = 0;
		finder_rewind(f);
		f->stage = STAGE_WORDS;
	}
	return env_error(f->txn);
}

/* Notes that the word looked up as number `step` (from 1) is in a record. */
static void slot_note(struct finder *f, uint32_t number, uint8_t step, uint8_t points)
{
	struct slot *slot = &f->slots[number];

	if (slot->found + 1 == step) {
		slot->found = step;
		slot->best = points;
		slot->sum = (uint8_t)(slot->sum + points);
		f->found[f->found_count++] = number;
	} else if (slot->found == step && points > slot->best) {
		slot->sum = (uint8_t)(slot->sum + points - slot->best);
		slot->best = points;
	}
}

static void block_scan(struct finder *f, struct span block, uint8_t step, bool is_whole)
{
	struct postings p;
	uint32_t number = 0, count = 0;
	uint8_t places = 0, points;

	postings_open(&p, block);
	for (; postings_next(&p, &number, &places); count++) {
		points = query_points(f->s->query, is_whole, places);
		if (points > 0 && number <= f->last)
			slot_note(f, number, step, points);
	}
	if (p.is_damaged)
		env_fail(f->txn, VB_ERR_STORE_CORRUPT);
	f->postings += count;
	f->s->work += count;
}

/* Looks a word up in the index of the space in hand; found was emptied before. */
static void word_scan(struct finder *f, const struct query_word *typed, uint8_t step)
{
	struct words_cursor c;
	struct span word, block;
	bool has_more = true;

	words_open(&c, f->txn, f->spaces[f->place.space], span_of(typed->bytes, typed->size),
	           finder_from(f));
	while (f->postings < f->s->postings_max && finder_may_go_on(f) &&
	       (has_more = words_next(&c, &word, &block))) {
		block_scan(f, block, step, word.size == typed->size);
		words_mark(&c, &f->place.from);
		f->place.is_within = true;
	}
	if (!has_more || f->postings >= f->s->postings_max)
		finder_next_space(f);
	(void)!words_close(&c);
}

/* The same by the words of the records that are left. */
static int word_verify(struct finder *f, uint32_t index, uint8_t step)
{
	struct record_ref ref;
	struct span list;
	uint32_t number, kind;
	int err = 0;

	for (; f->at < f->found_count && err == 0 && finder_may_go_on(f); f->at++) {
		uint32_t found = f->found[f->at];
		struct slot *slot = &f->slots[found];
		uint8_t points;

		f->s->work += VB_SEARCH_RECORD_WORK;
		err = words_record(f->txn, found, &ref, &kind);
		if (err == 0)
			err = words_get(f->txn, &ref, &number, &list);
		points = err == 0 ? query_word_points(f->s->query, index, list) : 0;
		err = finder_gone(f, err);
		if (points == 0)
			continue;
		slot->found = step;
		slot->sum = (uint8_t)(slot->sum + points);
		f->found[f->kept++] = found;
	}
	return err;
}

/* Decides how the word in hand is looked for. */
static void word_begin(struct finder *f)
{
	f->is_begun = true;
	f->is_verifying =
		f->word > 0 && f->words[f->word].size > (uint64_t)f->found_count * VERIFY_BYTES;
	f->at = f->kept = 0;
	finder_rewind(f);
	if (!f->is_verifying)
		f->found_count = 0;
}

static void word_end(struct finder *f)
{
	if (f->is_verifying)
		f->found_count = f->kept;
	else if (f->postings >= f->s->postings_max)
		f->s->is_complete = false;
	f->is_begun = false;
	f->word++;
}

static int room_make(struct finder *f)
{
	int err = words_last(f->txn, &f->last);

	if (err != 0)
		return err;
	f->slots = calloc(f->last + 1u, sizeof(*f->slots));
	f->found = calloc(f->last + 1u, sizeof(*f->found));
	if (f->slots == NULL || f->found == NULL)
		abort();
	return 0;
}

/* Finds the records that have all words, the rarest first. */
int finder_words(struct finder *f)
{
	const struct query *query = f->s->query;
	int err = f->slots == NULL ? room_make(f) : 0;

	while (err == 0 && f->word < query->count && finder_may_go_on(f)) {
		uint32_t index = f->words[f->word].index;
		uint8_t step = (uint8_t)(f->word + 1);

		if (!f->is_begun)
			word_begin(f);
		if (f->is_verifying && f->at < f->found_count)
			err = word_verify(f, index, step);
		else if (!f->is_verifying && f->place.space < f->space_count)
			word_scan(f, &query->words[index], step);
		else
			word_end(f);
	}
	if (f->word == query->count)
		f->stage = STAGE_ORDER;
	return err != 0 ? err : env_error(f->txn);
}
