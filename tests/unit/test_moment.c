/* moment: local times and UTC. Expected values: Python's zoneinfo and datetime. */
#include "cli/moment.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/err.h"
#include "tests/tap.h"

static void test_parse(void)
{
	static const struct {
		const char *text;
		const char *zone;
		int64_t ms;
	} rows[] = {
		{ "2026-12-01T18:00", VB_MOMENT_ZONE, 1796144400000 },
		{ "2026-12-01 18:00", VB_MOMENT_ZONE, 1796144400000 },
		{ "01.12.2026, 18:00", VB_MOMENT_ZONE, 1796144400000 },
		{ "01.12.2026 18:00", VB_MOMENT_ZONE, 1796144400000 },
		{ "1.12.2026 18:00", VB_MOMENT_ZONE, 1796144400000 },
		{ "1.7.2026 18:00:30", VB_MOMENT_ZONE, 1782921630000 },
		{ "2.12.2026 9:05+01:00", VB_MOMENT_ZONE, 1796198700000 },
		{ "2026-07-01T18:00:30", VB_MOMENT_ZONE, 1782921630000 },
		{ "2014-10-08T16:00:00+02:00", NULL, 1412776800000 },
		{ "2014-11-04T16:00:00+01:00", "America/New_York", 1415113200000 },
		{ "2014-11-04T15:00:00Z", NULL, 1415113200000 },
		{ "2024-02-29T12:00", VB_MOMENT_ZONE, 1709204400000 },
		{ "2026-07-01T18:00", "America/New_York", 1782943200000 },
		{ "0001-01-02T00:00Z", NULL, -62135510400000 },
		{ "9999-12-31T23:59:59Z", NULL, 253402300799000 },
		{ "1969-12-31T23:59:59.250+00:00", NULL, -750 },
		{ "1969-12-31T23:59:59.2509+00:00", NULL, -750 },
		{ "2000-01-01T00:00:00-05:30", NULL, 946704600000 },
		{ "2026-10-25T01:59", VB_MOMENT_ZONE, 1792886340000 },
		{ "2026-10-25T03:00", VB_MOMENT_ZONE, 1792893600000 },
		{ "2026-10-25T02:30+02:00", VB_MOMENT_ZONE, 1792888200000 },
		{ "2026-10-25T02:30+01:00", VB_MOMENT_ZONE, 1792891800000 },
		{ "2026-03-29T01:59", VB_MOMENT_ZONE, 1774745940000 },
		{ "2026-03-29T03:00", VB_MOMENT_ZONE, 1774746000000 },
		{ "1890-06-01T12:00:00", VB_MOMENT_ZONE, -2511435208000 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t ms = 42;

		is_err(moment_parse(rows[i].text, rows[i].zone, &ms, NULL), 0, "%s", rows[i].text);
		is_int(ms, rows[i].ms, "%s in %s", rows[i].text,
		       rows[i].zone != NULL ? rows[i].zone : "no zone");
	}
}

static void test_refused(void)
{
	static const char *const rows[] = {
		"",
		"morgen",
		"2026-12-01",
		"2026-12-01T",
		"2026-12-01T18",
		"2026-12-01T18:0",
		"2026-12-01T18:00x",
		"2026-12-01T18:00:60",
		"2026-12-01T24:00",
		"2026-12-01T18:60",
		"2026-13-01T18:00",
		"2026-00-01T18:00",
		"2026-12-00T18:00",
		"2026-11-31T18:00",
		"2026-02-29T18:00",
		"2100-02-29T18:00",
		"0000-12-01T18:00",
		"12026-12-01T18:00",
		"-2026-12-01T18:00",
		"2026-12-01T18:00+1:00",
		"2026-12-01T18:00+16:00",
		"2026-12-01T18:00+01:60",
		"2026-12-01T18:00+0100",
		"2026-12-01T18:00:00.",
		"2026-12-01T18:00Zx",
		"31.11.2026 18:00",
		"12.01.26 18:00",
		"001.12.2026 18:00",
		"1.13.2026 18:00",
		"1.12.2026",
		"1.12.2026T18:00",
		"1.12.2026,18:00",
		"1.12.2026 24:00",
		"Di. 1.12.2026 18:00",
		"12/01/2026 18:00",
		"0001-01-01T00:00+01:00",
		"9999-12-31T23:59-01:00",
	};
	int64_t ms = 42;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_err(moment_parse(rows[i], VB_MOMENT_ZONE, &ms, NULL), VB_ERR_BAD_TIME, "\"%s\"",
		       rows[i]);
	is_err(moment_parse("2026-12-01T18:00", NULL, &ms, NULL), VB_ERR_BAD_TIME,
	       "no offset where one must be");
	is_int(ms, 42, "the result is left alone");
}

static void test_ambiguous(void)
{
	struct moment_choice choice;
	int64_t ms = 42;

	is_err(moment_parse("2026-10-25T02:30", VB_MOMENT_ZONE, &ms, &choice),
	       VB_ERR_AMBIGUOUS_TIME, "an hour that exists twice");
	is_str(choice.first, "2026-10-25T02:30:00+02:00", "the first of them");
	is_str(choice.second, "2026-10-25T02:30:00+01:00", "the second");
	is_err(moment_parse("2026-03-29T02:30", VB_MOMENT_ZONE, &ms, &choice),
	       VB_ERR_AMBIGUOUS_TIME, "an hour that does not exist");
	is_str(choice.first, "2026-03-29T03:30:00+02:00", "by the old clock");
	is_str(choice.second, "2026-03-29T01:30:00+01:00", "by the new clock");
	is_err(moment_parse("2026-03-29T02:30", VB_MOMENT_ZONE, &ms, NULL), VB_ERR_AMBIGUOUS_TIME,
	       "nobody need ask for the choice");
	is_int(ms, 42, "the result is left alone");
	is_err(moment_parse(choice.first, VB_MOMENT_ZONE, &ms, NULL), 0, "the choice can be typed");
	is_int(ms, 1774747800000, "and means what it says");
}

static void test_iso(void)
{
	static const struct {
		int64_t ms;
		const char *zone;
		const char *want;
	} rows[] = {
		{ 1412776800000, VB_MOMENT_ZONE, "2014-10-08T16:00:00+02:00" },
		{ 1415113200000, VB_MOMENT_ZONE, "2014-11-04T16:00:00+01:00" },
		{ 1415113200000, "UTC", "2014-11-04T15:00:00+00:00" },
		{ 1782943200000, "America/New_York", "2026-07-01T18:00:00-04:00" },
		{ 1412776800001, VB_MOMENT_ZONE, "2014-10-08T16:00:00.001+02:00" },
		{ -750, "UTC", "1969-12-31T23:59:59.250+00:00" },
		{ 946704600000, "Asia/Kolkata", "2000-01-01T11:00:00+05:30" },
		{ -2511435208000, VB_MOMENT_ZONE, "1890-06-01T11:06:32+00:00" },
		{ -62135596800001, "UTC", "-62135596800001" },
		{ 253402300800000, "UTC", "253402300800000" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[VB_MOMENT_TEXT_BYTES];

		moment_format_iso(rows[i].ms, rows[i].zone, text);
		is_str(text, rows[i].want, "%lld in %s", (long long)rows[i].ms, rows[i].zone);
	}
}

static void test_local(void)
{
	char text[VB_MOMENT_TEXT_BYTES];

	moment_format(1796144400000, VB_MOMENT_ZONE, "%d.%m.%Y %H:%M", text);
	is_str(text, "01.12.2026 18:00", "as people write it");
	moment_format(1796144400000, "UTC", "%H:%M", text);
	is_str(text, "17:00", "in another zone");
	moment_format(0, "UTC", "", text);
	is_str(text, "1970-01-01T00:00:00+00:00", "a format that says nothing");
}

static void test_zones(void)
{
	static const char *const good[] = { "Europe/Berlin", "UTC", "America/New_York",
		                            "Etc/GMT+5" };
	static const char *const bad[] = { "",
		                           "Europe/",
		                           "Europe/Lübeck",
		                           "../etc/passwd",
		                           "/etc/passwd",
		                           "CET-1CEST",
		                           "Europe/Berlin ",
		                           ".",
		                           "Atlantis/Nix" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		is_err(moment_check_zone(good[i]), 0, "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(moment_check_zone(bad[i]), VB_ERR_BAD_VALUE, "\"%s\" is none", bad[i]);
}

/* 2026-12-01 was counted to be a Tuesday by another program: date(1). */
static void test_weekday(void)
{
	is_int(moment_weekday(1796144400000, VB_MOMENT_ZONE), 2, "a Tuesday");
	is_int(moment_weekday(1796166000000, VB_MOMENT_ZONE), 3, "at midnight Wednesday begins");
	is_int(moment_weekday(1796166000000, "UTC"), 2, "an hour later in London");
	is_int(moment_weekday(-1, "UTC"), 3, "before 1970");
	is_int(moment_weekday(345600000, "UTC"), 1, "a Monday");
	is_int(moment_weekday(259200000, "UTC"), 0, "a Sunday");
}

/* Changes around days on which clocks change, as the rule of Europe/Berlin and the list of the machine have them. */
static void test_changes(void)
{
	static const struct {
		const char *zone;
		int32_t day; /* since 1970 */
		size_t count;
		int64_t from_ms;
		int32_t before, after;
	} days[] = {
		{ "Europe/Berlin", 20905, 2, 1806195600000, 60, 120 }, /* 2027-03-28T01:00Z */
		{ "Europe/Berlin", 20904, 2, 1806195600000, 60, 120 },
		{ "Europe/Berlin", 21122, 2, 1824944400000, 120, 60 }, /* 2027-10-31T01:00Z */
		{ "Europe/Berlin", 21000, 1, 0, 120, 0 },
		{ "UTC", 20905, 1, 0, 0, 0 },
	};
	struct offset_change changes[VB_MOMENT_CHANGES_MAX];

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		size_t count = moment_changes(days[i].zone, days[i].day, changes);

		is_int(count, days[i].count, "%s, day %d", days[i].zone, (int)days[i].day);
		is_int(changes[0].minutes, days[i].before, "before");
		if (count < 2)
			continue;
		is_int(changes[1].from_ms, days[i].from_ms, "from when");
		is_int(changes[1].minutes, days[i].after, "then");
	}
}

int main(void)
{
	test_changes();
	test_weekday();
	test_parse();
	test_refused();
	test_ambiguous();
	test_iso();
	test_local();
	test_zones();
	return done();
}
