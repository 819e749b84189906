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

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(rows[i].text, GLYPH_TERMINAL, VB_GLYPH_ALL, rows[i].terminal, rows[i].name);
		check(rows[i].text, GLYPH_PIPE, VB_GLYPH_ALL, rows[i].pipe, rows[i].name);
		is_int(glyph_columns(span_of_str(rows[i].text)), rows[i].columns, "%s: columns",
		       rows[i].name);
	}
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

int main(void)
{
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		bail("no locale C.UTF-8");
	test_rows();
	test_cut();
	test_lines();
	test_all_pairs();
	test_long();
	return done();
}
