/* suggest: distance of Damerau and Levenshtein; see suggest.h. */
#include "cli/suggest.h"

#include <string.h>

#include "cli/synonym.h"

#define WORD_MAX_BYTES 32u

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Each letter is touched once ("optimal string alignment"). */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t rows[WORD_MAX_BYTES + 1][WORD_MAX_BYTES + 1];

	for (size_t i = 0; i <= a_size; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= b_size; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		for (size_t j = 1; j <= b_size; j++) {
			size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;

			rows[i][j] = least(rows[i - 1][j] + 1, rows[i][j - 1] + 1,
			                   rows[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1, rows[i][j]);
		}
	}
	return rows[a_size][b_size];
}

void suggest_init(struct suggest *suggest, const char *typed)
{
	suggest->typed = typed;
	suggest->best = NULL;
	suggest->distance = 0;
}

void suggest_offer(struct suggest *suggest, const char *word)
{
	size_t typed_size = strlen(suggest->typed);
	size_t size = strlen(word);
	size_t found;

	if (typed_size > WORD_MAX_BYTES || size > WORD_MAX_BYTES)
		return;
	if (synonym_is(suggest->typed, word))
		found = 0;
	else if (typed_size >= 2 && strncmp(word, suggest->typed, typed_size) == 0)
		found = 1;
	else
		found = distance(suggest->typed, typed_size, word, size);
	if (3 * found > size + 1)
		return;
	if (suggest->best == NULL || found < suggest->distance) {
		suggest->best = word;
		suggest->distance = found;
	}
}
