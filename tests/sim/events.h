/* events: what is to happen in a world, in the order of time, and of coming where the time is the same.
 *
 * Ticks of nodes, frames that arrive, links that turn out to be down.
 * Called by world.
 */
#ifndef VB_TESTS_SIM_EVENTS_H
#define VB_TESTS_SIM_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event {
	uint64_t at;
	uint64_t order;
	uint32_t link; /* the receiver's number; 0: a tick */
	uint32_t to;
	bool is_down; /* the link went down instead of a frame */
	size_t size;
	uint8_t *bytes;
};

/* A binary heap by (at, order). All zero is empty. */
struct events {
	struct event *items;
	uint32_t count, capacity;
	uint64_t next_order;
};

/* Adds one; takes its bytes. order is given here. */
void events_push(struct events *events, struct event event);
/* Takes the first; its bytes are the caller's. There must be one. */
struct event events_pop(struct events *events);
/* When the first is due; UINT64_MAX: there is none. */
uint64_t events_next_at(const struct events *events);
/* Frees all. */
void events_release(struct events *events);

#endif
