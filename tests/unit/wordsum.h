/*
 * wordsum: what the index of words says, in one number, whatever short numbers the records have in it.
 *
 * Two indexes over the same records give the same sum exactly if (but for a chance of 2^-64) they hold the same words
 * with the same weights. For tests of the indexer and for the simulator.
 */
#ifndef VB_TESTS_UNIT_WORDSUM_H
#define VB_TESTS_UNIT_WORDSUM_H

#include "daemon/core/node.h"

struct wordsum {
	uint64_t sum;   /* over space, word, record and weight of each posting */
	uint64_t count; /* postings */
	uint64_t records;
};

/* Lets time pass until the office has indexed everything, and sums up. *now moves on. Ends the run if that does not end or the
 * check of the store finds something in the index. */
struct wordsum wordsum_of(struct node *node, struct node_now *now);

/* The same after everything that was indexed is thrown away. */
struct wordsum wordsum_anew(struct node *node, struct node_now *now);

/* True if both say the same. */
bool wordsum_is_equal(const struct wordsum *a, const struct wordsum *b);

#endif
