/* search: from a query to the best records; see search.h. */
#include "daemon/control/search.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "store/feed.h"
#include "store/keyspace.h"
#include "store/records.h"
#include "store/words.h"

#define SCORES 256u

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
	return (f->s->space == 0 || f->s->space == space->number) && !space->hidden &&
	       !node_space_is_foreign(f->node, space);
}

static bool is_wanted(const struct finder *f, const struct record_ref *ref, uint32_t kind)
{
	const struct node_space *space = node_space_number(f->node, ref->space);

	return space != NULL && is_in_scope(f, space) && (f->s->kind == 0 || f->s->kind == kind);
}

/* Writes down the spaces of this moment. */
static void spaces_gather(struct finder *f)
{
	f->spaces = calloc(node_space_count(f->node) + 1, sizeof(*f->spaces));
	if (f->spaces == NULL)
		abort();
	for (size_t i = 0; i < node_space_count(f->node); i++) {
		const struct node_space *space = node_space_at(f->node, i);

		if (is_in_scope(f, space))
			f->spaces[f->space_count++] = space->number;
	}
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

static int begin(struct finder *f)
{
	uint64_t after = 0;
	int err = pending_count(f, &after);

	if (err == 0)
		err = fresh_gather(f, after);
	f->fresh_at = f->fresh_count;
	spaces_gather(f);
	f->stage = STAGE_FRESH;
	return err;
}

static bool has_fresh(const struct finder *f)
{
	return f->fresh_at > 0 && f->fresh_bytes < VB_SEARCH_PENDING_BYTES;
}

/* Those for which the bytes did not reach are no longer fresh. */
static void fresh_end(struct finder *f)
{
	f->fresh_count -= f->fresh_at;
	f->s->pending += f->fresh_at;
	if (f->fresh_at > 0)
		memmove(f->fresh, f->fresh + f->fresh_at, f->fresh_count * sizeof(*f->fresh));
	f->stage = STAGE_LOCKED;
}

/* Looks through the records that changed, newest first, as far as the bytes reach. */
static int fresh_search(struct finder *f)
{
	struct vocabulary vocabulary;
	struct merged merged;
	struct span bytes;
	int err = 0;

	vocabulary_init(&vocabulary);
	merged_init(&merged);
	while (err == 0 && has_fresh(f) && finder_may_go_on(f)) {
		struct search_hit hit = { .ref = f->fresh[--f->fresh_at] };

		f->s->work += VB_SEARCH_FRESH_WORK;
		err = records_get(f->txn, &hit.ref, &bytes);
		if (err == VB_ERR_NOT_FOUND) {
			err = 0;
			continue;
		}
		if (err == 0)
			err = merged_decode(&merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		if (err != 0 || !is_wanted(f, &hit.ref, merged.kind))
			continue;
		f->fresh_bytes += bytes.size;
		f->s->work += bytes.size / VB_SEARCH_FRESH_BYTES;
		vocabulary_fill(&vocabulary, &merged);
		hit.score = query_score(f->s->query, buf_span(&vocabulary.list));
		if (hit.score > 0)
			hit_put(f->s, &hit);
	}
	if (err == 0 && !has_fresh(f))
		fresh_end(f);
	merged_release(&merged);
	vocabulary_release(&vocabulary);
	return err;
}

static bool is_fresh(const struct finder *f, const struct record_ref *ref)
{
	return f->fresh_count > 0 && bsearch(ref, f->fresh, f->fresh_count, sizeof(*f->fresh),
	                                     key_compare_records) != NULL;
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

static int order_make(struct finder *f)
{
	f->order = malloc((f->found_count + 1u) * sizeof(*f->order));
	if (f->order == NULL)
		abort();
	found_order(f, f->order);
	f->at = 0;
	f->stage = STAGE_BEST;
	return 0;
}

/* True if this one and all that follow it are too bad, or too many. */
static bool is_enough(struct finder *f, uint8_t score)
{
	struct search *s = f->s;

	if (s->count == s->limit + 1u && score < s->hits[s->count - 1].score)
		return true;
	if (++f->looked <= s->ranked_max)
		return false;
	s->is_complete = false;
	return true;
}

static int best_find(struct finder *f)
{
	struct search *s = f->s;
	struct search_hit hit;
	uint32_t kind = 0;
	int err = 0;

	while (f->at < f->found_count && err == 0 && finder_may_go_on(f)) {
		uint32_t number = f->order[f->at++];

		s->work++;
		hit.score = f->slots[number].sum;
		if (s->has_after && hit.score > s->after.score)
			continue;
		if (is_enough(f, hit.score)) {
			f->at = f->found_count;
			break;
		}
		s->work += VB_SEARCH_RECORD_WORK;
		err = words_record(f->txn, number, &hit.ref, &kind);
		if (err == 0 && (s->kind == 0 || s->kind == kind) && !is_fresh(f, &hit.ref))
			hit_put(s, &hit);
		err = finder_gone(f, err);
	}
	if (f->at == f->found_count)
		f->stage = STAGE_DONE;
	return err;
}

/* ---- confidential records ---- */

/* Looks at the words of the confidential records of the space in hand. */
static int locked_search(struct finder *f)
{
	struct words_locked_cursor c;
	struct search_hit hit;
	struct span list;
	uint32_t kind;
	bool has_more = true;

	words_open_locked(&c, f->txn, f->spaces[f->place.space], finder_from(f));
	while (f->locked < VB_SEARCH_LOCKED_MAX && finder_may_go_on(f) &&
	       (has_more = words_next_locked(&c, &hit.ref, &kind, &list))) {
		f->locked++;
		f->s->work += VB_SEARCH_LOCKED_WORK;
		words_mark_locked(&c, &f->place.from);
		f->place.is_within = true;
		if (!is_wanted(f, &hit.ref, kind) || is_fresh(f, &hit.ref))
			continue;
		hit.score = query_score(f->s->query, list);
		if (hit.score > 0)
			hit_put(f->s, &hit);
	}
	if (!has_more || f->locked == VB_SEARCH_LOCKED_MAX)
		finder_next_space(f);
	return words_close_locked(&c);
}

static int all_locked_search(struct finder *f)
{
	int err = 0;

	while (err == 0 && f->place.space < f->space_count && finder_may_go_on(f))
		err = locked_search(f);
	if (f->place.space == f->space_count) {
		f->s->is_complete = f->s->is_complete && f->locked < VB_SEARCH_LOCKED_MAX;
		finder_rewind(f);
		f->stage = STAGE_MEASURE;
	}
	return err;
}

/* ---- the search ---- */

struct finder *finder_new(struct node *node, struct search *s)
{
	struct finder *f = calloc(1, sizeof(*f));

	if (f == NULL)
		abort();
	f->s = s;
	f->node = node;
	s->count = 0;
	s->is_done = false;
	s->is_complete = true;
	return f;
}

int finder_step(struct finder *f)
{
	static int (*const stages[])(struct finder *) = {
		[STAGE_BEGIN] = begin,
		[STAGE_FRESH] = fresh_search,
		[STAGE_LOCKED] = all_locked_search,
		[STAGE_MEASURE] = finder_measure,
		[STAGE_WORDS] = finder_words,
		[STAGE_ORDER] = order_make,
		[STAGE_BEST] = best_find,
	};
	int err = 0;

	f->s->work = 0;
	f->txn = node_view(f->node);
	while (err == 0 && f->stage != STAGE_DONE && finder_may_go_on(f))
		err = stages[f->stage](f);
	/* From now on the records may be newer than what was found out about them. */
	f->s->is_behind |= f->stage != STAGE_DONE;
	f->is_later = true;
	f->s->is_done = f->stage == STAGE_DONE;
	return err;
}

void finder_destroy(struct finder **f)
{
	if (*f == NULL)
		return;
	free((*f)->spaces);
	free((*f)->slots);
	free((*f)->found);
	free((*f)->order);
	free((*f)->fresh);
	free(*f);
	*f = NULL;
}
