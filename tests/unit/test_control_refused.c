/* control: requests that are refused, each with its code and the word for what is at fault, and nothing changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

struct refused {
	const char *call;
	const char *args;
	const char *want;
};

#define CREATE(kind, fields) "{'space':'$S','kind':'" kind "','fields':{" fields "}}"

static const struct refused rows[] = {
	/* spaces and records that are not there, or not clear */
	{ "record.create", "{'space':'nirgends','kind':'person','fields':{'name':'x'}}",
	  "VB-1201 nirgends" },
	{ "record.create", "{'space':'Rat','kind':'person','fields':{'name':'x'}}", "VB-1201 Rat" },
	{ "record.show", "{'id':'ffff'}", "VB-2001 ffff" },
	{ "record.show", "{'id':'0'}", "VB-2011 0" },
	{ "record.show", "{'id':'01a3'}", "VB-2011 01a3" },
	{ "committee.show", "{'id':'12'}", "VB-2011 12" },
	{ "record.show", "{'id':'kein Hex'}", "VB-2001 kein Hex" },
	{ "record.show", "{'id':'$S'}", "VB-1004 id has more than 32 bytes" },
	{ "record.edit", "{'id':'$D','fields':{'name':'zurück'}}", "VB-2001 it was deleted" },
	{ "record.delete", "{'id':'$D'}", "VB-2001 it was deleted" },
	{ "record.delete", "{'id':'$O'}", "VB-3005 id is the committee itself" },
	{ "message.post", "{'target':'$D','text':'hallo?'}", "VB-2001 it was deleted" },
	{ "message.post", "{'target':'1111111111','text':'hallo?'}", "VB-2001 1111111111" },
	{ "message.post", "{'target':'1','text':'hallo?'}", "VB-2011 1" },
	{ "message.post", "{'target':'alle','text':'hallo?'}", "VB-2001 alle" },
	{ "message.post", "{'target':'$M'}", "VB-3006 text" },
	{ "message.post", "{'target':'$M','text':''}", "VB-3005 text is empty" },
	{ "committee.show", "{'id':'abcdefg'}", "VB-1201 abcdefg" },

	/* kinds and fields */
	{ "record.create", CREATE("sitting", "'name':'x'"), "VB-3005 there is no kind sitting" },
	{ "record.create", CREATE("Person", "'name':'x'"), "VB-3005 there is no kind Person" },
	{ "record.create", CREATE("person", "'nom':'x'"), "VB-3005 person has no field nom" },
	{ "record.create", CREATE("person", "'start':1"), "VB-3005 person has no field start" },
	{ "record.create", CREATE("person", ""), "VB-3006 fields" },
	{ "record.create", CREATE("person", "'name':null"), "VB-3006 fields" },
	{ "record.create", CREATE("agendaItem", "'name':'x'"), "VB-3006 meeting" },
	{ "record.create", CREATE("message", "'target':'$M'"), "VB-3006 text" },
	{ "record.edit", "{'id':'$A','fields':{'meeting':null}}", "VB-3006 meeting" },
	{ "record.edit", "{'id':'$A','fields':{'text':'x'}}",
	  "VB-3005 agendaItem has no field text" },
	{ "record.edit", "{'id':'$A','fields':['name']}",
	  "VB-3005 fields is not a map of names and values" },
	{ "record.edit", "{'id':'$A','fields':{1:'x'}}",
	  "VB-3005 fields is not a map of names and values" },
	{ "record.create", "{'space':'$S','kind':'person','internal':1,'fields':{'name':'x'}}",
	  "VB-3005 internal is not true or false" },

	/* values */
	{ "record.create", CREATE("person", "'name':7"),
	  "VB-3005 name is not a text without control characters" },
	{ "record.create", CREATE("person", "'name':''"), "VB-3005 name is empty" },
	{ "record.create", CREATE("person", "'name':'Zwei\\nZeilen'"),
	  "VB-3005 name is not a text without control characters" },
	{ "record.create", CREATE("person", "'name':'\x07'"),
	  "VB-3005 name is not a text without control characters" },
	{ "record.create", CREATE("person", "'name':'umge\xe2\x80\xaekehrt'"),
	  "VB-3005 name is not a text without control characters" },
	{ "record.create", CREATE("person", "'name':['x']"),
	  "VB-3005 name is not a text without control characters" },
	{ "record.create", CREATE("person", "'phone':'0451'"), "VB-3005 phone is not a list" },
	{ "record.create", CREATE("person", "'phone':{'put':['0451']}"),
	  "VB-3005 phone is not a list" },
	{ "record.create", CREATE("person", "'phone':{'add':'0451'}"),
	  "VB-3005 phone is not a list" },
	{ "record.create", CREATE("person", "'phone':{'add':[451]}"),
	  "VB-3005 phone is not a text without control characters" },
	{ "record.create", CREATE("person", "'phone':[451]"),
	  "VB-3005 phone is not a text without control characters" },
	{ "record.create", CREATE("person", "'phone':[null]"),
	  "VB-3005 phone is not a text without control characters" },
	{ "record.create", CREATE("meeting", "'start':'2026-12-01'"),
	  "VB-3005 start is not a time in milliseconds since 1970" },
	{ "record.create", CREATE("meeting", "'start':-99999999999999999"),
	  "VB-3005 start is not a time in milliseconds since 1970" },
	{ "record.create", CREATE("meeting", "'number':-1"),
	  "VB-3005 number is not a whole number from 0" },
	{ "record.create", CREATE("meeting", "'number':9007199254740992"),
	  "VB-3005 number is not a whole number from 0" },
	{ "record.create", CREATE("meeting", "'cancelled':1"),
	  "VB-3005 cancelled is not true or false" },
	{ "record.create", CREATE("meeting", "'timeZone':'Berlin!'"),
	  "VB-3005 timeZone is not a time zone like Europe/Berlin" },
	{ "record.create", CREATE("paper", "'date':'2026-02-29'"),
	  "VB-3005 date is not a date like 2026-12-01" },
	{ "record.edit", "{'id':'$A','fields':{'state':'maybe'}}",
	  "VB-3005 state is none of: accepted, proposed, declined" },
	{ "record.edit", "{'id':'$A','fields':{'order':'80f'}}",
	  "VB-3005 order is not an order key in hexadecimal" },
	{ "record.edit", "{'id':'$A','fields':{'order':'8000'}}",
	  "VB-3005 order is not an order key in hexadecimal" },
	{ "record.edit", "{'id':'$A','fields':{'order':''}}",
	  "VB-3005 order is not an order key in hexadecimal" },

	/* references */
	{ "record.edit", "{'id':'$A','fields':{'meeting':'ffff'}}", "VB-2001 ffff" },
	{ "record.edit", "{'id':'$A','fields':{'meeting':7}}",
	  "VB-3005 meeting is not the number of a record" },
	{ "record.edit", "{'id':'$A','fields':{'meeting':{'other':'x'}}}",
	  "VB-3005 meeting is not the number of a record" },
	{ "record.edit", "{'id':'$A','fields':{'meeting':'$P'}}",
	  "VB-3005 meeting leads to a record of kind person, not meeting" },
	{ "record.edit", "{'id':'$A','fields':{'meeting':'$N'}}",
	  "VB-3005 meeting leads from what guests see to an internal record" },
	{ "record.edit", "{'id':'$A','fields':{'submitter':'$D'}}",
	  "VB-3005 submitter was deleted" },
	{ "record.edit", "{'id':'$M','fields':{'organization':['$O','$P']}}",
	  "VB-3005 organization leads to a record of kind person, not organization" },
	{ "record.create", "{'space':'$T','kind':'membership','fields':{'person':'$P'}}",
	  "VB-2001 $P" },
	{ "record.create", CREATE("membership", "'person':{'oparl':'urn:none'}"),
	  "VB-3005 person: no record has the OParl id urn:none" },

	/* the agenda */
	{ "agenda.add", "{'meeting':'$P','fields':{'name':'x'}}",
	  "VB-3005 meeting is a record of another kind" },
	{ "agenda.add", "{'meeting':'$N','fields':{'name':'x'}}",
	  "VB-3005 meeting leads from what guests see to an internal record" },
	{ "agenda.add", "{'meeting':'$M','after':'$P','fields':{'name':'x'}}",
	  "VB-3005 after is no item of this agenda" },
	{ "agenda.add", "{'meeting':'$M','after':'$I','fields':{'name':'x'}}",
	  "VB-3005 after is an internal item" },
	{ "agenda.add", "{'meeting':'$M','internal':true,'after':'$A','fields':{'name':'x'}}",
	  "VB-3005 after is a public item" },
	{ "agenda.move", "{'id':'$A'}", "VB-3006 after" },
	{ "agenda.move", "{'id':'$A','after':'$A'}",
	  "VB-3005 after is the item itself or below it" },
	{ "agenda.move", "{'id':'$P','after':null}", "VB-3005 id is no agenda item" },
	{ "agenda.list", "{'meeting':'$S'}", "VB-1004 meeting has more than 32 bytes" },
	{ "agenda.list", "{'meeting':'$M','after':'$P'}", "VB-2001 after" },

	/* lists */
	{ "record.list", "{'kind':'meeting','limit':0}", "VB-1008 limit is not from 1 to 1000" },
	{ "record.list", "{'kind':'meeting','limit':1001}", "VB-1008 limit is not from 1 to 1000" },
	{ "record.list", "{'kind':'meeting','limit':-1}", "VB-3005 limit is not a number" },
	{ "record.list", "{'kind':'meeting','after':'xyz'}",
	  "VB-3005 after is no cursor of this list" },
	{ "record.list", "{'kind':'meeting','where':{'nom':'x'}}",
	  "VB-3005 meeting has no field nom" },
	{ "record.list", "{'kind':'meeting','where':{'organization':'ffff'}}", "VB-2001 ffff" },
	{ "record.list", "{'kind':'meeting','where':{'start':'x'}}",
	  "VB-3005 start is not a time in milliseconds since 1970" },
	{ "feed.read", "{'after':'x'}", "VB-3005 after is not a number" },
	{ "feed.read", "{'limit':1001}", "VB-1008 limit is not from 1 to 1000" },
	{ "feed.read", "{'wait':600001}", "VB-1008 wait is not from 0 to 600000" },

	/* many at once: one bad item, and none is written */
	{ "record.batch", "{'space':'$S','items':{}}", "VB-3005 items is not a list" },
	{ "record.batch", "{'space':'$S','items':[7]}", "VB-3005 item 1: " },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','fields':{'name':'x'}},{'id':'$D','fields':{}}]}",
	  "VB-2001 item 2: it was deleted" },
	{ "record.batch", "{'space':'$T','items':[{'id':'$A','fields':{'name':'x'}}]}",
	  "VB-2001 item 1: $A" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','as':'p','fields':{'name':'x'}},{'id':'$O','"
	  "delete':true}]}",
	  "VB-3005 item 2: id is the committee itself" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'agendaItem','fields':{'meeting':{'as':'m'}}},"
	  "{'kind':'meeting','as':'m','fields':{'name':'x'}}]}",
	  "VB-3005 item 1: meeting: nothing before has the label m" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','as':'m','fields':{'name':'x'}},"
	  "{'kind':'agendaItem','fields':{'meeting':{'as':'m'}}}]}",
	  "VB-3005 item 2: meeting leads to a record of kind paper, not meeting" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'meeting','as':'m','internal':true,'fields':{'name':'x'}}"
	  ","
	  "{'kind':'agendaItem','fields':{'meeting':{'as':'m'}}}]}",
	  "VB-3005 item 2: meeting leads from what guests see to an internal record" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','as':'p','fields':{'name':'x'}},"
	  "{'kind':'paper','as':'p','fields':{'name':'y'}}]}",
	  "VB-3005 item 2: is there twice" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','fields':{'name':'x'}},{'id':'$O','erase':true}]"
	  "}",
	  "VB-3005 item 2: id is the committee itself" },
	{ "record.batch",
	  "{'space':'$S','items':[{'kind':'paper','fields':{'name':'x'}},{'id':'$A','erase':true},"
	  "{'id':'$A','erase':true}]}",
	  "VB-3005 item 3: is there twice" },
	{ "record.batch",
	  "{'space':'$S','items':[{'id':'$A','delete':true},{'id':'$A','fields':{'name':'x'}}]}",
	  "VB-3005 item 2: is there twice" },
	{ "record.batch", "{'space':'$S','ground':'because','items':[{'id':'$A','erase':true}]}",
	  "VB-3005 ground is none of: unsaid, request, expired, mistake, moved, restated" },
	{ "record.batch", "{'space':'$S','items':[{'id':'$A','erase':1}]}",
	  "VB-3005 item 1: erase is not true or false" },
	{ "record.create", "{'space':'$S','kind':'agendaItem','fields':{'meeting':{'as':'m'}}}",
	  "VB-3005 meeting: nothing before has the label m" },
	{ "record.upsert", "{'space':'$S','items':{}}", "VB-3005 items is not a list" },
	{ "record.upsert", "{'space':'$S','items':[7]}", "VB-3005 item 1: " },
	{ "record.upsert", "{'space':'$S','items':[{'kind':'person','fields':{'name':'x'}}]}",
	  "VB-3006 item 1: id" },
	{ "record.upsert",
	  "{'space':'$S','items':[{'kind':'person','fields':{'id':'u:1'}},{'kind':'persn','fields':"
	  "{'id':'u:2'}}]}",
	  "VB-3005 item 2: there is no kind persn" },
	{ "record.upsert",
	  "{'space':'$S','items':[{'kind':'person','fields':{'id':'u:1'}},{'kind':'person','fields'"
	  ":{'id':'u:1'}}]}",
	  "VB-3005 item 2: is there twice (u:1)" },
	{ "record.upsert",
	  "{'space':'$S','items':[{'kind':'person','fields':{'id':'u:1'}},"
	  "{'kind':'membership','fields':{'id':'u:2','person':{'oparl':'u:3'}}}]}",
	  "VB-3005 item 2: person: no record has the OParl id u:3 (u:2)" },
	{ "record.upsert",
	  "{'space':'$S','items':[{'kind':'meeting','internal':true,'fields':{'id':'u:1'}},"
	  "{'kind':'agendaItem','fields':{'id':'u:2','meeting':{'oparl':'u:1'}}}]}",
	  "VB-3005 item 2: meeting leads from what guests see to an internal record (u:2)" },
	{ "record.upsert",
	  "{'space':'$S','items':[{'kind':'person','fields':{'id':'u:1'}},"
	  "{'kind':'agendaItem','fields':{'id':'u:2','name':'x'}}]}",
	  "VB-3006 item 2: meeting (u:2)" },

	/* what makes no sense for organizations and seats */
	{ "record.create", CREATE("organization", "'name':'x','node':'Hansestadt'"),
	  "VB-3005 node is not the number of an office" },
	{ "record.edit", "{'id':'$O','fields':{'meetingsPerYear':0}}",
	  "VB-1008 meetingsPerYear is not from 1 to 366" },
	{ "record.edit", "{'id':'$O','fields':{'meetingsPerYear':367}}",
	  "VB-1008 meetingsPerYear is not from 1 to 366" },
	{ "record.create", CREATE("ruleProfile", "'noticeDays':4097"),
	  "VB-1008 noticeDays is not from 0 to 4096" },
	{ "record.batch",
	  "{'space':'$S','items':[{'as':'a','kind':'membership','fields':{'organization':'$O'}},"
	  "{'kind':'membership','fields':{'organization':'$O','substituteFor':{'as':'a'}}},"
	  "{'kind':'organization','fields':{'name':'x','node':'y'}}]}",
	  "VB-3005 item 3: node is not the number of an office" },

	/* offices and members */
	{ "committee.create", "{'name':'a\\nb'}",
	  "VB-3005 name is not a text without control characters" },
	{ "committee.create", "{'name':7}",
	  "VB-3005 name is not a text without control characters" },
	{ "committee.admit", "{'id':'$S','peer':'Niemand','role':'member'}", "VB-1407 Niemand" },
	{ "committee.admit", "{'id':'$S','peer':'Amt','role':'member'}", "VB-1209" },
	{ "committee.admit", "{'id':'$S','peer':'Amt','role':'owner'}",
	  "VB-3005 role is none of: relay, guest, member, steward" },
	{ "committee.role", "{'id':'$S','peer':'Amt','role':'guest'}", "VB-3010" },
	{ "committee.dismiss", "{'id':'$S','peer':'Amt'}", "VB-3010" },
	{ "committee.handover", "{'id':'$S','peer':'Amt'}", "VB-1304" },
	{ "committee.recover", "{'id':'$S'}", "VB-1218" },
	{ "committee.recover", "{'id':'$S','agree':true}", "VB-1219" },
	{ "committee.policy", "{'id':'$S','offices':['Amt'],'needed':2}",
	  "VB-1008 needed is not more than half of the offices named" },
	{ "committee.policy", "{'id':'$S','offices':['Amt','Amt']}", "VB-3005 is there twice" },
	{ "committee.policy", "{'id':'$S','offices':'Amt'}", "VB-3005 offices is not a list" },
	{ "committee.settle", "{'id':'$S','peer':'Amt'}", "VB-2012" },
	{ "audit.show", "{'id':'ffffffff'}", "VB-1201 ffffffff" },
	{ "committee.reclaim", "{'id':'$S'}", "VB-1218 it is not being fetched" },
	{ "committee.accept", "{'id':'$S','peer':'Amt'}", "VB-3006 until" },
	{ "committee.accept", "{'id':'$S','peer':'Amt','until':1}",
	  "VB-2012 nothing of it is held back or cut off until then" },
	{ "peer.confirm", "{'peer':'Niemand','digits':'123456'}", "VB-1407 Niemand" },
	{ "peer.confirm", "{'peer':'Niemand','digits':'12345'}",
	  "VB-3005 digits is neither six digits nor a fingerprint" },
	{ "peer.confirm", "{'peer':'Niemand','digits':'1234567'}",
	  "VB-3005 digits is neither six digits nor a fingerprint" },
	{ "peer.confirm", "{'peer':'Niemand','digits':'12345a'}",
	  "VB-3005 digits is neither six digits nor a fingerprint" },
	{ "peer.remove", "{'peer':'Niemand'}", "VB-1407 Niemand" },
	{ "peer.invite", "{'space':'$S'}", "VB-3006 role" },
	{ "peer.invite", "{'role':'guest'}", "VB-3006 space" },
	{ "peer.join", "{'code':7}", "VB-3005 code is not a text" },
};

