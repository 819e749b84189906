/* glyph: harmless texts and their widths; see glyph.h. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "cli/glyph.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define FIRST_STRONG_ISOLATE "\xE2\x81\xA8"
#define POP_DIRECTIONAL_ISOLATE "\xE2\x81\xA9"

struct glyph {
	char text[12]; /* what is written for it */
	size_t size;
	size_t columns;
	bool is_right_to_left;
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
	       (code >= 0x1E800 && code <= 0x1EFFF) || code == 0x200F;
}

static void escape(struct glyph *glyph, uint32_t code)
{
	const char *format = code <= 0xFF ? "\\x%02x" : code <= 0xFFFF ? "\\u%04x" : "\\U%08x";

	(void)snprintf(glyph->text, sizeof(glyph->text), format, (unsigned)code);
	glyph->size = strlen(glyph->text);
	glyph->columns = glyph->size;
	glyph->is_right_to_left = false;
}

static void keep(struct glyph *glyph, const uint8_t *bytes, size_t size, uint32_t code)
{
	int columns = wcwidth((wchar_t)code);

	if (columns < 0) {
		escape(glyph, code);
		return;
	}
	memcpy(glyph->text, bytes, size);
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

/* The first character of the text as it is shown; returns how many bytes it was. */
static size_t next_glyph(struct span text, enum glyph_place place, struct glyph *glyph)
{
	uint32_t code;
	size_t size = next_code(text, &code);

	memset(glyph, 0, sizeof(*glyph));
	if (code == UINT32_MAX)
		escape(glyph, text.data[0]);
	else if (place == GLYPH_PIPE && code == '\\')
		spell(glyph, "\\\\");
	else if (place != GLYPH_TERMINAL_LINES && code == '\t')
		spell(glyph, "\\t");
	else if (place != GLYPH_TERMINAL_LINES && code == '\n')
		spell(glyph, "\\n");
	else if (code == '\t' || code == '\n')
		spell(glyph, code == '\t' ? "\t" : "\n");
	else if (is_control(code) || (place != GLYPH_PIPE && is_turning(code)))
		escape(glyph, code);
	else
		keep(glyph, text.data, size, code);
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
	size_t columns = 0;
	size_t at = 0;

	*fitting = 0;
	*turns = false;
	while (at < text.size) {
		struct glyph glyph;

		at += next_glyph(rest(text, at), place, &glyph);
		columns += glyph.columns;
		*turns |= glyph.is_right_to_left;
		if (max >= dots && columns <= max - dots)
			*fitting = at;
	}
	return columns;
}

static void put_all(struct buf *out, struct span text, enum glyph_place place)
{
	size_t at = 0;

	while (at < text.size) {
		struct glyph glyph;

		at += next_glyph(rest(text, at), place, &glyph);
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
