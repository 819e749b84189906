/* harmless: what is taken out of a stranger's text, and what has to stay. */
#include "bridges/render/harmless.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/utf8.h"
#include "tests/tap.h"

static const struct {
	const char *what, *text, *line, *lines;
} rows[] = {
	{ "nothing", "", "", "" },
	{ "a name", "Forum für Migrantinnen", "Forum für Migrantinnen", "Forum für Migrantinnen" },
	{ "blanks around and between", "  a \t  b  ", "a b", "a b" },
	{ "lines", "a\r\nb\n\n\n\nc\n", "a b c", "a\nb\n\nc" },
	{ "a header that was smuggled in", "x\r\nBcc: y", "x Bcc: y", "x\nBcc: y" },
	{ "separators of lines and paragraphs",
	  "a\xe2\x80\xa8"
	  "b\xe2\x80\xa9"
	  "c",
	  "a b c", "a\nb\nc" },
	{ "control characters",
	  "a\x01\x1b[31mb\x7f"
	  "c\xc2\x85"
	  "d",
	  "a [31mb c d", "a [31mb c d" },
	{ "overrides and isolates",
	  "a\xe2\x80\xae"
	  "b\xe2\x80\xac"
	  "c\xe2\x81\xa6"
	  "d\xe2\x81\xa9",
	  "abcd", "abcd" },
	{ "a byte order mark and a soft hyphen",
	  "\xef\xbb\xbf"
	  "a\xc2\xad"
	  "b",
	  "ab", "ab" },
	{ "joiners stay", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb4",
	  "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb4", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb4" },
	{ "a no-break space is a blank",
	  "a\xc2\xa0"
	  "b",
	  "a b", "a b" },
	{ "no UTF-8",
	  "a\xff"
	  "b\xc3",
	  "a\xef\xbf\xbd"
	  "b\xef\xbf\xbd",
	  "a\xef\xbf\xbd"
	  "b\xef\xbf\xbd" },
	{ "overlong and surrogate",
	  "\xc0\x80\xed\xa0\x80"
	  "a",
	  NULL, NULL },
	{ "a mark at the beginning",
	  "\xcc\x81"
	  "a",
	  "a", "a" },
	{ "marks in a flood",
	  "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	  "b",
	  "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	  "b",
	  "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	  "b" },
	{ "no character",
	  "a\xef\xbf\xbf"
	  "b",
	  "ab", "ab" },
	{ "tags nobody sees",
	  "a\xf3\xa0\x81\xa2"
	  "b",
	  "ab", "ab" },
};

static const struct {
	const char *text;
	unsigned columns;
} widths[] = {
	{ "a", 1 },  { "ü", 1 }, { "ش", 1 }, { "\xcc\x81", 0 }, { "\xe2\x80\x8c", 0 },
	{ "漢", 2 }, { "é", 1 },
};

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

static void test_isolates(void)
{
	static const char *const pairs[][2] = {
		{ "a " FSI "b" PDI " c", "a " FSI "b" PDI " c" },
		{ FSI "a" PDI FSI "b" PDI, FSI "a" PDI FSI "b" PDI },
		{ "a" FSI "b", "ab" },                        /* left open */
		{ "a" PDI "b", "ab" },                        /* closes what is not open */
		{ FSI "a" FSI "b" PDI PDI, "a" FSI "b" PDI }, /* one within another */
		{ "\xe2\x80\xae" FSI "a\xe2\x81\xa6" PDI, FSI "a" PDI }, /* the other marks go */
	};

	char *lines;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char *got = harmless_new(pairs[i][0], HARMLESS_ISOLATED_LINE);
		char *bare = harmless_new(pairs[i][0], HARMLESS_LINE);

		is_str(got, pairs[i][1], "pairs of FSI and PDI: %zu", i);
		ok(strstr(bare, FSI) == NULL && strstr(bare, PDI) == NULL, "and elsewhere none");
		free(got);
		free(bare);
	}
	lines = harmless_new(FSI "a\nb" PDI, HARMLESS_ISOLATED_LINES);
	is_str(lines, "a\nb", "not over lines");
	free(lines);
}

int main(void)
{
	struct buf out;

	buf_init(&out, 8);
	harmless_put(&out, "0123456789", HARMLESS_LINE);
	is_err(out.err, VB_ERR_TOO_LARGE, "a buffer keeps its ceiling");
	buf_release(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *line = harmless_new(rows[i].text, HARMLESS_LINE);
		char *lines = harmless_new(rows[i].text, HARMLESS_LINES);

		if (rows[i].line != NULL) {
			is_str(line, rows[i].line, "%s, in one line", rows[i].what);
			is_str(lines, rows[i].lines, "%s, in lines", rows[i].what);
		}
		ok(utf8_is_valid(span_of_str(line)) && utf8_is_valid(span_of_str(lines)),
		   "%s: valid UTF-8", rows[i].what);
		free(line);
		line = harmless_new(lines, HARMLESS_LINES);
		is_str(line, lines, "%s: twice is as once", rows[i].what);
		free(line);
		free(lines);
	}
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const char *at = widths[i].text;

		is_int(harmless_columns(harmless_next(&at)), widths[i].columns, "columns of %s",
		       widths[i].text);
		ok(*at == '\0', "%s is one character", widths[i].text);
	}
	test_isolates();
	ok(harmless_has_rtl("Frau أمينة", strlen("Frau أمينة")), "Arabic runs from right to left");
	ok(!harmless_has_rtl("Frau أمينة", strlen("Frau ")), "what stands before it does not");
	ok(!harmless_has_rtl("Ця рада", strlen("Ця рада")), "nor does Ukrainian");
	return done();
}
