/* indexer: keeps the index of words up to date, behind everybody's back.
 *
 * Nothing is indexed on the way of an entry: whoever catches up with a million of them is not kept back by their words. The
 * indexer follows the change feed with a cursor of its own, which stands in the same transaction as what it writes, so a
 * crash costs nothing but time. One batch is one transaction, after that of the turn, so that it cannot make the
 * turn fail. It works when nothing was changed and no other office said anything for a moment, at full speed until it is done or
 * that is over; and one batch every few seconds although there is other work, so that it never starves. When it is done it
 * costs nothing.
 *
 * With another generation of the feed, and in a store that never had an index, it begins anew: first all records in the
 * order of their keys, then the feed from where it stood at the beginning.
 * A full disk makes it wait; it is no reason to refuse what people write. An index that is damaged is thrown away and made
 * anew.
 * Called by node_open, node_turn. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_INDEXER_H
#define VB_DAEMON_CORE_INDEXER_H

#include "daemon/core/node.h"

struct indexer;

#define VB_INDEXER_QUIET_MS 100u   /* without a change or a frame, until it begins */
#define VB_INDEXER_LATE_MS 2000u   /* between two batches while there is other work */
#define VB_INDEXER_RETRY_MS 60000u /* after a failure */
/* Changes and words of one batch at most: the loop stands still meanwhile, for 50 to 100 ms. */
#define VB_INDEXER_BATCH_COUNT 2000u
#define VB_INDEXER_BATCH_WORDS 50000u

/* A new one, which knows nothing yet. Caller destroys. */
struct indexer *indexer_new(void);
/* Frees it; sets *indexer to NULL. NULL is fine. */
void indexer_destroy(struct indexer **indexer);

/* Finds out whether the store has something that is not indexed. Errors: VB_ERR_STORE_CORRUPT, those of the store. */
VB_MUST int indexer_load(struct node *node);

/* A turn with changes to records is committed. */
void indexer_on_growth(struct node *node, struct node_now now);
/* Another office says something: it is not kept waiting. */
void indexer_on_frame(struct node *node, struct node_now now);
/* Time passes. */
void indexer_on_tick(struct node *node, struct node_now now);
/* True if indexer_run has something to do now. */
bool indexer_is_due(const struct node *node);
/* Indexes one batch if it is due. No transaction of the turn may be open. Errors: VB_ERR_IO, VB_ERR_STORE_CORRUPT; a full disk is
 * none: it is tried again later. */
VB_MUST int indexer_run(struct node *node, struct node_now now);

#endif
