/* series: days, times and words of series as records of any office can tell them. */
#include "cli/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

static struct json *record_of(const char *fields)
{
	struct json *record = json_new_map();
	struct json *map = NULL;
	struct json_fault fault;

	if (json_parse(span_of_str(fields), &map, &fault) < 0)
		abort();
	json_put(record, "fields", &map);
	return record;
}

/* Records that are none, and what is left of them. */
static const struct {
	const char *fields;
	bool is_sound;
	size_t days;
	int minute;
	int duration;
} rows[] = {
	{ "{\"rrule\": \"FREQ=DAILY;COUNT=3\", \"startDate\": \"2027-01-01\", \"startMinute\": "
	  "600, \"durationMinutes\": 90}",
	  true, 3, 600, 90 },
	{ "{\"rrule\": \"FREQ=DAILY\", \"startDate\": \"2027-01-01\"}", true, 1024, 0, 0 },
	{ "{\"rrule\": \"FREQ=NEVER\", \"startDate\": \"2027-01-01\", \"startMinute\": 1440}",
	  false, 0, 0, 0 },
	{ "{\"rrule\": \"FREQ=DAILY\", \"startDate\": \"2027-02-29\", \"startMinute\": -1}", false,
	  0, 0, 0 },
	{ "{\"rrule\": \"FREQ=DAILY\", \"durationMinutes\": 99999999}", false, 0, 0, 0 },
	{ "{\"startDate\": \"2027-01-01\", \"timeZone\": \"Moon/Base\"}", false, 0, 0, 0 },
	{ "{\"rrule\": 5, \"startDate\": [], \"exdate\": [1, \"x\", null]}", false, 0, 0, 0 },
	{ "{}", false, 0, 0, 0 },
};

static void test_records(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *record = record_of(rows[i].fields);
		struct series series;

		series_init(&series, record, "Europe/Berlin");
		is_int(series.is_sound, rows[i].is_sound, "%s: is sound", rows[i].fields);
		is_int(series.count, rows[i].days, "days");
		is_int(series.minute, rows[i].minute, "minute");
		is_int(series.duration, rows[i].duration, "duration");
		is_str(series.zone, "Europe/Berlin", "zone");
		series_release(&series);
		json_destroy(&record);
	}
}

static int32_t day_of(const char *text)
{
	int32_t day = 0;

	if (calendar_parse(span_of_str(text), &day) < 0)
		abort();
	return day;
}

/* 02:30 on days on which clocks change, in ms as another program (zoneinfo) has them. */
static void test_clocks(void)
{
	static const struct {
		const char *day;
		enum offset_fit fit;
		int64_t ms;
	} days[] = {
		{ "2027-03-27", VB_OFFSET_ONCE, 1806111000000 },
		{ "2027-03-28", VB_OFFSET_NEVER, 1806197400000 }, /* 03:30 summer time */
		{ "2027-03-29", VB_OFFSET_ONCE, 1806280200000 },
		{ "2027-10-31", VB_OFFSET_TWICE, 1824942600000 }, /* the first */
		{ "2027-11-01", VB_OFFSET_ONCE, 1825032600000 },
	};
	struct json *record =
		record_of("{\"rrule\": \"FREQ=DAILY\", \"startDate\": \"2027-01-01\", "
	                  "\"startMinute\": 150, \"timeZone\": \"Europe/Berlin\", "
	                  "\"exdate\": [\"2027-03-28\", \"2001-01-01\"]}");
	struct series series;

	series_init(&series, record, "UTC");
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		int64_t ms = 0;

		is_int(series_moment(&series, day_of(days[i].day), &ms), days[i].fit,
		       "%s: how often", days[i].day);
		is_int(ms, days[i].ms, "%s: when", days[i].day);
	}
	ok(series_has(&series, day_of("2027-03-28")), "a day that is left out is one of its days");
	ok(series_leaves_out(&series, day_of("2027-03-28")), "and left out");
	ok(!series_leaves_out(&series, day_of("2027-03-29")), "another is not");
	ok(!series_has(&series, day_of("2026-12-31")), "nor is one before the first");
	series_release(&series);
	json_destroy(&record);
}

static void is_words(const char *rule, const char *terminal)
{
	struct out out = { .style.is_terminal = true };
	char text[200];
	struct json *record;
	struct series series;
	char *words;

	(void)snprintf(text, sizeof(text), "{\"rrule\": \"%s\", \"startDate\": \"2027-01-01\"}",
	               rule);
	record = record_of(text);
	series_init(&series, record, "UTC");
	words = series_words(&out, &series);
	is_str(words, terminal, "%s on a terminal", rule);
	free(words);
	out.style.is_terminal = false;
	words = series_words(&out, &series);
	is_str(words, rule, "%s in a pipe", rule);
	free(words);
	series_release(&series);
	json_destroy(&record);
}

static void test_words(void)
{
	static const struct {
		const char *rule, *until;
	} rules[] = {
		{ "FREQ=DAILY", "FREQ=DAILY;UNTIL=20271231" },
		{ "FREQ=DAILY;COUNT=5;INTERVAL=2", "FREQ=DAILY;INTERVAL=2;UNTIL=20271231" },
		{ "until=20300101;FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20271231" },
	};

	is_words("FREQ=DAILY", "every day");
	is_words("FREQ=WEEKLY;INTERVAL=6;BYDAY=TU", "every 6 weeks, Tue");
	is_words("FREQ=MONTHLY;BYDAY=2TU,-1FR", "every month, 2. Tue, last Fri");
	is_words("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15", "every 3 months, 1., 15.");
	is_words("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1");
	is_words("FREQ=YEARLY;INTERVAL=2", "every 2 years");
	is_words("FREQ=NEVER", "FREQ=NEVER");
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		char *made = series_rule_until(rules[i].rule, day_of("2027-12-31"));

		is_str(made, rules[i].until, "%s with another end", rules[i].rule);
		free(made);
	}
}

int main(void)
{
	test_records();
	test_clocks();
	test_words();
	return done();
}
