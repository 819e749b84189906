/* name: which texts may be names, by tables of what each rule of SPEC.md 3 forbids. */
#include "protocol/name.h"

#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"

static const struct {
	const char *what;
	const char *text;
	int one_line;
	int lines;
} cases[] = {
	{ "plain", "Hansestadt Lübeck", 0, 0 },
	{ "one letter", "x", 0, 0 },
	{ "quotes",
	  "Verein \"Die \xe2\x80\x9e"
	  "Brücke\xe2\x80\x9c\" & Söhne's <x>",
	  0, 0 },
	{ "Arabic", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7", 0, 0 },
	{ "right-to-left mark",
	  "a\xe2\x80\x8f"
	  "b",
	  0, 0 },
	{ "astral", "\xf0\x9f\x8f\xa0", 0, 0 },
	{ "last of Unicode", "\xf4\x8f\xbf\xbf", 0, 0 },
	{ "U+00A0",
	  "a\xc2\xa0"
	  "b",
	  0, 0 },
	{ "U+2027", "\xe2\x80\xa7", 0, 0 },
	{ "U+202F", "\xe2\x80\xaf", 0, 0 },
	{ "U+2065", "\xe2\x81\xa5", 0, 0 },
	{ "U+206A", "\xe2\x81\xaa", 0, 0 },
	{ "empty", "", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "line feed", "a\nb", VB_ERR_BAD_VALUE, 0 },
	{ "tab", "a\tb", VB_ERR_BAD_VALUE, 0 },
	{ "carriage return", "a\rb", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "escape", "\x1b[31m", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+001F", "\x1f", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "delete", "a\x7f", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+0080", "\xc2\x80", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+009F", "\xc2\x9f", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+2028", "\xe2\x80\xa8", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+202A", "\xe2\x80\xaa", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+202E", "nnamreh\xe2\x80\xae", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+2066", "\xe2\x81\xa6", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "U+2069", "\xe2\x81\xa9", VB_ERR_BAD_VALUE, VB_ERR_BAD_VALUE },
	{ "Latin-1",
	  "L\xfc"
	  "beck",
	  VB_ERR_BAD_UTF8, VB_ERR_BAD_UTF8 },
	{ "surrogate", "\xed\xa0\x80", VB_ERR_BAD_UTF8, VB_ERR_BAD_UTF8 },
	{ "cut off", "\xe2\x80", VB_ERR_BAD_UTF8, VB_ERR_BAD_UTF8 },
};

static void test_characters(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span text = span_of_str(cases[i].text);

		is_err(name_check(text), cases[i].one_line, "name: %s", cases[i].what);
		is_err(name_check_lines(text, 100), cases[i].lines, "lines: %s", cases[i].what);
	}
	is_err(name_check(span_of("a\0b", 3)), VB_ERR_BAD_UTF8, "NUL");
}

static void test_lengths(void)
{
	char text[10000];

	memset(text, 'x', sizeof(text));
	is_err(name_check(span_of(text, VB_NAME_MAX_BYTES)), 0, "400 bytes");
	/* limit VB_NAME_MAX_BYTES */
	is_err(name_check(span_of(text, VB_NAME_MAX_BYTES + 1)), VB_ERR_BAD_VALUE, "401 bytes");
	is_err(name_check(span_of(text, sizeof(text))), VB_ERR_BAD_VALUE, "10,000 bytes");
	is_err(name_check_max(span_of(text, 20), 20), 0, "as long as the field");
	is_err(name_check_max(span_of(text, 21), 20), VB_ERR_BAD_VALUE, "longer than the field");
	is_err(name_check_lines(span_of(text, 10000), 10000), 0, "a long text");
	is_err(name_check_lines(span_of(text, 10000), 9999), VB_ERR_BAD_VALUE, "one too long");
}

/* Every ASCII character at every place of a text of two words: what is looked at eight bytes at a time, and what is not. */
static void test_places(void)
{
	unsigned wrong = 0;
	char text[17];

	for (size_t place = 0; place < sizeof(text); place++) {
		for (int c = 1; c < 0x80; c++) {
			bool is_good = c >= 0x20 && c < 0x7f;

			memset(text, '~', sizeof(text));
			text[place] = (char)c;
			wrong += (name_check(span_of(text, sizeof(text))) == 0) != is_good;
			wrong += (name_check_lines(span_of(text, sizeof(text)), 20) == 0) !=
			         (is_good || c == '\n' || c == '\t');
		}
	}
	is_int(wrong, 0, "ASCII characters at each place of 17");
}

int main(void)
{
	test_characters();
	test_lengths();
	test_places();
	return done();
}
