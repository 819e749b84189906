/* outward_duty: by when, from when on to remind, and who is told of it. */
#include "daemon/control/outward_duty.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/outside.h"

/* The scene's clock stands at 2027-01-15, 09:00 in Berlin. */
static const char *show(struct scene *s)
{
	return outside_ask(s, "bridge.show", "{'subject':'duty','id':'$K'}");
}

static void make(struct scene *s, const char *kind, const char *fields)
{
	char args[600];

	(void)snprintf(args, sizeof(args), "{'space':'$S','kind':'%s','fields':{%s}}", kind,
	               fields);
	scene_make_record(s, 'K', "record.create", args);
}

/* Days by hand, with the calendar of 2027. */
static void test_due(struct scene *s)
{
	static const struct {
		const char *kind, *fields, *due, *remind, *name;
	} cases[] = {
		{ "obligation", "'startDate':'2027-03-31'", "2027-03-31", "2027-03-01",
		  "once, 30 days before where nothing is said" },
		{ "obligation", "'startDate':'2027-03-31','reminderDays':7", "2027-03-31",
		  "2027-03-24", "with its own days" },
		{ "obligation",
		  "'startDate':'2026-12-31','every':3,'unit':'month','fulfilled':['2026-12-30']",
		  "2027-03-30", "2027-02-28", "a quarter after the last one" },
		{ "obligation", "'startDate':'2026-12-31','every':3,'unit':'month'", "2026-12-31",
		  "2026-12-01", "each quarter, the last one late" },
		{ "obligation", "'startDate':'2026-12-31','fulfilled':['2026-12-30']", "", "",
		  "once, and done" },
		{ "measure", "'endDate':'2027-06-30','state':'running'", "2027-06-30", "2027-05-31",
		  "a measure" },
		{ "measure", "'endDate':'2027-06-30','state':'done'", "", "", "one that is done" },
		{ "agreement", "'endDate':'2028-01-01','reviewDate':'2027-07-01','reminderDays':10",
		  "2027-07-01", "2027-06-21", "an agreement: its review before its end" },
		{ "agreement", "'endDate':'2028-01-01','state':'ended'", "", "", "one that ended" },
		{ "commentRequest", "'paper':'$L','organization':'$V','due':'2027-02-01'",
		  "2027-02-01", "2027-01-02", "a request for comment" },
		{ "commentRequest",
		  "'paper':'$L','organization':'$V','due':'2027-02-01','state':'answered'", "", "",
		  "one that is answered" },
		{ "commentRequest",
		  "'paper':'$L','organization':'$V','due':'2027-02-01','answerPaper':['$L']", "",
		  "", "one with an answer" },
	};
	char wanted[100];

	scene_make_record(s, 'L', "record.create",
	                  "{'space':'$S','kind':'paper','fields':{'name':'Konzept'}}");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *listed;

		make(s, cases[i].kind, cases[i].fields);
		if (cases[i].due[0] == '\0') {
			ok(!outside_has(show(s), "'due'") && !outside_has(show(s), "remind_from"),
			   "%s", cases[i].name);
		} else {
			(void)snprintf(wanted, sizeof(wanted), "'due':'%s'", cases[i].due);
			ok(outside_has(show(s), wanted), "%s: due", cases[i].name);
			(void)snprintf(wanted, sizeof(wanted), "'remind_from':'%s'",
			               cases[i].remind);
			ok(outside_has(show(s), wanted), "%s: remind", cases[i].name);
		}
		listed = outside_ask(s, "bridge.list", "{'subject':'duty'}");
		is_int(outside_has(listed, scene_text(s, "$K")), cases[i].due[0] != '\0',
		       "%s: in the list", cases[i].name);
	}
}

/* A duty to meet is fulfilled by meetings. */
static void test_meetings(struct scene *s)
{
	make(s, "obligation",
	     "'startDate':'2027-01-20','every':1,'unit':'month','obligationType':'meeting',"
	     "'recipient':'$V'");
	ok(outside_has(show(s), "'due':'2027-01-20'"), "nobody met so far");
	scene_make_record(
		s, 'U', "record.create",
		"{'space':'$S','kind':'meeting','fields':{'name':'A','organization':['$V'],"
		"'start':1799918000000}}");
	ok(outside_has(show(s), "'due':'2027-02-14'"), "they met the day before");
	(void)scene_ask(s, "record.edit", "{'id':'$U','fields':{'state':'cancelled'}}");
	ok(outside_has(show(s), "'due':'2027-01-20'"), "it was called off");
}

static void test_people(struct scene *s)
{
	make(s, "obligation", "'name':'Bericht','startDate':'2027-03-31','organization':'$V'");
	ok(outside_has(show(s),
	               scene_text(s, "'name':'Bericht','people':[{'person':'$P'}],'remind_from'")),
	   "those on seats for it");
	ok(outside_has(show(s), "'responsible':'Unser Verein'"), "and its name");
	make(s, "obligation", "'startDate':'2027-03-31','organization':'$W'");
	ok(!outside_has(show(s), "people") &&
	           outside_has(show(s), "'responsible':'Anderer Verein'"),
	   "those of another office are told by that");
	make(s, "obligation", "'startDate':'2027-03-31','responsible':'$V'");
	ok(outside_has(show(s), scene_text(s, "'people':[{'person':'$P'}]")),
	   "responsible instead");
	make(s, "agreement", "'endDate':'2027-03-31','partner':['$V','$W','$X']");
	ok(outside_has(show(s), scene_text(s, "'person':'$P'")) &&
	           outside_has(show(s), scene_text(s, "'person':'$R'")) &&
	           !outside_has(show(s), scene_text(s, "$Q")),
	   "of several partners those of ours");
	make(s, "commentRequest", "'paper':'$L','organization':'$V','due':'2027-02-01'");
	ok(outside_has(show(s), "'name':'Konzept'"), "a request is called as its paper is");
}

/* Whoever has nobody on a seat is written to at its own address, by the office that reaches it. */
static void test_address(struct scene *s)
{
	scene_make_record(s, 'Y', "record.create",
	                  "{'space':'$S','kind':'organization','fields':{'name':'Träger',"
	                  "'contactEmail':'info@example.org'}}");
	make(s, "obligation", "'startDate':'2027-03-31','organization':'$Y'");
	ok(outside_has(show(s), "'people':[{'address':'info@example.org'}]"),
	   "its own address, by the owner");
	scene_make_record(
		s, 'Z', "record.create",
		"{'space':'$S','kind':'membership','internal':true,'fields':{'organization':"
		"'$O','onBehalfOf':'$Y','person':'$R'}}");
	ok(!outside_has(show(s), "info@example.org") &&
	           outside_has(show(s), scene_text(s, "'people':[{'person':'$R'}]")),
	   "not where somebody sits for it");
	(void)scene_ask(s, "record.edit", "{'id':'$W','fields':{'contactEmail':'w@example.org'}}");
	make(s, "obligation", "'startDate':'2027-03-31','organization':'$W'");
	ok(!outside_has(show(s), "w@example.org"), "nor of an organization of another office");
	make(s, "obligation", "'startDate':'2027-03-31'");
	ok(!outside_has(show(s), "people"), "nobody's duty is told to nobody");
}

int main(void)
{
	struct scene s;
	struct clerk d;

	clerk_open(&d, "Amt");
	outside_make(&s, &d);
	test_due(&s);
	test_meetings(&s);
	test_people(&s);
	test_address(&s);
	is_str(outside_ask(&s, "bridge.show", "{'subject':'duty','id':'$M'}"), "VB-2001",
	       "a meeting is no duty");
	clerk_close(&d);
	return done();
}
