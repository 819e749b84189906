/* control_record: making, changing, deleting and showing records; what a guest may; what is in dispute. */
#include "daemon/control/control_calls.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

/* The part of a record that a test knows in advance: 'deleted' to 'fields', behind which the id stands. */
static const char *fields_of(struct scene *s, const char *id)
{
	static char text[8192];
	const char *record = clerk_ask(s->d, "record.show", "{'id':'%s'}", id);
	const char *from = strstr(record, "'deleted':");
	const char *to = strstr(record, ",'id':'01");

	if (from == NULL || to == NULL || to < from)
		return record;
	(void)snprintf(text, sizeof(text), "%.*s", (int)(to - from), from);
	return text;
}

/* ---- one office ---- */

static void test_whole_record(struct scene *s)
{
	char want[1024];
	char self[80];
	unsigned long long now = s->d->now.wall.v + 1;
	const char *id = scene_make_record(
		s, 'X', "record.create",
		"{'space':'$S','kind':'paper','internal':true,'fields':{'name':'Vorlage 7'}}");

	(void)snprintf(self, sizeof(self), "%s", clerk_get(s->d, "id", "node.show", "{}"));
	(void)snprintf(
		want, sizeof(want),
		"{'audience':'core','author':'%s','changed':%llu,'created':%llu,'deleted':false,"
		"'fields':{'name':'Vorlage 7'},'id':'%s','kind':'paper','space':'%s'}",
		self, now, now, id, scene_text(s, "$S"));
	is_str(clerk_ask(s->d, "record.show", "{'id':'%s'}", id), want,
	       "a record is shown with all that belongs to it");
	is_str(clerk_ask(s->d, "record.show", "{'id':'%.31s'}", id), want,
	       "by a shortened id, too");
}

static void test_values(struct scene *s)
{
	static const struct {
		const char *kind, *given, *shown;
	} rows[] = {
		{ "person", "'name':'Ömer \"Ö\" O\\'Şahin'", "'name':'Ömer \"Ö\" O\\'Şahin'" },
		{ "person", "'name':'שלום مرحبا'", "'name':'שלום مرحبا'" },
		{ "person", "'title':['Prof.','Dr.','Dr.']", "'title':['Dr.','Prof.']" },
		{ "meeting", "'start':-1,'end':0,'number':9007199254740991",
		  "'end':0,'number':9007199254740991,'start':-1" },
		{ "meeting", "'cancelled':false,'timeZone':'America/Argentina/Ushuaia'",
		  "'cancelled':false,'timeZone':'America/Argentina/Ushuaia'" },
		{ "paper", "'date':'2024-02-29','web':null,'keyword':[]", "'date':'2024-02-29'" },
		{ "agendaItem",
		  "'meeting':'$M','order':'8000000001','description':'Eins\\nzwei\\tdrei'",
		  "'description':'Eins\\nzwei\\tdrei','meeting':'$M','order':'8000000001'" },
		{ "membership", "'person':'$P','organization':'$O','votingRight':true",
		  "'organization':'$O','person':'$P','votingRight':true" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char args[512];
		char want[512];

		(void)snprintf(args, sizeof(args), "{'space':'$S','kind':'%s','fields':{%s}}",
		               rows[i].kind, rows[i].given);
		scene_make_record(s, 'X', "record.create", args);
		(void)snprintf(want, sizeof(want), "'deleted':false,'fields':{%s}", rows[i].shown);
		(void)snprintf(args, sizeof(args), "%s", scene_text(s, want));
		is_str(fields_of(s, scene_text(s, "$X")), args, "%s %s", rows[i].kind,
		       rows[i].given);
	}
}

static void test_edit(struct scene *s)
{
	char before[4096];
	char after[4096];

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'A','phone':['1','2'],'"
	                  "affix':'jr.'}}");
	is_str(scene_ask(s, "record.edit",
	                 "{'id':'$X','fields':{'name':'B','phone':['2','3'],'affix':null}}"),
	       scene_text(s, "{'id':'$X'}"), "an edit answers with the id");
	is_str(fields_of(s, scene_text(s, "$X")),
	       "'deleted':false,'fields':{'name':'B','phone':['2','3']}",
	       "a list replaces the members, null clears");
	scene_state(s, before, sizeof(before));
	is_str(scene_ask(s, "record.edit", "{'id':'$X','fields':{'phone':['3','2'],'name':'B'}}"),
	       scene_text(s, "{'id':'$X'}"), "an edit that changes nothing is fine");
	scene_state(s, after, sizeof(after));
	is_str(after, before, "and writes nothing");
	(void)scene_ask(s, "record.edit",
	                "{'id':'$X','fields':{'title':{'add':['Dr.','Prof.','Dr.']}}}");
	(void)scene_ask(
		s, "record.edit",
		"{'id':'$X','fields':{'title':{'add':['Mag.'],'remove':['Prof.','Hofrat']}}}");
	is_str(fields_of(s, scene_text(s, "$X")),
	       "'deleted':false,'fields':{'name':'B','phone':['2','3'],'title':['Dr.','Mag.']}",
	       "one member more, one less, the others stay");
	(void)scene_ask(s, "record.edit", "{'id':'$X','fields':{'title':[]}}");
	(void)scene_ask(s, "record.edit", "{'id':'$X','fields':{'phone':null}}");
	is_str(fields_of(s, scene_text(s, "$X")), "'deleted':false,'fields':{'name':'B'}",
	       "null clears a list");
}

