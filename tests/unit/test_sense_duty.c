/* sense_duty: what makes no sense for obligations, measures, agreements and organizations that go over into others is
 * refused and changes nothing, and what comes close to it is written. */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define MAKE(kind, fields) "record.create", "{'space':'$S','kind':'" kind "','fields':{" fields "}}"
#define EDIT(letter, fields) "record.edit", "{'id':'$" letter "','fields':{" fields "}}"

struct refused {
	const char *call;
	const char *args;
	const char *want;
};

static const struct refused rows[] = {
	{ MAKE("obligation", "'startDate':'2027-01-02','endDate':'2027-01-01'"),
	  "VB-3005 it ends before it begins" },
	{ MAKE("obligation", "'startDate':'2027-01-01','every':1"), "VB-3006 unit" },
	{ MAKE("obligation", "'startDate':'2027-01-01','unit':'year'"), "VB-3006 every" },
	{ MAKE("obligation", "'startDate':'2027-01-01','every':0,'unit':'year'"),
	  "VB-3005 every is 0: it is never due again" },
	{ EDIT("V", "'unit':null"), "VB-3006 unit" },
	{ EDIT("V", "'every':null"), "VB-3006 every" },
	{ EDIT("V", "'every':0"), "VB-3005 every is 0: it is never due again" },
	{ EDIT("V", "'endDate':'2026-12-31'"), "VB-3005 it ends before it begins" },
	{ EDIT("V", "'every':2,'endDate':'2026-12-31'"), "VB-3005 it ends before it begins" },
	{ MAKE("measure", "'startDate':'2027-01-02','endDate':'2027-01-01'"),
	  "VB-3005 it ends before it begins" },
	{ EDIT("W", "'startDate':'2028-01-01'"), "VB-3005 it ends before it begins" },
	{ MAKE("agreement", "'startDate':'2027-01-02','endDate':'2027-01-01'"),
	  "VB-3005 it ends before it begins" },
	{ MAKE("agreement", "'startDate':'2027-01-02','reviewDate':'2027-01-01'"),
	  "VB-3005 it is to be reviewed before it begins" },
	{ EDIT("X", "'mergedInto':'$X'"), "VB-3005 an organization does not go over into itself" },
	{ EDIT("Y", "'mergedInto':'$X'"), "VB-3005 the other one went over into this one before" },
	{ EDIT("Z", "'mergedInto':'$X'"), "VB-3005 the other one went over into this one before" },
	{ EDIT("X", "'mergedInto':'$E','endDate':'2018-12-31'"),
	  "VB-3005 the other one was gone by then" },
	{ MAKE("organization", "'mergedInto':'$E','endDate':'2019-01-01'"),
	  "VB-3005 the other one was gone by then" },
	{ EDIT("X", "'subOrganizationOf':'$X'"), "VB-3005 an organization is no part of itself" },
	{ EDIT("E", "'subOrganizationOf':'$Z'"), "VB-3005 an organization is no part of itself" },
	{ EDIT("P", "'next':['$P']"), "VB-3005 next leads to the record itself" },
	{ EDIT("P", "'next':{'add':['$Q','$P']}"), "VB-3005 next leads to the record itself" },
};

static void test_refused(struct scene *s)
{
	char before[4096];
	char after[4096];

	scene_state(s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(s, rows[i].call, rows[i].args), rows[i].want, "%s", rows[i].args);
	scene_state(s, after, sizeof(after));
	is_str(after, before, "nothing was written");
}

static void is_written(struct scene *s, const char *call, const char *args)
{
	is_str(strncmp(scene_ask(s, call, args), "{'id':", 6) == 0 ? "written" : "refused",
	       "written", "%s", args);
}

static void test_written(struct scene *s)
{
	is_written(s, MAKE("obligation", "'startDate':'2027-01-01','endDate':'2027-01-01'"));
	is_written(s, MAKE("agreement", "'reviewDate':'2027-01-01','endDate':'2026-01-01'"));
	is_written(s, EDIT("V", "'every':null,'unit':null"));
	is_written(s, EDIT("V", "'every':1,'unit':'day'"));
	is_written(s, EDIT("W", "'startDate':'2028-01-01','endDate':'2028-01-01'"));
	is_written(s, EDIT("X", "'mergedInto':null"));
	is_written(s, EDIT("Y", "'mergedInto':null"));
	is_written(s, EDIT("Y", "'mergedInto':'$X'"));
	is_written(s, EDIT("X", "'mergedInto':'$E','endDate':'2018-12-30'"));
	is_written(s, EDIT("E", "'subOrganizationOf':'$X'"));
	is_written(s, EDIT("P", "'next':['$Q']"));
	is_written(s, EDIT("Q", "'next':['$P']"));
	is_written(s, "record.delete", "{'id':'$W'}");
}

int main(void)
{
	struct clerk d;
	struct scene s;

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'V',
	                  MAKE("obligation", "'startDate':'2027-01-01','every':1,'unit':'year'"));
	scene_make_record(&s, 'W',
	                  MAKE("measure", "'startDate':'2027-01-01','endDate':'2027-12-31'"));
	scene_make_record(&s, 'Z', MAKE("organization", "'name':'Ganz neu'"));
	scene_make_record(&s, 'E', MAKE("organization", "'name':'Gewesen','endDate':'2018-12-31'"));
	scene_make_record(
		&s, 'Y',
		MAKE("organization", "'name':'Neu','mergedInto':'$Z','subOrganizationOf':'$E'"));
	is_str(strncmp(scene_ask(&s, EDIT("Z", "'subOrganizationOf':'$Y'")), "{'id':", 6) == 0
	               ? "written"
	               : "refused",
	       "written", "a part of a part");
	scene_make_record(&s, 'P', MAKE("processStep", "'name':'Antrag'"));
	scene_make_record(&s, 'Q', MAKE("processStep", "'name':'Bescheid'"));
	scene_make_record(&s, 'X', MAKE("organization", "'name':'Alt','mergedInto':'$Y'"));
	test_refused(&s);
	test_written(&s);
	clerk_close(&d);
	return done();
}
