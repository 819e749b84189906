/* outward_meeting, outward_sequence, outward_answers: when and where a meeting is, how often that changed, and whom this office reaches. */
#include "daemon/control/outward_meeting.h"

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

/* The number of the calendar object. */
static int sequence(struct scene *s)
{
	const char *at = strstr(show(s), "'sequence':");

	return at == NULL ? -1 : (int)strtol(at + strlen("'sequence':"), NULL, 10);
}

static void edit(struct scene *s, const char *fields)
{
	char args[500];
	const char *answer;

	(void)snprintf(args, sizeof(args), "{'id':'$M','fields':{%s}}", fields);
	answer = scene_ask(s, "record.edit", args);
	if (answer[0] != '{')
		bail("edit %s: %s", fields, answer);
}

/* As cli/datebook.h counts: entries with a change to start, end, location, room, state or cancelled, without the create. */
static void test_sequence(struct scene *s)
{
	static const struct {
		const char *fields;
		int more;
		const char *name;
	} cases[] = {
		{ "'name':'Sitzung'", 0, "another name" },
		{ "'start':1800007200000", 1, "another begin" },
		{ "'start':1800007200000", 0, "the same once more" },
		{ "'start':1800010800000,'end':1800014400000", 1, "begin and end at once" },
		{ "'room':'Saal 2'", 1, "another room" },
		{ "'location':'$J'", 1, "another place" },
		{ "'room':null", 1, "no room any more" },
		{ "'state':'invited'", 1, "invited" },
		{ "'deadline':1800000000000,'invitedAt':1799990000000,'reason':'Umbau'", 0,
		  "deadline, reason" },
		{ "'state':'cancelled'", 1, "cancelled" },
		{ "'cancelled':true", 1, "cancelled in the way of OParl" },
	};
	int wanted = 0;

	scene_make_record(
		s, 'J', "record.create",
		"{'space':'$S','kind':'location','fields':{'description':'Rathaus\nHaus 2',"
		"'streetAddress':'Markt 1'}}");
	is_int(sequence(s), 0, "a meeting as it was made");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		edit(s, cases[i].fields);
		wanted += cases[i].more;
		is_int(sequence(s), wanted, "%s", cases[i].name);
	}
	(void)scene_ask(s, "agenda.add", "{'meeting':'$M','fields':{'name':'Neues'}}");
	is_int(sequence(s), wanted, "an item changes nothing of it");
}

static void test_fields(struct scene *s)
{
	const char *meeting = show(s);

	ok(outside_has(meeting, "'place':'Rathaus'"), "the place, by its first line");
	edit(s, "'room':'Saal 1'");
	ok(outside_has(show(s), "'place':'Rathaus\\nSaal 1'"), "and the room on a line of its own");
	meeting = show(s);
	ok(outside_has(meeting, "'state':'cancelled'") && outside_has(meeting, "'reason':'Umbau'"),
	   "state and reason");
	ok(outside_has(meeting, "'deadline':1800000000000") &&
	           outside_has(meeting, "'invited':1799990000000") &&
	           outside_has(meeting, "'start':1800010800000") &&
	           outside_has(meeting, "'end':1800014400000") &&
	           outside_has(meeting, "'zone':'Europe/Berlin'"),
	   "times");
	edit(s, "'organization':['$O','$V']");
	ok(outside_has(show(s), "'committee':'Rat für Migration, Unser Verein'") ||
	           outside_has(show(s), "'committee':'Unser Verein, Rat für Migration'"),
	   "those who meet together");
	edit(s, "'organization':['$O']");
}

/* Seats in force on the day of the meeting: 2027-01-15. */
static void test_seats(struct scene *s)
{
	static const struct {
		const char *fields, *name;
		bool is_told;
	} cases[] = {
		{ "'person':'$R','onBehalfOf':'$V'", "a second seat of somebody", true },
		{ "'onBehalfOf':'$V'", "a vacant seat", false },
		{ "'person':'$R','onBehalfOf':'$V','endDate':'2027-01-14'", "one that ended",
		  false },
		{ "'person':'$R','onBehalfOf':'$V','endDate':'2027-01-15'", "one that ends then",
		  true },
		{ "'person':'$R','onBehalfOf':'$V','startDate':'2027-01-16'",
		  "one that begins later", false },
		{ "'person':'$R','onBehalfOf':'$V','startDate':'2027-01-15'",
		  "one that begins then", true },
		{ "'person':'$R','onBehalfOf':'$W'", "one of another office", false },
	};
	char args[300], seat[40];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(args, sizeof(args),
		               "{'space':'$S','kind':'membership','internal':true,'fields':{"
		               "'organization':'$O',%s}}",
		               cases[i].fields);
		scene_make_record(s, 'K', "record.create", args);
		(void)snprintf(seat, sizeof(seat), "%s", scene_text(s, "$K"));
		is_int(outside_has(show(s), seat), cases[i].is_told, "%s", cases[i].name);
		(void)scene_ask(s, "record.delete", "{'id':'$K'}");
		ok(!outside_has(show(s), seat), "deleted it is gone");
	}
}

