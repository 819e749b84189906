/* query: what somebody looks for, and how well a record's words fit it.
 *
 * Each word that was typed must be the beginning of a word of the record. It is worth more if it is that whole word, and
 * more in the title than among the names of people, and there more than in a text; the sum over all words is the
 * score. Private fields do not count for whoever may not see them.
 * Called by search and control_search. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_QUERY_H
#define VB_DAEMON_CONTROL_QUERY_H

#include "daemon/control/request.h"
#include "daemon/core/vocabulary.h"

#define VB_QUERY_MAX_BYTES 1000u /* of what was typed */
#define VB_QUERY_WORDS_MAX 16u

struct query_word {
	uint8_t bytes[VB_WORD_MAX_BYTES]; /* folded */
	uint8_t size;
};

struct query {
	struct query_word words[VB_QUERY_WORDS_MAX]; /* all different */
	uint32_t count;                              /* at least one */
	uint8_t places;                              /* that count: enum vocabulary_place */
};

/* Reads the argument `words`. Errors: those of request_text; VB_ERR_BAD_VALUE (no letter or digit), VB_ERR_TOO_LARGE (too many words). */
VB_MUST int query_read(struct request *q, struct query *out);

/* What a word in these places is worth; 0: nothing. is_whole: the word typed is all of it. */
static inline uint8_t query_points(const struct query *query, bool is_whole, uint8_t places)
{
	places &= query->places;
	if (places == 0)
		return 0;
	if ((places & VB_IN_TITLE) != 0)
		return is_whole ? 12 : 6;
	if ((places & VB_IN_PEOPLE) != 0)
		return is_whole ? 10 : 5;
	return is_whole ? 8 : 4;
}

/* The best that the query's word with this index is worth in a list of words; 0: it is the beginning of none. */
uint8_t query_word_points(const struct query *query, uint32_t index, struct span list);

/* The score of a list of words; 0: not all words of the query are in it. */
uint8_t query_score(const struct query *query, struct span list);

/* True if a folded word begins with any of the query's. */
bool query_has(const struct query *query, struct span word);

#endif