static void test_table(struct scene *s)
{
	char before[4096];
	char after[4096];
	char want[512];

	scene_state(s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(want, sizeof(want), "%s", scene_text(s, rows[i].want));
		is_str(scene_ask(s, rows[i].call, rows[i].args), want, "%s %.60s", rows[i].call,
		       rows[i].args);
		scene_state(s, after, sizeof(after));
		if (strcmp(before, after) != 0)
			is_str(after, before, "and changed nothing");
	}
	scene_state(s, after, sizeof(after));
	is_str(after, before, "after all of them nothing has changed");
}

/* ---- sizes ---- */

/* One text of so many bytes in a field. */
static const char *long_text(struct scene *s, const char *kind, const char *field, size_t size)
{
	char *text = malloc(size + 1);
	const char *answer;

	if (text == NULL)
		bail("out of memory");
	memset(text, 'x', size);
	text[size] = '\0';
	answer = clerk_ask(s->d, "record.create",
	                   "{'space':'%s','kind':'%s','fields':{'%s':'%s','meeting':'%s'}}",
	                   scene_text(s, "$S"), kind, field, text, s->ids['M' - 'A']);
	free(text);
	return answer;
}

static void test_sizes(struct scene *s)
{
	char before[4096];
	char after[4096];
	char list[8192];
	size_t size = 0;

	scene_state(s, before, sizeof(before));
	is_str(long_text(s, "agendaItem", "name", 401), "VB-1004 name has more than 400 bytes",
	       "a name of 401 bytes");
	is_str(long_text(s, "agendaItem", "name", 10000), "VB-1004 name has more than 400 bytes",
	       "a name of 10,000 characters");
	is_str(long_text(s, "agendaItem", "description", 20001),
	       "VB-1004 description has more than 20000 bytes", "a description of 20,001 bytes");
	for (int i = 0; i < 257; i++)
		size += (size_t)snprintf(list + size, sizeof(list) - size, "%s'%d'",
		                         i > 0 ? "," : "", i);
	is_str(clerk_ask(s->d, "record.edit", "{'id':'%s','fields':{'phone':[%s]}}",
	                 s->ids['P' - 'A'], list),
	       "VB-1004 phone has more than 256 members, or one that is too long",
	       "a list of 257 numbers");
	scene_state(s, after, sizeof(after));
	is_str(after, before, "nothing has changed");
	ok(long_text(s, "agendaItem", "name", 400)[0] == '{', "a name of 400 bytes is fine");
	ok(long_text(s, "agendaItem", "description", 20000)[0] == '{',
	   "and a description of 20,000 bytes");
}

