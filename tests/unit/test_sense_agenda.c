/*
 * sense_agenda, stages, control_proposal: what does not come onto an agenda, by whatever call; what is proposed; and what an import
 * and a change of readers may do all the same.
 */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define NO_MORE "VB-1316 the meeting takes no more items"
#define KEEPS "VB-1316 the meeting is over, and its items keep their places"

static void set_state(struct scene *s, const char *state)
{
	char args[120];

	(void)snprintf(args, sizeof(args), "{'id':'$M','fields':{'state':'%s'}}", state);
	(void)scene_ask(s, "record.edit", args);
}

static bool is_done(struct scene *s, const char *call, const char *args)
{
	const char *answer = scene_ask(s, call, args);

	if (answer[0] != '{')
		diag("%s: %s", call, answer);
	return answer[0] == '{';
}

/* Every way to put an item on the agenda of $M. $Q: an item elsewhere, $R: one of $M that was declined. */
static const struct {
	const char *call, *args;
} ways[] = {
	{ "agenda.add", "{'meeting':'$M','fields':{'name':'x'}}" },
	{ "agenda.propose", "{'meeting':'$M','fields':{'name':'x'}}" },
	{ "record.create",
	  "{'space':'$S','kind':'agendaItem','fields':{'name':'x','meeting':'$M'}}" },
	{ "record.create", "{'space':'$S','kind':'agendaItem','fields':{'name':'x','meeting':'$M',"
	                   "'state':'proposed'}}" },
	{ "record.create",
	  "{'space':'$S','kind':'proposal','fields':{'name':'x','meeting':'$M'}}" },
	{ "record.edit", "{'id':'$Q','fields':{'meeting':'$M'}}" },
	{ "record.edit", "{'id':'$R','fields':{'state':'accepted'}}" },
	{ "record.edit", "{'id':'$R','fields':{'state':null}}" },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void test_ended(struct scene *s)
{
	static const char *const batch =
		"{'space':'$S','items':[{'id':'$A','fields':{'name':'x'}},"
		"{'kind':'agendaItem','fields':{'name':'y','meeting':'$M'}}]}";
	static const char *const states[] = { "cancelled", "planned", "invited",
		                              "open",      "closed",  "approved" };
	static const bool is_ended[] = { true, false, false, false, true, true };

	scene_make_record(s, 'L', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'name':'Eine andere'}}");
	scene_make_record(s, 'Q', "agenda.add", "{'meeting':'$L','fields':{'name':'Woanders'}}");
	scene_make_record(s, 'R', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Nein','state':'declined'}}");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		set_state(s, states[i]);
		for (size_t way = 0; way < WAYS && is_ended[i]; way++)
			is_str(scene_ask(s, ways[way].call, ways[way].args), NO_MORE, "%s: %s",
			       states[i], ways[way].call);
		if (!is_ended[i])
			ok(is_done(s, ways[0].call, ways[0].args) &&
			           is_done(s, ways[1].call, ways[1].args),
			   "%s: items come, and proposals", states[i]);
	}
	is_str(scene_ask(s, "record.batch", batch),
	       "VB-1316 item 2: the meeting takes no more items", "nor several together");
	is_str(scene_ask(s, "agenda.move", "{'id':'$B','after':null}"), KEEPS, "nothing is moved");
	is_str(scene_ask(s, "record.edit", "{'id':'$B','fields':{'parent':'$A'}}"), KEEPS,
	       "nor put under another");
}

static void test_after(struct scene *s)
{
	ok(is_done(s, "record.edit",
	           "{'id':'$A','fields':{'result':'beschlossen','resolutionText':'So.'}}"),
	   "what came of an item is written when the meeting is over");
	ok(is_done(s, "record.edit", "{'id':'$R','fields':{'description':'Warum'}}"),
	   "and a declined one stays one");
	scene_make_record(s, 'B', "agenda.readers", "{'id':'$B','internal':true}");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$B'}"), "'audience':'core'") != NULL,
	   "an item can be taken away from guests at any time");
	ok(is_done(s, "record.upsert",
	           "{'space':'$S','items':[{'kind':'agendaItem','fields':{'id':'urn:1',"
	           "'name':'Nachgetragen','meeting':'$M'}}]}"),
	   "what another system says of its sittings is taken");
	ok(is_done(s, "record.delete", "{'id':'$R'}"), "and one can be deleted");
}

