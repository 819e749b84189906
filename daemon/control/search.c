/* search: from a query to the best records; see search.h. */
#include "daemon/control/search.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "store/feed.h"
#include "store/keyspace.h"
#include "store/postings.h"
#include "store/records.h"
#include "store/words.h"

#define VERIFY_BYTES 600u /* of postings, that cost as much as looking at a record's own words */
#define SCORES 256u

/* What is known about the record with this number. */
struct slot {
	uint8_t found; /* words of the query, in the order in which they are looked up */
	uint8_t best;  /* points of the last one */
	uint8_t sum;   /* points of all */
};

/* A search under way. */
struct finder {
	struct search *s;
	struct node *node;
	struct env_txn *txn;
	struct slot *slots; /* by number of the record, up to `last` */
	uint32_t last;
	uint32_t *found; /* numbers of records in which all words so far were found; room for all */
	uint32_t found_count;
	uint32_t postings;        /* looked at */
	struct record_ref *fresh; /* changed and not indexed: looked through directly; ascending */
	uint32_t fresh_count, fresh_capacity;
};

/* ---- order ---- */

/* Negative if a comes before b: higher score, else newer. */
static int hit_compare(const struct search_hit *a, const struct search_hit *b)
{
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return memcmp(b->ref.id.b, a->ref.id.b, sizeof(a->ref.id.b));
}

/* Puts a hit in its place among the best, if it is one of them and behind the last page. */
static void hit_put(struct search *s, const struct search_hit *hit)
{
	uint32_t at = s->count;

	if (s->has_after && hit_compare(&s->after, hit) >= 0)
		return;
	if (s->count == s->limit + 1u && hit_compare(&s->hits[s->count - 1], hit) < 0)
		return;
	if (s->count < s->limit + 1u)
		s->count++;
	else
		at--;
	for (; at > 0 && hit_compare(hit, &s->hits[at - 1]) < 0; at--)
		s->hits[at] = s->hits[at - 1];
	s->hits[at] = *hit;
}

/* ---- where ---- */

static bool is_in_scope(const struct finder *f, const struct node_space *space)
{
	return (f->s->space == NULL || f->s->space->number == space->number) && !space->hidden &&
	       !node_space_is_foreign(f->node, space);
}

static bool is_wanted(const struct finder *f, const struct record_ref *ref, uint32_t kind)
{
	const struct node_space *space = node_space_number(f->node, ref->space);

	return space != NULL && is_in_scope(f, space) && (f->s->kind == 0 || f->s->kind == kind);
}

/* ---- what is not indexed yet ---- */

/* Counts what is not indexed. *after: the change behind which that begins which is looked through. */
static int pending_count(struct finder *f, uint64_t *after)
{
	struct words_state state = { .number = 0 };
	uint64_t generation = 0, last = 0, first;
	int err = feed_generation(f->txn, &generation);

	if (err == 0)
		err = feed_last(f->txn, &last);
	if (err != 0)
		return err;
	err = words_get_state(f->txn, &state);
	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	if (err != 0 || state.generation != generation) {
		f->s->pending = env_count(f->txn, VB_TABLE_RECORDS);
		first = 0;
	} else {
		f->s->pending = last - state.number;
		first = state.number;
		if (state.is_walking)
			f->s->pending += env_count(f->txn, VB_TABLE_RECORDS) -
			                 env_count(f->txn, VB_TABLE_WORDED) -
			                 env_count(f->txn, VB_TABLE_LOCKED_WORDS);
	}
	*after = last - first > VB_SEARCH_PENDING_MAX ? last - VB_SEARCH_PENDING_MAX : first;
	f->s->is_behind = f->s->pending > 0;
	f->s->pending -= last - *after < f->s->pending ? last - *after : f->s->pending;
	return 0;
}

static int fresh_gather(struct finder *f, uint64_t after)
{
	struct feed_cursor c;
	struct feed_item item;
	uint32_t count = 0;
	int err;

	feed_open(&c, f->txn, after);
	while (feed_next(&c, &item)) {
		f->fresh = array_reserve(f->fresh, &f->fresh_capacity, f->fresh_count + 1u,
		                         sizeof(*f->fresh));
		f->fresh[f->fresh_count++] = item.record;
	}
	err = feed_close(&c);
	if (err != 0 || f->fresh_count == 0)
		return err;
	qsort(f->fresh, f->fresh_count, sizeof(*f->fresh), key_compare_records);
	for (uint32_t i = 0; i < f->fresh_count; i++) {
		if (i == 0 || key_compare_records(&f->fresh[count - 1], &f->fresh[i]) != 0)
			f->fresh[count++] = f->fresh[i];
	}
	f->fresh_count = count;
	return 0;
}

