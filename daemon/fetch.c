#include "daemon/fetch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_INDEX UINT32_MAX

/* The fetches lie in one array; a hash of their log ids finds them. Log ids are hashes: their first bytes are the hash,
 * and a stranger who grinds for collisions gains no more than one link's share of slow look-ups. */
struct fetches {
	struct fetch *items;
	uint32_t count;
	uint32_t capacity;
	uint32_t *slots; /* 2 * capacity, a power of two; index of a fetch or NO_INDEX */
};

struct fetches *fetches_new(void)
{
	struct fetches *fetches = calloc(1, sizeof(*fetches));

	if (!fetches)
		abort();
	return fetches;
}

void fetches_destroy(struct fetches **fetches)
{
	if (!*fetches)
		return;
	free((*fetches)->items);
	free((*fetches)->slots);
	free(*fetches);
	*fetches = NULL;
}

static uint32_t start_of(const struct fetches *fetches, const struct log_id *log)
{
	return get_be32(log->b) & (2 * fetches->capacity - 1);
}

static uint32_t *slot_of(const struct fetches *fetches, const struct log_id *log)
{
	uint32_t i = start_of(fetches, log);

	while (fetches->slots[i] != NO_INDEX &&
	       !log_id_is_equal(&fetches->items[fetches->slots[i]].log, log))
		i = (i + 1) & (2 * fetches->capacity - 1);
	return &fetches->slots[i];
}

static struct fetch *find(const struct fetches *fetches, const struct log_id *log)
{
	uint32_t index;

	if (fetches->capacity == 0)
		return NULL;
	index = *slot_of(fetches, log);
	return index == NO_INDEX ? NULL : &fetches->items[index];
}

static void reindex(struct fetches *fetches)
{
	for (uint32_t i = 0; i < 2 * fetches->capacity; i++)
		fetches->slots[i] = NO_INDEX;
	for (uint32_t i = 0; i < fetches->count; i++)
		*slot_of(fetches, &fetches->items[i].log) = i;
}

static void grow(struct fetches *fetches)
{
	fetches->capacity = fetches->capacity ? fetches->capacity * 2 : 64;
	fetches->items = realloc(fetches->items, fetches->capacity * sizeof(*fetches->items));
	free(fetches->slots);
	fetches->slots = calloc(2 * (size_t)fetches->capacity, sizeof(*fetches->slots));
	if (!fetches->items || !fetches->slots)
		abort();
	reindex(fetches);
}

/* Frees one slot of the open addressing and closes the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
static void unslot(struct fetches *fetches, uint32_t *slot)
{
	uint32_t mask = 2 * fetches->capacity - 1;
	uint32_t hole = (uint32_t)(slot - fetches->slots);

	for (uint32_t i = (hole + 1) & mask; fetches->slots[i] != NO_INDEX; i = (i + 1) & mask) {
		uint32_t home = start_of(fetches, &fetches->items[fetches->slots[i]].log);

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			fetches->slots[hole] = fetches->slots[i];
			hole = i;
		}
	}
	fetches->slots[hole] = NO_INDEX;
}

/* Moves the last fetch into the place of the one that goes. */
static void drop(struct fetches *fetches, struct fetch *fetch)
{
	uint32_t index = (uint32_t)(fetch - fetches->items);
	uint32_t last = fetches->count - 1;

	unslot(fetches, slot_of(fetches, &fetch->log));
	if (index != last) {
		*slot_of(fetches, &fetches->items[last].log) = index;
		fetches->items[index] = fetches->items[last];
	}
	fetches->count--;
}

void fetches_add(struct fetches *fetches, const struct fetch *fetch)
{
	struct fetch *here = find(fetches, &fetch->log);

	assert(fetch->target > fetch->from);
	if (here) {
		if (here->link == fetch->link && here->target < fetch->target)
			here->target = fetch->target;
		return;
	}
	if (fetches->count == VB_FETCHES_MAX_COUNT)
		return;
	if (fetches->count == fetches->capacity)
		grow(fetches);
	assert(fetches->items);
	fetches->items[fetches->count] = *fetch;
	*slot_of(fetches, &fetch->log) = fetches->count;
	fetches->count++;
}

bool fetches_progress(struct fetches *fetches, const struct log_id *log, uint64_t count,
                      struct mono_ms now)
{
	struct fetch *fetch = find(fetches, log);

	if (!fetch)
		return false;
	if (count >= fetch->target) {
		drop(fetches, fetch);
	} else if (count > fetch->from) {
		fetch->from = count;
		fetch->since = now;
	}
	return true;
}

void fetches_drop(struct fetches *fetches, const struct log_id *log, uint32_t link)
{
	struct fetch *fetch = find(fetches, log);

	if (fetch && fetch->link == link)
		drop(fetches, fetch);
}

void fetches_drop_link(struct fetches *fetches, uint32_t link)
{
	for (uint32_t i = fetches->count; i-- > 0;)
		if (fetches->items[i].link == link)
			drop(fetches, &fetches->items[i]);
}

size_t fetches_drop_stalled(struct fetches *fetches, struct mono_ms now, uint32_t *stalled,
                            size_t max)
{
	size_t found = 0;

	for (uint32_t i = fetches->count; i-- > 0;) {
		struct fetch *fetch = &fetches->items[i];
		size_t known = 0;

		if (!fetch->asked || now.v - fetch->since.v < VB_FETCH_STALL_MS)
			continue;
		while (known < found && stalled[known] != fetch->link)
			known++;
		if (known == found && found < max)
			stalled[found++] = fetch->link;
		drop(fetches, fetch);
	}
	return found;
}

/* Lower comes first. */
static int rank(const struct fetch *fetch)
{
	if (fetch->stream == VB_STREAM_CONTROL)
		return 0;
	return fetch->stream == VB_STREAM_OPEN ? 1 : 2;
}

static bool is_before(const struct fetch *a, const struct fetch *b)
{
	if (rank(a) != rank(b))
		return rank(a) < rank(b);
	return a->space_number > b->space_number;
}

/* Control entries of this space are under way: data would only be held. */
static bool waits_for_control(const struct fetches *fetches, const struct fetch *fetch)
{
	struct log_id control;

	if (fetch->stream == VB_STREAM_CONTROL)
		return false;
	memcpy(control.b, fetch->space.b, sizeof(control.b));
	return find(fetches, &control) != NULL;
}

const struct fetch *fetches_next(struct fetches *fetches, uint32_t link, struct mono_ms now)
{
	struct fetch *best = NULL;
	uint32_t asked = 0;

	for (uint32_t i = 0; i < fetches->count; i++) {
		struct fetch *fetch = &fetches->items[i];

		if (fetch->link != link)
			continue;
		if (fetch->asked)
			asked++;
		else if ((!best || is_before(fetch, best)) && !waits_for_control(fetches, fetch))
			best = fetch;
	}
	if (!best || asked >= VB_FETCHES_ASKED_MAX)
		return NULL;
	best->asked = true;
	best->since = now;
	return best;
}

size_t fetches_count(const struct fetches *fetches)
{
	return fetches->count;
}

bool fetches_has_link(const struct fetches *fetches, uint32_t link)
{
	for (uint32_t i = 0; i < fetches->count; i++)
		if (fetches->items[i].link == link)
			return true;
	return false;
}
