/* diary: what may be said, rule by rule; each bad value alone in an entry that is good without it. */
#include "bridges/render/diary.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define START 1796144400000 /* 2026-12-01T17:00:00Z */
#define HOUR_MS 3600000
#define REPEAT 1792891800000 /* 2026-10-25 02:30, the second time */

static const struct diary_person office = { .address = "beirat@luebeck.example" };
static const struct diary_person amina = { .address = "amina@forum.example" };
static const struct diary_series weeks = { .frequency = DIARY_WEEKLY, .interval = 1 };
static struct diary_event event;
static struct diary calendar;

/* An invitation, and nothing wrong with it. */
static void reset(void)
{
	event = (struct diary_event){ .uid = "1@luebeck.example",
		                      .stamp_ms = START,
		                      .start_ms = START,
		                      .has_end = true,
		                      .end_ms = START + HOUR_MS,
		                      .organizer = &office,
		                      .people = &amina,
		                      .people_count = 1 };
	calendar = (struct diary){
		.method = DIARY_REQUEST, .zone = VB_CIVIL_BERLIN, .events = &event, .count = 1
	};
}

static void is_checked(int want, const char *name)
{
	is_err(diary_check(&calendar), want, "%s", name);
	reset();
}

static void test_words(void)
{
	static const char *const no_addresses[] = { "",      "a",     "@b",          "a@",
		                                    "a@b@c", "a b@c", "a@b\r\nRCPT", "ä@b",
		                                    "a,b@c", "<a@b>", "\"a\"@b",     NULL };
	static const char *const no_urls[] = {
		"",          "javascript:x",      "https://a b", "https://a\r\nX:1",
		"https://ä", "file:///etc/passwd"
	};
	static const char *const no_uids[] = { "", "a b", "a\nb", "ä", NULL };
	char longest[VB_DIARY_WORD_BYTES + 2];
	struct diary_person person = { 0 };

	for (size_t i = 0; i < sizeof(no_addresses) / sizeof(no_addresses[0]); i++) {
		person.address = no_addresses[i];
		event.people = &person;
		is_checked(VB_ERR_BAD_VALUE, "somebody without an address");
		event.organizer = &person;
		is_checked(VB_ERR_BAD_VALUE, "an organizer without one");
	}
	for (size_t i = 0; i < sizeof(no_urls) / sizeof(no_urls[0]); i++) {
		event.url = no_urls[i];
		is_checked(VB_ERR_BAD_VALUE, "no address of a page");
	}
	for (size_t i = 0; i < sizeof(no_uids) / sizeof(no_uids[0]); i++) {
		event.uid = no_uids[i];
		is_checked(VB_ERR_BAD_VALUE, "no UID");
	}
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	event.uid = longest;
	is_checked(VB_ERR_BAD_VALUE, "a UID that is too long");
	longest[sizeof(longest) - 2] = '\0';
	event.uid = longest;
	is_checked(0, "the longest");
}

static void test_times(void)
{
	event.end_ms = START;
	is_checked(VB_ERR_OUT_OF_RANGE, "an end at the start");
	event.end_ms = START - 1;
	is_checked(VB_ERR_OUT_OF_RANGE, "an end before it");
	event.is_day = true;
	event.end_ms = START;
	is_checked(0, "one whole day");
	event.start_ms = INT64_MIN;
	is_checked(VB_ERR_OUT_OF_RANGE, "a start before all calendars");
	event.end_ms = INT64_MAX;
	is_checked(VB_ERR_OUT_OF_RANGE, "an end behind them");
	event.stamp_ms = 0;
	is_checked(VB_ERR_OUT_OF_RANGE, "a message of 1970");
	event.is_instance = true;
	is_checked(VB_ERR_OUT_OF_RANGE, "an instance of 1970");
	event.created_ms = 1;
	is_checked(VB_ERR_OUT_OF_RANGE, "made in 1970");
	event.changed_ms = -1;
	is_checked(VB_ERR_OUT_OF_RANGE, "changed before");
	event.created_ms = event.changed_ms = START;
	is_checked(0, "made and changed");
}