static void test_delete(struct scene *s)
{
	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Alt'}}");
	is_str(scene_ask(s, "record.delete", "{'id':'$X'}"), scene_text(s, "{'id':'$X'}"),
	       "a delete answers with the id");
	is_str(fields_of(s, scene_text(s, "$X")), "'deleted':true,'fields':{'name':'Alt'}",
	       "a deleted paper can still be looked at");
	is_str(fields_of(s, scene_text(s, "$D")), "'deleted':true,'fields':{}",
	       "of a deleted person nothing is shown any more");
	ok(strstr(scene_ask(s, "record.list", "{'kind':'paper','space':'$S'}"),
	          scene_text(s, "$X")) == NULL,
	   "neither is listed");
}

/* A record with more changes than one delete can name: five sets of 250 members. */
static void test_delete_large(struct scene *s)
{
	static const char *const sets[] = { "keyword", "title", "phone", "email", "status" };
	char list[8192];

	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Viel'}}");
	for (size_t field = 0; field < sizeof(sets) / sizeof(sets[0]); field++) {
		size_t size = 0;

		for (int i = 0; i < 250; i++)
			size += (size_t)snprintf(list + size, sizeof(list) - size, "%s'm%d'",
			                         i > 0 ? "," : "", i);
		if (clerk_ask(s->d, "record.edit", "{'id':'%s','fields':{'%s':[%s]}}",
		              scene_text(s, "$X"), sets[field], list)[0] != '{')
			bail("filling a record");
	}
	is_str(scene_ask(s, "record.delete", "{'id':'$X'}"), scene_text(s, "{'id':'$X'}"),
	       "a record of 1,250 values is deleted");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$X'}"), "'deleted':true") != NULL,
	   "and is gone");
}

static void test_durable(struct scene *s)
{
	char before[4096];
	char after[4096];

	scene_state(s, before, sizeof(before));
	clerk_reopen(s->d);
	scene_state(s, after, sizeof(after));
	is_str(after, before, "everything is there after the daemon was started again");
}

/* ---- two offices ---- */

static void join(struct scene *s, struct clerk *other, const char *role)
{
	char args[256];

	clerk_pair(s->d, other);
	(void)snprintf(args, sizeof(args), "{'id':'$S','peer':'%.*s','role':'%s'}",
	               (int)node_card(other->node)->name.size,
	               (const char *)node_card(other->node)->name.data, role);
	if (scene_ask(s, "committee.admit", args)[0] != '{')
		bail("admitting");
	clerk_sync(s->d, other);
}

static void test_dispute(struct scene *s, struct clerk *b)
{
	const char *id = scene_text(s, "$M");
	char meeting[65];
	const char *shown;

	(void)snprintf(meeting, sizeof(meeting), "%s", id);
	(void)clerk_get(s->d, "id", "record.edit", "{'id':'%s','fields':{'start':1800007200000}}",
	                meeting);
	b->now.wall.v += 1000;
	(void)clerk_get(b, "id", "record.edit", "{'id':'%s','fields':{'start':1800010800000}}",
	                meeting);
	clerk_sync(s->d, b);
	shown = clerk_ask(s->d, "record.show", "{'id':'%s'}", meeting);
	ok(strstr(shown, "'disputes':{'start':[1800010800000,1800007200000]}") != NULL,
	   "two offices moved the meeting at once: both times stand in dispute, the later word "
	   "first");
	ok(strstr(shown, "'start':1800010800000,") != NULL, "which also stands in the field");
	(void)clerk_get(s->d, "id", "record.edit", "{'id':'%s','fields':{'start':1800007200000}}",
	                meeting);
	clerk_sync(s->d, b);
	shown = clerk_ask(b, "record.show", "{'id':'%s'}", meeting);
	ok(strstr(shown, "disputes") == NULL && strstr(shown, "'start':1800007200000,") != NULL,
	   "an edit that saw both settles it");
}

