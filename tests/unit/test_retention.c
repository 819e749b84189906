/* retention: last days by hand on the calendar; times as the settings write them. */
#include "protocol/kinds/retention.h"

#include <stdio.h>
#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

static int32_t day(const char *text)
{
	int32_t out = VB_DAY_MIN;

	if (calendar_parse(span_of_str(text), &out) != 0)
		bail("no day");
	return out;
}

static void test_days(void)
{
	static const struct {
		const char *from;
		uint32_t months;
		const char *last;
	} rows[] = {
		{ "2026-12-01", 12, "2027-12-01" },   { "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" },   { "2026-08-31", 6, "2027-02-28" },
		{ "2026-01-31", 1, "2026-02-28" },    { "2026-01-31", 0, "2026-01-31" },
		{ "9999-01-01", 1200, "9999-12-31" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t from = day(rows[i].from), last = day(rows[i].last);
		char text[VB_DAY_TEXT_BYTES];

		calendar_format(retention_last_day(from, rows[i].months), text);
		is_str(text, rows[i].last, "%s and %u months", rows[i].from, rows[i].months);
		ok(!retention_is_over(from, rows[i].months, last), "is kept on its last day");
		ok(last == VB_DAY_MAX || retention_is_over(from, rows[i].months, last + 1),
		   "and is over on the next");
	}
}

static void test_table(void)
{
	for (int i = 0; i < VB_RETENTION_COUNT; i++) {
		const struct retention_row *row = retention_row((enum retention)i);
		char setting[40];

		(void)snprintf(setting, sizeof(setting), "keep-%s", row->word);
		is_str(row->setting, setting, "%s has its setting", row->word);
		ok(row->months >= 1 && row->months <= VB_KEEP_MAX_MONTHS, "and a time");
	}
}

static void test_parse(void)
{
	static const struct {
		const char *text;
		uint32_t months; /* 0: refused */
	} rows[] = {
		{ "1 month", 1 },
		{ "18 months", 18 },
		{ "1 year", 12 },
		{ "10 years", 120 },
		{ "100 years", 1200 },
		{ "1200 months", 1200 },
		{ "1201 months", 0 },
		{ "101 years", 0 },
		{ "years", 0 },
		{ "", 0 },
		{ "2", 0 },
		{ "2 y", 0 },
		{ "2years", 0 },
		{ "2 years ", 0 },
		{ "99999999999999999999 years", 0 },
		{ "-1 years", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t months = 0;

		is_int(retention_parse(span_of_str(rows[i].text), &months), rows[i].months > 0,
		       "`%s`", rows[i].text);
		is_u64(months, rows[i].months, "`%s`: value", rows[i].text);
	}
}

int main(void)
{
	test_days();
	test_table();
	test_parse();
	return done();
}
