/* sense_fund: applications for nothing, that end before they begin, or amend one of another applicant, and recommendations of
 * more than was asked for, are refused and change nothing. What offices may not that are not in charge: 20-funding.t. */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define MAKE(kind, fields) "record.create", "{'space':'$S','kind':'" kind "','fields':{" fields "}}"
#define EDIT(letter, fields) "record.edit", "{'id':'$" letter "','fields':{" fields "}}"

static const struct {
	const char *call;
	const char *args;
	const char *want;
} rows[] = {
	{ MAKE("fundingApplication", "'amount':0"), "VB-3005 amount is 0" },
	{ MAKE("fundingApplication", "'amount':1,'startDate':'2027-01-02','endDate':'2027-01-01'"),
	  "VB-3005 it ends before it begins" },
	{ MAKE("fundingApplication", "'amount':1,'amends':'$V'"),
	  "VB-3005 it amends one of another applicant" },
	{ EDIT("W", "'amends':'$V'"), "VB-3005 it amends one of another applicant" },
	{ EDIT("V", "'amount':0"), "VB-3005 amount is 0" },
	{ MAKE("fundingRecommendation", "'application':'$V','amount':1001"),
	  "VB-3005 amount is more than was asked for" },
	{ EDIT("X", "'amount':1001"), "VB-3005 amount is more than was asked for" },
};

static void is_written(struct scene *s, const char *call, const char *args)
{
	is_str(strncmp(scene_ask(s, call, args), "{'id':", 6) == 0 ? "written" : "refused",
	       "written", "%s", args);
}

int main(void)
{
	struct clerk d;
	struct scene s;
	char before[4096];
	char after[4096];

	clerk_open(&d, "Amt");
	scene_make(&s, &d);
	scene_make_record(&s, 'V', MAKE("fundingApplication", "'amount':1000,'organization':'$O'"));
	scene_make_record(&s, 'W', MAKE("fundingApplication", "'amount':1"));
	scene_make_record(&s, 'X', MAKE("fundingRecommendation", "'application':'$V'"));
	scene_state(&s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(&s, rows[i].call, rows[i].args), rows[i].want, "%s", rows[i].args);
	scene_state(&s, after, sizeof(after));
	is_str(after, before, "nothing was written");
	is_written(&s, MAKE("fundingApplication", "'amount':1,'amends':'$V','organization':'$O'"));
	is_written(&s, MAKE("costPosition", "'amount':0,'application':'$V'"));
	is_written(&s, EDIT("X", "'amount':1000,'granted':5000"));
	is_written(&s, EDIT("V", "'startDate':'2027-01-01','endDate':'2027-01-01'"));
	clerk_close(&d);
	return done();
}
