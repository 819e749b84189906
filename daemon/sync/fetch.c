#include "daemon/sync/fetch.h"

#include "protocol/crypt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NO_INDEX UINT32_MAX

/* What one link has to deliver. */
struct share {
	uint32_t link;
	uint32_t first; /* of its fetches, oldest first */
	uint32_t last;
	uint32_t count;
	uint32_t asked;
	bool is_cut; /* it told of more than it may hold */
	bool was_slow;
	struct mono_ms slow_at; /* when it stalled last; valid if was_slow */
};

#define BUSY_WORDS 64u
#define KEY_WORDS 8u /* of 32 bits in a log id */

/* The fetches lie in one array, free places in a list; a hash of their log ids finds them. Whoever tells of heads chooses
 * the ids at will, so the hash has a key: the multilinear family of Lemire and Kaser, "Strongly universal string hashing
 * is fast" (2014). */
struct fetches {
	uint64_t key[KEY_WORDS + 1];
	struct fetch *items;
	uint32_t count;
	uint32_t used;   /* places of items ever taken */
	uint32_t vacant; /* first free place below used, the next in its `after` */
	uint32_t capacity;
	uint32_t *slots;      /* 2 * capacity, a power of two; index of a fetch or NO_INDEX */
	struct share *shares; /* ascending by link */
	uint32_t share_count;
	uint32_t share_capacity;
};

struct fetches *fetches_new(void)
{
	struct fetches *fetches = calloc(1, sizeof(*fetches));

	if (!fetches)
		abort();
	fetches->vacant = NO_INDEX;
	crypt_random(fetches->key, sizeof(fetches->key));
	return fetches;
}

void fetches_destroy(struct fetches **fetches)
{
	if (!*fetches)
		return;
	free((*fetches)->items);
	free((*fetches)->slots);
	free((*fetches)->shares);
	free(*fetches);
	*fetches = NULL;
}

/* ---- by log ---- */

