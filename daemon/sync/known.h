/* known: what we believe one office has of each log, learnt from its heads, its segments and what we sent it.
 *
 * A belief only, to save traffic: too low costs a duplicate, too high is healed by the next digest. A key is a log
 * handle, or known_control(space number) for a control log.
 * Called by session. Thread rule: pure.
 */
#ifndef VB_DAEMON_SYNC_KNOWN_H
#define VB_DAEMON_SYNC_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

struct known_log {
	uint32_t key;    /* 0: free */
	bool eager;      /* it fetched this log from us: push what is new; otherwise only tell it */
	bool dirty;      /* its head is to be told */
	bool is_doubted; /* it told of another history; fetched once */
	uint64_t count;
};

struct known {
	struct known_log *slots;
	uint32_t capacity; /* a power of two, or 0 */
	uint32_t used;
};

/* The key of a space's control log. */
static inline uint32_t known_control(uint32_t space_number)
{
	return space_number | UINT32_C(0x80000000);
}

/* Starts empty; allocates nothing yet. */
void known_init(struct known *known);
/* Frees everything; empty and usable again. */
void known_release(struct known *known);
/* The belief about a log, NULL if there is none. Lives until the next known_at. */
struct known_log *known_find(const struct known *known, uint32_t key);
/* The belief about a log, made with count 0 if there is none. key > 0. Lives until the next known_at. */
struct known_log *known_at(struct known *known, uint32_t key);
/* The office has at least count entries of the log. */
void known_raise(struct known *known, uint32_t key, uint64_t count);

#endif
