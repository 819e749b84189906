/* glyph: harmless texts and their widths; see glyph.h. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "cli/glyph.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define FIRST_STRONG_ISOLATE "\xE2\x81\xA8"
#define POP_DIRECTIONAL_ISOLATE "\xE2\x81\xA9"
#define MARKS_MAX 8u /* on one letter; Vietnamese, Hebrew and Tibetan need fewer */
#define JOINED_FROM                                                                                \
	0x0590u /* from here on come the scripts in which joiners shape letters, and pictures */
#define SELECTED_FROM 0x1000u /* from here on come the letters and pictures that have variants */

struct glyph {
	char text[12]; /* what is written for it */
	size_t size;
	size_t columns;
	bool is_right_to_left;
	bool is_joiner; /* changes the letter behind it, too */
};

/* The letter to which the next mark belongs. */
struct letter {
	uint32_t code; /* 0: none */
	unsigned mark_count;
};

/* Reads one character; bytes that are none are taken one by one, with *code over 0x10FFFF. Unicode 15, table 3-7. */
static size_t next_code(struct span text, uint32_t *code)
{
	uint8_t first = text.data[0];
	size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	uint32_t value = size == 1 ? first : first & (0xFFu >> (size + 1));

	if (size == 0 || first > 0xF4 || text.size < size) {
		*code = UINT32_MAX;
		return 1;
	}
	for (size_t i = 1; i < size; i++) {
		if ((text.data[i] & 0xC0) != 0x80) {
			*code = UINT32_MAX;
			return 1;
		}
		value = value << 6 | (text.data[i] & 0x3F);
	}
	if ((size == 3 && value < 0x800) || (size == 4 && value < 0x10000) || value > 0x10FFFF ||
	    (value >= 0xD800 && value <= 0xDFFF)) {
		*code = UINT32_MAX;
		return 1;
	}
	*code = value;
	return size;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/* Separators of lines and paragraphs, embeddings, overrides and isolates. */
static bool is_turning(uint32_t code)
{
	return (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* The blocks of scripts that run from right to left, Unicode 15 (bidirectional classes R and AL). */
static bool is_right_to_left(uint32_t code)
{
	return (code >= 0x0590 && code <= 0x08FF) || (code >= 0xFB1D && code <= 0xFDFF) ||
	       (code >= 0xFE70 && code <= 0xFEFF) || (code >= 0x10800 && code <= 0x10FFF) ||
	       (code >= 0x1E800 && code <= 0x1EFFF);
}

/* What nobody sees and nothing but itself needs, so that two names that look the same could differ by it: Unicode 15,
 * Default_Ignorable_Code_Point, without the joiners and the selectors of pictures. */
static bool is_invisible(uint32_t code)
{
	static const uint32_t ranges[][2] = {
		{ 0x00AD, 0x00AD },   { 0x034F, 0x034F },   { 0x061C, 0x061C },
		{ 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },
		{ 0x200B, 0x200B },   { 0x200E, 0x200F },   { 0x2060, 0x2065 },
		{ 0x206A, 0x206F },   { 0x3164, 0x3164 },   { 0xFEFF, 0xFEFF },
		{ 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB },   { 0x1BCA0, 0x1BCA3 },
		{ 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	}
	return false;
}

static bool is_joiner(uint32_t code)
{
	return code == 0x200C || code == 0x200D;
}

/* True if a character without width may stand behind this letter. behind: the text after it. */
static bool is_fitting_mark(const struct letter *letter, uint32_t code, struct span behind)
{
	uint32_t next = 0;

	if (letter->code == 0 || letter->mark_count >= MARKS_MAX)
		return false;
	/* Joiners shape the letters of Arabic and Indic scripts and join pictures; elsewhere they only hide. */
	if (is_joiner(code)) {
		if (behind.size > 0)
			(void)next_code(behind, &next);
		return letter->code >= JOINED_FROM && next >= JOINED_FROM && next <= 0x10FFFF &&
		       !is_control(next) && !is_turning(next) && !is_invisible(next) &&
		       wcwidth((wchar_t)next) > 0;
	}
	if (code >= 0xFE00 && code <= 0xFE0F)
		return letter->code >= SELECTED_FROM ||
		       (letter->code < 0x80 && strchr("0123456789#*", (int)letter->code) != NULL);
	return true;
}

static void escape(struct glyph *glyph, uint32_t code)
{
	const char *format = code <= 0xFF ? "\\x%02x" : code <= 0xFFFF ? "\\u%04x" : "\\U%08x";

	(void)snprintf(glyph->text, sizeof(glyph->text), format, (unsigned)code);
	glyph->size = strlen(glyph->text);
	glyph->columns = glyph->size;
	glyph->is_right_to_left = false;
}

/* letter: NULL in a pipe, where everything that is a character stays. */
static void keep(struct glyph *glyph, struct span text, size_t size, uint32_t code,
                 struct letter *letter)
{
	int columns = wcwidth((wchar_t)code);
	bool is_harmful =
		letter != NULL && columns == 0 &&
		!is_fitting_mark(letter, code, span_of(text.data + size, text.size - size));

	if (columns < 0 || is_harmful) {
		escape(glyph, code);
		if (letter != NULL)
			*letter = (struct letter){ 0, 0 };
		return;
	}
	if (letter != NULL && columns > 0)
		*letter = (struct letter){ code, 0 };
	else if (letter != NULL)
		letter->mark_count++;
	glyph->is_joiner = is_joiner(code);
	memcpy(glyph->text, text.data, size);
	glyph->size = size;
	glyph->columns = (size_t)columns;
	glyph->is_right_to_left = is_right_to_left(code);
}

static void spell(struct glyph *glyph, const char *text)
{
	glyph->size = strlen(text);
	memcpy(glyph->text, text, glyph->size);
	glyph->columns = glyph->size;
	glyph->is_right_to_left = false;
}

/* The first character of the text as it is shown; returns how many bytes it was. letter: the one before, on a terminal. */
static size_t next_glyph(struct span text, enum glyph_place place, struct letter *letter,
                         struct glyph *glyph)
{
	bool is_pipe = place == GLYPH_PIPE;
	struct letter before = *letter;
	uint32_t code;
	size_t size = next_code(text, &code);

	memset(glyph, 0, sizeof(*glyph));
	*letter = (struct letter){ 0, 0 };
	if (code == UINT32_MAX)
		escape(glyph, text.data[0]);
	else if (is_pipe && code == '\\')
		spell(glyph, "\\\\");
	else if (place != GLYPH_TERMINAL_LINES && code == '\t')
		spell(glyph, "\\t");
	else if (place != GLYPH_TERMINAL_LINES && code == '\n')
		spell(glyph, "\\n");
	else if (code == '\t' || code == '\n')
		spell(glyph, code == '\t' ? "\t" : "\n");
	else if (is_control(code) || (!is_pipe && (is_turning(code) || is_invisible(code))))
		escape(glyph, code);
	else {
		*letter = before;
		keep(glyph, text, size, code, is_pipe ? NULL : letter);
	}
	return size;
}

static struct span rest(struct span text, size_t size)
{
	return span_of(text.data + size, text.size - size);
}

/* What stands where something was left out. */
static const char *ellipsis(enum glyph_place place)
{
	return place == GLYPH_TERMINAL_ASCII ? "..." : "\xE2\x80\xA6";
}

static size_t ellipsis_columns(enum glyph_place place)
{
	return place == GLYPH_TERMINAL_ASCII ? 3 : 1;
}

/* Measures the text: columns in all, and how many bytes of it fit into max columns beside an ellipsis. */
static size_t measure(struct span text, enum glyph_place place, size_t max, size_t *fitting,
                      bool *turns)
{
	size_t dots = ellipsis_columns(place);
	struct letter letter = { 0, 0 };
	size_t columns = 0;
	size_t at = 0;

	*fitting = 0;
	*turns = false;
	while (at < text.size) {
		struct glyph glyph;

		at += next_glyph(rest(text, at), place, &letter, &glyph);
		columns += glyph.columns;
		*turns |= glyph.is_right_to_left;
		if (max >= dots && columns <= max - dots && !glyph.is_joiner)
			*fitting = at;
	}
	return columns;
}

static void put_all(struct buf *out, struct span text, enum glyph_place place)
{
	struct letter letter = { 0, 0 };
	size_t at = 0;

	while (at < text.size) {
		struct glyph glyph;

		at += next_glyph(rest(text, at), place, &letter, &glyph);
		buf_put(out, glyph.text, glyph.size);
	}
}

static void put_text(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

/* One line; returns its columns. */
static size_t put_line(struct buf *out, struct span text, enum glyph_place place,
                       size_t max_columns)
{
	size_t fitting;
	bool turns;
	size_t columns = measure(text, place, max_columns, &fitting, &turns);
	bool is_cut = columns > max_columns;

	if (is_cut) {
		text.size = fitting;
		columns = glyph_columns(text) + ellipsis_columns(place);
	}
	if (turns)
		put_text(out, FIRST_STRONG_ISOLATE);
	put_all(out, text, place);
	if (turns)
		put_text(out, POP_DIRECTIONAL_ISOLATE);
	if (is_cut)
		put_text(out, ellipsis(place));
	return columns;
}

/* An isolate ends with its line, so each line gets its own. */
static void put_lines(struct buf *out, struct span text)
{
	while (text.size > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t size = end != NULL ? (size_t)(end - text.data) : text.size;

		(void)put_line(out, span_of(text.data, size), GLYPH_TERMINAL_LINES, VB_GLYPH_ALL);
		if (end != NULL)
			buf_put_u8(out, '\n');
		text = rest(text, end != NULL ? size + 1 : size);
	}
}

size_t glyph_put(struct buf *out, struct span text, enum glyph_place place, size_t max_columns)
{
	switch (place) {
	case GLYPH_PIPE:
		put_all(out, text, place);
		break;
	case GLYPH_TERMINAL_LINES:
		put_lines(out, text);
		break;
	case GLYPH_TERMINAL:
	case GLYPH_TERMINAL_ASCII:
		return put_line(out, text, place, max_columns);
	}
	return 0;
}

size_t glyph_columns(struct span text)
{
	size_t fitting;
	bool turns;

	return measure(text, GLYPH_TERMINAL, VB_GLYPH_ALL, &fitting, &turns);
}

size_t glyph_whole(const char *text, size_t max_bytes)
{
	size_t size = strnlen(text, max_bytes);

	if (size < max_bytes)
		return size;
	while (size > 0 && ((uint8_t)text[size] & 0xC0u) == 0x80)
		size--;
	return size;
}
