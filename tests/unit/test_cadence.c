/*
 * cadence: the committees of the seeds, worked out by hand with a calendar: three a year (Lübeck), quarterly (Lüchow-Dannenberg),
 * every four to eight weeks (Leipzig), yearly and two-yearly reports, a review; 29 February; the ends of the calendar.
 */
#include "protocol/kinds/cadence.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define DAYS_MAX 8

static int32_t day_of(const char *text)
{
	int32_t day;

	if (calendar_parse(span_of_str(text), &day) != 0)
		bail("no day: %s", text);
	return day;
}

static size_t days_of(const char *const *texts, int32_t *out)
{
	size_t count = 0;

	while (count < DAYS_MAX && texts[count] != NULL) {
		out[count] = day_of(texts[count]);
		count++;
	}
	return count;
}

static void check_day(int32_t got, const char *want, const char *name)
{
	char text[VB_DAY_TEXT_BYTES];

	calendar_format(got, text);
	is_str(text, want, "%s", name);
}

struct year_case {
	const char *name, *sittings[DAYS_MAX];
	uint32_t per_year;
	const char *since, *today;
	uint32_t held, planned, missing;
	const char *due; /* NULL: nothing missing */
	uint32_t late_days;
};

/* clang-format off */
static const struct year_case year_cases[] = {
	{ "three a year: the third is not planned", { "2026-02-10", "2026-06-09" }, 3, "2014-01-01", "2026-09-01", 2, 0, 1,
	  "2026-12-31", 0 },
	{ "three a year: all in spring", { "2026-02-10", "2026-03-10", "2026-04-14" }, 3, "2014-01-01", "2026-09-01", 3, 0,
	  0, NULL, 0 },
	{ "three a year: planned", { "2026-11-10", "2026-02-10", "2026-06-09" }, 3, "2014-01-01", "2026-09-01", 2, 1, 0,
	  NULL, 0 },
	{ "three a year: none so far", { "2025-11-11" }, 3, "2014-01-01", "2026-05-10", 0, 0, 3, "2026-04-30", 10 },
	{ "quarterly: two in the first quarter", { "2026-01-20", "2026-03-24" }, 4, "2022-01-01", "2026-07-01", 2, 0, 3,
	  "2026-06-30", 1 },
	{ "quarterly: one in each", { "2026-01-20", "2026-06-30", "2026-07-01", "2026-12-31" }, 4, "2022-01-01",
	  "2026-07-01", 3, 1, 0, NULL, 0 },
	{ "quarterly: begun in August", { "2026-09-01" }, 4, "2026-08-01", "2026-08-15", 0, 1, 1, "2026-12-31", 0 },
	{ "monthly: February of a leap year", { "2024-01-31" }, 12, "2024-01-01", "2024-03-01", 1, 0, 11, "2024-02-29", 1 },
	{ "once a year", { "2025-12-31" }, 1, "2014-01-01", "2026-01-01", 0, 0, 1, "2026-12-31", 0 },
	{ "five a year: 73 days each", { NULL }, 5, "2014-01-01", "2026-01-01", 0, 0, 5, "2026-03-14", 0 },
};
/* clang-format on */

static void test_year(void)
{
	for (size_t i = 0; i < sizeof(year_cases) / sizeof(year_cases[0]); i++) {
		const struct year_case *c = &year_cases[i];
		int32_t days[DAYS_MAX];
		size_t count = days_of(c->sittings, days);
		struct cadence_year answer = cadence_check_year(days, count, c->per_year,
		                                                day_of(c->since), day_of(c->today));

		is_int(answer.held, c->held, "%s: held", c->name);
		is_int(answer.planned, c->planned, "%s: planned", c->name);
		is_int(answer.missing, c->missing, "%s: missing", c->name);
		is_int(answer.is_due, c->due != NULL, "%s: due or not", c->name);
		if (c->due != NULL)
			check_day(answer.due, c->due, c->name);
		is_int(answer.late_days, c->late_days, "%s: days late", c->name);
	}
}

struct gap_case {
	const char *name, *sittings[DAYS_MAX];
	uint32_t max_days, min_days;
	const char *since, *today, *due;
	bool is_planned;
	uint32_t late_days, early_days;
};

