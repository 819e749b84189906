/* roff: masking and paragraphs; see roff.h. */
#include "cli/roff.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Writes one character of valid UTF-8; returns its bytes. */
static size_t put_character(FILE *page, const char *text)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	uint32_t code = size == 1 ? bytes[0] : bytes[0] & (0xFFu >> (size + 1));

	if (size == 1) {
		switch (bytes[0]) {
		case '\\':
			(void)fputs("\\e", page);
			break;
		case '-': /* to be typed: no hyphen of typography */
			(void)fputs("\\-", page);
			break;
		case '\'':
			(void)fputs("\\(aq", page);
			break;
		case '"':
			(void)fputs("\\(dq", page);
			break;
		case '`':
			(void)fputs("\\(ga", page);
			break;
		case '\n': /* a line of output begins where we say so */
			(void)fputc(' ', page);
			break;
		default:
			(void)fputc(bytes[0], page);
		}
		return 1;
	}
	for (size_t i = 1; i < size; i++)
		code = code << 6 | (bytes[i] & 0x3Fu);
	(void)fprintf(page, "\\[u%04X]", (unsigned)code);
	return size;
}

/* Writes so many bytes of a text. */
static void put_bytes(FILE *page, const char *text, size_t size)
{
	for (size_t at = 0; at < size;)
		at += put_character(page, text + at);
}

/* In quotes, and nothing that is a macro itself. */
void roff_words(FILE *page, const char *words)
{
	(void)fputs(" \"\\&", page);
	put_bytes(page, words, strlen(words));
	(void)fputc('"', page);
}

void roff_macro(FILE *page, const char *macro, const char *words)
{
	(void)fprintf(page, ".%s", macro);
	if (words != NULL)
		roff_words(page, words);
	(void)fputc('\n', page);
}

/* Where the next sentence begins, which gets a line of its own; the length of the text when it is the last. A single letter
 * with a point ("z. B.") ends no sentence. */
static size_t sentence_end(const char *text, size_t size)
{
	for (size_t i = 2; i + 2 < size; i++) {
		unsigned char next = (unsigned char)text[i + 2];

		if (strchr(".!?", text[i]) == NULL || text[i + 1] != ' ' || text[i - 2] == ' ')
			continue;
		if (isupper(next) || next >= 0x80 || next == '`')
			return i + 1;
	}
	return size;
}

/* Writes one line of output, with what stands in backquotes set off. */
static void put_marked(FILE *page, const char *text, size_t size)
{
	bool is_inside = false;

	if (size > 0 && text[0] == '.')
		(void)fputs("\\&", page);
	for (size_t at = 0; at < size;) {
		if (text[at] == '`') {
			is_inside = !is_inside;
			(void)fputs(is_inside ? "\\fB" : "\\fR", page);
			at++;
		} else {
			at += put_character(page, text + at);
		}
	}
	(void)fputs(is_inside ? "\\fR\n" : "\n", page);
}

void roff_line(FILE *page, const char *text)
{
	put_marked(page, text, strlen(text));
}

static void put_paragraph(FILE *page, const char *text, size_t size)
{
	while (size > 0) {
		size_t end = sentence_end(text, size);

		put_marked(page, text, end);
		while (end < size && text[end] == ' ')
			end++;
		text += end;
		size -= end;
	}
}

/* A paragraph that stays as it is: its lines without the two blanks before them. */
static void put_verbatim(FILE *page, const char *text, size_t size)
{
	(void)fputs(".Bd -literal -offset indent\n", page);
	while (size > 0) {
		const char *feed = memchr(text, '\n', size);
		size_t length = feed != NULL ? (size_t)(feed - text) : size;
		size_t blanks = strncmp(text, "  ", 2) == 0 ? 2 : 0;

		(void)fputs("\\&", page);
		put_bytes(page, text + blanks, length - blanks);
		(void)fputc('\n', page);
		length += feed != NULL ? 1 : 0;
		text += length;
		size -= length;
	}
	(void)fputs(".Ed\n", page);
}

void roff_text(FILE *page, const char *text)
{
	bool is_first = true;

	while (*text != '\0') {
		const char *gap = strstr(text, "\n\n");
		size_t size = gap != NULL ? (size_t)(gap - text) : strlen(text);

		if (strncmp(text, "  ", 2) == 0) {
			put_verbatim(page, text, size);
		} else {
			if (!is_first)
				(void)fputs(".Pp\n", page);
			put_paragraph(page, text, size);
		}
		is_first = false;
		text += size;
		text += strspn(text, "\n");
	}
}

void roff_literal(FILE *page, const char *const *lines, size_t count)
{
	(void)fputs(".Bd -literal -offset indent\n", page);
	for (size_t i = 0; i < count; i++) {
		(void)fputs("\\&", page);
		put_bytes(page, lines[i], strlen(lines[i]));
		(void)fputc('\n', page);
	}
	(void)fputs(".Ed\n", page);
}
