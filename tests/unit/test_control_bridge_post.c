/* control_bridge_post: messages by a bridge, where and in whose name; invitations that were delivered. */
#include "daemon/control/outward_once.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

static void test_post(struct scene *s)
{
	const char *first =
		outside_ask(s, "bridge.post",
	                    "{'target':'$A','text':'Guten Tag','name':'Olga','person':'$P','once':"
	                    "x'000102030405060708090a0b0c0d0e0f'}");
	const char *list;

	(void)snprintf(s->ids['H' - 'A'], sizeof(s->ids[0]), "%s", clerk_text(s->d, "id"));
	ok(outside_has(first, "{'id':'"), "a message about an item");
	is_str(outside_ask(s, "bridge.post",
	                   "{'target':'$B','text':'Anders','once':"
	                   "x'000102030405060708090a0b0c0d0e0f'}"),
	       first, "once");
	list = scene_ask(s, "message.list", "{'target':'$A'}");
	ok(outside_has(list, "'text':'Guten Tag'") && outside_has(list, "'writtenBy':'Olga'") &&
	           outside_has(list, "'audience':'all'"),
	   "in the thread of the item, for all, in her name");
	ok(outside_has(outside_ask(s, "bridge.post",
	                           "{'target':'$A','text':'Dazu','in_reply_to':'$H','once':"
	                           "x'010102030405060708090a0b0c0d0e0f'}"),
	               "{'id':'"),
	   "an answer to it");
	ok(outside_has(scene_ask(s, "message.list", "{'target':'$A'}"),
	               scene_text(s, "'inReplyTo':'$H'")),
	   "which names it");
	ok(outside_has(outside_ask(s, "bridge.post",
	                           "{'target':'$S','text':'An alle','in_reply_to':'$H','once':"
	                           "x'020102030405060708090a0b0c0d0e0f'}"),
	               "{'id':'"),
	   "a message to the committee");
	list = scene_ask(s, "message.list", "{'target':'$S'}");
	ok(outside_has(list, "An alle") && !outside_has(list, "inReplyTo"),
	   "which does not answer one of another thread");
}

static void test_refused(struct scene *s)
{
	static const struct {
		const char *args, *answer, *name;
	} cases[] = {
		{ "{'target':'$I','text':'x',", "VB-2001", "about an internal item" },
		{ "{'target':'$N','text':'x',", "VB-2001", "about a meeting for members" },
		{ "{'target':'$P','text':'x',", "VB-2001", "about a person" },
		{ "{'target':'$O','text':'x',", "VB-2001", "about an organization" },
		{ "{'target':'$A','text':'x','person':'$Q',", "VB-2001",
		  "by a person of another office" },
		{ "{'target':'$A','text':'',", "VB-3005 text is empty", "nothing" },
		{ "{'target':'0123','text':'x',", "VB-3005 target is no whole id", "a short id" },
		{ "{'target':'$A$A','text':'x',", "VB-1201", "no committee" },
	};
	char args[300];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(args, sizeof(args),
		               "%s'once':x'50%02zx02030405060708090a0b0c0d0e0f'}", cases[i].args,
		               i);
		is_str(outside_ask(s, "bridge.post", args), cases[i].answer, "%s", cases[i].name);
	}
}

/* The longest text of a message is as long as for people: 20,000 bytes. */
static void test_length(struct scene *s)
{
	static char args[21000];
	size_t used = (size_t)snprintf(args, sizeof(args),
	                               "{'target':'$B','once':x'600102030405060708090a0b0c0d0e0f'"
	                               ",'text':'");

	memset(args + used, 'x', 20001);
	memcpy(args + used + 20001, "'}", 3);
	is_str(outside_ask(s, "bridge.post", args), "VB-1004 text has more than 20000 bytes",
	       "20,001 bytes are too long");
	memcpy(args + used + 20000, "'}", 3);
	ok(outside_has(outside_ask(s, "bridge.post", args), "{'id':'"), "20,000 are not");
}

static void test_delivered(struct scene *s)
{
	const char *note;

	scene_make_record(s, 'J', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M',"
	                  "'editionType':'invitation'}}");
	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'invitation','internal':true,'fields':{'meeting':'$M',"
		"'membership':'$G','state':'letter','channel':'letter','edition':'$J'}}");
	is_str(outside_ask(s, "bridge.delivered",
	                   "{'invitation':'$K','time':1800000000123,'once':"
	                   "x'700102030405060708090a0b0c0d0e0f'}"),
	       scene_text(s, "{'id':'$K'}"), "an invitation that went by e-mail");
	note = scene_ask(s, "record.show", "{'id':'$K'}");
	ok(outside_has(note, "'state':'delivered'") && outside_has(note, "'channel':'email'") &&
	           outside_has(note, "'delivered':1800000000123"),
	   "is delivered");
	is_str(outside_ask(s, "bridge.delivered",
	                   "{'invitation':'$M','once':x'710102030405060708090a0b0c0d0e0f'}"),
	       "VB-2001", "a meeting is no invitation");
	ok(outside_has(outside_ask(s, "bridge.show", "{'subject':'meeting','id':'$M'}"),
	               scene_text(s, "'edition':0,'for_whom':'Verein ohne Stelle','note':'$K'")),
	   "and told with the seat");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_post(&s);
	test_refused(&s);
	test_length(&s);
	test_delivered(&s);
	clerk_close(&d);
	return done();
}
