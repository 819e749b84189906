/* excerpt: pieces of texts; see excerpt.h. */
#include "daemon/control/excerpt.h"

#include <string.h>

#include "daemon/core/fold.h"

#define ELLIPSIS "\xe2\x80\xa6"

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t';
}

static bool is_inside_character(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Where the piece begins: behind a blank, at most so many bytes before the word. */
static size_t start_of(struct span text, size_t word)
{
	size_t from = word > VB_EXCERPT_BEFORE_BYTES ? word - VB_EXCERPT_BEFORE_BYTES : 0;

	if (from == 0)
		return 0;
	while (from < word && !is_blank(text.data[from - 1]))
		from++;
	return from;
}

/* Where it ends: before a blank behind the word, or, in a text without blanks, at a character. */
static size_t end_of(struct span text, size_t from, size_t word_end)
{
	size_t end = from + VB_EXCERPT_MAX_BYTES;
	size_t blank;

	if (end >= text.size)
		return text.size;
	for (blank = end; blank > word_end && !is_blank(text.data[blank]); blank--)
		;
	if (blank > word_end)
		return blank;
	while (end > from && is_inside_character(text.data[end]))
		end--;
	return end;
}

static void line_put(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.size; i++)
		buf_put_u8(out, is_blank(text.data[i]) ? ' ' : text.data[i]);
}

bool excerpt_find(const struct query *query, struct span text, struct buf *out)
{
	struct fold fold;
	struct span word;
	size_t from, end;

	fold_init(&fold, text);
	do {
		if (!fold_next(&fold, &word))
			return false;
	} while (!query_has(query, word));
	from = start_of(text, fold.begin);
	end = end_of(text, from, fold.at);
	if (from > 0)
		buf_put(out, ELLIPSIS " ", strlen(ELLIPSIS " "));
	line_put(span_of(text.data + from, end - from), out);
	if (end < text.size)
		buf_put(out, " " ELLIPSIS, strlen(" " ELLIPSIS));
	return true;
}