static void test_series(void)
{
	const int64_t never[] = { INT64_MAX };
	struct diary_series series = weeks;

	event.series = &weeks;
	is_checked(0, "every week, without end");
	event.series = &weeks;
	calendar.zone = "Europe/London";
	is_checked(VB_ERR_BAD_VALUE, "a series by another clock");
	event.series = &weeks;
	event.is_instance = true;
	event.instance_ms = START;
	is_checked(VB_ERR_BAD_VALUE, "a series within a series");
	event.series = &weeks;
	event.start_ms = REPEAT;
	is_checked(VB_ERR_BAD_VALUE, "a series from an hour that comes twice");
	event.series = &series;
	series.count = 2;
	series.has_until = true;
	series.until_ms = START + HOUR_MS;
	is_checked(VB_ERR_BAD_VALUE, "two ends");
	series.count = 0;
	event.series = &series;
	is_checked(0, "one");
	series.until_ms = START - 1;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "an end before the first");
	for (int week = -2; week <= 5; week++) {
		series = (struct diary_series){ .frequency = DIARY_MONTHLY,
			                        .interval = 1,
			                        .week = week };
		event.series = &series;
		is_checked(week >= -1 && week <= 4 ? 0 : VB_ERR_OUT_OF_RANGE,
		           "a week of the month");
	}
	series = (struct diary_series){ .frequency = DIARY_WEEKLY, .interval = 1, .week = 1 };
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "a week of the month, every week");
	series = weeks;
	series.interval = 0;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "every no weeks");
	series.interval = VB_DIARY_INTERVAL_MAX + 1;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "every too many");
	series = weeks;
	series.excluded = never;
	series.excluded_count = 1;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "left out is what never is");
	series.excluded_count = VB_DIARY_EXCLUDED_MAX + 1;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "too much is left out");
}

static void test_named_days(void)
{
	struct diary_weekday days[VB_DIARY_DAYS_MAX + 1];
	const struct diary_series plain = { .frequency = DIARY_WEEKLY,
		                            .interval = 1,
		                            .days = days,
		                            .day_count = VB_DIARY_DAYS_MAX };
	struct diary_series series = plain;

	for (size_t i = 0; i < VB_DIARY_DAYS_MAX + 1; i++)
		days[i] = (struct diary_weekday){ 0, (unsigned)i % 7 };
	event.series = &series;
	is_checked(0, "as many days as may be named");
	series.day_count++;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "one more");
	series = plain;
	series.frequency = DIARY_YEARLY;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "days of the week in a year");
	series = plain;
	days[1].weekday = 7;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "a day of no week");
	days[1] = (struct diary_weekday){ 2, 1 };
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "a week of the month in a weekly series");
	series.frequency = DIARY_MONTHLY;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "some days with a week and some without");
	series.day_count = 1;
	days[0] = (struct diary_weekday){ -5, 6 };
	event.series = &series;
	is_checked(0, "the fifth last Sunday");
	days[0].week = -6;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "the sixth last");
	series = (struct diary_series){ .frequency = DIARY_MONTHLY,
		                        .interval = 1,
		                        .month_days = ~UINT32_C(1) };
	event.series = &series;
	is_checked(0, "every day of the month");
	series.month_days_back = 2;
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "and one more");
	series = (struct diary_series){ .frequency = DIARY_WEEKLY, .interval = 1, .month_days = 2 };
	event.series = &series;
	is_checked(VB_ERR_OUT_OF_RANGE, "a day of the month in a weekly series");
}

static void test_methods(void)
{
	struct diary_event two[2];

	calendar.method = DIARY_CANCEL;
	is_checked(VB_ERR_BAD_VALUE, "a cancellation of what takes place");
	calendar.method = DIARY_CANCEL;
	event.is_cancelled = true;
	is_checked(0, "of what does not");
	calendar.method = DIARY_PUBLISH;
	is_checked(VB_ERR_BAD_VALUE, "people in a feed");
	event.people_count = 0;
	is_checked(VB_ERR_BAD_VALUE, "an invitation to nobody");
	event.organizer = NULL;
	is_checked(VB_ERR_BAD_VALUE, "of nobody");
	event.people_count = VB_DIARY_PEOPLE_MAX + 1;
	is_checked(VB_ERR_OUT_OF_RANGE, "of too many");
	calendar.count = 0;
	is_checked(VB_ERR_BAD_VALUE, "to nothing");
	calendar.count = 0;
	calendar.method = DIARY_PUBLISH;
	is_checked(0, "an empty feed");
	calendar.count = VB_DIARY_EVENTS_MAX + 1;
	is_checked(VB_ERR_OUT_OF_RANGE, "too much");
	two[0] = two[1] = event;
	two[1].uid = "2@luebeck.example";
	calendar.events = two;
	calendar.count = 2;
	is_checked(VB_ERR_BAD_VALUE, "two meetings in one invitation");
	two[1].uid = two[0].uid;
	calendar.events = two;
	calendar.count = 2;
	is_checked(0, "two parts of one");
	ok(diary_is_local(&calendar), "Berlin is local");
	calendar.zone = "Europe/Londo";
	ok(!diary_is_local(&calendar), "others are not");
	reset();
}

int main(void)
{
	reset();
	is_checked(0, "an invitation");
	test_words();
	test_times();
	test_series();
	test_named_days();
	test_methods();
	return done();
}
