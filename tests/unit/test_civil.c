/* civil: against the C library's calendar and its rule of Central Europe, hour by hour. */
#include "bridges/render/civil.h"

#include <stdlib.h>
#include <time.h>

#include "tests/tap.h"

#define HOUR_MS 3600000
#define DAY_MS (24 * (int64_t)HOUR_MS)

static bool is_same(int64_t ms, int offset)
{
	time_t seconds = (time_t)(ms / 1000);
	struct civil civil = civil_of(ms, offset);
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL)
		return false;
	return civil.year == tm.tm_year + 1900 && civil.month == (unsigned)tm.tm_mon + 1 &&
	       civil.day == (unsigned)tm.tm_mday && civil.hour == (unsigned)tm.tm_hour &&
	       civil.minute == (unsigned)tm.tm_min && civil.second == (unsigned)tm.tm_sec &&
	       civil.weekday == (unsigned)tm.tm_wday && tm.tm_gmtoff == 60L * offset;
}

/* Every half hour from 1996 to 2100. */
static void test_berlin(void)
{
	unsigned wrong = 0;
	unsigned count = 0;

	(void)setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (int64_t ms = VB_CIVIL_MIN_MS; ms < VB_CIVIL_MIN_MS + 105 * 366 * DAY_MS;
	     ms += HOUR_MS / 2, count++)
		wrong += is_same(ms, civil_berlin_offset(ms)) ? 0 : 1;
	is_int(wrong, 0, "the C library says the same of %u half hours", count);
	ok(count > 1800000, "of more than a hundred years");
}

static void test_edges(void)
{
	/* 2026-03-29 and 2026-10-25, 01:00 UTC: the dates stand in every diary of the year. */
	const int64_t spring = 1774746000000;
	const int64_t autumn = 1792890000000;
	struct civil civil = civil_of(autumn, 60);

	is_int(civil_berlin_offset(spring - 1), 60, "winter until the last millisecond");
	is_int(civil_berlin_offset(spring), 120, "then summer");
	is_int(civil_berlin_offset(autumn - 1), 120, "summer until the last millisecond");
	is_int(civil_berlin_offset(autumn), 60, "then winter");
	ok(civil.month == 10 && civil.day == 25 && civil.hour == 2,
	   "the hour from two to three comes twice");
	ok(!civil_is_berlin_twice(autumn - HOUR_MS - 1), "not before two");
	ok(civil_is_berlin_twice(autumn - HOUR_MS) && civil_is_berlin_twice(autumn - 1),
	   "the first time");
	ok(civil_is_berlin_twice(autumn) && civil_is_berlin_twice(autumn + HOUR_MS - 1),
	   "the second time");
	ok(!civil_is_berlin_twice(autumn + HOUR_MS), "at three it is over");
}

static void test_sound(void)
{
	ok(civil_is_sound(VB_CIVIL_MIN_MS) && !civil_is_sound(VB_CIVIL_MIN_MS - 1), "from 1996");
	ok(civil_is_sound(VB_CIVIL_MAX_MS - 1) && !civil_is_sound(VB_CIVIL_MAX_MS), "to 2999");
	is_int(civil_of(VB_CIVIL_MAX_MS - 1, 60).year, 3000,
	       "where a clock ahead of UTC shows 3000 already");
}

int main(void)
{
	test_berlin();
	test_edges();
	test_sound();
	return done();
}
