/* harmless: texts of strangers on their way into a document; see harmless.h. */
#include "bridges/render/harmless.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffdu
#define HARMLESS_MAX_BYTES (1u << 20)
#define FSI 0x2068u
#define PDI 0x2069u

struct range {
	uint32_t first, last;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Marks that stand above, below or in the letter before them. */
static const struct range marks[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 },   { 0x0591, 0x05bd },   { 0x0610, 0x061a },
	{ 0x064b, 0x065f }, { 0x0670, 0x0670 },   { 0x06d6, 0x06dc },   { 0x06df, 0x06e4 },
	{ 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed },   { 0x0711, 0x0711 },   { 0x0730, 0x074a },
	{ 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a },   { 0x0e47, 0x0e4e },   { 0x135d, 0x135f },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },   { 0x20d0, 0x20ff },   { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0x1d165, 0x1d172 }, { 0xe0100, 0xe01ef },
};
/* Nobody sees these, but what stands around them obeys. */
static const struct range dropped[] = {
	{ 0x00ad, 0x00ad }, { 0x202a, 0x202e }, { 0x2060, 0x2065 },   { 0x2066, 0x206f },
	{ 0xfeff, 0xfeff }, { 0xfff0, 0xfffb }, { 0xe0000, 0xe007f },
};
/* What ends a line or is a blank of its own kind. */
static const struct range blanks[] = {
	{ 0x0001, 0x0020 }, { 0x007f, 0x00a0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a },
	{ 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 },
};
static const struct range right_to_left[] = {
	{ 0x0590, 0x08ff },   { 0xfb1d, 0xfdff },   { 0xfe70, 0xfefe },
	{ 0x10800, 0x10fff }, { 0x1e800, 0x1efff },
};
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },   { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

/* Tables rise: most letters stand before their first range. */
static bool is_in(uint32_t character, const struct range *table, size_t count)
{
	for (size_t i = 0; i < count && character >= table[i].first; i++) {
		if (character <= table[i].last)
			return true;
	}
	return false;
}

uint32_t harmless_next(const char **at)
{
	const uint8_t *byte = (const uint8_t *)*at;
	size_t more = byte[0] >= 0xf0 ? 3 : byte[0] >= 0xe0 ? 2 : 1;
	uint32_t character;

	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

	(*at)++;
	if (byte[0] < 0x80)
		return byte[0];
	if (byte[0] < 0xc2 || byte[0] > 0xf4)
		return REPLACEMENT;
	character = byte[0] & (0x3fu >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		character = character << 6 | (byte[i] & 0x3fu);
	}
	if (character < least[more] || character > 0x10ffff ||
	    (character >= 0xd800 && character < 0xe000))
		return REPLACEMENT;
	*at += more;
	return character;
}

static void put_character(struct buf *out, uint32_t c)
{
	uint8_t bytes[4];
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const uint8_t heads[] = { 0x00, 0xc0, 0xe0, 0xf0 };

	for (size_t i = size; i > 1; i--, c >>= 6)
		bytes[i - 1] = (uint8_t)(0x80 | (c & 0x3f));
	bytes[0] = (uint8_t)(heads[size - 1] | c);
	buf_put(out, bytes, size);
}

/* What stands before the next character that is seen: nothing, a blank, or the end of one line or more. */
struct gap {
	bool has_blank;
	unsigned feeds;
};

static void put_gap(struct buf *out, struct gap *gap, size_t start)
{
	if (out->size > start) {
		for (unsigned i = 0; i < gap->feeds && i < 2; i++)
			buf_put_u8(out, '\n');
		if (gap->feeds == 0 && gap->has_blank)
			buf_put_u8(out, ' ');
	}
	*gap = (struct gap){ false, 0 };
}

/* Whether what was opened is closed on this line before another is opened. at is behind the FSI. */
static bool is_closed(const char *at)
{
	while (*at != '\0') {
		uint32_t c = harmless_next(&at);

		if (c == PDI)
			return true;
		if (c == FSI || c == '\n' || c == 0x2028 || c == 0x2029)
			return false;
	}
	return false;
}

void harmless_put(struct buf *out, const char *text, enum harmless_breaks breaks)
{
	bool has_lines = breaks == HARMLESS_LINES || breaks == HARMLESS_ISOLATED_LINES;
	bool has_isolates = breaks >= HARMLESS_ISOLATED_LINE;
	bool is_open = false; /* an isolate */
	struct gap gap = { false, 0 };
	const size_t start = out->size;
	unsigned marks_here = 0;

	while (text != NULL && *text != '\0') {
		uint32_t c = harmless_next(&text);

		if (has_isolates && c == FSI && is_closed(text)) {
			put_gap(out, &gap, start);
			put_character(out, c);
			is_open = true;
			marks_here = VB_HARMLESS_MARKS_MAX;
		} else if (c == PDI && is_open) {
			put_character(out, c);
			is_open = false;
			marks_here = VB_HARMLESS_MARKS_MAX;
		} else if (has_lines && (c == '\n' || c == 0x2028 || c == 0x2029)) {
			gap.feeds++;
		} else if (is_in(c, blanks, COUNT(blanks))) {
			gap.has_blank = true;
		} else if (is_in(c, marks, COUNT(marks))) {
			/* A mark needs a letter: behind a gap it would change what stands before it. */
			if (gap.has_blank || gap.feeds > 0 || out->size == start)
				continue;
			if (marks_here++ < VB_HARMLESS_MARKS_MAX)
				put_character(out, c);
		} else if (!is_in(c, dropped, COUNT(dropped)) && (c & 0xfffe) != 0xfffe) {
			put_gap(out, &gap, start);
			put_character(out, c);
			marks_here = 0;
		}
	}
}

char *harmless_new(const char *text, enum harmless_breaks breaks)
{
	struct buf out;

	buf_init(&out, HARMLESS_MAX_BYTES);
	harmless_put(&out, text, breaks);
	buf_put_u8(&out, '\0');
	if (out.err != 0)
		abort();
	return (char *)out.data;
}

bool harmless_has_rtl(const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end && *text != '\0') {
		if (is_in(harmless_next(&text), right_to_left, COUNT(right_to_left)))
			return true;
	}
	return false;
}

unsigned harmless_columns(uint32_t character)
{
	if (is_in(character, marks, COUNT(marks)) || (character >= 0x200b && character <= 0x200f) ||
	    is_in(character, dropped, COUNT(dropped)))
		return 0;
	return is_in(character, wide, COUNT(wide)) ? 2 : 1;
}
