/* text_diff: what changed between two texts: the fewest characters taken away and put in.
 *
 * Texts are given as code points. The shortest way from one to the other is searched for in linear space (Myers: "An
 * O(ND) Difference Algorithm and Its Variations", 1986). Where two stretches differ in so much that the search would
 * take long, the old one is replaced by the new one as a whole: so the cost is bounded whatever the texts are.
 * Called by text_edit. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_TEXT_DIFF_H
#define VB_PROTOCOL_TEXT_DIFF_H

#include <stdint.h>

/* Old characters that make place for new ones; one of the counts may be 0. */
struct text_hunk {
	uint32_t old_from, old_count;
	uint32_t new_from, new_count;
};

struct text_diff {
	struct text_hunk
		*hunks; /* ascending; between two of them at least one character is the same */
	uint32_t hunk_count, hunk_capacity;
	int64_t *ways; /* scratch */
	uint32_t way_capacity;
};

/* Starts with no differences. Allocates nothing. */
void text_diff_init(struct text_diff *d);
/* Frees everything; usable again. */
void text_diff_release(struct text_diff *d);

/* Finds the differences, each as near to the end as it can be told. Together the texts have fewer than 2^31 characters. Memory: 16 bytes for each character between
 * the first and the last difference. */
void text_diff_find(struct text_diff *d, const uint32_t *old, uint32_t old_count,
                    const uint32_t *new, uint32_t new_count);

/* Joins hunks between which the fewest characters are the same until there are at most max, which is above 0. */
void text_diff_join(struct text_diff *d, uint32_t max);

#endif
