/*
 * fuzz_fold: words are of their size and UTF-8; and whatever stands before a character of the text folds to the words
 * before it and the beginning of the word it is in, so that what was typed so far finds what is meant. The first byte says
 * where to cut.
 */
#include "daemon/core/fold.h"

#include <string.h>

#include "protocol/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

/* Where the text is cut: not within a character. */
static size_t cut_of(struct span text, uint8_t wanted)
{
	size_t cut = text.size > 0 ? wanted % (text.size + 1) : 0;

	while (cut < text.size && (text.data[cut] & 0xc0) == 0x80)
		cut++;
	return cut;
}

static void check_word(struct span word)
{
	must(word.size > 0 && word.size <= VB_FOLD_WORD_MAX_BYTES && utf8_is_valid(word));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data + (size > 0), size - (size > 0));
	struct fold whole, part;
	struct span word, begun;
	bool has_word, is_begun;

	if (size == 0)
		return 0;
	fold_init(&whole, text);
	fold_init(&part, span_of(text.data, cut_of(text, data[0])));
	has_word = fold_next(&part, &begun);
	while (fold_next(&whole, &word)) {
		check_word(word);
		if (!has_word || !utf8_is_valid(text))
			continue;
		check_word(begun);
		must(word.size >= begun.size && memcmp(word.data, begun.data, begun.size) == 0);
		is_begun = word.size > begun.size;
		has_word = fold_next(&part, &begun);
		must(!has_word || !is_begun); /* only the last one may be incomplete */
	}
	must(!has_word || !utf8_is_valid(text));
	return 0;
}
