/* control_erasure, control_receipts: what is told before, what is gone after, who has confirmed; what is refused changes nothing. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

#define RUN_MS (11u * 60u * 1000u)

static bool has(const char *text, const char *wanted)
{
	return strstr(text, wanted) != NULL;
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *want;
	} rows[] = {
		{ "{}", "VB-3006 id" },
		{ "{'id':'ffffffff'}", "VB-2001 ffffffff" },
		{ "{'id':'$A','ground':'because'}",
		  "VB-3005 ground is none of: unsaid, request, expired, mistake, moved, restated" },
		{ "{'id':'$A','ground':7}", "VB-3005 ground is not a text" },
		{ "{'id':'$A','replacement':'$A'}", "VB-3005 replacement is the record itself" },
		{ "{'id':'$A','replacement':'ffffffff'}", "VB-2001 ffffffff" },
		{ "{'id':'$A','replacement':'$M'}",
		  "VB-3005 replacement is a record of another kind" },
		{ "{'id':'$N','replacement':'$A'}",
		  "VB-3005 replacement is a record of another kind" },
		{ "{'id':'$A','replacement':'$I'}",
		  "VB-3005 replacement is internal, and the record is not" },
		{ "{'id':'$O'}", "VB-3005 id is the committee itself" },
		{ "{'id':'$A','rehearse':1}", "VB-3005 rehearse is not true or false" },
		{ "{'id':'$A','why':'x'}", "VB-3005 record.erase has no argument why" },
	};
	char before[4096], after[4096];

	scene_state(s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, "record.erase", rows[i].args), rows[i].want, "%s",
		       rows[i].args);
	scene_state(s, after, sizeof(after));
	is_str(after, before, "nothing has changed");
}

static void test_one_office(struct scene *s)
{
	char id[65], text[2048];

	is_str(scene_ask(s, "erasure.status", "{}"), "{'items':[]}", "nothing was erased");
	(void)snprintf(text, sizeof(text), "{'entries':1,'offices':1,'record':'%s','references':0}",
	               scene_text(s, "$A"));
	is_str(scene_ask(s, "record.erase", "{'id':'$A','rehearse':true}"), text, "what would go");
	ok(has(scene_ask(s, "record.show", "{'id':'$A'}"), "'fields'"), "it is there");
	ok(has(scene_ask(s, "record.erase", "{'id':'$M','rehearse':true}"), "'references':3"),
	   "a meeting to which its items refer");
	(void)snprintf(
		text, sizeof(text), "%s",
		scene_ask(s, "record.erase", "{'id':'$A','ground':'request','replacement':'$B'}"));
	(void)snprintf(id, sizeof(id), "%s", clerk_text(s->d, "id"));
	is_int((int)strlen(id), 64, "the erasure has a number");
	(void)snprintf(text, sizeof(text), "'id':'%s'", scene_text(s, "$B"));
	ok(has(scene_ask(s, "record.show", "{'id':'$A'}"), text),
	   "its number leads to what took its place");
	(void)snprintf(text, sizeof(text), "VB-1308 %s, which took its place", scene_text(s, "$B"));
	is_str(clerk_ask(s->d, "record.show", "{'id':'%.31s'}", scene_text(s, "$A")), text,
	       "a shortened one tells which that is");
	ok(!has(scene_ask(s, "agenda.list", "{'meeting':'$M'}"), scene_text(s, "$A")),
	   "it stands on no agenda");
	(void)snprintf(text, sizeof(text), "%s", scene_ask(s, "erasure.status", "{}"));
	ok(has(text, id) && has(text, "'ground':'request'") && has(text, "'dropped':1"),
	   "it is told");
	ok(has(text, "'confirmed':[]") && has(text, "'missing':[{'id':"), "nobody has confirmed");
	ok(!has(text, "'due'") && !has(text, "'last'"), "no run is known of yet");
	clerk_wait(s->d, 1000);
	ok(has(scene_ask(s, "erasure.status", "{}"), "{'due':"), "it is scheduled");
	clerk_wait(s->d, RUN_MS);
	clerk_wait(s->d, 1000);
	(void)snprintf(text, sizeof(text), "%s", scene_ask(s, "erasure.status", "{}"));
	ok(has(text, "'missing':[]") && has(text, "'records':1") && has(text, "'last':") &&
	           has(text, "'run':"),
	   "after the run this office has confirmed");
	is_str(scene_ask(s, "record.erase", "{'id':'$B'}") != NULL ? "" : "x", "",
	       "the replacement, too");
	(void)snprintf(text, sizeof(text), "VB-1308 %s", scene_text(s, "$A"));
	is_str(scene_ask(s, "record.show", "{'id':'$A'}"), text,
	       "nothing stands for the first now");
	is_str(scene_ask(s, "erasure.run", "{}"), "null", "a run at once");
	clerk_wait(s->d, 1000);
	ok(!has(scene_ask(s, "erasure.status", "{}"), "'confirmed':[]"), "confirms at once");
}

/* What referred to the erased meeting stands below the one that took its place, and says so. */
static void test_replaced(void)
{
	struct clerk d;
	struct scene s;
	char text[4096], other[65], third[65], message[65];

	clerk_open(&d, "Stadt");
	scene_make(&s, &d);
	(void)snprintf(other, sizeof(other), "%s",
	               scene_make_record(
			       &s, 'X', "record.create",
			       "{'space':'$S','kind':'meeting','fields':{'name':'Neufassung'}}"));
	(void)snprintf(
		third, sizeof(third), "%s",
		scene_make_record(&s, 'Y', "record.create",
	                          "{'space':'$S','kind':'meeting','fields':{'name':'Dritte'}}"));
	(void)snprintf(message, sizeof(message), "%s",
	               clerk_get(&d, "id", "message.post", "{'target':'%s','text':'Dazu noch'}",
	                         scene_text(&s, "$M")));
	ok(has(scene_ask(&s, "record.erase", "{'id':'$N','replacement':'$X','rehearse':true}"),
	       "'record'"),
	   "what is internal may be replaced by what all read");
	(void)scene_ask(&s, "record.erase", "{'id':'$M','replacement':'$X'}");
	(void)snprintf(text, sizeof(text), "%s",
	               clerk_ask(&d, "agenda.list", "{'meeting':'%s'}", other));
	ok(has(text, scene_text(&s, "$A")) && has(text, scene_text(&s, "$B")),
	   "its items stand on the agenda of the other");
	ok(has(text, "'number':'Ö 1'") && has(text, "'number':'Ö 2'"), "and are numbered there");
	(void)snprintf(text, sizeof(text), "'meeting':'%s'", other);
	ok(has(scene_ask(&s, "record.show", "{'id':'$A'}"), text),
	   "they say that they belong to it");
	ok(has(clerk_ask(&d, "message.list", "{'target':'%s'}", other), message),
	   "what was written about it stands there, too");
	(void)scene_ask(&s, "record.edit", "{'id':'$A','fields':{'name':'Danach bearbeitet'}}");
	(void)scene_ask(&s, "record.erase", "{'id':'$X','replacement':'$Y'}");
	ok(has(clerk_ask(&d, "agenda.list", "{'meeting':'%s'}", third), "Danach bearbeitet"),
	   "one replacement more, one step more");
	clerk_reopen(&d);
	(void)snprintf(text, sizeof(text), "'meeting':'%s'", third);
	ok(has(scene_ask(&s, "record.show", "{'id':'$A'}"), text), "also after a restart");
	(void)scene_ask(&s, "record.delete", "{'id':'$A'}");
	ok(!has(clerk_ask(&d, "agenda.list", "{'meeting':'%s'}", third), "Danach bearbeitet"),
	   "deleting finds its rows");
	clerk_wait(&d, RUN_MS);
	clerk_close(&d);
}

