/*
 * station: the nine stations of the report of 29.9.2014 in Lübeck, as they stood on days of that autumn; every status by hand; words as
 * the table of kinds has them.
 */
#include "protocol/kinds/station.h"

#include "protocol/kind.h"
#include "protocol/kinds/calendar.h"
#include "protocol/kinds/paper.h"
#include "tests/tap.h"

#define STATIONS 9

static int32_t day_of(const char *text)
{
	int32_t day;

	if (calendar_parse(span_of_str(text), &day) != 0)
		bail("no day: %s", text);
	return day;
}

static void test_status(void)
{
	static const struct {
		const char *name;
		struct station station;
		enum station_status status;
	} cases[] = {
		{ "nothing planned", { .day = VB_DAY_MAX }, VB_STATION_WAITING },
		{ "a day to come", { .day = 101 }, VB_STATION_SCHEDULED },
		{ "today", { .day = 100 }, VB_STATION_SCHEDULED },
		{ "a day that passed", { .day = 99 }, VB_STATION_LATE },
		{ "a sitting planned", { .has_meeting = true, .day = 101 }, VB_STATION_SCHEDULED },
		{ "and not held", { .has_meeting = true, .day = 99 }, VB_STATION_LATE },
		{ "invited",
		  { .has_meeting = true, .stage = VB_STAGE_INVITED, .day = 100 },
		  VB_STATION_INVITED },
		{ "invited and not held",
		  { .has_meeting = true, .stage = VB_STAGE_INVITED, .day = 99 },
		  VB_STATION_LATE },
		{ "sitting",
		  { .has_meeting = true, .stage = VB_STAGE_OPEN, .day = 99 },
		  VB_STATION_SITTING },
		{ "interrupted",
		  { .has_meeting = true, .stage = VB_STAGE_INTERRUPTED, .day = 99 },
		  VB_STATION_SITTING },
		{ "closed",
		  { .has_meeting = true, .stage = VB_STAGE_CLOSED, .day = 99 },
		  VB_STATION_HELD },
		{ "adjourned",
		  { .has_meeting = true, .stage = VB_STAGE_ADJOURNED, .day = 99 },
		  VB_STATION_HELD },
		{ "approved",
		  { .has_meeting = true, .stage = VB_STAGE_APPROVED, .day = 99 },
		  VB_STATION_HELD },
		{ "called off",
		  { .has_meeting = true, .stage = VB_STAGE_CANCELLED, .day = 101 },
		  VB_STATION_WAITING },
		{ "called off long ago",
		  { .has_meeting = true, .stage = VB_STAGE_CANCELLED, .day = 99 },
		  VB_STATION_LATE },
		{ "noted", { .result = VB_RESULT_NOTED, .day = VB_DAY_MAX }, VB_STATION_DONE },
		{ "in words only", { .has_text = true, .day = 99 }, VB_STATION_DONE },
		{ "postponed",
		  { .result = VB_RESULT_POSTPONED, .has_text = true },
		  VB_STATION_POSTPONED },
		{ "deferred", { .result = VB_RESULT_DEFERRED, .day = 99 }, VB_STATION_POSTPONED },
		{ "referred", { .result = VB_RESULT_REFERRED, .day = 99 }, VB_STATION_DONE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(station_word(station_status(&cases[i].station, 100)),
		       station_word(cases[i].status), "%s", cases[i].name);
}

static void test_way(void)
{
	static const char *const days[STATIONS] = { "2014-10-08", "2014-11-04", "2014-11-06",
		                                    "2014-11-10", "2014-11-17", "2014-11-18",
		                                    "2014-11-20", "2014-11-25", "2014-11-27" };
	struct station stations[STATIONS];

	for (size_t i = 0; i < STATIONS; i++)
		stations[i] = (struct station){ .day = day_of(days[i]) };
	is_int(station_current(stations, STATIONS, day_of("2014-09-29")), 0,
	       "on its way to the Senat");
	is_int(station_status(&stations[0], day_of("2014-10-09")), VB_STATION_LATE,
	       "of which nothing is heard");
	stations[0].result = VB_RESULT_SETTLED;
	stations[1].result = stations[2].result = VB_RESULT_NOTED;
	is_int(station_current(stations, STATIONS, day_of("2014-11-07")), 3,
	       "on its way to the fourth");
	stations[3].result = VB_RESULT_POSTPONED;
	is_int(station_current(stations, STATIONS, day_of("2014-11-11")), 3, "which postpones it");
	for (size_t i = 3; i < STATIONS; i++)
		stations[i].result = VB_RESULT_NOTED;
	is_int(station_current(stations, STATIONS, day_of("2014-11-28")), STATIONS,
	       "at the end of its way");
	stations[1].result = VB_RESULT_WITHDRAWN;
	stations[2].result = VB_RESULT_NONE;
	is_int(station_current(stations, STATIONS, day_of("2014-11-05")), STATIONS,
	       "withdrawn: it goes no further");
	stations[1].result = VB_RESULT_REJECTED;
	is_int(station_current(stations, STATIONS, day_of("2014-11-05")), STATIONS,
	       "rejected: the same");
	is_int(station_current(NULL, 0, 0), 0, "a paper without a way");
}

static void test_words(void)
{
	const struct kind_field *field = kind_field_by_number(kind_by_number(VB_KIND_CONSULTATION),
	                                                      VB_CONSULTATION_RESULT_CODE);
	static const char *const wanted[VB_RESULT_COUNT] = {
		[VB_RESULT_ADOPTED] = "adopted",     [VB_RESULT_AMENDED] = "amended",
		[VB_RESULT_REJECTED] = "rejected",   [VB_RESULT_NOTED] = "noted",
		[VB_RESULT_POSTPONED] = "postponed", [VB_RESULT_DEFERRED] = "deferred",
		[VB_RESULT_REFERRED] = "referred",   [VB_RESULT_WITHDRAWN] = "withdrawn",
		[VB_RESULT_SETTLED] = "settled",     [VB_RESULT_NO_VOTE] = "noVote",
	};

	for (unsigned i = 1; i < VB_RESULT_COUNT; i++)
		is_str(field->words[i - 1], wanted[i], "the word of a result");
	ok(field->words[VB_RESULT_COUNT - 1] == NULL, "and no other");
}

int main(void)
{
	test_status();
	test_way();
	test_words();
	return done();
}
