/* header_value: what may stand in a header, and what must not. */
#include "bridges/mail/header_value.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void is_value(const char *text, size_t max, const char *want, const char *name)
{
	char *got = header_value_new(text, max);

	is_str(got, want, "%s", name);
	free(got);
}

static void test_texts(void)
{
	is_value("Integrationsbeirat Köln", 400, "Integrationsbeirat Köln", "a name stays");
	is_value(NULL, 400, "", "no text is an empty one");
	is_value("a\r\nBcc: evil@x.example", 400, "a Bcc: evil@x.example",
	         "no line feed begins a header");
	is_value("a\nBcc: x", 400, "a Bcc: x", "nor one alone");
	is_value("a\rBcc: x", 400, "a Bcc: x", "nor a carriage return");
	is_value("a\x01\x1f\x7f"
	         "b",
	         400, "a b", "control characters are blanks");
	is_value("a\xe2\x80\xa8"
	         "b\xe2\x80\xa9"
	         "c",
	         400, "a b c", "so are U+2028 and U+2029");
	is_value("a\xc2\x85"
	         "b",
	         400, "a b", "so is U+0085");
	is_value("a\xe2\x80\xae"
	         "b\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad",
	         400, "ab", "marks that turn directions are gone: U+202A to U+202E");
	is_value("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"
	         "a",
	         400, "a", "U+2066 to U+2069");
	is_value("\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c"
	         "a",
	         400, "a", "LRM, RLM and ALM");
	is_value("می\xe2\x80\x8cشود", 400, "می\xe2\x80\x8cشود", "the joiner of Persian stays");
	is_value("a\xff\xc0"
	         "b",
	         400,
	         "a\xef\xbf\xbd\xef\xbf\xbd"
	         "b",
	         "what is no UTF-8 is replaced");
	is_value("=?UTF-8?B?4oCu?= x", 400, "=UTF-8?B?4oCu?= x",
	         "what would become another text at its reader does not");
	is_value("==?"
	         "?=?",
	         400, "===", "however it is written");
	is_value("abcd", 4, "abcd", "four of four");
	is_value("abcde", 4, "abc…", "four of five: the last one tells of it");
	is_value("äöüßé", 4, "äöü…", "characters, not bytes");
	is_value("ab", 1, "…", "one of two");
}

static void test_addresses(void)
{
	static const char *const good[] = { "a@b", "beirat+r.x7@stadt.example", "O'Neil@x.example",
		                            "a_b.c-d@x.example", "A@B.C" };
	static const char *const bad[] = {
		"",        "a",    "@b",     "a@",      "a@b@c",           "a b@c",
		".a@b",    "a.@b", "a..b@c", "a@b.",    "a@b\r\nBcc: c@d", "a@b\n",
		"a\x7f@b", "ä@b",  "a@ä",    "\"a\"@b", "a,b@c",           "a@[1.2.3.4]",
		"<a@b>",   "a@b>", NULL
	};
	char longest[300];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(header_value_is_address(good[i]), "an address: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!header_value_is_address(bad[i]), "no address: %zu", i);
	memset(longest, 'a', sizeof(longest));
	longest[64] = '@';
	longest[254] = '\0';
	ok(header_value_is_address(longest), "64 bytes before the sign, 254 in all");
	longest[254] = 'a';
	longest[255] = '\0';
	ok(!header_value_is_address(longest), "not 255");
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 65, "@b", 3);
	ok(!header_value_is_address(longest), "not 65 before it");
}

static void test_words(void)
{
	ok(header_value_is_word("abc7", 4) && !header_value_is_word("abc7x", 4), "a token of four");
	ok(!header_value_is_word("", 4) && !header_value_is_word(NULL, 4) &&
	           !header_value_is_word("a b", 4) && !header_value_is_word("a@", 4) &&
	           !header_value_is_word("a\r\n", 4),
	   "and what is none");
	ok(header_value_is_url("https://mail.stadt.example/u"), "a page");
	ok(!header_value_is_url("http://x") && !header_value_is_url("https://") &&
	           !header_value_is_url("https://a b") && !header_value_is_url("https://a>") &&
	           !header_value_is_url("https://a\r\nBcc: b") &&
	           !header_value_is_url("javascript:x") && !header_value_is_url("https://ä") &&
	           !header_value_is_url(NULL),
	   "and what is none, or not safe");
	ok(header_value_is_type("application/pdf") &&
	           header_value_is_type("application/vnd.oasis.opendocument.text"),
	   "types");
	ok(!header_value_is_type("pdf") && !header_value_is_type("a/") &&
	           !header_value_is_type("/b") && !header_value_is_type("a/b; c=d") &&
	           !header_value_is_type("a/b\r\nX: y") && !header_value_is_type("a/b/c") &&
	           !header_value_is_type(NULL),
	   "and what is none");
	ok(header_value_is_id("<a@b>") && header_value_is_id("<meeting/0193/1a@stadt.example>"),
	   "ids of messages");
	ok(!header_value_is_id("a@b") && !header_value_is_id("<a>") &&
	           !header_value_is_id("<a@b@c>") && !header_value_is_id("<a@b> <c@d>") &&
	           !header_value_is_id("<a@b\r\n>") && !header_value_is_id("") &&
	           !header_value_is_id(NULL),
	   "and what is none");
}

int main(void)
{
	test_texts();
	test_addresses();
	test_words();
	return done();
}