static void test_guest(struct scene *s, struct clerk *guest)
{
	static const struct {
		const char *call, *args, *want;
	} rows[] = {
		{ "record.create", "{'space':'$S','kind':'meeting','fields':{'name':'x'}}",
		  "VB-1203 create meeting as guest" },
		{ "record.create",
		  "{'space':'$S','kind':'message','internal':true,'fields':{'text':'x'}}",
		  "VB-1203 internal as guest" },
		{ "record.edit", "{'id':'$A','fields':{'name':'x'}}",
		  "VB-1203 edit agendaItem as guest" },
		{ "record.delete", "{'id':'$P'}", "VB-1203 delete person as guest" },
		{ "agenda.move", "{'id':'$A','after':null}", "VB-1203 edit agendaItem as guest" },
		{ "agenda.add", "{'meeting':'$M','fields':{'name':'x'}}",
		  "VB-1203 create agendaItem as guest" },
		{ "record.upsert",
		  "{'space':'$S','items':[{'kind':'paper','fields':{'id':'u:1'}}]}",
		  "VB-1203 item 1: create paper as guest (u:1)" },
		{ "record.show", "{'id':'$I'}", "VB-2001 $I" },
		{ "record.show", "{'id':'$N'}", "VB-2001 $N" },
		{ "committee.admit", "{'id':'$S','peer':'Amt','role':'guest'}", "VB-1204" },
		{ "committee.dismiss", "{'id':'$S','peer':'Amt'}", "VB-1204" },
		{ "peer.invite", "{'space':'$S','role':'guest'}", "VB-1204" },
	};
	char want[256];
	char before[4096];
	char after[4096];
	struct scene as_guest = *s;

	as_guest.d = guest;
	scene_state(&as_guest, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(want, sizeof(want), "%s", scene_text(s, rows[i].want));
		is_str(scene_ask(&as_guest, rows[i].call, rows[i].args), want, "a guest: %s %s",
		       rows[i].call, rows[i].args);
	}
	scene_state(&as_guest, after, sizeof(after));
	is_str(after, before, "none of it left a trace");
	ok(strstr(after, "'core'") == NULL, "a guest has no hash of what is internal");
	ok(scene_ask(&as_guest, "message.post", "{'target':'$M','text':'Wir kommen.'}")[0] == '{',
	   "but may write a message");
	ok(strstr(scene_ask(&as_guest, "agenda.list", "{'meeting':'$M'}"), "'number':'Ö 2'") !=
	           NULL,
	   "and see the public agenda");
	ok(strstr(scene_ask(&as_guest, "agenda.list", "{'meeting':'$M'}"), "'number':'N") == NULL,
	   "without the internal one");
}

static void test_removed(struct scene *s, struct clerk *b)
{
	struct scene removed = *s;
	char args[256];

	(void)snprintf(args, sizeof(args), "{'id':'$S','peer':'%s'}", "Partner");
	if (scene_ask(s, "committee.dismiss", args)[0] != '{')
		bail("dismissing");
	clerk_sync(s->d, b);
	removed.d = b;
	is_str(scene_ask(&removed, "message.post", "{'target':'$S','text':'noch da?'}"), "VB-1202",
	       "who was dismissed writes no more");
	ok(strstr(scene_ask(&removed, "committee.list", "{}"), "'role':'none'") != NULL,
	   "and is told so");
}

int main(void)
{
	struct scene s;
	struct clerk a;
	struct clerk guest;
	struct clerk steward;

	clerk_open(&a, "Amt");
	clerk_open(&guest, "Gast");
	clerk_open(&steward, "Partner");
	scene_make(&s, &a);
	test_whole_record(&s);
	test_values(&s);
	test_edit(&s);
	test_delete(&s);
	test_delete_large(&s);
	test_durable(&s);
	join(&s, &guest, "guest");
	test_guest(&s, &guest);
	clerk_part(&a, &guest);
	join(&s, &steward, "steward");
	test_dispute(&s, &steward);
	test_removed(&s, &steward);
	clerk_close(&a);
	clerk_close(&guest);
	clerk_close(&steward);
	return done();
}
