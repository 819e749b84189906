/* search: its cost is bounded, and it says so; who asks for what and finds what stands in test_control_search.c. */
#include "daemon/control/search.h"

#include <stdio.h>
#include <string.h>

#include "store/postings.h"
#include "store/words.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"
#include "tests/unit/wordsum.h"

#define MESSAGES 900u
#define ALL 100000000u /* in one step */
#define STEP 10u       /* in many */

static struct clerk d;
static uint32_t steps; /* of the last search */
static uint64_t most;  /* work of one of them */

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
	struct finder *finder;

	word_add(&query, one);
	if (two != NULL)
		word_add(&query, two);
	s->query = &query;
	s->limit = VB_SEARCH_LIMIT_MAX;
	s->is_behind = false;
	finder = finder_new(d.node, s);
	for (steps = 0, most = 0; steps == 0 || !s->is_done; steps++) {
		if (finder_step(finder) != 0)
			bail("cannot search");
		most = s->work > most ? s->work : most;
		(void)clerk_end(&d);
	}
	finder_destroy(&finder);
	s->query = NULL;
	return s->count;
}

static void test_complete(void)
{
	struct search s = { .postings_max = 100000, .ranked_max = 100000, .step_work = ALL };

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
	struct search s = { .postings_max = 50, .ranked_max = 100000, .step_work = ALL };
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
	struct search s = { .postings_max = 100000, .ranked_max = 100, .step_work = ALL };

	is_int(count(&s, "haufig", NULL), 100, "as many as may be put in order");
	ok(!s.is_complete, "and it is known that there are more");
	is_int(count(&s, "zehnt", NULL), MESSAGES / 10, "fewer");
	ok(s.is_complete, "are all");
}

static bool is_same(const struct search *a, const struct search *b)
{
	for (uint32_t i = 0; i < a->count; i++) {
		if (a->hits[i].score != b->hits[i].score ||
		    !key_is_same_record(&a->hits[i].ref, &b->hits[i].ref))
			return false;
	}
	return a->count == b->count;
}

/* A step may go beyond its work by a block of postings, none of which holds more than one a byte, or by one record. */
static void test_steps(void)
{
	static const char *const words[][2] = {
		{ "wort", NULL }, { "haufig", NULL },      { "haufig", "zehnt" },
		{ "w", "h" },     { "zehnt", "nirgends" }, { "wort1", "haufig" },
	};
	static struct search whole, parts;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		whole = (struct search){ .postings_max = 100000, .ranked_max = 100000 };
		parts = whole;
		whole.step_work = ALL;
		parts.step_work = STEP;
		(void)count(&whole, words[i][0], words[i][1]);
		is_int(steps, 1, "%s: one step", words[i][0]);
		is_int(count(&parts, words[i][0], words[i][1]), whole.count,
		       "in steps as many are found");
		ok(steps > 1, "of which there are more than one");
		ok(most <= STEP + VB_POSTINGS_BLOCK_BYTES, "none does much more than its work");
		ok(is_same(&parts, &whole), "the same, in order");
		ok(parts.is_complete && parts.is_behind && !whole.is_behind,
		   "and may have changed meanwhile");
	}
}

/* What goes while a search goes on is not found, and no damage. */
static void test_gone(void)
{
	struct search s = { .postings_max = 100000, .ranked_max = 100000, .step_work = STEP };
	struct query query = { .places = 15 };
	struct finder *finder;
	int err = 0;

	word_add(&query, "zehnt");
	s.query = &query;
	s.limit = VB_SEARCH_LIMIT_MAX;
	finder = finder_new(d.node, &s);
	is_err(finder_step(finder), 0, "a step");
	ok(!s.is_done, "is not all");
	(void)clerk_end(&d);
	words_clear(node_write(d.node));
	(void)clerk_end(&d);
	while (err == 0 && !s.is_done) {
		err = finder_step(finder);
		(void)clerk_end(&d);
	}
	is_err(err, 0, "the index is forgotten, the search ends");
	ok(s.count < MESSAGES / 10, "with less");
	finder_destroy(&finder);
}

int main(void)
{
	clerk_open(&d, "Amt");
	fill();
	test_complete();
	test_postings();
	test_ranked();
	test_steps();
	test_gone();
	clerk_close(&d);
	return done();
}
