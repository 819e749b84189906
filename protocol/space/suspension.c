/* suspension: which entries are held; see suspension.h. */
#include "protocol/space/suspension.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/space/space_state.h"

void suspensions_init(struct suspensions *s)
{
	*s = (struct suspensions){ .is_sorted = true };
}

void suspensions_release(struct suspensions *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		cut_release(&s->suspends[i].cut);
	free(s->suspends);
	free(s->begins);
	suspensions_init(s);
}

/* ---- what is known ---- */

static bool is_same_place(const struct suspension_place *a, const struct suspension_place *b)
{
	return a->seq == b->seq && log_id_is_equal(&a->log, &b->log);
}

void suspensions_put(struct suspensions *s, const struct suspend *suspend,
                     const struct list *cutoffs)
{
	struct suspend *row;

	for (uint32_t i = 0; i < s->count; i++) {
		if (is_same_place(&s->suspends[i].at, &suspend->at))
			return;
	}
	s->suspends = array_reserve(s->suspends, &s->capacity, s->count + 1u, sizeof(*s->suspends));
	row = &s->suspends[s->count++];
	*row = *suspend;
	cut_init(&row->cut, suspend->at.control_seq, cutoffs);
}

static int begin_compare(const void *a, const void *b)
{
	const struct suspension_begin *x = a;
	const struct suspension_begin *y = b;
	int order = memcmp(x->at.author.b, y->at.author.b, sizeof(x->at.author.b));

	return order != 0 ? order : memcmp(x->at.log.b, y->at.log.b, sizeof(x->at.log.b));
}

void suspensions_put_begin(struct suspensions *s, const struct suspension_begin *begin)
{
	s->begins = array_reserve(s->begins, &s->begin_capacity, s->begin_count + 1u,
	                          sizeof(*s->begins));
	s->begins[s->begin_count++] = *begin;
	s->is_sorted = false;
}

/* One that was put in twice counts once. */
static void sort_begins(struct suspensions *s)
{
	uint32_t kept = 0;

	if (s->is_sorted)
		return;
	qsort(s->begins, s->begin_count, sizeof(*s->begins), begin_compare);
	for (uint32_t i = 0; i < s->begin_count; i++) {
		if (kept == 0 || begin_compare(&s->begins[kept - 1], &s->begins[i]) != 0)
			s->begins[kept++] = s->begins[i];
	}
	s->begin_count = kept;
	s->is_sorted = true;
}

static bool is_dropped(const struct suspension_place *at, const struct log_id *log, uint64_t from)
{
	return at->seq >= from && log_id_is_equal(&at->log, log);
}

bool suspensions_drop(struct suspensions *s, const struct log_id *log, uint64_t from)
{
	uint32_t before = s->count + s->begin_count;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		if (is_dropped(&s->suspends[i].at, log, from))
			cut_release(&s->suspends[i].cut);
		else
			s->suspends[kept++] = s->suspends[i];
	}
	s->count = kept;
	kept = 0;
	for (uint32_t i = 0; i < s->begin_count; i++) {
		if (!is_dropped(&s->begins[i].at, log, from))
			s->begins[kept++] = s->begins[i];
	}
	s->begin_count = kept;
	return s->count + s->begin_count != before;
}

/* ---- suspended ---- */

/* Whether the node signs what follows the control entry at seq. */
static bool is_owner_after(const struct space *space, uint32_t seq, const struct node_id *node)
{
	return node_id_is_equal(&space_sequencer(space, seq + 1)->node, node);
}

bool suspension_counts(const struct space *space, const struct suspend *suspend)
{
	const struct member *member = roster_find(&space->roster, &suspend->node);
	uint32_t cited = suspend->at.control_seq;

	if (member == NULL || cited >= space->count ||
	    space_role_at(space, &suspend->at.author, cited) != VB_ROLE_STEWARD)
		return false;
	return !is_owner_after(space, cited, &suspend->node) &&
	       !node_id_is_equal(space_owner(space), &suspend->node) &&
	       !hold_is_lifted(&member->hold, &suspend->id);
}

/* The owner cannot be suspended, whatever was confirmed before it became that. */
static bool confirmed_stands(const struct space *space, const struct member *member, uint32_t index)
{
	return !node_id_is_equal(space_owner(space), &member->node) &&
	       hold_stands(&member->hold, index);
}

