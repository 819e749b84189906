/* feed: the change feed: every change to a merged record, by ids only, numbered from 1 without a gap.
 *
 * Stored, not derived. A cursor is (generation, number); the generation is a random number made with the store and
 * anew after a restore, so that a reader with an older cursor starts over. At least once: readers remember what they saw.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_FEED_H
#define VB_STORE_FEED_H

#include "store/env.h"
#include "store/key.h"

struct feed_item {
	uint64_t number;
	struct record_ref record;
	uint32_t kind;
	uint32_t verb; /* SPEC.md 8.1 */
};

/* Starts a new generation, in which all that the feed has is told again. */
void feed_retell(struct env_txn *txn);
/* Starts a new generation with an empty feed. */
void feed_renew(struct env_txn *txn);

/* The generation, never 0. Errors: VB_ERR_STORE_CORRUPT (none), the transaction's. */
VB_MUST int feed_generation(struct env_txn *txn, uint64_t *out);

/* Appends an item and returns its number; item->number is not read. 0 after an error. */
uint64_t feed_put(struct env_txn *txn, const struct feed_item *item);

/* The number of the newest item, 0 if there is none. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int feed_last(struct env_txn *txn, uint64_t *out);

struct feed_cursor {
	struct env_cursor c;
	uint8_t from[8];
};
/* Starts behind the item `after` (0: with the first). */
void feed_open(struct feed_cursor *c, struct env_txn *txn, uint64_t after);
/* The next item; false at the end and after an error. */
bool feed_next(struct feed_cursor *c, struct feed_item *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int feed_close(struct feed_cursor *c);

#endif
