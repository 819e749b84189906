/* excerpt: the piece around the first word, cut between words, by hand. */
#include "daemon/control/excerpt.h"

#include <string.h>

#include "tests/tap.h"

/* The excerpt for one folded word; NULL: there is none. Lives until the next call. */
static const char *excerpt(const char *word, const char *text)
{
	static struct buf out;
	struct query query = { .count = 1, .places = 15 };

	query.words[0].size = (uint8_t)strlen(word);
	memcpy(query.words[0].bytes, word, query.words[0].size);
	buf_release(&out);
	buf_init(&out, VB_EXCERPT_MAX_BYTES + 16);
	if (!excerpt_find(&query, span_of_str(text), &out))
		return NULL;
	buf_put_u8(&out, 0);
	return out.err == 0 ? (const char *)out.data : "too long";
}

#define TEN "abcdefghi "
#define FIFTY TEN TEN TEN TEN TEN
#define ELLIPSIS "\xe2\x80\xa6"

static void test_pieces(void)
{
	is_str(excerpt("wort", "Ein Wort, kurz."), "Ein Wort, kurz.", "a short text whole");
	is_str(excerpt("anders", "Ein Wort, kurz."), NULL, "a word that is not there");
	is_str(excerpt("mull", "Zwei\nZeilen\tmit Müller"), "Zwei Zeilen mit Müller",
	       "in one line");
	is_str(excerpt("wort", FIFTY "Wort"), FIFTY "Wort", "50 bytes before it");
	is_str(excerpt("wort", FIFTY TEN "Wort"), ELLIPSIS " " FIFTY "Wort", "not more");
	is_str(excerpt("wort", FIFTY "abc Wort"), ELLIPSIS " " TEN TEN TEN TEN "abc Wort",
	       "nor a part of a word");
	/* 160 bytes from the beginning: the blank at 159 is the last one before. */
	is_str(excerpt("wort", "Wort  abc " FIFTY FIFTY FIFTY TEN),
	       "Wort  abc " FIFTY FIFTY TEN TEN TEN TEN "abcdefghi " ELLIPSIS, "160 bytes in all");
	is_str(excerpt("zwei", "eins zwei drei zwei"), "eins zwei drei zwei", "the first place");
}

#define SIGN "\xe5\x8c\x97" /* U+5317 */
#define TEN_SIGNS SIGN SIGN SIGN SIGN SIGN SIGN SIGN SIGN SIGN SIGN
#define FIFTY_SIGNS TEN_SIGNS TEN_SIGNS TEN_SIGNS TEN_SIGNS TEN_SIGNS

/* A text of one word, and one in characters of three bytes without a blank. */
static void test_without_blanks(void)
{
	char text[301];

	memset(text, 'x', 300);
	text[300] = '\0';
	is_int(strlen(excerpt("xxx", text)), VB_EXCERPT_MAX_BYTES + strlen(" " ELLIPSIS),
	       "a long word is cut");
	is_int(strlen(excerpt(SIGN, FIFTY_SIGNS FIFTY_SIGNS)), 159 + strlen(" " ELLIPSIS),
	       "between characters");
	is_str(excerpt("xyz", FIFTY_SIGNS FIFTY_SIGNS "xyz"), ELLIPSIS " xyz",
	       "in the end of such a text");
}

int main(void)
{
	test_pieces();
	test_without_blanks();
	return done();
}
