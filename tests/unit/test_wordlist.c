/* wordlist: written, read and looked up again; damage ends the reading. */
#include "store/wordlist.h"

#include <string.h>

#include "tests/tap.h"

static void test_list(void)
{
	struct buf list;
	struct cursor c;
	struct span word;
	uint8_t weight;

	buf_init(&list, 1000);
	wordlist_put(&list, 1, span_of_str("ab"));
	wordlist_put(&list, 7, span_of_str("abc"));
	wordlist_put(&list, 4, span_of_str("b"));
	is_mem(list.data,
	       "\x01\x02"
	       "ab\x07\x03"
	       "abc\x04\x01"
	       "b",
	       12, "weight, length, bytes");
	is_int(list.size, 12, "and nothing else");
	cursor_init(&c, buf_span(&list));
	ok(wordlist_next(&c, &weight, &word) && weight == 1 &&
	           span_is_equal(word, span_of_str("ab")),
	   "the first");
	ok(wordlist_next(&c, &weight, &word) && weight == 7 &&
	           span_is_equal(word, span_of_str("abc")),
	   "the second");
	ok(wordlist_next(&c, &weight, &word) && weight == 4 &&
	           span_is_equal(word, span_of_str("b")),
	   "the third");
	ok(!wordlist_next(&c, &weight, &word), "the end");
	is_err(cursor_finish(&c), 0, "of a whole list");
	is_int(wordlist_weight(buf_span(&list), span_of_str("abc")), 7, "a word that is there");
	is_int(wordlist_weight(buf_span(&list), span_of_str("a")), 0,
	       "the beginning of one is none");
	is_int(wordlist_weight(buf_span(&list), span_of_str("c")), 0, "behind the last");
	is_int(wordlist_weight(span_of(NULL, 0), span_of_str("c")), 0, "in the empty list");
	buf_release(&list);
}

static void test_damage(void)
{
	static const struct {
		const char *bytes, *what;
		size_t size;
	} rows[] = {
		{ "\x01", "ends behind a weight", 1 },
		{ "\x01\x02"
		  "a",
		  "ends within a word", 3 },
		{ "\x00\x01"
		  "a",
		  "no weight", 3 },
		{ "\x10\x01"
		  "a",
		  "a weight that there is not", 3 },
		{ "\x01\x00", "an empty word", 2 },
	};
	char longer[2 + VB_WORD_MAX_BYTES + 1] = "\x01\x41";
	struct cursor c;
	struct span word;
	uint8_t weight;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cursor_init(&c, span_of(rows[i].bytes, rows[i].size));
		ok(!wordlist_next(&c, &weight, &word), "%s", rows[i].what);
		ok(cursor_finish(&c) != 0, "is damage");
	}
	memset(longer + 2, 'x', sizeof(longer) - 2);
	cursor_init(&c, span_of(longer, sizeof(longer)));
	ok(!wordlist_next(&c, &weight, &word) && c.err != 0, "a word of 65 bytes is damage");
}

int main(void)
{
	test_list();
	test_damage();
	return done();
}