static void test_gone(struct scene *s)
{
	scene_make_record(s, 'L', "record.create",
	                  "{'space':'$S','kind':'person','fields':{'name':'Jemand'}}");
	scene_make_record(s, 'K', "record.create",
	                  "{'space':'$S','kind':'membership','fields':{'organization':'$O',"
	                  "'onBehalfOf':'$V','person':'$L'}}");
	ok(outside_has(show(s), scene_text(s, "'seat':'$K'")), "a seat of somebody");
	(void)scene_ask(s, "record.delete", "{'id':'$L'}");
	ok(!outside_has(show(s), scene_text(s, "'seat':'$K'")), "who was deleted: nobody's");
}

static void test_kinds_of_seats(struct scene *s)
{
	const char *meeting;

	scene_make_record(
		s, 'K', "record.create",
		"{'space':'$S','kind':'membership','internal':true,'fields':{'organization':"
		"'$O','person':'$R','onBehalfOf':'$V','substituteFor':'$E'}}");
	scene_make_record(
		s, 'L', "record.create",
		"{'space':'$S','kind':'membership','internal':true,'fields':{'organization':"
		"'$O','person':'$P','onBehalfOf':'$V','advisory':true}}");
	meeting = show(s);
	ok(outside_has(meeting,
	               scene_text(s, "'for_whom':'Unser Verein','is_substitute':true,'person':'$R',"
	                             "'seat':'$K'")),
	   "a substitute has a row of its own");
	ok(outside_has(meeting,
	               scene_text(s, "'for_whom':'Unser Verein','is_advisory':true,'person':'$P',"
	                             "'seat':'$L'")),
	   "an advisory seat says so, and one person with two seats stands there twice");
	(void)scene_ask(s, "record.delete", "{'id':'$K'}");
	(void)scene_ask(s, "record.delete", "{'id':'$L'}");
}

/* Invitations: the oldest note of the greatest edition that counts. */
static void test_notes(struct scene *s)
{
	scene_make_record(s, 'K', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M'}}");
	scene_make_record(
		s, 'L', "record.create",
		"{'space':'$S','kind':'invitation','internal':true,'fields':{'meeting':'$M',"
		"'membership':'$E','state':'delivered','edition':'$K'}}");
	ok(outside_has(show(s), "'edition_count':1") &&
	           outside_has(show(s), scene_text(s, "'edition':0,'for_whom':'Unser Verein',"
	                                              "'note':'$L'")),
	   "invited");
	scene_make_record(s, 'U', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M'}}");
	scene_make_record(
		s, 'Y', "record.create",
		"{'space':'$S','kind':'invitation','internal':true,'fields':{'meeting':'$M',"
		"'membership':'$E','state':'waiting','edition':'$U'}}");
	ok(outside_has(show(s), "'edition_count':2") &&
	           outside_has(show(s), scene_text(s, "'edition':1,'for_whom':'Unser Verein',"
	                                              "'note':'$Y'")),
	   "with the supplement");
	(void)scene_ask(s, "record.edit", "{'id':'$U','fields':{'withdrawn':true}}");
	ok(outside_has(show(s), "'edition_count':1") &&
	           outside_has(show(s), scene_text(s, "'edition':0,'for_whom':'Unser Verein',"
	                                              "'note':'$L'")),
	   "which was withdrawn");
}

/* A seat without an office is that of whoever wrote its newest invitation, else of the owner. */
static void test_two_offices(void)
{
	struct scene a;
	struct clerk d, e;
	char args[300];

	clerk_open(&d, "Amt");
	clerk_open(&e, "Zweites Amt");
	clerk_pair(&d, &e);
	outside_make(&a, &d);
	(void)scene_ask(&a, "committee.admit", "{'id':'$S','peer':'Zweites Amt','role':'steward'}");
	clerk_sync(&d, &e);
	ok(outside_has(show(&a), scene_text(&a, "'seat':'$G'")), "nobody invited it: the owner's");
	a.d = &e;
	ok(outside_has(show(&a), "12. Sitzung") &&
	           !outside_has(show(&a), scene_text(&a, "'seat':'$G'")),
	   "not another steward's");
	scene_make_record(&a, 'K', "record.create",
	                  "{'space':'$S','kind':'agendaEdition','fields':{'meeting':'$M'}}");
	(void)snprintf(args, sizeof(args),
	               "{'space':'$S','kind':'invitation','internal':true,'fields':{'meeting':'$M',"
	               "'membership':'$G','state':'letter','edition':'$K'}}");
	scene_make_record(&a, 'L', "record.create", args);
	clerk_sync(&d, &e);
	ok(outside_has(show(&a), scene_text(&a, "'note':'$L'")) &&
	           outside_has(show(&a), scene_text(&a, "'seat':'$G'")),
	   "who invited it reaches it");
	ok(!outside_has(show(&a), scene_text(&a, "'seat':'$E'")), "but not those of other offices");
	a.d = &d;
	ok(!outside_has(show(&a), scene_text(&a, "'seat':'$G'")), "and the owner does no more");
	ok(outside_has(show(&a), scene_text(&a, "'seat':'$E'")), "but what is its own");
	(void)scene_ask(&a, "committee.dismiss", "{'id':'$S','peer':'Zweites Amt'}");
	ok(outside_has(show(&a), scene_text(&a, "'seat':'$G'")), "until who invited it has left");
	clerk_close(&d);
	clerk_close(&e);
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_sequence(&s);
	test_fields(&s);
	test_seats(&s);
	test_gone(&s);
	test_kinds_of_seats(&s);
	test_notes(&s);
	clerk_close(&d);
	test_two_offices();
	return done();
}
