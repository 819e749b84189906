/* control_suspend, suspended, fallen: suspending and lifting as clients see it, and what fell away. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

static const char *shown(struct scene *s, struct clerk *at)
{
	return clerk_ask(at, "committee.show", "{'id':'%s'}", scene_text(s, "$S"));
}

static const char *ask_at(struct scene *s, struct clerk *at, const char *call, const char *peer)
{
	return clerk_ask(at, call, "{'id':'%s','peer':'%s'}", scene_text(s, "$S"), peer);
}

static void test_suspend(struct scene *s, struct clerk *b)
{
	clerk_pair(s->d, b);
	(void)scene_ask(s, "committee.admit", "{'id':'$S','peer':'Forum','role':'steward'}");
	clerk_sync(s->d, b);
	ok(strstr(shown(s, b), "suspended") == NULL, "nobody is suspended at first");
	is_str(ask_at(s, b, "committee.suspend", "Amt"),
	       "VB-1203 the office in charge cannot be suspended", "nobody suspends the owner");
	is_str(ask_at(s, s->d, "committee.lift", "Forum"), "VB-1213", "there is nothing to lift");
	is_str(ask_at(s, s->d, "committee.suspend", "Nirgends"), "VB-1407 Nirgends",
	       "there is no such office");
	is_str(clerk_ask(s->d, "committee.suspend", "{'id':'%s'}", scene_text(s, "$S")),
	       "VB-3006 peer", "an office must be named");
	(void)clerk_ask(b, "message.post", "{'target':'%s','text':'Vorher'}", scene_text(s, "$S"));
	is_str(ask_at(s, s->d, "committee.suspend", "Forum"), scene_text(s, "{'id':'$S'}"),
	       "the owner suspends");
	is_str(ask_at(s, s->d, "committee.suspend", "Forum"),
	       "VB-1304 that office is suspended already", "once");
	ok(strstr(shown(s, s->d), "'suspended':[{'by':'") != NULL &&
	           strstr(shown(s, s->d), "'byName':'Amt','confirmed':true,'since':") != NULL,
	   "and is told as who did it: %s", shown(s, s->d));
	clerk_sync(s->d, b);
	ok(strstr(shown(s, b), "'suspended':true}") != NULL, "the office itself is told, too");
	ok(strstr(clerk_ask(b, "committee.list", "{}"), "'suspended':true") != NULL,
	   "also in the list");
	is_str(clerk_ask(b, "message.post", "{'target':'%s','text':'x'}", scene_text(s, "$S")),
	       "VB-1212", "and cannot write");
	is_str(clerk_ask(b, "record.batch",
	                 "{'space':'%s','items':[{'kind':'location','fields':{'name':'x'}}]}",
	                 scene_text(s, "$S")),
	       "VB-1212 item 1: ", "nor several records at once");
	ok(strstr(clerk_ask(b, "status", "{}"), "'word':'suspended'") != NULL, "status says so");
}

static void test_fallen(struct scene *s, struct clerk *b)
{
	const char *list = clerk_ask(s->d, "committee.fallen", "{'id':'%s'}", scene_text(s, "$S"));

	ok(strstr(list, "'authorName':'Forum','changes':[{'field':'text','value':'Vorher'}") !=
	           NULL,
	   "what it wrote before it knew is listed with its text: %s", list);
	ok(strstr(list, "'kind':'message'") != NULL && strstr(list, "'state':'held'") != NULL &&
	           strstr(list, "'verb':'create'") != NULL,
	   "as what it is");
	ok(strstr(shown(s, s->d), "'fallen':1") != NULL, "and counted");
	ok(strstr(clerk_ask(b, "status", "{}"), "'word':'fallen'") != NULL,
	   "its author is told that something does not count");
	is_str(clerk_ask(s->d, "committee.fallen", "{'id':'%s','after':'zz'}", scene_text(s, "$S")),
	       "VB-3005 after is no cursor of this list", "no cursor");
	is_str(ask_at(s, b, "committee.lift", "Forum"), "VB-1204", "only the owner lifts");
	is_str(ask_at(s, s->d, "committee.lift", "Forum"), scene_text(s, "{'id':'$S'}"), "lifted");
	clerk_sync(s->d, b);
	is_str(clerk_ask(s->d, "committee.fallen", "{'id':'%s'}", scene_text(s, "$S")),
	       "{'items':[]}", "nothing falls away any more");
	ok(strstr(clerk_ask(s->d, "message.list", "{'target':'%s'}", scene_text(s, "$S")),
	          "'text':'Vorher'") != NULL,
	   "it counts");
	ok(strstr(shown(s, b), "suspended") == NULL, "and nobody is suspended");
}

/* A steward's suspend waits for the owner; pages of what fell away. */
static void test_pages(struct scene *s, struct clerk *b)
{
	char next[128];

	(void)clerk_ask(b, "message.post", "{'target':'%s','text':'Eins'}", scene_text(s, "$S"));
	(void)clerk_ask(b, "message.post", "{'target':'%s','text':'Zwei'}", scene_text(s, "$S"));
	(void)scene_ask(s, "committee.suspend", "{'id':'$S','peer':'Forum'}");
	clerk_sync(s->d, b);
	ok(strstr(clerk_ask(s->d, "committee.fallen", "{'id':'%s','limit':1}", scene_text(s, "$S")),
	          "'value':'Eins'") != NULL,
	   "the first page");
	(void)snprintf(next, sizeof(next), "%s", clerk_text(s->d, "next"));
	is_int(strlen(next), 82, "where the next one begins");
	ok(strstr(clerk_ask(s->d, "committee.fallen", "{'id':'%s','limit':1,'after':'%s'}",
	                    scene_text(s, "$S"), next),
	          "'value':'Zwei'") != NULL,
	   "the second");
	is_str(clerk_text(s->d, "next"), "", "which is the last");
	(void)scene_ask(s, "committee.dismiss", "{'id':'$S','peer':'Forum'}");
	ok(strstr(clerk_ask(s->d, "committee.fallen", "{'id':'%s'}", scene_text(s, "$S")),
	          "'state':'cut-off'") != NULL,
	   "dismissed: it fell away");
}

int main(void)
{
	struct scene s;
	struct clerk a;
	struct clerk b;

	clerk_open(&a, "Amt");
	clerk_open(&b, "Forum");
	scene_make(&s, &a);
	test_suspend(&s, &b);
	test_fallen(&s, &b);
	test_pages(&s, &b);
	clerk_close(&a);
	clerk_close(&b);
	return done();
}
