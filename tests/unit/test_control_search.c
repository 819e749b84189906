/* control_search, search: what is found, in which order, by whom; before it is indexed, while and afterwards. */
#include "daemon/control/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/control/searches.h"
#include "daemon/core/indexer.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"
#include "tests/unit/wordsum.h"

#define SOMEBODY 5000u
#define TITLE_MAX 50u
#define TURNS_MAX 1000u

/* The beginnings of the titles of what was found, in order, joined by |. */
static const char *titles(const char *answer)
{
	static char out[4096];
	size_t size = 0, length;

	if (answer[0] != '{')
		return answer;
	out[0] = '\0';
	for (const char *at = answer; (at = strstr(at, "'fields':{")) != NULL; at++) {
		const char *end = strstr(at, ",'id':'");
		const char *title = strstr(at, "'name':'");

		if (title == NULL || title > end)
			title = strstr(at, "'text':'");
		length = strcspn(title + 8, "'");
		size += (size_t)snprintf(out + size, sizeof(out) - size, "%s%.*s",
		                         size > 0 ? "|" : "",
		                         (int)(length < TITLE_MAX ? length : TITLE_MAX), title + 8);
		if (size > sizeof(out) - TITLE_MAX - 2)
			break;
	}
	return out;
}

/* Long searches are answered some turns later. */
static const char *answer_of(struct clerk *d, const char *words)
{
	const char *answer = clerk_ask(d, "search", "{'words':'%s'}", words);

	for (uint32_t turns = 0; answer[0] == '\0' && turns < TURNS_MAX; turns++) {
		(void)clerk_end(d);
		answer = clerk_answer(d);
	}
	return answer;
}

static const char *search(struct scene *s, const char *words)
{
	return titles(answer_of(s->d, words));
}

static int count_of(const char *list)
{
	int count = list[0] != '\0';

	for (; *list != '\0'; list++)
		count += *list == '|';
	return count;
}

static bool begins(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* With more arguments, ids filled in. */
static const char *search_in(struct scene *s, const char *args)
{
	return titles(scene_ask(s, "search", args));
}

static void create(struct scene *s, const char *args)
{
	(void)scene_make_record(s, 'Z', "record.create", args);
}

#define PAPER(fields) "{'space':'$S','kind':'paper','fields':{" fields "}}"

/* From old to new. */
static void fill(struct scene *s)
{
	create(s, PAPER("'name':'Konzept Sprachcafé','reference':'VO/2026/17'"));
	create(s, PAPER("'name':'Bericht','keyword':['Sprache','Café']"));
	create(s, PAPER("'name':'Sprache im Alltag'"));
	create(s, "{'space':'$T','kind':'message','fields':{'text':'Das Sprachcafé öffnet im "
	          "Winter.'}}");
	create(s,
	       "{'space':'$S','kind':'person','fields':{'name':'Frau Sprache','givenName':'Yıldız',"
	       "'familyName':'Müller-Öztürk','phone':['0451 998877'],'email':['y@amt.example']}}");
	create(s, "{'space':'$S','kind':'person','fields':{'name':'محمد الأحمد'}}");
	create(s, "{'space':'$S','kind':'person','fields':{'name':'Оксана Йовченко'}}");
	create(s, "{'space':'$S','kind':'paper','internal':true,'fields':{'name':'Sprachcafé: "
	          "Kosten'}}");
}

/* Each before anything is indexed and again afterwards. */
static const struct {
	const char *words, *want;
} rows[] = {
	/* whole words before beginnings, the title before people before text, new before old */
	{ "sprachcafé", "Sprachcafé: Kosten|Konzept Sprachcafé|Das Sprachcafé öffnet im Winter." },
	{ "sprache", "Frau Sprache|Sprache im Alltag|Bericht" },
	{ "sprach", "Sprachcafé: Kosten|Frau Sprache|Sprache im Alltag|Konzept Sprachcafé|"
	            "Das Sprachcafé öffnet im Winter.|Bericht" },
	{ "SPRACHCAFE", "Sprachcafé: Kosten|Konzept Sprachcafé|Das Sprachcafé öffnet im Winter." },
	/* all words, in any order */
	{ "sprachcafé winter", "Das Sprachcafé öffnet im Winter." },
	{ "winter sprachcafé", "Das Sprachcafé öffnet im Winter." },
	{ "Sprach Konz", "Konzept Sprachcafé" },
	{ "sprachcafé sommer", "" },
	/* within a word nothing is found */
	{ "café", "Bericht" },
	{ "cafe öffnet", "" },
	/* umlauts in all ways */
	{ "Müller", "Frau Sprache" },
	{ "mueller", "Frau Sprache" },
	{ "Muel", "Frau Sprache" },
	{ "mul", "Frau Sprache" },
	{ "oeffnet", "Das Sprachcafé öffnet im Winter." },
	{ "Oeztuerk", "Frau Sprache" },
	{ "yildiz", "Frau Sprache" },
	/* other scripts */
	{ "محمد", "محمد الأحمد" },
	{ "مُحَمَّد الاحمد", "محمد الأحمد" },
	{ "оксана", "Оксана Йовченко" },
	{ "Иовч", "Оксана Йовченко" },
	/* numbers, punctuation */
	{ "VO/2026/17", "Konzept Sprachcafé" },
	{ "2026 vo", "Konzept Sprachcafé" },
	{ "0451", "Frau Sprache" },
	{ "y@amt.example", "Frau Sprache" },
	/* what the scene has */
	{ "haushalt", "Haushalt" },
	{ "klausur", "Klausur" },
	{ "weg", "" },
	{ "gibtesnicht", "" },
};

static void test_rows(struct scene *s, const char *when)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(search(s, rows[i].words), rows[i].want, "%s: %s", when, rows[i].words);
}