/* A person of the office goes when no login acts as them: from the office's own space, which no other office has. */
static void test_person(struct scene *s)
{
	const char *id = clerk_get(s->d, "id", "person.add",
	                           "{'fields':{'name':'Anna Schmidt'},'login':'anna'}");
	char person[65];

	(void)snprintf(person, sizeof(person), "%s", id);
	is_str(clerk_ask(s->d, "record.erase", "{'id':'%s'}", person),
	       "VB-3005 persons of this office are changed by `verbund person`",
	       "not while a login acts as them");
	(void)clerk_ask(s->d, "person.remove", "{'id':'%s'}", person);
	ok(has(clerk_ask(s->d, "record.erase", "{'id':'%s','ground':'request'}", person), "'id':"),
	   "then they can be erased");
	ok(has(clerk_ask(s->d, "record.show", "{'id':'%s'}", person), "VB-1308"), "and are gone");
}

static void test_pages(struct scene *s)
{
	char first[128], second[128];
	const char *page = scene_ask(s, "erasure.status", "{'limit':1}");

	ok(has(page, "'next':"), "a first page");
	(void)snprintf(first, sizeof(first), "%s", clerk_text(s->d, "next"));
	page = clerk_ask(s->d, "erasure.status", "{'limit':1,'after':'%s'}", first);
	ok(has(page, "'confirmed'") && !has(page, "'next'"), "and a last one");
	(void)snprintf(second, sizeof(second), "%s", clerk_text(s->d, "next"));
	is_str(second, "", "nothing behind it");
	is_str(scene_ask(s, "erasure.status", "{'after':'zz'}"),
	       "VB-3005 after is no cursor of this list", "no cursor");
	is_str(scene_ask(s, "erasure.status", "{'limit':0}"), "VB-1008 limit is not from 1 to 200",
	       "no limit");
}

