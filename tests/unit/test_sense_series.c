/* sense_series: rules that nobody can read, times of no day and series without a day are refused and change nothing; what
 * comes close to them is written. */
#include "daemon/control/sense.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scene.h"

#define MAKE(fields) "record.create", "{'space':'$S','kind':'meetingSeries','fields':{" fields "}}"
#define EDIT(fields) "record.edit", "{'id':'$V','fields':{" fields "}}"

static const struct {
	const char *call;
	const char *args;
	const char *want;
} rows[] = {
	{ MAKE("'rrule':'FREQ=HOURLY','startDate':'2027-01-01'"),
	  "VB-3005 rrule is no rule for a series" },
	{ MAKE("'rrule':'FREQ=YEARLY;BYDAY=2TU','startDate':'2027-01-01'"),
	  "VB-3005 rrule is no rule for a series" },
	{ MAKE("'rrule':'FREQ=DAILY;UNTIL=20261231','startDate':'2027-01-01'"),
	  "VB-3005 the series has no day" },
	{ MAKE("'rrule':'FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=MO;UNTIL=20270201','startDate':'2027-01-"
	       "01'"),
	  "VB-3005 the series has no day" },
	{ MAKE("'rrule':'FREQ=DAILY','startDate':'2027-01-01','startMinute':1440"),
	  "VB-3005 startMinute is not below 1440" },
	{ MAKE("'rrule':'FREQ=DAILY','startDate':'2027-01-01','durationMinutes':20161"),
	  "VB-3005 durationMinutes is more than 14 days" },
	{ EDIT("'rrule':'FREQ=DAILY;COUNT=0'"), "VB-3005 rrule is no rule for a series" },
	{ EDIT("'startDate':'2028-01-01'"), "VB-3005 the series has no day" },
	{ EDIT("'startMinute':1440"), "VB-3005 startMinute is not below 1440" },
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
	scene_make_record(&s, 'V',
	                  MAKE("'rrule':'FREQ=DAILY;UNTIL=20271231','startDate':'2027-01-01'"));
	scene_state(&s, before, sizeof(before));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(scene_ask(&s, rows[i].call, rows[i].args), rows[i].want, "%s", rows[i].args);
	scene_state(&s, after, sizeof(after));
	is_str(after, before, "nothing was written");
	is_written(&s, MAKE("'rrule':'FREQ=DAILY','startDate':'2027-01-01','startMinute':1439,"
	                    "'durationMinutes':20160"));
	is_written(&s, EDIT("'startDate':'2027-12-31'"));
	is_written(&s, EDIT("'exdate':['2026-01-01'],'startMinute':0"));
	is_written(&s, EDIT("'rrule':'FREQ=YEARLY'"));
	clerk_close(&d);
	return done();
}