/* Each field fits, all of them do not fit one entry. */
static void test_together(struct scene *s)
{
	char *text = malloc(20001);

	if (text == NULL)
		bail("out of memory");
	memset(text, 'y', 20000);
	text[20000] = '\0';
	is_str(clerk_ask(s->d, "record.edit",
	                 "{'id':'%s','fields':{'description':'%s','resolutionText':'%s'}}",
	                 s->ids['A' - 'A'], text, text),
	       "VB-1004 all fields together", "two texts that together do not fit one entry");
	free(text);
}

/* Whom a substitute may stand in for. */
static void test_substitutes(struct scene *s)
{
	scene_make_record(s, 'U', "record.create", CREATE("membership", "'organization':'$O'"));
	scene_make_record(s, 'V', "record.create",
	                  CREATE("membership", "'organization':'$O','substituteFor':'$U'"));
	scene_make_record(s, 'W', "record.create", CREATE("organization", "'name':'Sonstige'"));
	is_str(scene_ask(s, "record.edit", "{'id':'$U','fields':{'substituteFor':'$U'}}"),
	       "VB-3005 substituteFor leads to the record itself", "a seat for itself");
	is_str(scene_ask(s, "record.create",
	                 CREATE("membership", "'organization':'$O','substituteFor':'$V'")),
	       "VB-3005 substituteFor is a substitute itself", "a substitute of a substitute");
	is_str(scene_ask(s, "record.create",
	                 CREATE("membership", "'organization':'$W','substituteFor':'$U'")),
	       "VB-3005 substituteFor is a seat of another committee",
	       "a substitute from another committee");
	scene_make_record(s, 'X', "record.create", CREATE("person", "'name':'Ada'"));
	ok(scene_ask(s, "record.edit", "{'id':'$U','fields':{'person':'$X'}}")[0] == '{',
	   "a seat of a person");
	is_str(scene_ask(s, "record.edit", "{'id':'$V','fields':{'person':'$X'}}"),
	       "VB-3005 a person is no substitute of themselves",
	       "who then sits as their substitute");
	is_str(scene_ask(s, "record.create",
	                 CREATE("membership",
	                        "'organization':'$O','person':'$X','substituteFor':'$U'")),
	       "VB-3005 a person is no substitute of themselves", "or is made it at once");
	ok(scene_ask(s, "record.create", CREATE("ruleProfile", "'noticeDays':4096"))[0] == '{',
	   "a notice of eleven years");
	ok(scene_ask(s, "record.edit", "{'id':'$O','fields':{'meetingsPerYear':366}}")[0] == '{',
	   "every day");
	ok(scene_ask(s, "record.edit", "{'id':'$O','fields':{'meetingsPerYear':null}}")[0] == '{',
	   "no cadence any more");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_table(&s);
	test_sizes(&s);
	test_together(&s);
	test_substitutes(&s);
	clerk_close(&d);
	return done();
}
