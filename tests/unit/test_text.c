/*
 * text: how inserts and cuts read. The cases are worked out by hand from SPEC.md 8.3, those of interleaving after the
 * figures of "The Art of the Fugue"; whole histories are in test_merged_text.
 */
#include "protocol/text.h"

#include <string.h>

#include "tests/tap.h"

#define NO 99u /* an insert that is not there */

/* An insert by hand: what it hangs on, and, where it has one, its right neighbour. */
struct row {
	const char *text; /* NULL: the end of the table */
	char side;        /* '<' before the parent, '>' behind it */
	unsigned parent, offset;
	unsigned right, right_offset;
};

static void rows_put(struct text *t, const struct row *rows)
{
	for (uint32_t i = 0; rows[i].text != NULL; i++) {
		struct text_insert insert = {
			.parent = { rows[i].parent, rows[i].offset },
			.right = { rows[i].right, rows[i].right_offset },
			.is_left = rows[i].side == '<',
			.text = span_of_str(rows[i].text),
			.tag = i,
		};

		text_insert_put(t, &insert);
	}
}

static void is_shown(const struct text *t, const char *want, const char *name)
{
	struct span got = text_shown(t);

	ok(span_is_equal(got, span_of_str(want)), "%s: %s", name, want);
	if (!span_is_equal(got, span_of_str(want)))
		diag("got %.*s", (int)got.size, (const char *)got.data);
}

/* Builds the rows without cuts. */
static void rows_read(const char *name, const struct row *rows, const char *want)
{
	struct text t;

	text_init(&t);
	rows_put(&t, rows);
	text_build(&t);
	is_shown(&t, want, name);
	text_release(&t);
}

static void test_tree(void)
{
	rows_read("nothing", (struct row[]){ { 0 } }, "");
	rows_read("one run", (struct row[]){ { "Tagesordnung", '>', NO, 0, NO, 0 }, { 0 } },
	          "Tagesordnung");
	rows_read("behind the last character",
	          (struct row[]){ { "ab", '>', NO, 0, NO, 0 }, { "cd", '>', 0, 1, NO, 0 }, { 0 } },
	          "abcd");
	rows_read("before the first",
	          (struct row[]){ { "ab", '>', NO, 0, NO, 0 }, { "cd", '<', 0, 0, NO, 0 }, { 0 } },
	          "cdab");
	rows_read("into the middle of a run",
	          (struct row[]){ { "ad", '>', NO, 0, NO, 0 }, { "bc", '<', 0, 1, NO, 0 }, { 0 } },
	          "abcd");
	rows_read("into the middle of what was put into the middle",
	          (struct row[]){ { "af", '>', NO, 0, NO, 0 },
	                          { "be", '<', 0, 1, NO, 0 },
	                          { "cd", '<', 1, 1, NO, 0 },
	                          { 0 } },
	          "abcdef");
	rows_read("characters of several bytes count as one",
	          (struct row[]){ { "Fl\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80.", '>', NO, 0, NO, 0 },
	                          { "-", '<', 0, 4, NO, 0 },
	                          { "+", '<', 0, 5, NO, 0 },
	                          { 0 } },
	          "Fl\xc3\xa4\xe2\x82\xac-\xf0\x9f\x98\x80+.");
	rows_read("a parent with a greater name than its child",
	          (struct row[]){ { "b", '>', 1, 0, NO, 0 }, { "a", '>', NO, 0, NO, 0 }, { 0 } },
	          "ab");
}

static void test_gone(void)
{
	rows_read("a gone parent is the root",
	          (struct row[]){ { "ab", '>', NO, 0, NO, 0 }, { "c", '<', 7, 0, NO, 0 }, { 0 } },
	          "abc");
	rows_read("so is a character that an insert does not have",
	          (struct row[]){ { "ab", '>', NO, 0, NO, 0 }, { "c", '<', 0, 2, NO, 0 }, { 0 } },
	          "abc");
	rows_read("and one of an empty insert",
	          (struct row[]){ { "", '>', NO, 0, NO, 0 }, { "c", '>', 0, 0, NO, 0 }, { 0 } },
	          "c");
	rows_read("what hangs on itself is not shown",
	          (struct row[]){ { "a", '>', NO, 0, NO, 0 },
	                          { "b", '>', 2, 0, NO, 0 },
	                          { "c", '<', 1, 0, NO, 0 },
	                          { "d", '>', 3, 0, NO, 0 },
	                          { 0 } },
	          "a");
	rows_read("a right neighbour that is not there is the end",
	          (struct row[]){ { "z", '>', NO, 0, NO, 0 },
	                          { "p", '<', 0, 0, NO, 0 },
	                          { "x", '>', 1, 0, 0, 0 },
	                          { "y", '>', 1, 0, 0, 1 },
	                          { 0 } },
	          "pyxz");
}