/* What another office created only a steward erases; of deleted things the history goes, too. */
static void test_two_offices(void)
{
	struct clerk city, forum;
	struct scene s;
	char message[65], paper[65], text[2048];

	clerk_open(&city, "Stadt");
	clerk_open(&forum, "Forum");
	scene_make(&s, &city);
	clerk_pair(&city, &forum);
	(void)scene_ask(&s, "committee.admit", "{'id':'$S','peer':'Forum','role':'member'}");
	(void)snprintf(
		paper, sizeof(paper), "%s",
		scene_make_record(&s, 'X', "record.create",
	                          "{'space':'$S','kind':'paper','fields':{'name':'Streng'}}"));
	clerk_sync(&city, &forum);
	(void)snprintf(message, sizeof(message), "%s",
	               clerk_get(&forum, "id", "message.post",
	                         "{'target':'%s','text':'Vertraulich'}", scene_text(&s, "$S")));
	is_str(clerk_ask(&forum, "record.erase", "{'id':'%s'}", paper),
	       "VB-1203 only a steward erases what another office created", "not the forum");
	clerk_sync(&city, &forum);
	ok(has(clerk_ask(&city, "message.list", "{'target':'%s'}", scene_text(&s, "$S")),
	       "Vertraulich"),
	   "the city has the message");
	(void)clerk_ask(&forum, "record.erase", "{'id':'%s','ground':'mistake'}", message);
	clerk_sync(&city, &forum);
	ok(!has(clerk_ask(&city, "message.list", "{'target':'%s'}", scene_text(&s, "$S")),
	        "Vertraulich"),
	   "what the forum wrote it erases at the city, too");
	(void)clerk_ask(&city, "record.delete", "{'id':'%s'}", paper);
	(void)clerk_ask(&city, "record.erase", "{'id':'%s'}", paper);
	clerk_sync(&city, &forum);
	ok(!has(clerk_ask(&forum, "record.log", "{'id':'%s'}", paper), "Streng"),
	   "a steward erases what was deleted, with its history");
	(void)clerk_ask(&city, "erasure.run", "{}");
	clerk_wait(&city, 1000);
	clerk_sync(&city, &forum);
	(void)snprintf(text, sizeof(text), "%s", clerk_ask(&forum, "erasure.status", "{}"));
	ok(has(text, "'name':'Stadt','records':1") && has(text, "'missing':[{'id':"),
	   "the city has confirmed both, the forum has not");
	clerk_part(&city, &forum);
	clerk_close(&city);
	clerk_close(&forum);
}

/* A space from a backup shows nothing; where nobody else is there is nobody to wait for. */
static void test_veil(void)
{
	struct clerk city, forum;
	struct scene s;
	char text[2048];

	clerk_open(&city, "Stadt");
	clerk_open(&forum, "Forum");
	scene_make(&s, &city);
	spaces_forget_incarnations(node_write(city.node));
	is_int(clerk_end(&city), 0, "as after a restore");
	clerk_reopen(&city);
	ok(has(scene_ask(&s, "record.show", "{'id':'$A'}"), "'fields'"), "alone, all is shown");
	clerk_pair(&city, &forum);
	(void)scene_ask(&s, "committee.admit", "{'id':'$S','peer':'Forum','role':'member'}");
	clerk_sync(&city, &forum);
	clerk_part(&city, &forum);
	spaces_forget_incarnations(node_write(city.node));
	is_int(clerk_end(&city), 0, "restored once more");
	clerk_reopen(&city);
	is_str(scene_ask(&s, "record.list", "{'kind':'agendaItem'}"), "{'items':[]}",
	       "no item is listed");
	is_str(scene_ask(&s, "record.list", "{'kind':'meeting'}"), "{'items':[]}", "no meeting");
	(void)snprintf(text, sizeof(text), "VB-2001 %s", scene_text(&s, "$A"));
	is_str(scene_ask(&s, "record.show", "{'id':'$A'}"), text, "none is shown");
	ok(has(scene_ask(&s, "search", "{'words':'Begrüßung'}"), "'items':[]"), "none is found");
	clerk_sync(&city, &forum);
	ok(has(scene_ask(&s, "record.show", "{'id':'$A'}"), "'fields'"),
	   "with the erasures of the forum they are");
	clerk_part(&city, &forum);
	clerk_close(&city);
	clerk_close(&forum);
}

int main(void)
{
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Stadt");
	scene_make(&s, &d);
	test_refused(&s);
	test_one_office(&s);
	test_pages(&s);
	test_person(&s);
	clerk_close(&d);
	test_two_offices();
	test_veil();
	test_replaced();
	return done();
}
