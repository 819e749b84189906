/* rebuild: makes a record again from the entries that belong to it, when one of them has ceased to count or has begun to
 * count late (SPEC.md 8.2).
 *
 * The result is the bytes that applying the same entries one by one would have given; what differs from before goes to
 * the store, the index and the feed. Records that need it are gathered first, so that each is made once.
 * Called by judge. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_REBUILD_H
#define VB_DAEMON_CORE_REBUILD_H

#include "daemon/core/core.h"

#define VB_REBUILD_BATCH 4096u /* records gathered before they are made */

/* Records to be made again. */
struct rebuild {
	struct record_ref *records;
	uint32_t count, capacity;
};

/* Starts empty. */
void rebuild_init(struct rebuild *r);
/* Frees the list. */
void rebuild_release(struct rebuild *r);

/* Notes a record. A full batch is made at once. */
void rebuild_add(struct rebuild *r, struct node *node, const struct record_ref *record);

/* Makes all that are noted, each once; the list is empty then. Cost: all entries of these records. */
void rebuild_run(struct rebuild *r, struct node *node);

#endif
