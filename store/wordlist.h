/* wordlist: the words of one record, packed: how it stands in the index and how it is handed there.
 *
 * For each word u8 weight, u8 length, bytes; ascending bytewise, each word once. What a weight means is the caller's
 * business: bits below 16, at least one of them. A word has 1 to VB_WORD_MAX_BYTES and holds no NUL.
 * Called by words, check_words, daemon/core/vocabulary, daemon/control. Thread rule: pure.
 */
#ifndef VB_STORE_WORDLIST_H
#define VB_STORE_WORDLIST_H

#include "protocol/bytes.h"

#define VB_WORD_MAX_BYTES 64u
#define VB_WORD_WEIGHT_MAX 15u

/* Appends a word; the caller keeps the order. */
void wordlist_put(struct buf *list, uint8_t weight, struct span word);

/* Reads the next word; start with cursor_init on the list. False at its end and at damage, which stays in c->err
 * (cursor_finish). */
bool wordlist_next(struct cursor *c, uint8_t *weight, struct span *word);

/* The weight of a word, 0 when it is not in the list. Cost: the list. */
uint8_t wordlist_weight(struct span list, struct span word);

#endif
