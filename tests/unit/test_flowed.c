/* flowed: what RFC 3676 says of lines that end or begin with a blank. */
#include "bridges/mailread/flowed.h"

#include "tests/tap.h"

static const struct {
	const char *what, *text, *as_it_is, *deleted;
} rows[] = {
	{ "nothing", "", "", "" },
	{ "a line", "a\r\n", "a\n", "a\n" },
	{ "without an end", "a", "a\n", "a\n" },
	{ "a broken line", "a \r\nb\r\n", "a b\n", "ab\n" },
	{ "twice", "a \nb \nc\nd\n", "a b c\nd\n", "abc\nd\n" },
	{ "a paragraph", "a\n\nb\n", "a\n\nb\n", "a\n\nb\n" },
	{ "before an empty line", "a \n\nb\n", "a \n\nb\n", "a \n\nb\n" },
	{ "the last line", "a \n", "a \n", "a \n" },
	{ "a stuffed line", " From a\n > b\n  c\n", "From a\n > b\n c\n", "From a\n > b\n c\n" },
	{ "the mark of a signature", "a\n-- \nb\n", "a\n-- \nb\n", "a\n-- \nb\n" },
	{ "quoted lines", "> a \n> b\nc\n", "> a \n> b\nc\n", "> a \n> b\nc\n" },
	{ "before a quoted line", "a \n> b\n", "a \n> b\n", "a \n> b\n" },
	{ "a blank alone", " \na\n", "a\n", "a\n" },
};

static void check(const char *text, bool is_deleted, const char *want, const char *what)
{
	struct buf out;

	buf_init(&out, 1024);
	flowed_put(&out, span_of_str(text), is_deleted);
	buf_put_u8(&out, 0);
	is_str((const char *)out.data, want, "%s%s", what, is_deleted ? ", delsp=yes" : "");
	buf_release(&out);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(rows[i].text, false, rows[i].as_it_is, rows[i].what);
		check(rows[i].text, true, rows[i].deleted, rows[i].what);
	}
	return done();
}
