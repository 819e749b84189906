/* listeners: clients of the local socket that read the change feed, and those who wait for it to grow.
 *
 * The cursor of a reader is (generation, number). A reader with a cursor of another generation, or beyond the end, is
 * told so by `reset` and starts from the first item of this generation. A waiting reader gets one answer, when there is
 * an item or its time is over; a watching one is told everything after its cursor until it hangs up. Both are told
 * after the commit, so what they hear of is on disk; one whose right was taken away meanwhile hears that instead.
 * Called by control and control_feed. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_LISTENERS_H
#define VB_DAEMON_CONTROL_LISTENERS_H

#include "daemon/control/rights.h"

#define VB_FEED_PAGE_MAX_COUNT 1000u   /* items in one answer */
#define VB_LISTENERS_MAX_OF_CLIENT 16u /* requests of one client that wait at the same time */
#define VB_LISTENERS_WATCH_BURST 8u    /* answers to one watch after one commit */

struct listeners;

/* Where a reader stands. */
struct feed_place {
	uint64_t generation; /* 0: the current one */
	uint64_t after;      /* items up to this number are known to the reader */
	uint32_t limit;      /* items in one answer, 1 to VB_FEED_PAGE_MAX_COUNT */
};

/* Nobody waits. Borrows node. Caller destroys. */
struct listeners *listeners_new(struct node *node);
/* Forgets everybody; sets *listeners to NULL. NULL is fine. */
void listeners_destroy(struct listeners **listeners);

/* Reads on behind a place: as listeners_read, or what of it a bridge is told. */
struct listeners_reader {
	int (*read)(struct node *node, struct feed_place *place, struct buf *out, uint32_t *count,
	            bool *is_reset);
};

/* Puts a cursor that does not fit this feed at its beginning; *is_reset: it did not. Errors: those of the store. */
VB_MUST int listeners_settle(struct node *node, struct feed_place *place, bool *is_reset);

/* Appends what stands after the place as one packed map (SPEC.md 13, feed.read) and moves the place behind it; *count is
 * how many items that were, *is_reset whether the reader has to start over. Errors: those of the store. */
VB_MUST int listeners_read(struct node *node, struct feed_place *place, struct buf *out,
                           uint32_t *count, bool *is_reset);

/* Lets a request wait for the feed to grow beyond the place. until: when to answer that nothing came; watch: for ever, an
 * answer each time. reader: how it is read; lives for ever. Errors: VB_ERR_TOO_MANY (of one client). */
VB_MUST int listeners_add(struct listeners *listeners, const struct node_caller *caller,
                          uint64_t request, const struct feed_place *place,
                          const struct listeners_reader *reader, struct mono_ms until, bool watch);

/* For feed.read and watch. */
extern const struct listeners_reader listeners_all;

/* The client hung up. */
void listeners_on_client_gone(struct listeners *listeners, uint32_t client);
/* Answers those whose time is over. */
void listeners_on_tick(struct listeners *listeners, struct node_now now);
/* After a commit: tells what is new. feed_grew: there may be something for those who wait. */
void listeners_on_commit(struct listeners *listeners, bool feed_grew);
/* The turn was undone: watches that began in it may have seen what is no longer there, and end with err. */
void listeners_on_failure(struct listeners *listeners, int err);

#endif