static uint32_t start_of(const struct fetches *fetches, const struct log_id *log)
{
	uint64_t h = fetches->key[KEY_WORDS];

	for (uint32_t i = 0; i < KEY_WORDS; i++)
		h += fetches->key[i] * get_be32(log->b + 4 * i);
	return (uint32_t)(h >> 32) & (2 * fetches->capacity - 1);
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

/* Called when every place is taken. */
static void grow(struct fetches *fetches)
{
	fetches->capacity = fetches->capacity ? fetches->capacity * 2 : 64;
	fetches->items = realloc(fetches->items, fetches->capacity * sizeof(*fetches->items));
	free(fetches->slots);
	fetches->slots = calloc(2 * (size_t)fetches->capacity, sizeof(*fetches->slots));
	if (!fetches->items || !fetches->slots)
		abort();
	for (uint32_t i = 0; i < 2 * fetches->capacity; i++)
		fetches->slots[i] = NO_INDEX;
	for (uint32_t i = 0; i < fetches->used; i++)
		*slot_of(fetches, &fetches->items[i].log) = i;
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

/* ---- by link ---- */

/* Where the link's share stands or would stand. */
static uint32_t share_place(const struct fetches *fetches, uint32_t link)
{
	uint32_t low = 0, high = fetches->share_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (fetches->shares[middle].link < link)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct share *share_find(const struct fetches *fetches, uint32_t link)
{
	uint32_t place = share_place(fetches, link);

	if (place == fetches->share_count || fetches->shares[place].link != link)
		return NULL;
	return &fetches->shares[place];
}

/* The share of a link, made if there is none. Lives until the next link comes or goes. */
static struct share *share_of(struct fetches *fetches, uint32_t link)
{
	uint32_t place = share_place(fetches, link);

	if (place < fetches->share_count && fetches->shares[place].link == link)
		return &fetches->shares[place];
	if (fetches->share_count == fetches->share_capacity) {
		fetches->share_capacity =
			fetches->share_capacity ? fetches->share_capacity * 2 : 16;
		fetches->shares = realloc(fetches->shares,
		                          fetches->share_capacity * sizeof(*fetches->shares));
		if (!fetches->shares)
			abort();
	}
	memmove(&fetches->shares[place + 1], &fetches->shares[place],
	        (fetches->share_count - place) * sizeof(*fetches->shares));
	fetches->share_count++;
	fetches->shares[place] =
		(struct share){ .link = link, .first = NO_INDEX, .last = NO_INDEX };
	return &fetches->shares[place];
}

static bool is_slow(const struct fetches *fetches, uint32_t link, struct mono_ms now)
{
	const struct share *share = share_find(fetches, link);

	return share && share->was_slow && now.v - share->slow_at.v < VB_FETCH_SLOW_MS;
}

static void enlist(struct fetches *fetches, struct fetch *fetch)
{
	struct share *share = share_of(fetches, fetch->link);
	uint32_t index = (uint32_t)(fetch - fetches->items);

	fetch->asked = false;
	fetch->before = share->last;
	fetch->after = NO_INDEX;
	if (share->last != NO_INDEX)
		fetches->items[share->last].after = index;
	else
		share->first = index;
	share->last = index;
	share->count++;
}

static void delist(struct fetches *fetches, struct fetch *fetch)
{
	struct share *share = share_of(fetches, fetch->link);

	if (fetch->before != NO_INDEX)
		fetches->items[fetch->before].after = fetch->after;
	else
		share->first = fetch->after;
	if (fetch->after != NO_INDEX)
		fetches->items[fetch->after].before = fetch->before;
	else
		share->last = fetch->before;
	share->count--;
	share->asked -= fetch->asked;
}

/* ---- coming and going ---- */

static void drop(struct fetches *fetches, struct fetch *fetch)
{
	delist(fetches, fetch);
	unslot(fetches, slot_of(fetches, &fetch->log));
	fetch->after = fetches->vacant;
	fetches->vacant = (uint32_t)(fetch - fetches->items);
	fetches->count--;
}

/* What the link does not deliver is wanted from the other one that told of it. */
static void pass_on(struct fetches *fetches, struct fetch *fetch)
{
	if (fetch->other_link == 0 || fetch->other_target <= fetch->from ||
	    share_of(fetches, fetch->other_link)->count >= VB_FETCHES_LINK_MAX) {
		drop(fetches, fetch);
		return;
	}
	delist(fetches, fetch);
	fetch->link = fetch->other_link;
	fetch->target = fetch->other_target;
	fetch->other_link = 0;
	enlist(fetches, fetch);
}

/* A second link tells of a log. */
static void add_other(struct fetches *fetches, struct fetch *here, const struct fetch *fetch,
                      struct mono_ms now)
{
	uint32_t load = share_of(fetches, fetch->link)->count;
	bool is_free = !here->asked && load + 1 < share_of(fetches, here->link)->count;

	if (here->other_link == 0 || here->other_link == fetch->link ||
	    is_slow(fetches, here->other_link, now)) {
		here->other_link = fetch->link;
		here->other_target = fetch->target;
	}
	if (here->other_link == fetch->link && load < VB_FETCHES_LINK_MAX &&
	    (is_free || is_slow(fetches, here->link, now)) && !is_slow(fetches, fetch->link, now)) {
		struct fetch old = *here;

		pass_on(fetches, here);
		here->other_link = old.link;
		here->other_target = old.target;
	}
}

/* Makes room for one fetch more of a link: where all is taken, whoever has most gives way. */
static bool make_room(struct fetches *fetches, uint32_t link)
{
	struct share *share = share_of(fetches, link);
	struct share *most = share;

	if (share->count == VB_FETCHES_LINK_MAX) {
		share->is_cut = true;
		return false;
	}
	if (fetches->count < VB_FETCHES_MAX_COUNT)
		return true;
	for (uint32_t i = 0; i < fetches->share_count; i++)
		if (fetches->shares[i].count > most->count)
			most = &fetches->shares[i];
	most->is_cut = true;
	if (most->count <= share->count + 1)
		return false;
	assert(fetches->items);
	drop(fetches, &fetches->items[most->last]);
	return true;
}

/* The link that is asked tells of the log once more. Entries that were here may have gone since, with a branch that was dropped:
 * what it was asked for would leave a gap for ever. */
static void add_same(struct fetches *fetches, struct fetch *here, const struct fetch *fetch)
{
	if (here->target < fetch->target)
		here->target = fetch->target;
	if (here->from <= fetch->from)
		return;
	delist(fetches, here);
	here->from = fetch->from;
	enlist(fetches, here);
}

void fetches_add(struct fetches *fetches, const struct fetch *fetch, struct mono_ms now)
{
	struct fetch *here = find(fetches, &fetch->log);
	uint32_t index;

	assert(fetch->target > fetch->from && fetch->link != 0);
	if (here && here->link == fetch->link) {
		add_same(fetches, here, fetch);
		return;
	}
	if (here) {
		add_other(fetches, here, fetch, now);
		return;
	}
	if (!make_room(fetches, fetch->link))
		return;
	if (fetches->vacant == NO_INDEX && fetches->used == fetches->capacity)
		grow(fetches);
	index = fetches->vacant != NO_INDEX ? fetches->vacant : fetches->used++;
	assert(fetches->items);
	if (index == fetches->vacant)
		fetches->vacant = fetches->items[index].after;
	fetches->items[index] = *fetch;
	fetches->items[index].other_link = 0;
	*slot_of(fetches, &fetch->log) = index;
	fetches->count++;
	enlist(fetches, &fetches->items[index]);
}

bool fetches_progress(struct fetches *fetches, const struct log_id *log, uint64_t count,
                      struct mono_ms now)
{
	struct fetch *fetch = find(fetches, log);

	if (!fetch)
		return false;
	if (count > fetch->from) {
		fetch->from = count;
		fetch->since = now;
	}
	if (count >= fetch->target)
		pass_on(fetches, fetch);
	return true;
}

void fetches_drop(struct fetches *fetches, const struct log_id *log, uint32_t link)
{
	struct fetch *fetch = find(fetches, log);

	if (fetch && fetch->link == link)
		pass_on(fetches, fetch);
}

/* Nothing shall be passed on to this link. A link that is remembered has a share, so that passing on makes none. */
static void forget_other(struct fetches *fetches, uint32_t link)
{
	for (uint32_t i = 0; i < fetches->share_count; i++) {
		uint32_t at = fetches->shares[i].first;

		for (; at != NO_INDEX; at = fetches->items[at].after)
			if (fetches->items[at].other_link == link)
				fetches->items[at].other_link = 0;
	}
}

void fetches_drop_link(struct fetches *fetches, uint32_t link)
{
	if (!share_find(fetches, link))
		return;
	forget_other(fetches, link);
	while (share_of(fetches, link)->count > 0) {
		assert(fetches->items);
		pass_on(fetches, &fetches->items[share_of(fetches, link)->first]);
	}
}

void fetches_end_link(struct fetches *fetches, uint32_t link)
{
	uint32_t place = share_place(fetches, link);

	if (!share_find(fetches, link))
		return;
	fetches_drop_link(fetches, link);
	fetches->share_count--;
	memmove(&fetches->shares[place], &fetches->shares[place + 1],
	        (fetches->share_count - place) * sizeof(*fetches->shares));
}

/* Passes on what this link was asked for and did not deliver; true if there was any. */
static bool drop_stalled(struct fetches *fetches, uint32_t link, struct mono_ms now)
{
	uint32_t at = share_of(fetches, link)->first;
	bool has_stalled = false;

	while (at != NO_INDEX) {
		struct fetch *fetch = &fetches->items[at];

		at = fetch->after;
		if (!fetch->asked || now.v - fetch->since.v < VB_FETCH_STALL_MS)
			continue;
		has_stalled = true;
		pass_on(fetches, fetch);
	}
	return has_stalled;
}

size_t fetches_drop_stalled(struct fetches *fetches, struct mono_ms now, uint32_t *stalled,
                            size_t max)
{
	size_t found = 0;

	for (uint32_t i = 0; i < fetches->share_count; i++) {
		uint32_t link = fetches->shares[i].link;

		if (fetches->shares[i].asked == 0 || !drop_stalled(fetches, link, now))
			continue;
		fetches->shares[i].was_slow = true;
		fetches->shares[i].slow_at = now;
		if (found < max)
			stalled[found++] = link;
	}
	return found;
}

/* ---- asking ---- */

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

/* Control entries of this space are under way: data would only be held. What a slow link told of may not exist. */
static bool waits_for_control(const struct fetches *fetches, const struct fetch *fetch,
                              struct mono_ms now)
{
	const struct fetch *found;
	struct log_id control;

	if (fetch->stream == VB_STREAM_CONTROL)
		return false;
	memcpy(control.b, fetch->space.b, sizeof(control.b));
	found = find(fetches, &control);
	return found && (found->link == fetch->link || !is_slow(fetches, found->link, now));
}

/* Spaces whose open logs are under way over one link, a bit each: erasures go first, so that nothing comes that has to go
 * again. Two spaces may share a bit: then one waits a little for the other. */
struct busy {
	uint64_t bits[BUSY_WORDS];
};

static uint64_t *busy_word(struct busy *busy, const struct fetch *fetch, uint64_t *bit)
{
	uint32_t at = fetch->space_number % (BUSY_WORDS * 64u);

	*bit = UINT64_C(1) << at % 64u;
	return &busy->bits[at / 64u];
}

static void busy_fill(struct busy *busy, const struct fetches *fetches, const struct share *share)
{
	uint64_t bit;

	*busy = (struct busy){ 0 };
	for (uint32_t at = share->first; at != NO_INDEX; at = fetches->items[at].after) {
		if (fetches->items[at].stream == VB_STREAM_OPEN)
			*busy_word(busy, &fetches->items[at], &bit) |= bit;
	}
}

static bool waits_for_open(struct busy *busy, const struct fetch *fetch)
{
	uint64_t bit;

	return rank(fetch) == 2 && (*busy_word(busy, fetch, &bit) & bit) != 0;
}

const struct fetch *fetches_next(struct fetches *fetches, uint32_t link, struct mono_ms now)
{
	struct share *share = share_find(fetches, link);
	struct fetch *best = NULL;
	struct busy busy;

	if (!share || share->asked >= VB_FETCHES_ASKED_MAX || share->asked == share->count)
		return NULL;
	busy_fill(&busy, fetches, share);
	for (uint32_t at = share->first; at != NO_INDEX; at = fetches->items[at].after) {
		struct fetch *fetch = &fetches->items[at];

		if (!fetch->asked && (!best || is_before(fetch, best)) &&
		    !waits_for_open(&busy, fetch) && !waits_for_control(fetches, fetch, now))
			best = fetch;
	}
	if (!best)
		return NULL;
	best->asked = true;
	best->since = now;
	share->asked++;
	return best;
}

bool fetches_has_log(const struct fetches *fetches, const struct log_id *log)
{
	return find(fetches, log) != NULL;
}

size_t fetches_count(const struct fetches *fetches)
{
	return fetches->count;
}

bool fetches_has_open(const struct fetches *fetches, uint32_t link, uint32_t space_number)
{
	const struct share *share = share_find(fetches, link);
	uint32_t at = share ? share->first : NO_INDEX;

	for (; at != NO_INDEX; at = fetches->items[at].after) {
		const struct fetch *fetch = &fetches->items[at];

		if (fetch->stream == VB_STREAM_OPEN && fetch->space_number == space_number)
			return true;
	}
	return false;
}

bool fetches_has_link(const struct fetches *fetches, uint32_t link)
{
	const struct share *share = share_find(fetches, link);

	return share && share->count > 0;
}

bool fetches_want_more(struct fetches *fetches, uint32_t link)
{
	struct share *share = share_find(fetches, link);

	if (!share || share->count > 0 || !share->is_cut)
		return false;
	share->is_cut = false;
	return true;
}
