/* control_bridge_reply, outward_once: answers by a bridge: for whom, by whom, once. */
#include "daemon/control/outward_once.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

#define ONE "'once':x'000102030405060708090a0b0c0d0e0f'"
#define TWO "'once':x'100102030405060708090a0b0c0d0e0f'"

/* How many records of a kind there are. */
static int count(struct scene *s, const char *kind)
{
	char args[100];
	const char *at;
	int found = 0;

	(void)snprintf(args, sizeof(args), "{'kind':'%s','space':'$S'}", kind);
	for (at = scene_ask(s, "record.list", args); (at = strstr(at, "'kind':'")) != NULL; at++)
		found++;
	return found;
}

static void test_reply(struct scene *s)
{
	const char *first = outside_ask(s, "bridge.reply",
	                                "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes',"
	                                "'comment':'Ich komme später'," ONE "}");
	const char *record;

	ok(outside_has(first, "{'id':'"), "a seat of ours answers");
	is_str(outside_ask(s, "bridge.reply",
	                   "{'meeting':'$M','seat':'$E','person':'$P','answer':'no'," ONE "}"),
	       first, "the same mark, whatever it says: the same record");
	is_int(count(s, "reply"), 1, "and nothing is written");
	record = scene_ask(s, "record.list", "{'kind':'reply','space':'$S'}");
	ok(outside_has(record, "'answer':'accepted'") &&
	           outside_has(record, "'comment':'Ich komme später'"),
	   "as it was said first");
	ok(outside_has(record, scene_text(s, "'enteredBy':'$P'")), "entered by the person");
	ok(outside_has(record, "'audience':'core'"), "as public as the seat");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}"),
	               "{'answer':'yes','answered':"),
	   "and told with the meeting");
	(void)outside_ask(s, "bridge.reply",
	                  "{'meeting':'$M','seat':'$E','person':'$P','answer':'maybe'," TWO "}");
	is_int(count(s, "reply"), 2, "another mark is another answer");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}"),
	               "{'answer':'maybe','answered':"),
	   "the last one counts");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *answer, *name;
	} cases[] = {
		{ "{'meeting':'$M','seat':'$F','person':'$Q','answer':'yes','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-1323", "a seat of another office" },
		{ "{'meeting':'$M','seat':'$E','person':'$R','answer':'yes','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-1323", "somebody who does not sit there" },
		{ "{'meeting':'$N','seat':'$E','person':'$P','answer':'yes','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-2001", "a meeting for members" },
		{ "{'meeting':'$A','seat':'$E','person':'$P','answer':'yes','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-2001", "an item is no meeting" },
		{ "{'meeting':'$M','seat':'$E','person':'$P','answer':'accepted','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-3005 answer is none of its words", "another word" },
		{ "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes','once':x'00'}",
		  "VB-3005 once is not bin of 16 bytes", "a short mark" },
		{ "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes','once':'text'}",
		  "VB-3005 once is not bin of 16 bytes", "no mark" },
		{ "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes'}", "VB-3006 once",
		  "without a mark" },
		{ "{'meeting':'$M','seat':'$E','person':'$P','vote':'yes','answer':'yes','once':"
		  "x'200102030405060708090a0b0c0d0e0f'}",
		  "VB-3005 bridge.reply has no argument vote", "a reply never votes" },
	};
	int before = count(s, "reply");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(outside_ask(s, "bridge.reply", cases[i].args), cases[i].answer, "%s",
		       cases[i].name);
	is_int(count(s, "reply"), before, "nothing was written");
}

/* A seat without an office is the owner's, until another office invites it. */
static void test_without_office(struct scene *s)
{
	ok(outside_has(outside_ask(s, "bridge.reply",
	                           "{'meeting':'$M','seat':'$G','person':'$R','answer':'no','once':"
	                           "x'300102030405060708090a0b0c0d0e0f'}"),
	               "{'id':'"),
	   "a seat without an office, of a committee that we own");
}

static void make_request(struct scene *s)
{
	scene_make_record(s, 'H', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Hanna'}}");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'availabilityRequest','fields':{'name':'Dolmetschen',"
		"'role':'interpreter','language':'uk','asked':['$H']}}");
}

static void test_answer(struct scene *s)
{
	const char *first;

	make_request(s);
	first = outside_ask(s, "bridge.answer",
	                    "{'request':'$K','person':'$H','answer':'yes',"
	                    "'once':x'400102030405060708090a0b0c0d0e0f'}");
	ok(outside_has(first, "{'id':'"), "who is asked says yes");
	is_str(outside_ask(s, "bridge.answer",
	                   "{'request':'$K','person':'$H','answer':'yes',"
	                   "'once':x'400102030405060708090a0b0c0d0e0f'}"),
	       first, "once");
	is_int(count(s, "availability"), 1, "and nothing is written twice");
	ok(outside_has(scene_ask(s, "record.list", "{'kind':'availability','space':'$S'}"),
	               scene_text(s, "'enteredBy':'$H'")),
	   "entered by the person");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'request','id':'$K'}"),
	               "'people':[{'answer':'yes','answered':"),
	   "and told with the request");
	is_str(outside_ask(s, "bridge.answer",
	                   "{'request':'$K','person':'$P','answer':'yes',"
	                   "'once':x'410102030405060708090a0b0c0d0e0f'}"),
	       "VB-2001", "who is not asked does not answer");
	is_str(outside_ask(s, "bridge.answer",
	                   "{'request':'$K','person':'$H','answer':'maybe',"
	                   "'once':x'420102030405060708090a0b0c0d0e0f'}"),
	       "VB-3005 answer is none of its words", "yes or no");
	is_str(outside_ask(s, "bridge.answer",
	                   "{'request':'$M','person':'$H','answer':'yes',"
	                   "'once':x'430102030405060708090a0b0c0d0e0f'}"),
	       "VB-2001", "a meeting is no request");
}

/* Marks outlive the daemon. */
static void test_restart(struct scene *s)
{
	const char *before =
		outside_ask(s, "bridge.reply",
	                    "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes'," ONE "}");

	clerk_reopen(s->d);
	is_str(outside_ask(s, "bridge.reply",
	                   "{'meeting':'$M','seat':'$E','person':'$P','answer':'yes'," ONE "}"),
	       before, "after a restart the mark is still known");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_reply(&s);
	test_refused(&s);
	test_without_office(&s);
	test_answer(&s);
	test_restart(&s);
	clerk_close(&d);
	return done();
}