bool suspensions_is_suspended(const struct suspensions *s, const struct space *space,
                              const struct node_id *node)
{
	const struct member *member = roster_find(&space->roster, node);
	uint32_t at = 0;

	for (uint32_t i = 0; member != NULL && i < member->hold.confirmed_count; i++) {
		if (confirmed_stands(space, member, i))
			return true;
	}
	return suspensions_next(s, space, node, &at) != NULL;
}

const struct suspend *suspensions_next(const struct suspensions *s, const struct space *space,
                                       const struct node_id *node, uint32_t *at)
{
	while (*at < s->count) {
		const struct suspend *suspend = &s->suspends[(*at)++];

		if (node_id_is_equal(&suspend->node, node) && suspension_counts(space, suspend))
			return suspend;
	}
	return NULL;
}

/* ---- too many incarnations ---- */

/* The begins of one author: *count of them. */
static const struct suspension_begin *begins_of(struct suspensions *s, const struct node_id *author,
                                                uint32_t *count)
{
	uint32_t low = 0, high, first;

	sort_begins(s);
	high = s->begin_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(s->begins[middle].at.author.b, author->b, sizeof(author->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	while (low < s->begin_count && node_id_is_equal(&s->begins[low].at.author, author))
		low++;
	*count = low - first;
	return s->begins + first;
}

static const struct suspension_begin *begin_of(struct suspensions *s, const struct node_id *author,
                                               uint64_t incarnation)
{
	uint32_t count;
	const struct suspension_begin *begins = begins_of(s, author, &count);

	for (uint32_t i = 0; i < count; i++) {
		if (begins[i].incarnation == incarnation)
			return &begins[i];
	}
	return NULL;
}

bool suspensions_has_begin(struct suspensions *s, const struct node_id *node, uint64_t incarnation)
{
	return begin_of(s, node, incarnation) != NULL;
}

uint32_t suspensions_unconfirmed(struct suspensions *s, const struct space *space,
                                 const struct node_id *node)
{
	const struct member *member = roster_find(&space->roster, node);
	const struct suspension_begin *begins;
	uint32_t unconfirmed = 0;
	uint32_t count;

	begins = begins_of(s, node, &count);
	for (uint32_t i = 0; member != NULL && i < count; i++)
		unconfirmed += begins[i].at.control_seq >= member->hold.kept_seq &&
		               !hold_is_kept(&member->hold, begins[i].incarnation);
	return unconfirmed;
}

bool suspensions_holds_incarnation(struct suspensions *s, const struct space *space,
                                   const struct node_id *node, uint64_t incarnation)
{
	const struct member *member = roster_find(&space->roster, node);
	const struct suspension_begin *begin;

	if (member == NULL || hold_is_kept(&member->hold, incarnation))
		return false;
	begin = begin_of(s, node, incarnation);
	if (begin != NULL && begin->at.control_seq < member->hold.kept_seq)
		return true;
	return suspensions_unconfirmed(s, space, node) > VB_BEGINS_UNCONFIRMED_MAX;
}

/* ---- what is held ---- */

uint64_t suspensions_limit(struct suspensions *s, const struct space *space,
                           const struct node_id *author, const struct log_id *log,
                           uint64_t incarnation)
{
	const struct member *member = roster_find(&space->roster, author);
	const struct suspend *suspend;
	uint64_t limit = UINT64_MAX;
	uint32_t at = 0;

	if (member == NULL)
		return limit;
	if (suspensions_holds_incarnation(s, space, author, incarnation))
		return 0;
	for (uint32_t i = 0; i < member->hold.confirmed_count; i++) {
		uint64_t left = cut_left(&member->hold.confirmed[i].cut, log);

		if (left < limit && confirmed_stands(space, member, i))
			limit = left;
	}
	while ((suspend = suspensions_next(s, space, author, &at)) != NULL) {
		uint64_t left = cut_left(&suspend->cut, log);

		/* Where the owner confirmed it, its word takes the place of the steward's. */
		if (left < limit && !hold_is_confirmed(&member->hold, &suspend->id))
			limit = left;
	}
	return limit;
}