static void test_parents(struct scene *s)
{
	scene_make_record(s, 'U', "agenda.add", "{'meeting':'$L','fields':{'name':'Oben'}}");
	scene_make_record(s, 'V', "agenda.add",
	                  "{'meeting':'$L','fields':{'name':'Mitte','parent':'$U'}}");
	scene_make_record(s, 'W', "agenda.add",
	                  "{'meeting':'$L','fields':{'name':'Unten','parent':'$V'}}");
	is_str(scene_ask(s, "record.edit", "{'id':'$U','fields':{'parent':'$U'}}"),
	       "VB-3005 parent is the item itself or below it", "an item is no part of itself");
	is_str(scene_ask(s, "record.edit", "{'id':'$U','fields':{'parent':'$W'}}"),
	       "VB-3005 parent is the item itself or below it", "nor of its parts");
	is_str(scene_ask(s, "record.edit", "{'id':'$U','fields':{'parent':'$A'}}"),
	       "VB-3005 parent is no item of this agenda", "nor of an item of another meeting");
	is_str(scene_ask(s, "agenda.add", "{'meeting':'$L','fields':{'name':'x','parent':'$A'}}"),
	       "VB-3005 parent is no item of this agenda", "a new one neither");
	ok(is_done(s, "record.edit", "{'id':'$W','fields':{'parent':'$U'}}"), "but of any other");
	ok(is_done(s, "record.edit", "{'id':'$W','fields':{'parent':null}}"), "or of none");
}

static void test_proposal(struct scene *s)
{
	static const char *const accept =
		"{'meeting':'$L','fields':{'name':'Wege','proposal':'$X'}}";

	scene_make_record(s, 'X', "agenda.propose",
	                  "{'meeting':'$L','fields':{'name':'Wege','plannedMinutes':10}}");
	ok(strstr(scene_ask(s, "record.show", "{'id':'$X'}"), "'kind':'proposal'") != NULL,
	   "a proposal is a record of its own");
	is_str(scene_ask(s, "agenda.propose",
	                 "{'meeting':'$L','fields':{'name':'x','state':'accepted'}}"),
	       "VB-3005 state is said by who decides about a proposal", "which nobody accepts so");
	is_str(scene_ask(s, "agenda.propose", "{'meeting':'$L','fields':{'result':'gut'}}"),
	       "VB-3005 result is said by who decides about a proposal", "or answers so");
	is_str(scene_ask(s, "agenda.propose", "{'meeting':'$N','fields':{'name':'x'}}"),
	       "VB-3005 meeting leads from what guests see to an internal record",
	       "guests propose nothing for what they do not see");
	is_str(scene_ask(s, "agenda.propose", "{'meeting':'$A','fields':{'name':'x'}}"),
	       "VB-3005 meeting is a record of another kind", "nor for what is no meeting");
	scene_make_record(s, 'Y', "agenda.add", accept);
	is_str(scene_ask(s, "agenda.add", accept), "VB-1326", "it stands on an agenda once");
	is_str(scene_ask(s, "agenda.add",
	                 "{'meeting':'$L','internal':true,'fields':{'name':'x','proposal':'$X'}}"),
	       "VB-1326", "in either list");
	(void)scene_ask(s, "record.edit", "{'id':'$Y','fields':{'state':'declined'}}");
	scene_make_record(s, 'Z', "agenda.add", accept);
	ok(strlen(s->ids['Z' - 'A']) == 32, "when that was declined, again");
	is_str(scene_ask(s, "record.edit", "{'id':'$Y','fields':{'state':'accepted'}}"), "VB-1326",
	       "but then that is not accepted after all");
	ok(is_done(s, "record.edit", "{'id':'$Z','fields':{'state':'accepted'}}"),
	   "what stands there may be said again");
	(void)scene_ask(s, "record.delete", "{'id':'$Z'}");
	ok(is_done(s, "record.edit", "{'id':'$Y','fields':{'state':'accepted'}}"),
	   "nor does a deleted one count");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	test_ended(&s);
	test_after(&s);
	test_parents(&s);
	test_proposal(&s);
	clerk_close(&d);
	return done();
}
