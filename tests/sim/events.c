#include "tests/sim/events.h"

#include <stdlib.h>

static bool is_earlier(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void events_push(struct events *events, struct event event)
{
	uint32_t i = events->count++;

	if (i == events->capacity) {
		events->capacity = events->capacity ? events->capacity * 2 : 256;
		events->items = realloc(events->items, events->capacity * sizeof(*events->items));
		if (!events->items)
			abort();
	}
	event.order = events->next_order++;
	for (; i > 0 && is_earlier(&event, &events->items[(i - 1) / 2]); i = (i - 1) / 2)
		events->items[i] = events->items[(i - 1) / 2];
	events->items[i] = event;
}

struct event events_pop(struct events *events)
{
	struct event first = events->items[0];
	struct event last = events->items[--events->count];
	uint32_t i = 0;

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child + 1 < events->count &&
		    is_earlier(&events->items[child + 1], &events->items[child]))
			child++;
		if (child >= events->count || is_earlier(&last, &events->items[child]))
			break;
		events->items[i] = events->items[child];
		i = child;
	}
	if (events->count > 0)
		events->items[i] = last;
	return first;
}

uint64_t events_next_at(const struct events *events)
{
	return events->count > 0 ? events->items[0].at : UINT64_MAX;
}

void events_release(struct events *events)
{
	for (uint32_t i = 0; i < events->count; i++)
		free(events->items[i].bytes);
	free(events->items);
}
