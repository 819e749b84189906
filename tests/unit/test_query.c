/* query: what words are worth, by the table in query.h, and how a query is read. */
#include "daemon/control/query.h"

#include <string.h>

#include "tests/tap.h"

/* Makes the query of a reader (may_see_private: of a member) from what was typed. Returns the error. */
static int typed(const char *text, bool may_see_private, struct query *out, struct request *q)
{
	static uint8_t bytes[4096];
	struct buf args;
	int err;

	buf_init(&args, sizeof(bytes));
	pack_map(&args, 1);
	pack_cstr(&args, "words");
	pack_cstr(&args, text);
	memcpy(bytes, args.data, args.size);
	*q = (struct request){ .args = span_of(bytes, args.size) };
	q->who.right = may_see_private ? VB_RIGHT_MEMBER : VB_RIGHT_READER;
	err = query_read(q, out);
	buf_release(&args);
	return err;
}

/* The score of words "word:places ..." in order, places as digits. */
static int score(const struct query *query, const char *words)
{
	struct buf list;
	int result;

	buf_init(&list, 1000);
	while (*words != '\0') {
		size_t size = strcspn(words, ":");

		wordlist_put(&list, (uint8_t)(words[size + 1] - '0'), span_of(words, size));
		words += size + 2 + (words[size + 2] == ' ');
	}
	result = query_score(query, buf_span(&list));
	buf_release(&list);
	return result;
}

/* Places: 1 title, 2 people, 4 text, 8 private. */
static void test_score(void)
{
	static const struct {
		const char *query, *words;
		int want;
	} rows[] = {
		{ "rat", "rat:1", 12 },
		{ "rat", "rat:2", 10 },
		{ "rat", "rat:4", 8 },
		{ "rat", "rathaus:1", 6 },
		{ "rat", "rathaus:2", 5 },
		{ "rat", "rathaus:4", 4 },
		{ "rat", "rat:8", 8 },
		{ "rat", "rat:7", 12 },
		{ "rat", "rat:4 rathaus:1", 8 },
		{ "rat", "rata:4 ratb:1 ratc:2", 6 },
		{ "rat", "bei:1 beirat:1", 0 },
		{ "rat", "ra:1", 0 },
		{ "rat", "ra:1 rau:1", 0 },
		{ "Rat haus", "haus:4 rathaus:1", 14 },
		{ "haus Rat", "haus:4 rathaus:1", 14 },
		{ "rat haus", "rathaus:1", 0 },
		{ "rat rat RAT", "rat:1", 12 },
		{ "Müller", "muller:2 mullerin:1", 10 },
		{ "", "", -1 },
	};
	struct request q;
	struct query query;

	for (size_t i = 0; rows[i].want >= 0; i++) {
		if (typed(rows[i].query, true, &query, &q) != 0)
			bail("%s cannot be read", rows[i].query);
		is_int(score(&query, rows[i].words), rows[i].want, "%s in %s", rows[i].query,
		       rows[i].words);
	}
}

static void test_private(void)
{
	struct request q;
	struct query query;

	is_err(typed("0451", false, &query, &q), 0, "a reader");
	is_int(score(&query, "0451:8"), 0, "does not find by a private field");
	is_int(score(&query, "0451:9"), 12, "but by the same word in the title");
	is_int(score(&query, "0451:8 04512:4"), 4, "or by the beginning of one in a text");
}

static void test_has(void)
{
	struct request q;
	struct query query;

	is_err(typed("rat haus", true, &query, &q), 0, "two words");
	ok(query_has(&query, span_of_str("rathaus")), "begins with the first");
	ok(query_has(&query, span_of_str("haus")), "is the second");
	ok(!query_has(&query, span_of_str("beirat")), "begins with none");
	ok(!query_has(&query, span_of_str("ra")), "is shorter than both");
}

static void test_read(void)
{
	static const char sixteen[] = "a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7";
	char text[VB_QUERY_MAX_BYTES + 2];
	struct request q;
	struct query query;

	is_err(typed("...", true, &query, &q), VB_ERR_BAD_VALUE, "no letter");
	is_str(q.detail, "words has no letter and no digit", "says so");
	is_err(typed("", true, &query, &q), VB_ERR_BAD_VALUE, "empty");
	is_err(typed(sixteen, true, &query, &q), 0, "sixteen words");
	is_int(query.count, 16, "all of them");
	memcpy(text, sixteen, sizeof(sixteen));
	memcpy(text + strlen(sixteen), " a1", 4);
	is_err(typed(text, true, &query, &q), 0, "one of them twice");
	memcpy(text + strlen(sixteen), " b8", 4);
	is_err(typed(text, true, &query, &q), VB_ERR_TOO_LARGE, "seventeen");
	is_str(q.detail, "words has more than 16 of them", "are too many");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	is_err(typed(text, true, &query, &q), VB_ERR_TOO_LARGE, "1001 bytes are too many");
	text[VB_QUERY_MAX_BYTES] = '\0';
	is_err(typed(text, true, &query, &q), 0, "1000 are not");
	is_int(query.words[0].size, VB_WORD_MAX_BYTES, "a long word is cut");
}

int main(void)
{
	test_score();
	test_private();
	test_has();
	test_read();
	return done();
}
