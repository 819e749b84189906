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

#define VB_KNOWN_UNSURE_MAX ((1u << 28) - 1)

struct known_log {
	uint32_t key;   /* 0: free */
	bool eager : 1; /* it fetched this log from us: push what is new; otherwise only tell it */
	bool dirty : 1; /* its head is to be told */
	bool is_doubted : 1;  /* it told of another history; fetched once */
	bool is_refilled : 1; /* bodies that are missing here were asked of it */
	uint32_t
		unsure : 28; /* of count: sent, and not yet heard of; at most VB_KNOWN_UNSURE_MAX */
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

/* The key under which it is noted that an office told the heads of a space's open logs. */
static inline uint32_t known_open(uint32_t space_number)
{
	return space_number | UINT32_C(0xc0000000);
}

/* Starts empty; allocates nothing yet. */
void known_init(struct known *known);
/* Frees everything; empty and usable again. */
void known_release(struct known *known);
/* The belief about a log, NULL if there is none. Lives until the next known_at. */
struct known_log *known_find(const struct known *known, uint32_t key);
/* The belief about a log, made with count 0 if there is none. key > 0. Lives until the next known_at. */
struct known_log *known_at(struct known *known, uint32_t key);
/* The office has at least count entries of the log: it showed that. */
void known_raise(struct known *known, uint32_t key, uint64_t count);
/* The office told how many entries of the log it has. */
void known_set(struct known *known, uint32_t key, uint64_t count);
/* Entries up to count are on their way to it. */
void known_sent(struct known *known, uint32_t key, uint64_t count);
/* How many entries it has for sure. */
uint64_t known_sure(const struct known_log *log);

#endif
