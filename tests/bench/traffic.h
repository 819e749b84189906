/* traffic: what the offices of the bench programs do: found a committee, fill it, post, fetch, watch the change feed.
 *
 * A message is 300 bytes of body document, padded to TRAFFIC_PADDED_BYTES, as the floor's entries are. Like office.h, all
 * of this ends the program when something goes wrong. Called by tests/bench/bench_*.c.
 */
#ifndef VB_TESTS_BENCH_TRAFFIC_H
#define VB_TESTS_BENCH_TRAFFIC_H

#include "tests/bench/office.h"

#define TRAFFIC_SPACE_BYTES 65u  /* the id of a committee as text, with its NUL */
#define TRAFFIC_PADDED_BYTES 320 /* padded plaintext of each message */

/* A new committee of this office. */
void traffic_found(struct office *o, char space[static TRAFFIC_SPACE_BYTES]);

/* Lets another office, paired with the owner, into the committee. */
void traffic_admit(struct office *owner, const struct office *member, const char *space);

/* One message; returns after the commit. */
void traffic_post(struct office *o, const char *space);

/* count messages, many a request and a commit, with OParl ids counted from `first`. */
void traffic_fill(struct office *o, const char *space, unsigned first, unsigned count);

/* Where to read the change feed. */
struct traffic_place {
	uint64_t generation; /* 0: the current one */
	uint64_t after;
	uint64_t limit;
	uint64_t wait_ms; /* for the first item */
};
/* One page of the change feed. The result lives until the next call. */
struct span traffic_feed(struct office *o, const struct traffic_place *place);

/* The number of the newest item of the feed, and its generation. */
uint64_t traffic_feed_end(struct office *o, uint64_t *generation);

/* Returns when the feed has an item of this number. */
void traffic_await(struct office *o, uint64_t generation, uint64_t number);

#endif
