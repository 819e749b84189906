/* words: finding records by the words in them.
 *
 * The store does not know what a word is: it keeps for each record the list that it is given (wordlist.h), and from all
 * lists the other way round, for each space and word the records in which it stands. In there a record has a short number,
 * which makes the index a tenth as large as with ids and lets it grow at its end; the number stays as long as the record
 * has words, and is never given twice. words_batch writes, for many records at once. What a record had is taken away by its
 * list, to the last word: of a record that is deleted nothing stays.
 *
 * The index follows the change feed and may lag behind; how far it came stands here in the same transaction.
 * Called by words_batch, daemon/core/indexer, daemon/control, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_WORDS_H
#define VB_STORE_WORDS_H

#include "store/env.h"
#include "store/key.h"
#include "store/wordlist.h"

/* How far the index came. */
struct words_state {
	uint64_t generation; /* of the change feed */
	uint64_t number;     /* of the change looked at last */
	bool is_walking;     /* first all records are gone through, in the order of their keys */
	struct record_ref walked; /* the last one; space 0: none yet */
};

/* Reads it. Errors: VB_ERR_NOT_FOUND (nothing is indexed), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int words_get_state(struct env_txn *txn, struct words_state *out);
/* Writes it. */
void words_put_state(struct env_txn *txn, const struct words_state *state);
/* Forgets everything, the state too. */
void words_clear(struct env_txn *txn);

/* Reads the short number and the words of a record. Errors: VB_ERR_NOT_FOUND (it has none), VB_ERR_STORE_CORRUPT, the
 * transaction's. */
VB_MUST int words_get(struct env_txn *txn, const struct record_ref *ref, uint32_t *number,
                      struct span *list);
/* Reads which record has a short number, and of which kind it is. Errors: as above. */
VB_MUST int words_record(struct env_txn *txn, uint32_t number, struct record_ref *ref,
                         uint32_t *kind);
/* The greatest number that was ever given; 0: none. Errors: the transaction's. */
VB_MUST int words_last(struct env_txn *txn, uint32_t *out);

/* ---- confidential records ---- */

/* Keeps the words of a record that has a key (record_keys.h), ascending (wordlist.h), locked and apart from the index; an empty
 * list: none. */
void words_put_locked(struct env_txn *txn, const struct record_ref *ref, uint32_t kind,
                      struct span list);

struct words_locked_cursor {
	struct env_cursor c;
	struct key prefix;
	struct span at; /* key of the row read last */
};
/* Starts a walk over the confidential records of a space that have words. from: a place that words_mark_locked wrote, borrowed
 * until a record was read, from when it may be written again; NULL: the first. */
void words_open_locked(struct words_locked_cursor *c, struct env_txn *txn, uint32_t space,
                       const struct key *from);
/* The next record, its kind and its words, which live until the next call; false at the end and after an error. */
bool words_next_locked(struct words_locked_cursor *c, struct record_ref *ref, uint32_t *kind,
                       struct span *list);
/* Writes the place directly behind the record read last, from which another transaction goes on. */
void words_mark_locked(const struct words_locked_cursor *c, struct key *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int words_close_locked(struct words_locked_cursor *c);

/* ---- words ---- */

struct words_cursor {
	struct env_cursor c;
	struct key prefix;
	struct span at; /* key of the block read last */
};
/* Starts a walk over the words of a space that begin like this, ascending. beginning: at most VB_WORD_MAX_BYTES. from: a place
 * that words_mark wrote, borrowed until a block was read; NULL: the first. */
void words_open(struct words_cursor *c, struct env_txn *txn, uint32_t space, struct span beginning,
                const struct key *from);
/* The next block of records (postings.h) and the word that they hold; a word may have several, ascending. False at the end
 * and after an error. */
bool words_next(struct words_cursor *c, struct span *word, struct span *block);
/* Writes the place directly behind the block read last, from which another transaction goes on. */
void words_mark(const struct words_cursor *c, struct key *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int words_close(struct words_cursor *c);

#endif