/* At one place, at the same time: nothing that one wrote in one go, forwards or backwards, is mixed. */
static void test_interleaving(void)
{
	rows_read("two lists typed forwards, in three goes each",
	          (struct row[]){ { "Eier ", '>', NO, 0, NO, 0 },
	                          { "Brot ", '>', 0, 4, NO, 0 },
	                          { "Milch ", '>', 0, 4, NO, 0 },
	                          { "Mehl ", '>', 1, 4, NO, 0 },
	                          { "Salz ", '>', 2, 5, NO, 0 },
	                          { "Butter ", '>', 3, 4, NO, 0 },
	                          { "Honig ", '>', 4, 4, NO, 0 },
	                          { 0 } },
	          "Eier Brot Mehl Butter Milch Salz Honig ");
	rows_read("two lists typed backwards",
	          (struct row[]){ { "Eier ", '>', NO, 0, NO, 0 },
	                          { "Butter ", '>', 0, 4, NO, 0 },
	                          { "Honig ", '>', 0, 4, NO, 0 },
	                          { "Mehl ", '<', 1, 0, NO, 0 },
	                          { "Salz ", '<', 2, 0, NO, 0 },
	                          { "Brot ", '<', 3, 0, NO, 0 },
	                          { "Milch ", '<', 4, 0, NO, 0 },
	                          { 0 } },
	          "Eier Brot Mehl Butter Milch Salz Honig ");
	rows_read("one in the middle of a run, forwards, the other backwards",
	          (struct row[]){ { "()", '>', NO, 0, NO, 0 },
	                          { "a", '<', 0, 1, NO, 0 },
	                          { "2", '<', 0, 1, NO, 0 },
	                          { "b", '>', 1, 0, 0, 1 },
	                          { "1", '<', 2, 0, NO, 0 },
	                          { 0 } },
	          "(ab12)");
	rows_read("who saw a nearer right neighbour stands beside it, whatever the names",
	          (struct row[]){ { "d", '>', NO, 0, NO, 0 },
	                          { "a", '<', 0, 0, NO, 0 },
	                          { "e", '<', 0, 0, NO, 0 },
	                          { "y", '>', 1, 0, 2, 0 },
	                          { "x", '>', 1, 0, 0, 0 },
	                          { 0 } },
	          "axyed");
	rows_read("further characters have the right neighbour of the first",
	          (struct row[]){ { "d", '>', NO, 0, NO, 0 },
	                          { "aA", '<', 0, 0, NO, 0 },
	                          { "x", '>', 1, 0, NO, 0 },
	                          { "y", '>', 1, 0, 0, 0 },
	                          { 0 } },
	          "axAyd");
}

static void cut_and_read(const char *name, const struct text_cut *cuts, size_t count,
                         const char *want)
{
	static const struct row rows[] = { { "Ordnung", '>', NO, 0, NO, 0 },
		                           { "Tages", '<', 0, 0, NO, 0 },
		                           { "--", '<', 0, 3, NO, 0 },
		                           { 0 } };
	struct text t;

	text_init(&t);
	rows_put(&t, rows);
	for (size_t i = 0; i < count; i++)
		text_cut_put(&t, cuts[i]);
	text_build(&t);
	is_shown(&t, want, name);
	text_release(&t);
}

static void test_cuts(void)
{
	cut_and_read("no cut", NULL, 0, "TagesOrd--nung");
	cut_and_read("across what was put in", (struct text_cut[]){ { 0, 1, 4 } }, 1, "TagesO--ng");
	cut_and_read("overlapping, twice, touching",
	             (struct text_cut[]){ { 0, 5, 1 }, { 0, 1, 3 }, { 0, 2, 3 }, { 0, 1, 3 } }, 4,
	             "TagesO--g");
	cut_and_read("more than there is",
	             (struct text_cut[]){ { 1, 3, UINT32_MAX }, { 2, 0, UINT32_MAX } }, 2,
	             "TagOrdnung");
	cut_and_read("nothing that is there",
	             (struct text_cut[]){
			     { 1, 5, 1 }, { 7, 0, 1 }, { VB_TEXT_NOWHERE, 0, 9 }, { 0, 1, 0 } },
	             4, "TagesOrd--nung");
	cut_and_read("all", (struct text_cut[]){ { 2, 0, 2 }, { 1, 0, 5 }, { 0, 0, 7 } }, 3, "");
}

static void test_pieces(void)
{
	static const struct row rows[] = { { "abcdef", '>', NO, 0, NO, 0 },
		                           { "x", '<', 0, 2, NO, 0 },
		                           { "y", '<', 0, 4, NO, 0 },
		                           { 0 } };
	struct text t;

	text_init(&t);
	for (int round = 0; round < 2; round++) {
		text_clear(&t);
		rows_put(&t, rows);
		text_build(&t);
		is_shown(&t, "abxcdyef", "cleared and built again");
	}
	is_int(t.piece_count, 6, "the root, three pieces of the first run, two more runs");
	is_int(text_piece_at(&t, (struct text_place){ 0, 0 }), 1, "the first character");
	is_int(text_piece_at(&t, (struct text_place){ 0, 3 }), 2, "the fourth");
	is_int(text_piece_at(&t, (struct text_place){ 0, 5 }), 3, "the last");
	is_int(text_piece_at(&t, (struct text_place){ 0, 6 }), 0, "one that is not there");
	is_int(text_piece_at(&t, (struct text_place){ 3, 0 }), 0, "an insert that is not there");
	text_release(&t);
}

static void test_characters(void)
{
	struct span text = span_of_str("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");

	is_int(text_length(text), 4, "four characters");
	is_int((intmax_t)text_bytes(text, 0), 0, "no bytes of none");
	is_int((intmax_t)text_bytes(text, 2), 3, "bytes of two");
	is_int((intmax_t)text_bytes(text, 4), 10, "bytes of all");
	is_int(text_length(span_of(NULL, 0)), 0, "none in nothing");
}

int main(void)
{
	test_tree();
	test_gone();
	test_interleaving();
	test_cuts();
	test_pieces();
	test_characters();
	return done();
}
