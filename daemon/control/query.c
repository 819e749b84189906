/* query: words looked for; see query.h. */
#include "daemon/control/query.h"

#include <string.h>

#include "daemon/core/fold.h"

static struct span span_of_word(const struct query_word *word)
{
	return span_of(word->bytes, word->size);
}

/* True if `word` begins with what was typed. */
static bool begins(struct span word, const struct query_word *typed)
{
	return word.size >= typed->size && memcmp(word.data, typed->bytes, typed->size) == 0;
}

static bool has_typed(const struct query *query, struct span word)
{
	for (uint32_t i = 0; i < query->count; i++) {
		if (span_is_equal(span_of_word(&query->words[i]), word))
			return true;
	}
	return false;
}

int query_read(struct request *q, struct query *out)
{
	struct fold fold;
	struct span text, word;
	int err = request_text(q, "words", VB_QUERY_MAX_BYTES, &text);

	if (err != 0)
		return err;
	out->count = 0;
	out->places = VB_IN_TITLE | VB_IN_PEOPLE | VB_IN_TEXT;
	if (!request_hides_private(q))
		out->places |= VB_IN_PRIVATE;
	fold_init(&fold, text);
	while (fold_next(&fold, &word)) {
		if (has_typed(out, word))
			continue;
		if (out->count == VB_QUERY_WORDS_MAX)
			return request_fail(q, VB_ERR_TOO_LARGE, "words has more than %u of them",
			                    VB_QUERY_WORDS_MAX);
		memcpy(out->words[out->count].bytes, word.data, word.size);
		out->words[out->count++].size = (uint8_t)word.size;
	}
	if (out->count == 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "words has no letter and no digit");
	return 0;
}

uint8_t query_word_points(const struct query *query, uint32_t index, struct span list)
{
	const struct query_word *typed = &query->words[index];
	struct cursor c;
	struct span word;
	uint8_t places;
	uint8_t best = 0;

	cursor_init(&c, list);
	while (wordlist_next(&c, &places, &word)) {
		uint8_t points;

		if (begins(word, typed)) {
			points = query_points(query, word.size == typed->size, places);
			best = points > best ? points : best;
		} else if (span_compare(word, span_of_word(typed)) > 0) {
			break;
		}
	}
	return best;
}

uint8_t query_score(const struct query *query, struct span list)
{
	uint8_t score = 0;

	for (uint32_t i = 0; i < query->count; i++) {
		uint8_t points = query_word_points(query, i, list);

		if (points == 0)
			return 0;
		score = (uint8_t)(score + points);
	}
	return score;
}

bool query_has(const struct query *query, struct span word)
{
	for (uint32_t i = 0; i < query->count; i++) {
		if (begins(word, &query->words[i]))
			return true;
	}
	return false;
}