/* Looks through the records that changed, newest first, as far as the bytes reach; the others are no longer fresh. */
static int fresh_search(struct finder *f)
{
	struct vocabulary vocabulary;
	struct merged merged;
	struct span bytes;
	size_t size = 0;
	uint32_t i = f->fresh_count;
	int err = 0;

	vocabulary_init(&vocabulary);
	merged_init(&merged);
	for (; i > 0 && err == 0 && size < VB_SEARCH_PENDING_BYTES; i--) {
		struct search_hit hit = { .ref = f->fresh[i - 1] };

		err = records_get(f->txn, &hit.ref, &bytes);
		if (err == VB_ERR_NOT_FOUND) {
			err = 0;
			continue;
		}
		if (err == 0)
			err = merged_decode(&merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		if (err != 0 || !is_wanted(f, &hit.ref, merged.kind))
			continue;
		size += bytes.size;
		vocabulary_fill(&vocabulary, &merged);
		hit.score = query_score(f->s->query, buf_span(&vocabulary.list));
		if (hit.score > 0)
			hit_put(f->s, &hit);
	}
	f->fresh_count -= i;
	f->s->pending += i;
	if (i > 0)
		memmove(f->fresh, f->fresh + i, f->fresh_count * sizeof(*f->fresh));
	merged_release(&merged);
	vocabulary_release(&vocabulary);
	return err;
}

static bool is_fresh(const struct finder *f, const struct record_ref *ref)
{
	return f->fresh_count > 0 && bsearch(ref, f->fresh, f->fresh_count, sizeof(*f->fresh),
	                                     key_compare_records) != NULL;
}

/* ---- the words ---- */

/* Bytes of the postings of a word, up to a ceiling. */
static uint64_t word_measure(struct finder *f, const struct query_word *typed)
{
	struct words_cursor c;
	struct span word, block;
	uint64_t size = 0;

	for (size_t i = 0; i < node_space_count(f->node); i++) {
		const struct node_space *space = node_space_at(f->node, i);

		if (!is_in_scope(f, space))
			continue;
		words_open(&c, f->txn, space->number, span_of(typed->bytes, typed->size));
		while (size < f->s->postings_max && words_next(&c, &word, &block))
			size += block.size;
		/* A failure is the transaction's. */
		(void)!words_close(&c);
	}
	return size;
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
}

/* Looks a word up in the index; found was emptied before. */
static void word_scan(struct finder *f, const struct query_word *typed, uint8_t step)
{
	struct words_cursor c;
	struct span word, block;

	for (size_t i = 0; i < node_space_count(f->node); i++) {
		const struct node_space *space = node_space_at(f->node, i);

		if (!is_in_scope(f, space))
			continue;
		words_open(&c, f->txn, space->number, span_of(typed->bytes, typed->size));
		while (f->postings < f->s->postings_max && words_next(&c, &word, &block))
			block_scan(f, block, step, word.size == typed->size);
		(void)!words_close(&c);
	}
	if (f->postings >= f->s->postings_max)
		f->s->is_complete = false;
}

/* The same by the words of the records that are left. */
static int word_verify(struct finder *f, uint32_t index, uint8_t step)
{
	struct record_ref ref;
	struct span list;
	uint32_t kept = 0, number, kind;
	int err = 0;

	for (uint32_t i = 0; i < f->found_count && err == 0; i++) {
		struct slot *slot = &f->slots[f->found[i]];
		uint8_t points;

		err = words_record(f->txn, f->found[i], &ref, &kind);
		if (err == 0)
			err = words_get(f->txn, &ref, &number, &list);
		points = err == 0 ? query_word_points(f->s->query, index, list) : 0;
		if (points == 0)
			continue;
		slot->found = step;
		slot->sum = (uint8_t)(slot->sum + points);
		f->found[kept++] = f->found[i];
	}
	f->found_count = kept;
	return err == VB_ERR_NOT_FOUND ? VB_ERR_STORE_CORRUPT : err;
}

/* A word of the query and how much of the index it takes. */
struct measured {
	uint32_t index;
	uint64_t size;
};

static int measured_compare(const void *x, const void *y)
{
	const struct measured *a = x, *b = y;

	return (a->size > b->size) - (a->size < b->size);
}

/* Finds the records that have all words, the rarest first. */
static int words_search(struct finder *f)
{
	const struct query *query = f->s->query;
	struct measured words[VB_QUERY_WORDS_MAX] = { { 0 } };
	int err = 0;

	for (uint32_t i = 0; i < query->count; i++)
		words[i] = (struct measured){
			.index = i, .size = query->count > 1 ? word_measure(f, &query->words[i]) : 0
		};
	qsort(words, query->count, sizeof(*words), measured_compare);
	for (uint32_t i = 0; i < query->count && err == 0; i++) {
		uint8_t step = (uint8_t)(i + 1);

		if (i > 0 && words[i].size > (uint64_t)f->found_count * VERIFY_BYTES) {
			err = word_verify(f, words[i].index, step);
			continue;
		}
		f->found_count = 0;
		word_scan(f, &query->words[words[i].index], step);
	}
	return err != 0 ? err : env_error(f->txn);
}

/* ---- the best ---- */

static int number_compare(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	return (*a < *b) - (*a > *b);
}

/* Writes the numbers of the records found to `out`: highest score first, among equals the greatest number, which is that of the
 * record that came last. */
static void found_order(struct finder *f, uint32_t *out)
{
	uint32_t places[SCORES] = { 0 };
	uint32_t behind = 0;
	uint8_t all = (uint8_t)f->s->query->count;

	for (uint32_t i = 0; i < f->found_count; i++)
		places[f->slots[f->found[i]].sum]++;
	for (uint32_t score = SCORES; score-- > 0;) {
		uint32_t count = places[score];

		places[score] = behind;
		behind += count;
	}
	/* Few are sorted; many are met in order by going through all. */
	if (f->found_count < f->last / 32) {
		qsort(f->found, f->found_count, sizeof(*f->found), number_compare);
		for (uint32_t i = 0; i < f->found_count; i++)
			out[places[f->slots[f->found[i]].sum]++] = f->found[i];
		return;
	}
	for (uint32_t number = f->last; number > 0; number--) {
		if (f->slots[number].found == all)
			out[places[f->slots[number].sum]++] = number;
	}
}

static int best_find(struct finder *f, const uint32_t *order)
{
	struct search *s = f->s;
	struct search_hit hit;
	uint32_t looked = 0, kind;
	int err = 0;

	for (uint32_t i = 0; i < f->found_count && err == 0; i++) {
		hit.score = f->slots[order[i]].sum;
		if (s->has_after && hit.score > s->after.score)
			continue;
		/* All that follow are worse. */
		if (s->count == s->limit + 1u && hit.score < s->hits[s->count - 1].score)
			break;
		if (++looked > s->ranked_max) {
			s->is_complete = false;
			break;
		}
		err = words_record(f->txn, order[i], &hit.ref, &kind);
		if (err == 0 && (s->kind == 0 || s->kind == kind) && !is_fresh(f, &hit.ref))
			hit_put(s, &hit);
	}
	return err == VB_ERR_NOT_FOUND ? VB_ERR_STORE_CORRUPT : err;
}

static int index_search(struct finder *f)
{
	uint32_t *order = NULL;
	int err = words_last(f->txn, &f->last);

	if (err != 0 || f->last == 0)
		return err;
	f->slots = calloc(f->last + 1u, sizeof(*f->slots));
	f->found = calloc(f->last, sizeof(*f->found));
	if (f->slots == NULL || f->found == NULL)
		abort();
	err = words_search(f);
	if (err == 0 && f->found_count > 0) {
		order = malloc(f->found_count * sizeof(*order));
		if (order == NULL)
			abort();
		found_order(f, order);
		err = best_find(f, order);
	}
	free(order);
	free(f->slots);
	free(f->found);
	return err;
}

/* Looks at the words of the confidential records of a space. */
static int locked_search(struct finder *f, uint32_t space, uint32_t *left)
{
	struct words_locked_cursor c;
	struct search_hit hit;
	struct span list;
	uint32_t kind;

	words_open_locked(&c, f->txn, space);
	while (*left > 0 && words_next_locked(&c, &hit.ref, &kind, &list)) {
		(*left)--;
		if (!is_wanted(f, &hit.ref, kind) || is_fresh(f, &hit.ref))
			continue;
		hit.score = query_score(f->s->query, list);
		if (hit.score > 0)
			hit_put(f->s, &hit);
	}
	return words_close_locked(&c);
}

static int all_locked_search(struct finder *f)
{
	uint32_t left = VB_SEARCH_LOCKED_MAX;
	int err = 0;

	for (size_t i = 0; i < node_space_count(f->node) && err == 0; i++) {
		const struct node_space *space = node_space_at(f->node, i);

		if (is_in_scope(f, space))
			err = locked_search(f, space->number, &left);
	}
	f->s->is_complete = f->s->is_complete && left > 0;
	return err;
}

int search_run(struct node *node, struct search *s)
{
	struct finder f = { .s = s, .node = node, .txn = node_view(node) };
	uint64_t after = 0;
	int err;

	s->count = 0;
	s->is_complete = true;
	err = pending_count(&f, &after);
	if (err == 0)
		err = fresh_gather(&f, after);
	if (err == 0)
		err = fresh_search(&f);
	if (err == 0)
		err = all_locked_search(&f);
	if (err == 0)
		err = index_search(&f);
	free(f.fresh);
	return err;
}
