/* dial: see dial.h. */
#include "daemon/wire/dial.h"

#include <stdlib.h>
#include <string.h>

#define DUE_MAX_MS 3600000u

struct target {
	struct node_id id;
	struct public_key curves[2];
	uint32_t curve_count;
	uint32_t own_keys;
	char endpoints[VB_ENDPOINTS_MAX_COUNT][VB_ENDPOINT_MAX_BYTES + 1];
	uint32_t endpoint_count;
	uint32_t way; /* of all combinations of address, key and own key */
	bool later;
	bool is_calling;
	uint32_t links;
	uint32_t failures; /* in a row */
	enum dial_trouble trouble;
	uint32_t trouble_at; /* endpoint that was called */
	struct mono_ms trouble_since, trouble_last;
	struct mono_ms due;   /* next call, while there is no link */
	struct mono_ms since; /* of the first link that stands */
};

struct dial {
	struct dial_settings settings;
	struct target *targets;
	size_t count;
};

struct dial *dial_new(const struct dial_settings *settings)
{
	struct dial *dial = calloc(1, sizeof(*dial));

	if (!dial)
		abort();
	dial->settings = *settings;
	return dial;
}

void dial_destroy(struct dial **dial)
{
	if (!*dial)
		return;
	free((*dial)->targets);
	free(*dial);
	*dial = NULL;
}

static struct target *find_target(const struct dial *dial, const struct node_id *id)
{
	for (size_t i = 0; i < dial->count; i++)
		if (node_id_is_equal(&dial->targets[i].id, id))
			return &dial->targets[i];
	return NULL;
}

/* Half of the pause is certain, the other half is chance, so that a hundred offices do not call a hub at once. */
static uint64_t pause_ms(const struct dial *dial, uint32_t failures)
{
	uint64_t pause = dial->settings.retry_min_ms;

	for (uint32_t i = 1; i < failures && pause < dial->settings.retry_max_ms; i++)
		pause *= 2;
	if (pause > dial->settings.retry_max_ms)
		pause = dial->settings.retry_max_ms;
	return pause - pause / 2 + dial->settings.random_below((uint32_t)(pause / 2) + 1);
}

/* When an office is called that nothing has been tried with yet, or whose link has just ended. */
static struct mono_ms first_due(const struct dial *dial, bool later, struct mono_ms now)
{
	return (struct mono_ms){ now.v + (later ? dial->settings.second_dial_ms : 0) };
}

/* ---- the list ---- */

static void copy_endpoints(struct target *t, const struct dial_office *office)
{
	t->endpoint_count = 0;
	for (uint32_t i = 0; i < office->endpoint_count && i < VB_ENDPOINTS_MAX_COUNT; i++) {
		size_t size = strlen(office->endpoints[i]);

		if (size > VB_ENDPOINT_MAX_BYTES)
			continue;
		memcpy(t->endpoints[t->endpoint_count++], office->endpoints[i], size + 1);
	}
}

static bool has_same_address(const struct target *a, const struct target *b)
{
	if (a->endpoint_count != b->endpoint_count || a->curve_count != b->curve_count ||
	    memcmp(a->curves, b->curves, sizeof(a->curves)) != 0)
		return false;
	for (uint32_t i = 0; i < a->endpoint_count; i++)
		if (strcmp(a->endpoints[i], b->endpoints[i]) != 0)
			return false;
	return true;
}

static void target_set(const struct dial *dial, const struct dial_office *office,
                       struct mono_ms now, struct target *out)
{
	const struct target *known = find_target(dial, &office->id);

	*out = (struct target){ .id = office->id,
		                .curves = { office->curve },
		                .curve_count = office->has_former ? 2 : 1,
		                .own_keys = office->own_keys > 0 ? office->own_keys : 1,
		                .later = office->later,
		                .links = office->links,
		                .since = known ? known->since : now,
		                .due = first_due(dial, office->later, now) };
	if (office->has_former)
		out->curves[1] = office->former;
	copy_endpoints(out, office);
	if (!known || !has_same_address(known, out))
		return;
	out->is_calling = known->is_calling;
	out->way = known->way;
	out->failures = known->failures;
	out->trouble = known->trouble;
	out->trouble_at = known->trouble_at;
	out->trouble_since = known->trouble_since;
	out->trouble_last = known->trouble_last;
	if (known->later == out->later || known->due.v < out->due.v)
		out->due = known->due;
}