static void test_filters(struct scene *s)
{
	is_str(search_in(s, "{'words':'sprachcafé','space':'$T'}"),
	       "Das Sprachcafé öffnet im Winter.", "one committee");
	is_str(search_in(s, "{'words':'sprach','kind':'person'}"), "Frau Sprache", "one kind");
	is_str(search_in(s, "{'words':'sprach','kind':'person','space':'$T'}"), "", "both");
}

static void test_answer(struct scene *s)
{
	const char *answer = clerk_ask(s->d, "search", "{'words':'cafe bericht'}");

	ok(strstr(answer, "'matched':['keyword','name']") != NULL, "the fields with a word: %s",
	   answer);
	ok(strstr(answer, "'excerpt':{'field':'keyword','text':'Café'},'fields'") != NULL,
	   "the text that is no title: %s", answer);
	ok(strstr(answer, "'score':20,'space'") != NULL, "12 for the title and 8 for a text");
	ok(strstr(answer, "{'complete':true,'items':[") == answer, "it is complete");
	ok(strstr(answer, "'next'") == NULL, "and there is no more");
	ok(strstr(answer, "'pending':") != NULL, "how much is not indexed");
}

/* Pages of two: each record once, in the same order. */
static void test_pages(struct scene *s)
{
	char all[1000] = "", after[80] = "";
	int pages = 0;

	do {
		const char *answer =
			clerk_ask(s->d, "search", "{'words':'sprach','limit':2%s%s%s}",
		                  pages > 0 ? ",'after':'" : "", after, pages > 0 ? "'" : "");

		(void)snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s / ",
		               titles(answer));
		(void)snprintf(after, sizeof(after), "%s", clerk_text(s->d, "next"));
		pages++;
	} while (after[0] != '\0' && pages < 10);
	is_str(all,
	       "Sprachcafé: Kosten|Frau Sprache / Sprache im Alltag|Konzept Sprachcafé / "
	       "Das Sprachcafé öffnet im Winter.|Bericht / ",
	       "pages of two");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *want;
	} refused[] = {
		{ "{}", "VB-3006 words" },
		{ "{'words':''}", "VB-3005 words is empty" },
		{ "{'words':7}", "VB-3005 words is not a text" },
		{ "{'words':'!'}", "VB-3005 words has no letter and no digit" },
		{ "{'words':'a b c d e f g h i j k l m n o p q'}",
		  "VB-1004 words has more than 16 of them" },
		{ "{'words':'x','space':'nirgends'}", "VB-1201 nirgends" },
		{ "{'words':'x','kind':'sitting'}", "VB-3005 there is no kind sitting" },
		{ "{'words':'x','limit':0}", "VB-1008 limit is not from 1 to 200" },
		{ "{'words':'x','limit':201}", "VB-1008 limit is not from 1 to 200" },
		{ "{'words':'x','after':'zz'}", "VB-3005 after is no cursor of this list" },
		{ "{'words':'x','after':'0198d7120c9a44be81f20198d7120c9a'}",
		  "VB-3005 after is no cursor of this list" },
		{ "{'words':'x','order':'new'}", "VB-3005 search has no argument order" },
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		is_str(scene_ask(s, "search", refused[i].args), refused[i].want, "%s",
		       refused[i].args);
}

static uint64_t index_rows(struct scene *s)
{
	uint64_t count = env_count(node_view(s->d->node), VB_TABLE_WORDED);

	(void)clerk_end(s->d);
	return count;
}

static uint64_t pending(struct scene *s)
{
	const char *answer = answer_of(s->d, "nichts");
	const char *at = strstr(answer, "'pending':");

	return at != NULL ? strtoull(at + strlen("'pending':"), NULL, 10) : UINT64_MAX;
}

