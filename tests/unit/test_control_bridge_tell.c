/* control_bridge_tell: feed, lists and subjects as a bridge asks for them, and what it does not get. */
#include "daemon/control/bridge_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

static void test_feed(struct scene *s)
{
	const char *all = outside_ask(s, "bridge.feed", "{}");

	ok(outside_has(all, scene_text(s, "{'id':'$M'")), "a meeting for all is told");
	ok(!outside_has(all, scene_text(s, "$N")), "one for members is not");
	ok(outside_has(all, "'subject':'committee'") && outside_has(all, scene_text(s, "$S")),
	   "the committee");
	ok(outside_has(all, scene_text(s, "'id':'$P'")), "a person whom this office reaches");
	ok(!outside_has(all, scene_text(s, "$Q")), "one of another office is not");
	ok(!outside_has(all, scene_text(s, "$A")) && !outside_has(all, scene_text(s, "$I")),
	   "items are told as their meeting");
	ok(!outside_has(all, "audience") && !outside_has(all, "verb"),
	   "and what happened to them is not told");
}

/* Only what is behind the cursor. */
static void test_cursor(struct scene *s)
{
	static char args[200];
	const char *all = outside_ask(s, "bridge.feed", "{}");
	const char *next = strstr(all, "'next':");
	const char *generation = strstr(all, "'generation':");

	(void)snprintf(args, sizeof(args), "{'after':%.*s,%.*s}", (int)strcspn(next + 7, "}"),
	               next + 7, (int)strcspn(generation, ","), generation);
	ok(outside_has(outside_ask(s, "bridge.feed", args), "'items':[]"),
	   "behind the end nothing");
	(void)scene_ask(s, "record.edit", "{'id':'$I','fields':{'name':'Geheim'}}");
	all = outside_ask(s, "bridge.feed", args);
	ok(outside_has(all, scene_text(s, "{'id':'$M'")) && !outside_has(all, scene_text(s, "$I")),
	   "an internal item that changed is told as its meeting");
	ok(outside_has(outside_ask(s, "bridge.feed", "{'after':1,'generation':77}"),
	               "'reset':true"),
	   "a cursor of another generation begins anew");
	is_str(outside_ask(s, "bridge.feed", "{'limit':1001}"),
	       "VB-1008 limit is not from 8 to 1000", "a page has at most 1000");
	is_str(outside_ask(s, "bridge.feed", "{'limit':7}"), "VB-1008 limit is not from 8 to 1000",
	       "and room for all that one change can be told as");
}

/* Who waits is told when something comes that may leave. */
static void test_waiting(struct scene *s)
{
	static char args[200];
	struct node_caller before = s->d->caller;
	const char *all = outside_ask(s, "bridge.feed", "{}");
	const char *next = strstr(all, "'next':");

	(void)snprintf(args, sizeof(args), "{'after':%.*s,'wait':60000}",
	               (int)strcspn(next + 7, "}"), next + 7);
	is_str(outside_ask(s, "bridge.feed", args), "", "a bridge that waits is not answered yet");
	clerk_hand(s->d, "record.edit",
	           scene_text(s, "{'id':'$N','fields':{'name':'Klausurtagung'}}"));
	(void)clerk_end(s->d);
	ok(!outside_has(clerk_answer(s->d), "subject"), "what may not leave does not wake it");
	s->d->answer_count = 0;
	clerk_hand(s->d, "record.edit", scene_text(s, "{'id':'$M','fields':{'name':'13.'}}"));
	(void)clerk_end(s->d);
	is_int(s->d->answer_count, 2, "what may leave does: the edit and the feed are answered");
	ok(outside_has(clerk_answer(s->d), scene_text(s, "{'id':'$M'")), "with the meeting");
	s->d->caller = before;
}

static void test_list(struct scene *s)
{
	const char *first;

	is_str(outside_ask(s, "bridge.list", "{'subject':'meeting'}"),
	       scene_text(s, "{'items':[{'id':'$M','space':'$S','start':1800003600000}]}"),
	       "meetings: that for all");
	ok(outside_has(outside_ask(s, "bridge.list", "{'subject':'committee'}"),
	               scene_text(s, "$T")),
	   "committees");
	is_str(outside_ask(s, "bridge.list", "{'subject':'committee','space':'$T'}"),
	       scene_text(s, "{'items':[{'space':'$T'}]}"), "one of them");
	first = outside_ask(s, "bridge.list", "{'subject':'person','limit':1}");
	ok(outside_has(first, "'next':'"), "a first page has a cursor");
	ok(!outside_has(outside_ask(s, "bridge.list", "{'subject':'person'}"), scene_text(s, "$Q")),
	   "persons of another office are not listed");
	is_str(outside_ask(s, "bridge.list", "{'subject':'message'}"),
	       "VB-3005 messages are not listed", "messages come by the feed");
	is_str(outside_ask(s, "bridge.list", "{'subject':'fundingApplication'}"),
	       "VB-3005 there is no subject fundingApplication", "money is no subject");
	is_str(outside_ask(s, "bridge.list", "{'subject':'meeting','after':'00'}"),
	       "VB-3005 after is no cursor of this list", "a cursor is one of this list");
}

/* All pages of one make the whole, without end or gap. */
static void test_pages(struct scene *s)
{
	const char *page = outside_ask(s, "bridge.list", "{'subject':'person','limit':1}");
	bool has_own = false, has_other = false;
	int pages = 0;

	while (pages < 10 && page[0] == '{') {
		char args[400];
		char next[300];

		pages++;
		has_own |= outside_has(page, scene_text(s, "$P"));
		has_other |= outside_has(page, scene_text(s, "$R"));
		if (!outside_has(page, "'next'"))
			break;
		(void)snprintf(next, sizeof(next), "%s", clerk_text(s->d, "next"));
		(void)snprintf(args, sizeof(args), "{'subject':'person','limit':1,'after':'%s'}",
		               next);
		page = outside_ask(s, "bridge.list", args);
	}
	ok(has_own && has_other && pages < 10, "page by page all persons of ours are told");
}

static void test_show(struct scene *s)
{
	is_str(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$N'}"), "VB-2001",
	       "a meeting for members is not found");
	is_str(outside_ask(s, "bridge.show", "{'subject':'paper','id':'$M'}"), "VB-2001",
	       "nor a meeting as a paper");
	is_str(outside_ask(s, "bridge.show", "{'subject':'person','id':'$Q'}"), "VB-2001",
	       "nor a person of another office");
	is_str(outside_ask(s, "bridge.show", "{'subject':'person','id':'$D'}"), "VB-2001",
	       "nor one that was deleted");
	is_str(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'0123'}"),
	       "VB-3005 id is no whole id", "ids are whole");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'committee','id':'$S'}"),
	               "'name':'Rat für Migration'"),
	   "a committee");
	is_str(outside_ask(s, "bridge.show", "{'subject':'committee','id':'$M$M'}"), "VB-1201",
	       "one that is not here");
	is_str(outside_ask(s, "bridge.file", "{'id':'$M'}"), "VB-2001", "a meeting is no document");
	is_str(outside_ask(s, "record.show", "{'id':'$M'}"), "VB-3002 this is not for bridges",
	       "records themselves are not shown to bridges");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_feed(&s);
	test_cursor(&s);
	test_list(&s);
	test_pages(&s);
	test_show(&s);
	test_waiting(&s);
	clerk_close(&d);
	return done();
}