void dial_set(struct dial *dial, const struct dial_office *offices, size_t count,
              struct mono_ms now)
{
	struct target *targets = calloc(count > 0 ? count : 1, sizeof(*targets));

	if (!targets)
		abort();
	for (size_t i = 0; i < count; i++)
		target_set(dial, &offices[i], now, &targets[i]);
	free(dial->targets);
	dial->targets = targets;
	dial->count = count;
}

/* ---- calling ---- */

static uint32_t way_count(const struct target *t)
{
	return t->endpoint_count * t->curve_count * t->own_keys;
}

static struct dial_call call_of(const struct target *t)
{
	uint32_t key = t->way / t->endpoint_count;

	return (struct dial_call){ .id = t->id,
		                   .curve = t->curves[key % t->curve_count],
		                   .endpoint = t->endpoints[t->way % t->endpoint_count],
		                   .own = key / t->curve_count % t->own_keys };
}

static void next_way(struct target *t)
{
	t->way = way_count(t) > 0 ? (t->way + 1) % way_count(t) : 0;
}

static bool is_waiting(const struct target *t)
{
	return t->links == 0 && t->endpoint_count > 0;
}

bool dial_next(struct dial *dial, struct mono_ms now, struct dial_call *out)
{
	for (size_t i = 0; i < dial->count; i++) {
		struct target *t = &dial->targets[i];

		if (!is_waiting(t) || t->due.v > now.v)
			continue;
		/* An attempt whose outcome never came is over, too. */
		if (t->is_calling) {
			dial_on_failure(dial, &t->id, VB_DIAL_SILENT, now);
			continue;
		}
		t->is_calling = true;
		t->due.v = now.v + dial->settings.attempt_ms;
		*out = call_of(t);
		return true;
	}
	return false;
}

static void note_trouble(struct target *t, enum dial_trouble trouble, struct mono_ms now)
{
	if (t->endpoint_count == 0)
		return;
	if (t->trouble == VB_DIAL_FINE)
		t->trouble_since = now;
	t->trouble = trouble;
	t->trouble_last = now;
	t->trouble_at = t->way % t->endpoint_count;
}

void dial_on_failure(struct dial *dial, const struct node_id *id, enum dial_trouble trouble,
                     struct mono_ms now)
{
	struct target *t = find_target(dial, id);
	uint32_t ways;

	if (!t)
		return;
	t->is_calling = false;
	note_trouble(t, trouble, now);
	if (t->links > 0)
		return;
	next_way(t);
	if (t->failures < UINT32_MAX)
		t->failures++;
	/* Each further way to an office gets its try before the pause grows. */
	ways = way_count(t) > 0 ? way_count(t) : 1;
	t->due.v = now.v + pause_ms(dial, (t->failures + ways - 1) / ways);
}

void dial_on_up(struct dial *dial, const struct node_id *id, struct mono_ms now)
{
	struct target *t = find_target(dial, id);

	if (!t)
		return;
	t->is_calling = false;
	t->trouble = VB_DIAL_FINE;
	if (t->links++ == 0)
		t->since = now;
}

void dial_on_down(struct dial *dial, const struct node_id *id, struct mono_ms now)
{
	struct target *t = find_target(dial, id);
	uint64_t pause, first;

	if (!t || t->links == 0 || --t->links > 0)
		return;
	if (now.v - t->since.v >= dial->settings.stable_ms)
		t->failures = 0;
	else
		next_way(t);
	if (t->failures < UINT32_MAX)
		t->failures++;
	pause = pause_ms(dial, t->failures);
	first = t->later ? dial->settings.second_dial_ms : 0;
	t->due.v = now.v + (pause > first ? pause : first);
}

bool dial_state(const struct dial *dial, const struct node_id *id, struct dial_state *out)
{
	const struct target *t = find_target(dial, id);

	if (!t || t->endpoint_count == 0)
		return false;
	*out = (struct dial_state){ .trouble = t->trouble,
		                    .endpoint = t->endpoints[t->trouble_at],
		                    .since = t->trouble_since,
		                    .last = t->trouble_last };
	return true;
}

uint64_t dial_due_ms(const struct dial *dial, struct mono_ms now)
{
	uint64_t best = DUE_MAX_MS;

	for (size_t i = 0; i < dial->count; i++) {
		const struct target *t = &dial->targets[i];
		uint64_t left = t->due.v > now.v ? t->due.v - now.v : 0;

		if (is_waiting(t) && left < best)
			best = left;
	}
	return best;
}