/* What changed since it was indexed is found as it is now. */
static void test_changed(struct scene *s)
{
	(void)scene_ask(s, "record.edit", "{'id':'$A','fields':{'name':'Sprachcafé am Morgen'}}");
	is_str(search(s, "morgen"), "Sprachcafé am Morgen", "the new title");
	is_u64(pending(s), 0, "nothing is left out");
	is_str(search(s, "begrüßung"), "", "not the old one");
	is_str(search(s, "sprachcafé morgen"), "Sprachcafé am Morgen", "once, not twice");
	(void)scene_ask(s, "record.delete", "{'id':'$A'}");
	is_str(search(s, "morgen"), "", "nor what was deleted a moment ago");
	(void)wordsum_of(s->d->node, &s->d->now);
	is_str(search(s, "morgen"), "", "nor afterwards");
}

/* More changes than are looked through: the newest are found, and what the index has is not shown if it is no longer so. */
static void test_behind(struct scene *s)
{
	static char args[1u << 19];
	size_t size = (size_t)snprintf(args, sizeof(args), "{'space':'%s','items':[",
	                               scene_text(s, "$T"));

	scene_make_record(s, 'Q', "record.create", PAPER("'name':'Vorher'"));
	(void)wordsum_of(s->d->node, &s->d->now);
	(void)scene_ask(s, "record.edit", "{'id':'$Q','fields':{'name':'Nachher'}}");
	for (unsigned i = 0; i < VB_SEARCH_PENDING_MAX; i++)
		size += (size_t)snprintf(
			args + size, sizeof(args) - size,
			"%s{'kind':'message','fields':{'id':'q%u','text':'Flut %u'}}",
			i > 0 ? "," : "", i, i);
	(void)snprintf(args + size, sizeof(args) - size, "]}");
	if (clerk_ask(s->d, "record.upsert", "%s", args)[0] != '{')
		bail("cannot fill the store");
	is_u64(pending(s), 1, "one change more than is looked through");
	is_str(search(s, "vorher"), "", "what the index has is no longer so");
	is_str(search(s, "nachher"), "", "and what is so is too far back");
	is_str(search(s, "flut 999"), "Flut 999", "the newest is found");
	is_str(search(s, "flut 0"), "Flut 0", "as far as is looked");
	(void)wordsum_of(s->d->node, &s->d->now);
	is_str(search(s, "nachher"), "Nachher", "when all is indexed it is found");
	/* Written in one moment, those that begin so have no order that the test could know. */
	is_int(strcspn(search(s, "flut 17"), "|"), 7, "the whole number first");
	is_int(count_of(search(s, "flut 17")), 11, "then those that begin so");
	ok(begins(search(s, "flut 17"), "Flut 17|Flut 17"), "and no other");
}

#define LONG "{'words':'letzter'}"

/* Ends turns until so many answers came. */
static void until(struct clerk *d, uint32_t count)
{
	for (uint32_t turns = 0; d->answer_count < count && turns < TURNS_MAX; turns++)
		(void)clerk_end(d);
	is_int(d->answer_count, count, "all that is asked is answered");
}

/* Searches that take long go on beside each other and beside what others ask. */
static void test_waiting(struct scene *s)
{
	struct clerk *d = s->d;
	uint32_t before = d->answer_count;

	for (uint32_t i = 0; i < VB_SEARCHES_MAX; i++)
		clerk_hand(d, "search", LONG);
	(void)clerk_end(d);
	is_int(d->answer_count, before, "a long search is not done in one turn");
	ok(node_has_work(d->node), "it goes on by itself");
	is_str(clerk_ask(d, "search", LONG), "VB-1410", "no more than so many at a time");
	ok(clerk_ask(d, "node.show", "{}")[0] == '{', "others are answered meanwhile");
	is_int(d->answer_count, before + 2, "before any of them");
	until(d, before + 2 + VB_SEARCHES_MAX);
	ok(begins(titles(clerk_answer(d)), "letzter"), "and what there is is found");
}

/* What ends a search before it is done. */
static void test_ended(struct scene *s)
{
	struct clerk *d = s->d;
	struct node_caller owner = d->caller;
	uint32_t before = d->answer_count;
	const char *person;

	clerk_hand(d, "search", LONG);
	node_on_client_gone(d->node, d->caller.client);
	for (uint32_t turns = 0; turns < 50; turns++)
		(void)clerk_end(d);
	is_int(d->answer_count, before, "who hung up is not answered");
	clerk_hand(d, "search", LONG);
	(void)clerk_end(d);
	env_fail(node_write(d->node), VB_ERR_DISK_FULL);
	is_err(clerk_end(d), VB_ERR_DISK_FULL, "a turn that fails");
	is_str(clerk_answer(d), "VB-2004", "is told to who waits");
	person = clerk_get(d, "id", "person.add",
	                   "{'fields':{'name':'Kurz'},'login':'kurz','right':'reader'}");
	d->caller.uid = SOMEBODY;
	(void)snprintf(d->caller.login, sizeof(d->caller.login), "kurz");
	clerk_hand(d, "search", LONG);
	d->caller = owner;
	before = d->answer_count;
	(void)clerk_ask(d, "person.remove", "{'id':'%s'}", person);
	until(d, before + 2);
	is_str(clerk_answer(d), "VB-3002", "who may read no more is told that");
}

