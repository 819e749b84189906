/* words_batch: the index of words brought up to date for many records at once.
 *
 * What changes is noted record by record and then written in the order of the words: at random places the same rows
 * would cost five times as much. A block that grows beyond its size is parted; the last one of a word is open at its end, so
 * that new records, which have the greatest numbers, are appended.
 * Everything noted must be written, by words_batch_write, in the transaction in which it was noted.
 * Called by daemon/core/indexer. Thread rule: loop thread only.
 */
#ifndef VB_STORE_WORDS_BATCH_H
#define VB_STORE_WORDS_BATCH_H

#include "store/words.h"

/* One record that gains, changes or loses one word. */
struct words_change {
	uint64_t beginning; /* first 8 bytes of the word, for comparing */
	const uint8_t *word;
	size_t at; /* of the word in bytes */
	uint32_t space, number;
	uint8_t size, weight; /* weight 0: loses it */
};

struct words_batch {
	struct words_change *changes;
	uint32_t count, capacity;
	struct buf bytes;
	struct words_posting *row; /* scratch: one block, merged */
	uint32_t row_capacity;
};

/* Starts empty; allocates nothing. */
void words_batch_init(struct words_batch *b);
/* Frees everything; usable again. */
void words_batch_release(struct words_batch *b);

/* Notes that these are the words of a record now, ascending (wordlist.h); an empty list: it is found no more. A record
 * comes once in a batch. */
void words_batch_put(struct words_batch *b, struct env_txn *txn, const struct record_ref *ref,
                     uint32_t kind, struct span list);

/* Writes what was noted and forgets it. Cost: the number of different words, and of blocks that change. */
void words_batch_write(struct words_batch *b, struct env_txn *txn);

#endif
