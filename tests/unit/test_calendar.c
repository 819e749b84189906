/*
 * calendar: days, dates and months as Python's datetime has them (tests/vectors/day.py), both ways; the ends of the
 * calendar; what is no day.
 */
#include "protocol/kinds/calendar.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/cells.h"

static int32_t day_of(const char *text)
{
	int32_t day;

	if (calendar_parse(span_of_str(text), &day) != 0)
		bail("no day: %s", text);
	return day;
}

/* One line "day 2024-02-29 19782 3". */
static bool is_day_right(const char *text, int32_t number, unsigned weekday)
{
	char back[VB_DAY_TEXT_BYTES];
	int32_t day = day_of(text);
	struct date date = calendar_date(number);

	calendar_format(number, back);
	return day == number && strcmp(back, text) == 0 && calendar_weekday(day) == weekday &&
	       calendar_day(date) == number;
}

static void test_vectors(void)
{
	unsigned days = 0, days_right = 0, sums = 0, sums_right = 0;
	struct cells cells;

	cells_open("tests/vectors/day.txt");
	while (cells_next(&cells, ' ') > 0) {
		if (strcmp(cells.at[0], "day") == 0) {
			days++;
			days_right += is_day_right(cells.at[1], (int32_t)cells_number(cells.at[2]),
			                           (unsigned)cells_number(cells.at[3]));
		} else if (strcmp(cells.at[0], "add") == 0) {
			sums++;
			sums_right += calendar_add_months(day_of(cells.at[1]),
			                                  (uint32_t)cells_number(cells.at[2])) ==
			              day_of(cells.at[3]);
		}
	}
	ok(days > 800 && sums > 50, "%u days, %u sums", days, sums);
	is_int(days_right, days, "days as Python counts them");
	is_int(sums_right, sums, "months as Python counts them");
}

static void test_all(void)
{
	unsigned right = 0, weekday = 0;

	/* 0001-01-01 was a Monday: each day follows the one before. */
	for (int32_t day = VB_DAY_MIN; day <= VB_DAY_MAX; day++) {
		right +=
			calendar_day(calendar_date(day)) == day && calendar_weekday(day) == weekday;
		weekday = (weekday + 1) % 7;
	}
	is_int(right, VB_DAY_MAX - VB_DAY_MIN + 1, "every day of 9999 years, both ways");
}

static void test_ends(void)
{
	is_int(day_of("0001-01-01"), VB_DAY_MIN, "the first day");
	is_int(day_of("9999-12-31"), VB_DAY_MAX, "the last");
	is_int(calendar_add_months(day_of("9999-11-30"), 1), day_of("9999-12-30"), "near the end");
	is_int(calendar_add_months(day_of("9999-12-31"), 1), VB_DAY_MAX, "beyond it");
	is_int(calendar_add_months(0, UINT32_MAX), VB_DAY_MAX, "far beyond it");
	is_int(calendar_add_months(VB_DAY_MIN, VB_MONTHS_MAX_COUNT), VB_DAY_MAX,
	       "all months there are");
	is_int(calendar_add_days(VB_DAY_MAX, 1), VB_DAY_MAX, "a day beyond it");
	is_int(calendar_add_days(VB_DAY_MIN, UINT32_MAX), VB_DAY_MAX, "many days beyond it");
	is_int(calendar_add_days(VB_DAY_MIN, (uint32_t)(VB_DAY_MAX - VB_DAY_MIN)), VB_DAY_MAX,
	       "just to it");
	is_int(calendar_month_days(1900, 2), 28, "1900 was no leap year");
	is_int(calendar_month_days(2000, 2), 29, "2000 was one");
}

static void test_refused(void)
{
	static const char *const texts[] = {
		"",           "2023-02-29", "1900-02-29",  "2014-04-31", "2014-00-10",
		"2014-13-10", "2014-10-00", "0000-10-10",  "2014-9-29",  "2014-09-2x",
		"2014/09/29", "-014-09-29", "2014-09-29 ", "2014-09- 9"
	};
	int32_t day = 7;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_err(calendar_parse(span_of_str(texts[i]), &day), VB_ERR_BAD_VALUE,
		       "\"%s\" is no day", texts[i]);
	is_int(day, 7, "and leaves the result alone");
}

int main(void)
{
	test_vectors();
	test_all();
	test_ends();
	test_refused();
	return done();
}
