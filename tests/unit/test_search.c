/* search: its cost is bounded, and it says so; who asks for what and finds what stands in test_control_search.c. */
#include "daemon/control/search.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/clerk.h"
#include "tests/unit/wordsum.h"

#define MESSAGES 900u

static struct clerk d;

/* Messages "wort<i> haeufig", every tenth also "zehnt". */
static void fill(void)
{
	static char args[1u << 18];
	const char *space = clerk_get(&d, "id", "committee.create", "{'name':'Rat'}");
	size_t size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[", space);

	for (unsigned i = 0; i < MESSAGES; i++)
		size += (size_t)snprintf(args + size, sizeof(args) - size,
		                         "%s{'kind':'message','fields':{'id':'m%u',"
		                         "'text':'wort%u häufig %s'}}",
		                         i > 0 ? "," : "", i, i, i % 10 == 0 ? "zehnt" : "");
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	if (clerk_ask(&d, "record.upsert", "%s", args)[0] != '{')
		bail("cannot fill the store");
	(void)wordsum_of(d.node, &d.now);
}

static void word_add(struct query *query, const char *word)
{
	struct query_word *typed = &query->words[query->count++];

	typed->size = (uint8_t)strlen(word);
	memcpy(typed->bytes, word, typed->size);
}

/* Searches for one or two words, already folded. Returns how many are found, at most 201. */
static uint32_t count(struct search *s, const char *one, const char *two)
{
	struct query query = { .places = 15 };

	word_add(&query, one);
	if (two != NULL)
		word_add(&query, two);
	s->query = &query;
	s->limit = VB_SEARCH_LIMIT_MAX;
	if (search_run(d.node, s) != 0)
		bail("cannot search");
	(void)clerk_end(&d);
	s->query = NULL;
	return s->count;
}

static void test_complete(void)
{
	struct search s = { .postings_max = 100000, .ranked_max = 100000 };

	is_int(count(&s, "zehnt", NULL), MESSAGES / 10, "every tenth");
	ok(s.is_complete, "all of them");
	is_int(count(&s, "wort", NULL), VB_SEARCH_LIMIT_MAX + 1, "a page, and there are more");
	ok(s.is_complete, "all of them were put in order");
	is_int(count(&s, "haufig", "zehnt"), MESSAGES / 10, "two words");
	is_int(count(&s, "haufig", "wort17"), 11, "two words, one of them a beginning");
	is_int(count(&s, "haufig", "nirgends"), 0, "two words, one of them nowhere");
	ok(s.is_complete, "of which there are none for certain");
}

static void test_postings(void)
{
	struct search s = { .postings_max = 50, .ranked_max = 100000 };
	uint32_t found = count(&s, "wort", NULL);

	/* Blocks are looked at whole, but those of these words hold one record each. */
	is_int(found, 50, "a beginning of too many words: as many as may be looked at");
	ok(!s.is_complete, "and it is known that there are more");
	s.postings_max = 1000;
	is_int(count(&s, "wort", "haufig"), 100, "two words: as many of the second as are left");
	ok(!s.is_complete, "which is known, too");
	s.postings_max = 2 * MESSAGES + 1;
	is_int(count(&s, "wort", "haufig"), VB_SEARCH_LIMIT_MAX + 1, "with enough, all");
	ok(s.is_complete, "and for certain");
}

static void test_ranked(void)
{
	struct search s = { .postings_max = 100000, .ranked_max = 100 };

	is_int(count(&s, "haufig", NULL), 100, "as many as may be put in order");
	ok(!s.is_complete, "and it is known that there are more");
	is_int(count(&s, "zehnt", NULL), MESSAGES / 10, "fewer");
	ok(s.is_complete, "are all");
}

int main(void)
{
	clerk_open(&d, "Amt");
	fill();
	test_complete();
	test_postings();
	test_ranked();
	clerk_close(&d);
	return done();
}
