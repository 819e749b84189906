/* day: days typed, shown and found out. Expected values: Python's zoneinfo and datetime. */
#include "cli/day.h"

#include <stdlib.h>
#include <time.h>

#include "cli/moment.h"
#include "tests/tap.h"

static struct out out; /* in a pipe */

static void test_parse(void)
{
	static const struct {
		const char *text;
		int err;
		int32_t day;
	} rows[] = {
		{ "2026-11-28", 0, 20785 },
		{ "28.11.2026", 0, 20785 },
		{ "1.1.1970", 0, 0 },
		{ "2024-02-29", 0, 19782 },
		{ "2026-02-29", VB_ERR_BAD_VALUE, 7 },
		{ "29.2.2026", VB_ERR_BAD_VALUE, 7 },
		{ "morgen", VB_ERR_BAD_VALUE, 7 },
		{ "", VB_ERR_BAD_VALUE, 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int32_t day = 7;

		out.why[0] = '\0';
		is_err(day_parse(&out, "on", rows[i].text, &day), rows[i].err, "%s", rows[i].text);
		is_int(day, rows[i].day, "%s is that day", rows[i].text);
	}
	is_str(out.why, "--on ", "the reason names the option");
}

static void test_moment(void)
{
	static const struct {
		int64_t ms;
		const char *zone;
		int32_t day;
	} rows[] = {
		{ 1795906799000, VB_MOMENT_ZONE, 20785 }, /* 28 November 2026, 23:59:59 */
		{ 1795906800000, VB_MOMENT_ZONE, 20786 }, /* midnight in Berlin, 23:00 UTC */
		{ 1795906800000, "UTC", 20785 },
		{ 1782855999000, VB_MOMENT_ZONE, 20634 }, /* 30 June 2026, 23:46 in summer */
		{ 1782856800000, VB_MOMENT_ZONE, 20635 }, /* 1 July 2026, 0:00 */
		{ -1, "UTC", -1 },
		{ 0, "UTC", 0 },
		{ -86400000, "UTC", -1 },
		{ INT64_C(253402300799000), "UTC", VB_DAY_MAX },
		{ INT64_C(253402300799000), VB_MOMENT_ZONE,
		  VB_DAY_MAX }, /* there it is the year 10000 */
		{ INT64_C(-62135596800000), "UTC", VB_DAY_MIN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(day_of_moment(rows[i].ms, rows[i].zone), rows[i].day, "%lld in %s",
		       (long long)rows[i].ms, rows[i].zone);
}

static void test_today(void)
{
	static const struct option options[] = { DAY_OPTION,
		                                 { NULL, NULL, NULL, NULL, NULL, false } };
	static const struct command command = { .noun = "committee", .options = options };
	struct args args = { .command = &command, .zone = "UTC" };
	struct cmd cmd = { .args = &args, .out = &out };
	int32_t before = (int32_t)(time(NULL) / 86400), day = 0;

	is_err(day_get_today(&cmd, &day), 0, "without --on");
	ok(day == before || day == before + 1, "it is today");
	args.options[0] = "2014-09-29";
	is_err(day_get_today(&cmd, &day), 0, "with --on");
	is_int(day, 16342, "it is that day");
	args.options[0] = "gestern";
	is_err(day_get_today(&cmd, &day), VB_ERR_BAD_VALUE, "--on that is no day");
}

static void test_field(void)
{
	struct json *fields = json_new_map();

	json_put_text(fields, "startDate", "2014-09-29");
	json_put_text(fields, "endDate", "2014-02-31");
	json_put_int(fields, "date", 5);
	is_int(day_of_field(fields, "startDate", 1), 16342, "a date");
	is_int(day_of_field(fields, "endDate", 1), 1, "one that is no day");
	is_int(day_of_field(fields, "date", 1), 1, "one that is no text");
	is_int(day_of_field(fields, "reviewDate", 1), 1, "none");
	json_destroy(&fields);
}

static void check_format(int32_t day, bool is_terminal, const char *want)
{
	char *text;

	out.style.is_terminal = is_terminal;
	text = day_format(&out, day);
	is_str(text, want, "%d %s", day, is_terminal ? "on a terminal" : "in a pipe");
	free(text);
	out.style.is_terminal = false;
}

int main(void)
{
	test_parse();
	test_moment();
	test_today();
	test_field();
	check_format(20785, false, "2026-11-28");
	check_format(20785, true, "Sat 2026-11-28");
	check_format(-1, true, "Wed 1969-12-31");
	check_format(VB_DAY_MIN, false, "");
	check_format(VB_DAY_MAX, true, "");
	return done();
}
