/* outward_agenda, outward_files: items as they may leave, with editions, papers and documents; agendas of hostile offices. */
#include "daemon/control/outward_agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

#define SHOW "{'subject':'meeting','id':'$M'}"

static const char *show(struct scene *s)
{
	return outside_ask(s, "bridge.show", SHOW);
}

/* How often a text stands in another. */
static int count(const char *text, const char *part)
{
	int found = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		found++;
	return found;
}

static void test_items(struct scene *s)
{
	const char *meeting;

	scene_make_record(s, 'H', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Einnahmen','parent':'$B','itemType':"
	                  "'report','description':'Wie im Vorjahr','plannedMinutes':15,'submitter':"
	                  "'$V'}}");
	meeting = show(s);
	ok(outside_has(
		   meeting,
		   scene_text(s, "{'depth':1,'id':'$H','kind':'report','minutes':15,'note':'Wie im "
	                         "Vorjahr','number':'Ö 2.1','submitter':'Unser Verein','title':"
	                         "'Einnahmen'}")),
	   "all that is told of an item");
	scene_make_record(s, 'J', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Frau Antrag'}}");
	(void)scene_ask(s, "record.edit", "{'id':'$H','fields':{'submitter':'$J'}}");
	ok(!outside_has(show(s), "submitter") && !outside_has(show(s), "Antrag"),
	   "a person who submitted it is not named");
}

static void test_internal(struct scene *s)
{
	scene_make_record(
		s, 'J', "agenda.add",
		"{'meeting':'$M','internal':true,'fields':{'name':'Fall A','parent':'$I'}}");
	ok(outside_has(show(s), "{'is_internal':true,'number':'N 1'}") &&
	           !outside_has(show(s), "N 1.1"),
	   "of what stands below an internal item nothing is told");
	ok(!outside_has(show(s), "Personal") && !outside_has(show(s), "Fall A"), "nor any title");
	/* Another office wrote it so: a public item below an internal one. */
	scene_make_record(s, 'K', "agenda.add", "{'meeting':'$M','fields':{'name':'Offen'}}");
	ok(outside_has(show(s), "'number':'Ö 3','title':'Offen'"),
	   "a public one by its own number");
	scene_make_record(s, 'L', "agenda.add",
	                  "{'meeting':'$M','fields':{'name':'Vorschlag','state':'proposed'}}");
	ok(!outside_has(show(s), "Vorschlag"), "what is only proposed is not on the agenda");
}

static void test_editions(struct scene *s)
{
	scene_make_record(s, 'U', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M'}}");
	scene_make_record(
		s, 'Y', "record.create",
		"{'space':'$S','kind':'invitedItem','fields':{'edition':'$U','agendaItem':"
		"'$A','number':'Ö 1','place':1}}");
	ok(outside_has(show(s), scene_text(s, "'edition':0,'id':'$A'")),
	   "an item of the invitation");
	ok(outside_has(show(s), scene_text(s, "{'depth':0,'id':'$B'")),
	   "one that nobody invited to");
	scene_make_record(s, 'Z', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M'}}");
	scene_make_record(
		s, 'Y', "record.create",
		"{'space':'$S','kind':'invitedItem','fields':{'edition':'$Z','agendaItem':"
		"'$B','number':'Ö 2','place':1}}");
	ok(outside_has(show(s), scene_text(s, "'edition':1,'id':'$B'")), "one of a supplement");
	ok(outside_has(show(s), "'edition_count':2"), "two editions");
	scene_make_record(
		s, 'Y', "record.create",
		"{'space':'$S','kind':'invitedItem','internal':true,'fields':{'edition':'$Z',"
		"'agendaItem':'$I','number':'N 1','name':'Personal','place':2}}");
	ok(outside_has(show(s), "{'edition':1,'is_internal':true,'number':'N 1'}"),
	   "of an internal item that it was sent with it, and nothing else");
}

static void test_papers(struct scene *s)
{
	scene_make_record(s, 'X', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Bericht','reference':"
	                  "'VO/1'}}");
	scene_make_record(s, 'W', "record.create",
	                  "{'space':'$S','kind':'consultation','fields':{'paper':'$X','agendaItem':"
	                  "'$A'}}");
	(void)scene_ask(s, "record.edit", "{'id':'$A','fields':{'consultation':'$W'}}");
	is_int(count(show(s), scene_text(s, "{'id':'$X','reference':'VO/1','title':'Bericht'}")), 1,
	       "a paper, once, though both name each other");
	scene_make_record(
		s, 'V', "record.create",
		"{'space':'$S','kind':'paper','internal':true,'fields':{'name':'Geheim'}}");
	scene_make_record(
		s, 'W', "record.create",
		"{'space':'$S','kind':'consultation','internal':true,'fields':{'paper':'$V',"
		"'agendaItem':'$A'}}");
	ok(!outside_has(show(s), "Geheim") && !outside_has(show(s), scene_text(s, "$V")),
	   "an internal paper is none");
	(void)scene_ask(s, "record.delete", "{'id':'$X'}");
	ok(!outside_has(show(s), "Bericht"), "nor one that was deleted");
}

/* Parents in a circle, at the depth of each other, and references that lead nowhere or to another kind. */
static void test_circles(struct scene *s)
{
	(void)scene_ask(s, "record.edit", "{'id':'$A','fields':{'parent':'$B'}}");
	(void)scene_ask(s, "record.edit", "{'id':'$B','fields':{'parent':'$A'}}");
	ok(outside_has(show(s), "'title':'Begrüßung'") &&
	           outside_has(show(s), "'title':'Haushalt'"),
	   "two items below each other are told");
	(void)scene_ask(s, "record.delete", "{'id':'$I'}");
	ok(outside_has(show(s), "{'is_internal':true,'number':'N 1'}"),
	   "what stood below an internal item that was deleted has its own place");
}

/* Notes of 20,000 bytes each: they share 200 KiB; the items behind go without, and the answer says so. */
static void test_large(struct scene *s)
{
	static char args[21000];
	const char *meeting;
	size_t used;
	int good = 0;

	scene_make_record(s, 'M', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'name':'Lang'}}");
	ok(!outside_has(show(s), "'more'"), "a short agenda is whole");
	for (int i = 0; i < 60; i++) {
		used = (size_t)snprintf(
			args, sizeof(args),
			"{'meeting':'$M','fields':{'name':'Punkt %d','description':'", i);
		memset(args + used, 'y', 19999);
		memcpy(args + used + 19999, "'}}", 4);
		good += scene_ask(s, "agenda.add", args)[0] == '{';
	}
	is_int(good, 60, "sixty items with long notes");
	meeting = show(s);
	ok(outside_has(meeting, "'title':'Punkt 59'"), "all items are told");
	is_int(count(meeting, "'note':'yyy"), 10, "with as many notes as fit");
	ok(outside_has(meeting, "'more':true"), "and that there is more");
	ok(s->d->answer.size < VB_IPC_FRAME_MAX_BYTES, "in one frame");
}

/* More items than one answer tells: limit of the list. */
static void test_many(struct scene *s)
{
	const char *meeting;
	int good = 0;

	scene_make_record(s, 'M', "record.create",
	                  "{'space':'$S','kind':'meeting','fields':{'name':'Viele'}}");
	for (unsigned i = 0; i < VB_OUTWARD_ITEMS_MAX; i++)
		good += scene_ask(s, "record.create",
		                  "{'space':'$S','kind':'agendaItem','fields':{'meeting':'$M'}}")
		                [0] == '{';
	is_int(good, VB_OUTWARD_ITEMS_MAX, "so many items");
	meeting = show(s);
	is_int(count(meeting, "'number':'Ö "), VB_OUTWARD_ITEMS_MAX, "are told");
	ok(!outside_has(meeting, "'more'"), "all");
	(void)scene_ask(s, "record.create",
	                "{'space':'$S','kind':'agendaItem','fields':{'meeting':'$M'}}");
	meeting = show(s);
	is_int(count(meeting, "'number':'Ö "), VB_OUTWARD_ITEMS_MAX, "of one more they are");
	ok(outside_has(meeting, "'more':true"), "not all");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_items(&s);
	test_internal(&s);
	test_editions(&s);
	test_papers(&s);
	test_circles(&s);
	test_large(&s);
	test_many(&s);
	clerk_close(&d);
	return done();
}