/* clang-format off */
static const struct gap_case gap_cases[] = {
	{ "in time", { "2026-01-13", "2026-03-10" }, 56, 28, "2020-01-01", "2026-02-01", "2026-03-10", true, 0, 0 },
	{ "a day too late", { "2026-01-13", "2026-03-11" }, 56, 28, "2020-01-01", "2026-02-01", "2026-03-10", false, 1, 0 },
	{ "none planned, not yet due", { "2026-01-13" }, 56, 28, "2020-01-01", "2026-03-10", "2026-03-10", false, 0, 0 },
	{ "none planned, late", { "2026-01-13" }, 56, 28, "2020-01-01", "2026-03-15", "2026-03-10", false, 5, 0 },
	{ "too early", { "2026-02-09", "2026-01-13" }, 56, 28, "2020-01-01", "2026-01-20", "2026-03-10", true, 0, 1 },
	{ "just not too early", { "2026-02-10", "2026-01-13" }, 56, 28, "2020-01-01", "2026-01-20", "2026-03-10", true, 0, 0
	  },
	{ "never met", { NULL }, 92, 0, "2026-01-01", "2026-04-05", "2026-04-03", false, 2, 0 },
	{ "the first is planned", { "2026-04-01" }, 92, 0, "2026-01-01", "2026-02-01", "2026-04-03", true, 0, 0 },
	{ "no longest gap", { "2026-01-13" }, 0, 28, "2020-01-01", "2026-12-31", "9999-12-31", false, 0, 0 },
	{ "today counts as held", { "2026-01-13", "2026-03-10" }, 56, 28, "2020-01-01", "2026-03-10", "2026-05-05", false, 0,
	  0 },
};
/* clang-format on */

/* Leipzig: at least 28 and at most 56 days; Lüchow-Dannenberg: at most 92. */
static void test_gap(void)
{
	for (size_t i = 0; i < sizeof(gap_cases) / sizeof(gap_cases[0]); i++) {
		const struct gap_case *c = &gap_cases[i];
		int32_t days[DAYS_MAX];
		size_t count = days_of(c->sittings, days);
		struct cadence_gap answer = cadence_check_gap(days, count, c->max_days, c->min_days,
		                                              day_of(c->since), day_of(c->today));

		check_day(answer.due, c->due, c->name);
		is_int(answer.is_planned, c->is_planned, "%s: planned in time or not", c->name);
		is_int(answer.late_days, c->late_days, "%s: days late", c->name);
		is_int(answer.early_days, c->early_days, "%s: days early", c->name);
	}
}

struct due_case {
	const char *name, *start, *end;
	uint32_t every;
	enum cadence_unit unit;
	uint32_t reminder_days;
	const char *fulfilled[DAYS_MAX], *today;
	enum obligation_state state;
	const char *due;
	uint32_t late_days;
};

