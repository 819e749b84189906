/* glyph: texts of strangers do no harm on a terminal and in a pipe, and widths are right. */
#include "cli/glyph.h"

#include <locale.h>
#include <string.h>

#include "tests/tap.h"

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"

struct row {
	const char *name;
	const char *text;
	const char *terminal;
	size_t columns;
	const char *pipe;
};

/* Widths: East Asian Width and combining classes of Unicode 15. */
static const struct row rows[] = {
	{ "plain letters", "Forum", "Forum", 5, "Forum" },
	{ "umlauts", "Lübeck", "Lübeck", 6, "Lübeck" },
	{ "a combining accent", "e\xCC\x81", "e\xCC\x81", 1, "e\xCC\x81" },
	{ "wide characters", "\xE6\xBC\xA2\xE5\xAD\x97", "\xE6\xBC\xA2\xE5\xAD\x97", 4,
	  "\xE6\xBC\xA2\xE5\xAD\x97" },
	{ "quotes", "\"Kurbetrieb Travemünde (KBT)\"", "\"Kurbetrieb Travemünde (KBT)\"", 29,
	  "\"Kurbetrieb Travemünde (KBT)\"" },
	{ "a backslash", "a\\b", "a\\b", 3, "a\\\\b" },
	{ "tab and line feed", "a\tb\nc", "a\\tb\\nc", 7, "a\\tb\\nc" },
	{ "an escape sequence", "\x1b[31mrot", "\\x1b[31mrot", 11, "\\x1b[31mrot" },
	{ "carriage return and bell", "a\r\a", "a\\x0d\\x07", 9, "a\\x0d\\x07" },
	{ "delete", "\x7f", "\\x7f", 4, "\\x7f" },
	{ "an 8-bit control sequence",
	  "\xC2\x9b"
	  "2J",
	  "\\x9b2J", 6, "\\x9b2J" },
	{ "right to left", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
	  FSI "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D" PDI, 4, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D" },
	{ "an override",
	  "\xE2\x80\xAE"
	  "abc",
	  "\\u202eabc", 9,
	  "\xE2\x80\xAE"
	  "abc" },
	{ "an isolate left open, with letters", "\xE2\x81\xA7\xD8\xA7", FSI "\\u2067\xD8\xA7" PDI,
	  7, "\xE2\x81\xA7\xD8\xA7" },
	{ "a line separator", "\xE2\x80\xA8", "\\u2028", 6, "\\u2028" },
	{ "a byte that is no character", "\xff", "\\xff", 4, "\\xff" },
	{ "a long form of a slash", "\xC0\xAF", "\\xc0\\xaf", 8, "\\xc0\\xaf" },
	{ "a surrogate", "\xED\xA0\x80", "\\xed\\xa0\\x80", 12, "\\xed\\xa0\\x80" },
	{ "half a character", "\xE6\xBC", "\\xe6\\xbc", 8, "\\xe6\\xbc" },
	{ "no text", "", "", 0, "" },
};

#define ZWNJ "\xE2\x80\x8C"
#define ZWJ "\xE2\x80\x8D"
#define ACUTE "\xCC\x81"
#define EMOJI_STYLE "\xEF\xB8\x8F"

/* What stays as it is, and what would hide something. Sources: names of real people and places; Unicode 15, chapter 23
 * and UTS 51 for joiners and selectors; the columns as terminals show them. */
static const struct row more_rows[] = {
	{ "Arabic", "\xD8\xA7\xD9\x84\xD9\x85\xD9\x86\xD8\xAA\xD8\xAF\xD9\x89",
	  FSI "\xD8\xA7\xD9\x84\xD9\x85\xD9\x86\xD8\xAA\xD8\xAF\xD9\x89" PDI, 7,
	  "\xD8\xA7\xD9\x84\xD9\x85\xD9\x86\xD8\xAA\xD8\xAF\xD9\x89" },
	{ "Arabic with vowels", "\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E",
	  FSI "\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E" PDI, 2, "\xD9\x85\xD9\x8F\xD8\xAD\xD9\x8E" },
	{ "Hebrew with points", "\xD7\xA9\xD7\x81\xD6\xB8\xD7\x9C",
	  FSI "\xD7\xA9\xD7\x81\xD6\xB8\xD7\x9C" PDI, 2, "\xD7\xA9\xD7\x81\xD6\xB8\xD7\x9C" },
	{ "Persian digits", "\xDB\xB1\xDB\xB2", FSI "\xDB\xB1\xDB\xB2" PDI, 2, "\xDB\xB1\xDB\xB2" },
	{ "Persian with a joiner", "\xD9\x85\xDB\x8C" ZWNJ "\xD8\xAE",
	  FSI "\xD9\x85\xDB\x8C" ZWNJ "\xD8\xAE" PDI, 3, "\xD9\x85\xDB\x8C" ZWNJ "\xD8\xAE" },
	{ "both directions", "Forum \xD7\xA9 (Nord)", FSI "Forum \xD7\xA9 (Nord)" PDI, 14,
	  "Forum \xD7\xA9 (Nord)" },
	{ "Vietnamese", "e\xCC\x82" ACUTE, "e\xCC\x82" ACUTE, 1, "e\xCC\x82" ACUTE },
	{ "a Hindi conjunct", "\xE0\xA4\x95\xE0\xA5\x8D" ZWJ "\xE0\xA4\xB7",
	  "\xE0\xA4\x95\xE0\xA5\x8D" ZWJ "\xE0\xA4\xB7", 2,
	  "\xE0\xA4\x95\xE0\xA5\x8D" ZWJ "\xE0\xA4\xB7" },
	{ "a heart as a picture", "\xE2\x9D\xA4" EMOJI_STYLE, "\xE2\x9D\xA4" EMOJI_STYLE, 1,
	  "\xE2\x9D\xA4" EMOJI_STYLE },
	{ "a family", "\xF0\x9F\x91\xA9" ZWJ "\xF0\x9F\x91\xA7",
	  "\xF0\x9F\x91\xA9" ZWJ "\xF0\x9F\x91\xA7", 4, "\xF0\x9F\x91\xA9" ZWJ "\xF0\x9F\x91\xA7" },
	{ "a mark without a letter", ACUTE "a", "\\u0301a", 7, ACUTE "a" },
	{ "a joiner within Latin letters", "For" ZWJ "um", "For\\u200dum", 11, "For" ZWJ "um" },
	{ "a joiner at the end", "\xD9\x85" ZWNJ, FSI "\xD9\x85\\u200c" PDI, 7, "\xD9\x85" ZWNJ },
	{ "two joiners", "\xD9\x85" ZWNJ ZWNJ "\xD8\xAE", FSI "\xD9\x85\\u200c\\u200c\xD8\xAE" PDI,
	  14, "\xD9\x85" ZWNJ ZWNJ "\xD8\xAE" },
	{ "a joiner before an override", "\xD9\x85" ZWNJ "\xE2\x80\xAE",
	  FSI "\xD9\x85\\u200c\\u202e" PDI, 13, "\xD9\x85" ZWNJ "\xE2\x80\xAE" },
	{ "a selector behind a letter", "Forum" EMOJI_STYLE, "Forum\\ufe0f", 11,
	  "Forum" EMOJI_STYLE },
	{ "marks of direction", "a\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "a\\u200e\\u200f\\u061c", 19,
	  "a\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C" },
	{ "a blank without width",
	  "a\xE2\x80\x8B"
	  "b",
	  "a\\u200bb", 8,
	  "a\xE2\x80\x8B"
	  "b" },
	{ "a soft hyphen",
	  "a\xC2\xAD"
	  "b",
	  "a\\xadb", 6,
	  "a\xC2\xAD"
	  "b" },
	{ "a mark of byte order",
	  "\xEF\xBB\xBF"
	  "a",
	  "\\ufeffa", 7,
	  "\xEF\xBB\xBF"
	  "a" },
	{ "a letter that is a blank", "\xE3\x85\xA4", "\\u3164", 6, "\xE3\x85\xA4" },
	{ "a tag", "a\xF3\xA0\x81\x81", "a\\U000e0041", 11, "a\xF3\xA0\x81\x81" },
	{ "for private use", "\xF3\xB0\x80\x80", "\xF3\xB0\x80\x80", 1, "\xF3\xB0\x80\x80" },
	{ "not assigned", "\xCD\xB8", "\\u0378", 6, "\\u0378" },
};

static void check(const char *text, enum glyph_place place, size_t max, const char *want,
                  const char *name)
{
	struct buf out;

	buf_init(&out, 100000);
	(void)glyph_put(&out, span_of_str(text), place, max);
	buf_put_u8(&out, '\0');
	is_str((const char *)out.data, want, "%s", name);
	buf_release(&out);
}

static void check_rows(const struct row *row, size_t count)
{
	for (; count > 0; row++, count--) {
		check(row->text, GLYPH_TERMINAL, VB_GLYPH_ALL, row->terminal, row->name);
		check(row->text, GLYPH_PIPE, VB_GLYPH_ALL, row->pipe, row->name);
		is_int(glyph_columns(span_of_str(row->text)), row->columns, "%s: columns",
		       row->name);
	}
}

/* 300 accents on one letter would cover the lines above and below: 8 of them stay. */
static void test_flood(void)
{
	static char text[1 + 300 * 2 + 1] = "a";
	struct buf out;

	for (size_t i = 0; i < 300; i++) {
		text[1 + 2 * i] = ACUTE[0];
		text[2 + 2 * i] = ACUTE[1];
	}
	is_int(glyph_columns(span_of_str(text)), 1 + 292 * 6, "the others are told");
	buf_init(&out, 100000);
	is_int(glyph_put(&out, span_of_str(text), GLYPH_TERMINAL, 8), 8, "in a cell of 8 columns");
	buf_put_u8(&out, '\0');
	is_str((const char *)out.data,
	       "a" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE "\\u0301…", "and cut");
	buf_release(&out);
	check("a" ACUTE "\n" ACUTE, GLYPH_TERMINAL_LINES, VB_GLYPH_ALL, "a" ACUTE "\n\\u0301",
	      "a mark does not reach the line above");
}

/* A cut never changes what stands before it. */
static void test_joined_cut(void)
{
	static const char text[] = "\xD9\x85" ZWNJ "\xD8\xAE\xD8\xAE\xD8\xAE";

	check(text, GLYPH_TERMINAL, 2, FSI "\xD9\x85" PDI "…",
	      "a joiner goes with the letter behind it");
	check(text, GLYPH_TERMINAL, 3, FSI "\xD9\x85" ZWNJ "\xD8\xAE" PDI "…", "or stays with it");
}

static void test_cut(void)
{
	struct buf out;

	check("Steuerungsgruppe", GLYPH_TERMINAL, 8, "Steueru…", "a long text is cut");
	check("Steuerungsgruppe", GLYPH_TERMINAL, 16, "Steuerungsgruppe", "one that fits is not");
	check("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", GLYPH_TERMINAL, 4, "\xE6\xBC\xA2…",
	      "no half of a wide character");
	check("ab\x1b", GLYPH_TERMINAL, 5, "ab…", "no half of an escape");
	check("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", GLYPH_TERMINAL, 3, FSI "\xD7\xA9\xD7\x9C" PDI "…",
	      "the isolate is closed");
	check("abc", GLYPH_TERMINAL, 0, "…", "room for nothing");
	check("Steuerungsgruppe", GLYPH_TERMINAL_ASCII, 8, "Steue...", "cut in ASCII");
	check("Steuerungsgruppe", GLYPH_TERMINAL_ASCII, 16, "Steuerungsgruppe",
	      "not where it fits");
	check("Größe", GLYPH_TERMINAL_ASCII, 4, "G...", "what is a name stays as it is");
	buf_init(&out, 100);
	is_int(glyph_put(&out, span_of_str("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2"), GLYPH_TERMINAL,
	                 4),
	       3, "what a cut text takes may be less than its room");
	buf_release(&out);
}

static void test_lines(void)
{
	check("a\tb\n\xD7\xA9\n\x1b\n", GLYPH_TERMINAL_LINES, VB_GLYPH_ALL,
	      "a\tb\n" FSI "\xD7\xA9" PDI "\n\\x1b\n",
	      "lines stay, each with an isolate of its own");
}

/* What a terminal obeys never comes out, whatever two bytes stand in the text. */
static void test_all_pairs(void)
{
	size_t bad = 0;

	for (unsigned first = 0; first < 256; first++) {
		for (unsigned second = 0; second < 256; second++) {
			uint8_t text[2] = { (uint8_t)first, (uint8_t)second };
			struct buf out;

			buf_init(&out, 100);
			(void)glyph_put(&out, span_of(text, 2), GLYPH_TERMINAL, VB_GLYPH_ALL);
			for (size_t i = 0; i < out.size; i++)
				bad += out.data[i] < 0x20 || out.data[i] == 0x7f;
			for (size_t i = 0; i + 1 < out.size; i++)
				bad += out.data[i] == 0xC2 && out.data[i + 1] < 0xA0;
			buf_release(&out);
		}
	}
	is_int(bad, 0, "no control character in what is shown of all pairs of bytes");
}

static void test_long(void)
{
	static char text[20001];
	struct buf out;

	for (size_t i = 0; i < 20000; i += 2) {
		text[i] = '\xC3';
		text[i + 1] = '\xA4';
	}
	buf_init(&out, 100000);
	is_int(glyph_columns(span_of_str(text)), 10000, "10,000 characters");
	is_int(glyph_put(&out, span_of_str(text), GLYPH_TERMINAL, 60), 60, "cut to 60 columns");
	is_int(out.size, 59 * 2 + 3, "59 of them and an ellipsis");
	buf_release(&out);
}

/* "Lübeck" in 7 bytes, of which the umlaut has two; the last two have characters of three and four bytes. */
static void test_whole(void)
{
	is_u64(glyph_whole("Lübeck", 60), 7, "a text that fits");
	is_u64(glyph_whole("Lübeck", 7), 7, "just so");
	is_u64(glyph_whole("Lübeck", 3), 3, "behind the umlaut");
	is_u64(glyph_whole("Lübeck", 2), 1, "not within it");
	is_u64(glyph_whole("a\xE6\xBC\xA2", 3), 1, "nor within three bytes");
	is_u64(glyph_whole("a\xF0\x9F\x98\x80z", 4), 1, "or four");
	is_u64(glyph_whole("a\xF0\x9F\x98\x80z", 5), 5, "all four");
	is_u64(glyph_whole("ü", 1), 0, "nothing of a single one");
	is_u64(glyph_whole("", 0), 0, "nothing of nothing");
}

int main(void)
{
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		bail("no locale C.UTF-8");
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
	check_rows(more_rows, sizeof(more_rows) / sizeof(more_rows[0]));
	test_flood();
	test_joined_cut();
	test_cut();
	test_lines();
	test_all_pairs();
	test_long();
	test_whole();
	return done();
}