/* Long texts: looking through them ends after so many bytes, beginning with the newest. */
static void test_long(struct scene *s)
{
	unsigned count = VB_SEARCH_PENDING_BYTES / 18000u + 20u;
	char *text = malloc(18001);

	if (text == NULL)
		bail("out of memory");
	memset(text, 'z', 18000);
	text[18000] = '\0';
	for (unsigned i = 0; i < count; i++) {
		memcpy(text, i == 0 ? "erster " : "letzter", 7);
		text[7] = ' ';
		(void)clerk_get(s->d, "id", "message.post", "{'target':'%s','text':'%s'}",
		                scene_text(s, "$T"), text);
	}
	free(text);
	test_waiting(s);
	test_ended(s);
	is_str(search(s, "erster"), "", "the first of many long texts is not looked at");
	ok(pending(s) >= 10 && pending(s) <= 25, "and how many are not is told");
	ok(begins(search(s, "letzter"), "letzter"), "the last ones are");
	(void)wordsum_of(s->d->node, &s->d->now);
	ok(begins(search(s, "erster"), "erster"), "when it is indexed the first is found, too");
	is_u64(pending(s), 0, "and nothing is left out");
}

/* Two words, one in a thousand records and one in few: looked up in the records' own words. */
static void test_rare(struct scene *s)
{
	is_str(search(s, "999 flut"), "Flut 999", "a rare and a frequent one");
	is_int(count_of(search(s, "flu 99")), 11, "beginnings of both");
	ok(begins(search(s, "flu 99"), "Flut 99|Flut 99"), "the whole one first");
	is_str(search(s, "flut 99 sommer"), "", "and one that is nowhere");
}

/* A login that may only read does not find a person by how to reach it. */
static void test_reader(struct scene *s)
{
	(void)clerk_get(s->d, "id", "person.add",
	                "{'fields':{'name':'Gast'},'login':'gast','right':'reader'}");
	is_str(search(s, "998877"), "Frau Sprache", "an administrator finds by the telephone");
	s->d->caller.uid = SOMEBODY;
	(void)snprintf(s->d->caller.login, sizeof(s->d->caller.login), "gast");
	is_str(search(s, "998877"), "", "a reader does not");
	is_str(search(s, "öztürk"), "Frau Sprache", "but by the name");
	ok(strstr(clerk_answer(s->d), "998877") == NULL, "and is not told the number");
	(void)snprintf(s->d->caller.login, sizeof(s->d->caller.login), "niemand");
	is_str(search(s, "öztürk"), "VB-3002 this login has no right here: niemand",
	       "a login without a right may not search");
}

/* An office that is a guest has nothing internal to find. */
static void test_guest(struct scene *s)
{
	struct scene guest = { .d = NULL };
	struct clerk d;

	clerk_open(&d, "Gastamt");
	guest.d = &d;
	clerk_pair(s->d, &d);
	(void)clerk_get(s->d, "id", "committee.admit",
	                "{'id':'%s','peer':'Gastamt','role':'guest'}", scene_text(s, "$S"));
	clerk_sync(s->d, &d);
	is_str(search(&guest, "sprachcafé"), "Konzept Sprachcafé", "a guest before it is indexed");
	(void)wordsum_of(d.node, &d.now);
	is_str(search(&guest, "sprachcafé"), "Konzept Sprachcafé", "and afterwards");
	is_str(search(&guest, "klausur"), "", "nothing internal");
	is_str(search(&guest, "winter"), "", "nothing of another committee");
	clerk_close(&d);
}

int main(void)
{
	struct scene s;
	struct clerk d;

	tap_timeout(120);
	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	fill(&s);
	test_rows(&s, "not indexed");
	test_pages(&s);
	is_u64(index_rows(&s), 0, "nothing was indexed meanwhile");
	(void)wordsum_of(d.node, &d.now);
	test_rows(&s, "indexed");
	test_pages(&s);
	test_filters(&s);
	test_answer(&s);
	test_refused(&s);
	test_guest(&s);
	test_changed(&s);
	test_behind(&s);
	test_rare(&s);
	test_long(&s);
	test_reader(&s);
	clerk_close(&d);
	return done();
}