/* clang-format off */
static const struct due_case due_cases[] = {
	{ "two-yearly report of 29.9.2014", "2014-09-29", "9999-12-31", 2, VB_UNIT_YEAR, 90, { "2014-09-29" }, "2016-06-01",
	  VB_OBLIGATION_AHEAD, "2016-09-29", 0 },
	{ "three months before", "2014-09-29", "9999-12-31", 2, VB_UNIT_YEAR, 90, { "2014-09-29" }, "2016-07-01",
	  VB_OBLIGATION_REMIND, "2016-09-29", 0 },
	{ "on the day", "2014-09-29", "9999-12-31", 2, VB_UNIT_YEAR, 0, { "2014-09-29" }, "2016-09-29", VB_OBLIGATION_REMIND,
	  "2016-09-29", 0 },
	{ "a week late", "2014-09-29", "9999-12-31", 2, VB_UNIT_YEAR, 90, { "2014-09-29" }, "2016-10-06", VB_OBLIGATION_LATE,
	  "2016-09-29", 7 },
	{ "delivered late: two years from then", "2014-09-29", "9999-12-31", 2, VB_UNIT_YEAR, 0, { "2017-01-15", "2014-09-29"
	  }, "2017-02-01", VB_OBLIGATION_AHEAD, "2019-01-15", 0 },
	{ "never delivered", "2023-06-30", "9999-12-31", 1, VB_UNIT_YEAR, 30, { NULL }, "2024-07-10", VB_OBLIGATION_LATE,
	  "2023-06-30", 376 },
	{ "yearly, on 29 February", "2024-02-29", "9999-12-31", 1, VB_UNIT_YEAR, 0, { "2024-02-29" }, "2024-12-01",
	  VB_OBLIGATION_AHEAD, "2025-02-28", 0 },
	{ "every four years on 29 February", "2024-02-29", "9999-12-31", 4, VB_UNIT_YEAR, 0, { "2024-02-29" }, "2028-02-28",
	  VB_OBLIGATION_AHEAD, "2028-02-29", 0 },
	{ "quarterly from a 30 November", "2026-11-30", "9999-12-31", 3, VB_UNIT_MONTH, 0, { "2026-11-30" }, "2027-01-01",
	  VB_OBLIGATION_AHEAD, "2027-02-28", 0 },
	{ "weekly", "2026-03-23", "9999-12-31", 1, VB_UNIT_WEEK, 0, { "2026-03-25" }, "2026-04-02", VB_OBLIGATION_LATE,
	  "2026-04-01", 1 },
	{ "every ten days", "2026-03-23", "9999-12-31", 10, VB_UNIT_DAY, 0, { "2026-03-25" }, "2026-03-26",
	  VB_OBLIGATION_AHEAD, "2026-04-04", 0 },
	{ "once, and done", "2026-03-23", "9999-12-31", 0, VB_UNIT_DAY, 0, { "2026-03-25" }, "2026-03-26",
	  VB_OBLIGATION_NONE, NULL, 0 },
	{ "once, done in the future", "2026-03-23", "9999-12-31", 0, VB_UNIT_DAY, 0, { "2026-03-27" }, "2026-03-26",
	  VB_OBLIGATION_LATE, "2026-03-23", 3 },
	{ "done before it began", "2026-03-23", "9999-12-31", 1, VB_UNIT_YEAR, 0, { "2024-01-01" }, "2026-03-01",
	  VB_OBLIGATION_AHEAD, "2026-03-23", 0 },
	{ "funded for three years, ended", "2019-12-31", "2021-12-31", 1, VB_UNIT_YEAR, 0, { "2019-12-31", "2020-12-31",
	  "2021-12-31" }, "2022-06-01", VB_OBLIGATION_NONE, NULL, 0 },
	{ "the last one is late for ever", "2019-12-31", "2021-12-31", 1, VB_UNIT_YEAR, 0, { "2020-12-31" }, "2022-01-01",
	  VB_OBLIGATION_LATE, "2021-12-31", 1 },
	{ "every so many years that none is left", "2026-01-01", "9999-12-30", UINT32_MAX, VB_UNIT_YEAR, 0, { "2026-01-01" },
	  "2026-03-26", VB_OBLIGATION_NONE, NULL, 0 },
	{ "or weeks", "2026-01-01", "9999-12-30", UINT32_MAX, VB_UNIT_WEEK, 0, { "2026-01-01" }, "2026-03-26",
	  VB_OBLIGATION_NONE, NULL, 0 },
};
/* clang-format on */

static void test_obligation(void)
{
	for (size_t i = 0; i < sizeof(due_cases) / sizeof(due_cases[0]); i++) {
		const struct due_case *c = &due_cases[i];
		struct obligation obligation = { day_of(c->start), day_of(c->end), c->every,
			                         c->unit, c->reminder_days };
		int32_t days[DAYS_MAX];
		size_t count = days_of(c->fulfilled, days);
		struct obligation_due answer =
			cadence_obligation(&obligation, days, count, day_of(c->today));

		is_int(answer.state, c->state, "%s: state", c->name);
		if (c->due != NULL)
			check_day(answer.due, c->due, c->name);
		is_int(answer.late_days, c->late_days, "%s: days late", c->name);
	}
}

int main(void)
{
	test_year();
	test_gap();
	test_obligation();
	return done();
}
