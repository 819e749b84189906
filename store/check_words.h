/* check_words: the part of the check that walks the index of words: does it hold the words of the records, all of them and
 * no other?
 *
 * The words of all records and all blocks of the index are summed up by a hash of (space, word, number, weight), which must come
 * to the same, in whatever order; so each table is read once, at its own speed. A record that is missing while the
 * change feed was not followed to its end is no damage: its words go with the next turn.
 * Called by check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_WORDS_H
#define VB_STORE_CHECK_WORDS_H

#include "store/finding.h"
#include "store/places.h"

/* Walks words, worded and numbers. places: the spaces of the store. */
void check_words(struct env_txn *txn, struct places *places, struct findings *f);

#endif
