#include "daemon/wants.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_INDEX UINT32_MAX

/* The wants lie in one array; a hash of their log ids finds them. Log ids are hashes: their first bytes are the hash,
 * and a stranger who grinds for collisions gains no more than one link's share of slow look-ups. */
struct wants {
	struct want *items;
	uint32_t count;
	uint32_t capacity;
	uint32_t *slots; /* 2 * capacity, a power of two; index of a want or NO_INDEX */
};

struct wants *wants_new(void)
{
	struct wants *wants = calloc(1, sizeof(*wants));

	if (!wants)
		abort();
	return wants;
}

void wants_destroy(struct wants **wants)
{
	if (!*wants)
		return;
	free((*wants)->items);
	free((*wants)->slots);
	free(*wants);
	*wants = NULL;
}

static uint32_t start_of(const struct wants *wants, const struct log_id *log)
{
	return get_be32(log->b) & (2 * wants->capacity - 1);
}

static uint32_t *slot_of(const struct wants *wants, const struct log_id *log)
{
	uint32_t i = start_of(wants, log);

	while (wants->slots[i] != NO_INDEX &&
	       !log_id_is_equal(&wants->items[wants->slots[i]].log, log))
		i = (i + 1) & (2 * wants->capacity - 1);
	return &wants->slots[i];
}

static struct want *find(const struct wants *wants, const struct log_id *log)
{
	uint32_t index;

	if (wants->capacity == 0)
		return NULL;
	index = *slot_of(wants, log);
	return index == NO_INDEX ? NULL : &wants->items[index];
}

static void reindex(struct wants *wants)
{
	for (uint32_t i = 0; i < 2 * wants->capacity; i++)
		wants->slots[i] = NO_INDEX;
	for (uint32_t i = 0; i < wants->count; i++)
		*slot_of(wants, &wants->items[i].log) = i;
}

static void grow(struct wants *wants)
{
	wants->capacity = wants->capacity ? wants->capacity * 2 : 64;
	wants->items = realloc(wants->items, wants->capacity * sizeof(*wants->items));
	free(wants->slots);
	wants->slots = calloc(2 * (size_t)wants->capacity, sizeof(*wants->slots));
	if (!wants->items || !wants->slots)
		abort();
	reindex(wants);
}

/* Frees one slot of the open addressing and closes the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
static void unslot(struct wants *wants, uint32_t *slot)
{
	uint32_t mask = 2 * wants->capacity - 1;
	uint32_t hole = (uint32_t)(slot - wants->slots);

	for (uint32_t i = (hole + 1) & mask; wants->slots[i] != NO_INDEX; i = (i + 1) & mask) {
		uint32_t home = start_of(wants, &wants->items[wants->slots[i]].log);

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			wants->slots[hole] = wants->slots[i];
			hole = i;
		}
	}
	wants->slots[hole] = NO_INDEX;
}

/* Moves the last want into the place of the one that goes. */
static void drop(struct wants *wants, struct want *want)
{
	uint32_t index = (uint32_t)(want - wants->items);
	uint32_t last = wants->count - 1;

	unslot(wants, slot_of(wants, &want->log));
	if (index != last) {
		*slot_of(wants, &wants->items[last].log) = index;
		wants->items[index] = wants->items[last];
	}
	wants->count--;
}

void wants_add(struct wants *wants, const struct want *want)
{
	struct want *here = find(wants, &want->log);

	assert(want->target > want->from);
	if (here) {
		if (here->link == want->link && here->target < want->target)
			here->target = want->target;
		return;
	}
	if (wants->count == VB_WANTS_MAX_COUNT)
		return;
	if (wants->count == wants->capacity)
		grow(wants);
	wants->items[wants->count] = *want;
	*slot_of(wants, &want->log) = wants->count;
	wants->count++;
}

bool wants_progress(struct wants *wants, const struct log_id *log, uint64_t count,
                    struct mono_ms now)
{
	struct want *want = find(wants, log);

	if (!want)
		return false;
	if (count >= want->target) {
		drop(wants, want);
	} else if (count > want->from) {
		want->from = count;
		want->since = now;
	}
	return true;
}

void wants_drop(struct wants *wants, const struct log_id *log, uint32_t link)
{
	struct want *want = find(wants, log);

	if (want && want->link == link)
		drop(wants, want);
}

void wants_drop_link(struct wants *wants, uint32_t link)
{
	for (uint32_t i = wants->count; i-- > 0;)
		if (wants->items[i].link == link)
			drop(wants, &wants->items[i]);
}

size_t wants_drop_stalled(struct wants *wants, struct mono_ms now, uint32_t *stalled, size_t max)
{
	size_t found = 0;

	for (uint32_t i = wants->count; i-- > 0;) {
		struct want *want = &wants->items[i];
		size_t known = 0;

		if (!want->asked || now.v - want->since.v < VB_WANT_STALL_MS)
			continue;
		while (known < found && stalled[known] != want->link)
			known++;
		if (known == found && found < max)
			stalled[found++] = want->link;
		drop(wants, want);
	}
	return found;
}

/* Lower comes first. */
static int rank(const struct want *want)
{
	if (want->stream == VB_STREAM_CONTROL)
		return 0;
	return want->stream == VB_AUDIENCE_OPEN ? 1 : 2;
}

static bool is_before(const struct want *a, const struct want *b)
{
	if (rank(a) != rank(b))
		return rank(a) < rank(b);
	return a->space_number > b->space_number;
}

/* Control entries of this space are under way: data would only be held. */
static bool waits_for_control(const struct wants *wants, const struct want *want)
{
	struct log_id control;

	if (want->stream == VB_STREAM_CONTROL)
		return false;
	memcpy(control.b, want->space.b, sizeof(control.b));
	return find(wants, &control) != NULL;
}

const struct want *wants_next(struct wants *wants, uint32_t link, struct mono_ms now)
{
	struct want *best = NULL;
	uint32_t asked = 0;

	for (uint32_t i = 0; i < wants->count; i++) {
		struct want *want = &wants->items[i];

		if (want->link != link)
			continue;
		if (want->asked)
			asked++;
		else if ((!best || is_before(want, best)) && !waits_for_control(wants, want))
			best = want;
	}
	if (!best || asked >= VB_WANTS_ASKED_MAX)
		return NULL;
	best->asked = true;
	best->since = now;
	return best;
}

size_t wants_count(const struct wants *wants)
{
	return wants->count;
}
