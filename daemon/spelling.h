/* spelling: how far a word is from one that was probably meant.
 *
 * Called by conf, for keys that it does not know.
 * Thread rule: pure.
 */
#ifndef VB_DAEMON_SPELLING_H
#define VB_DAEMON_SPELLING_H

#include <stddef.h>

#define VB_SPELLING_MAX_BYTES 32u

/* Letters to change, add, leave out or swap with a neighbour to make b of a: the distance of Damerau (1964) and
 * Levenshtein, each letter touched once. VB_SPELLING_MAX_BYTES + 1 when either is longer than VB_SPELLING_MAX_BYTES.
 * Cost: product of the lengths. */
size_t spelling_distance(const char *a, const char *b);

#endif
