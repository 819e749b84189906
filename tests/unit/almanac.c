/* almanac: calendars for tests; see almanac.h. Moments beside their times in Berlin, made by Python's zoneinfo. */
#include "tests/unit/almanac.h"

#define HOUR_MS 3600000
#define STAMP 1794301200000         /* 2026-11-10T09:00:00Z */
#define START 1796144400000         /* 2026-12-01 18:00 */
#define WEEK_LATER 1796749200000    /* 2026-12-08 18:00 */
#define SERIES_START 1788881400000  /* 2026-09-08 17:30, a second Tuesday */
#define SERIES_END 1788886800000    /* 19:00 */
#define SERIES_UNTIL 1812468600000  /* 2027-06-08 17:30 */
#define LEFT_OUT 1794328200000      /* 2026-11-10 17:30 */
#define MOVED_FROM 1804609800000    /* 2027-03-09 17:30 */
#define MOVED_TO 1805187600000      /* 2027-03-16 10:00 */
#define LEAP_EVE 1835308800000      /* 2028-02-28T00:00:00Z */
#define LEAP_DAY 1835395200000      /* 2028-02-29T00:00:00Z */
#define FIRST_TIME 1792888200000    /* 2026-10-25 02:30, summer */
#define SECOND_TIME 1792891800000   /* 2026-10-25 02:30, winter */
#define BEFORE_SPRING 1774252800000 /* 2026-03-23 09:00 */
#define QUARTER 1769785200000       /* 2026-01-30 16:00, a last Friday */

static const struct diary_person office = { .name = "Stabsstelle Integration, Hansestadt Lübeck",
	                                    .address = "beirat@luebeck.example" };

static const struct diary_person amina[] = {
	{ .name = "أمينة Müller", .address = "amina@forum.example", .is_asked = true },
};

static const struct diary_event invitation[] = {
	{ .uid = "01jc4w3m9k@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = START,
	  .has_end = true,
	  .end_ms = START + 2 * HOUR_MS,
	  .summary = "Steuerungsgruppe Integration: 3. Sitzung – Засідання, اجتماع",
	  .location = "Rathaus, Audienzsaal; Eingang \"Süd\"",
	  .description = "Ö 1  Begrüßung\nÖ 2  Bericht zum Kommunalen Integrationskonzept der "
	                 "Hansestadt Lübeck\nTOP N 1 (nichtöffentlich)",
	  .url = "https://luebeck.example/sitzung?id=1&sprache=de",
	  .organizer = &office,
	  .people = amina,
	  .people_count = 1 },
};
static const struct diary_event change[] = {
	{ .uid = "01jc4w3m9k@luebeck.example",
	  .sequence = 1,
	  .stamp_ms = STAMP + HOUR_MS,
	  .start_ms = WEEK_LATER,
	  .has_end = true,
	  .end_ms = WEEK_LATER + 2 * HOUR_MS,
	  .summary = "Steuerungsgruppe Integration: 3. Sitzung",
	  .location = "Rathaus",
	  .organizer = &office,
	  .people = amina,
	  .people_count = 1 },
};
static const struct diary_event cancellation[] = {
	{ .uid = "01jc4w3m9k@luebeck.example",
	  .sequence = 2,
	  .stamp_ms = STAMP + 2 * HOUR_MS,
	  .start_ms = WEEK_LATER,
	  .has_end = true,
	  .end_ms = WEEK_LATER + 2 * HOUR_MS,
	  .is_cancelled = true,
	  .summary = "Steuerungsgruppe Integration: 3. Sitzung",
	  .organizer = &office,
	  .people = amina,
	  .people_count = 1 },
};

static const int64_t left_out[] = { LEFT_OUT };
static const struct diary_series second_tuesdays = { .frequency = DIARY_MONTHLY,
	                                             .interval = 1,
	                                             .week = 2,
	                                             .has_until = true,
	                                             .until_ms = SERIES_UNTIL,
	                                             .excluded = left_out,
	                                             .excluded_count = 1 };
static const struct diary_event series[] = {
	{ .uid = "reihe@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = SERIES_START,
	  .has_end = true,
	  .end_ms = SERIES_END,
	  .summary = "Runder Tisch",
	  .series = &second_tuesdays },
	{ .uid = "reihe@luebeck.example",
	  .sequence = 1,
	  .stamp_ms = STAMP,
	  .start_ms = MOVED_TO,
	  .has_end = true,
	  .end_ms = MOVED_TO + 2 * HOUR_MS,
	  .summary = "Runder Tisch im Kreishaus",
	  .is_instance = true,
	  .instance_ms = MOVED_FROM },
};

static const struct diary_series last_fridays = { .frequency = DIARY_MONTHLY,
	                                          .interval = 3,
	                                          .week = -1 };
static const struct diary_event quarters[] = {
	{ .uid = "quartal@land.example",
	  .stamp_ms = STAMP,
	  .start_ms = QUARTER,
	  .summary = "Quartalstreffen",
	  .series = &last_fridays },
};

static const struct diary_series leap_days = { .frequency = DIARY_YEARLY,
	                                       .interval = 1,
	                                       .count = 3 };
static const struct diary_event days[] = {
	{ .uid = "tagung@luebeck.example",
	  .stamp_ms = STAMP,
	  .is_day = true,
	  .start_ms = LEAP_EVE,
	  .has_end = true,
	  .end_ms = LEAP_DAY,
	  .summary = "Tagung" },
	{ .uid = "schalttag@luebeck.example",
	  .stamp_ms = STAMP,
	  .is_day = true,
	  .start_ms = LEAP_DAY,
	  .summary = "Schalttag",
	  .series = &leap_days },
};

static const struct diary_series three_weeks = { .frequency = DIARY_WEEKLY,
	                                         .interval = 1,
	                                         .count = 3 };
static const struct diary_event clocks[] = {
	{ .uid = "erste@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = FIRST_TIME,
	  .has_end = true,
	  .end_ms = SECOND_TIME,
	  .summary = "Nachtsitzung" },
	{ .uid = "zweite@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = SECOND_TIME,
	  .has_end = true,
	  .end_ms = SECOND_TIME + HOUR_MS,
	  .summary = "Nachtsitzung" },
	{ .uid = "wochen@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = BEFORE_SPRING,
	  .has_end = true,
	  .end_ms = BEFORE_SPRING + HOUR_MS,
	  .summary = "Sprechstunde",
	  .series = &three_weeks },
};

/* Tuesday 5, Monday 4 and Friday 15 January 2027, 26 March, each at 18:00; until 28 February. */
#define NAMED_TUESDAY 1799168400000
#define NAMED_MONDAY 1799082000000
#define NAMED_MIDDLE 1800032400000
#define NAMED_MARCH 1806080400000
#define NAMED_UNTIL 1803834000000

static const struct diary_weekday tuesdays_thursdays[] = { { 0, 1 }, { 0, 3 } };
static const struct diary_weekday first_monday_last_friday[] = { { 1, 0 }, { -1, 4 } };
static const struct diary_series named[] = {
	{ .frequency = DIARY_WEEKLY,
	  .interval = 2,
	  .count = 5,
	  .days = tuesdays_thursdays,
	  .day_count = 2 },
	{ .frequency = DIARY_MONTHLY,
	  .interval = 1,
	  .has_until = true,
	  .until_ms = NAMED_UNTIL,
	  .days = first_monday_last_friday,
	  .day_count = 2 },
	{ .frequency = DIARY_MONTHLY,
	  .interval = 1,
	  .count = 4,
	  .month_days = UINT32_C(1) << 15,
	  .month_days_back = UINT32_C(1) << 1 },
	{ .frequency = DIARY_DAILY, .interval = 2, .count = 3 },
};
static const struct diary_event named_days[] = {
	{ .uid = "a@b.example",
	  .stamp_ms = STAMP,
	  .start_ms = NAMED_TUESDAY,
	  .summary = "A",
	  .series = &named[0] },
	{ .uid = "b@b.example",
	  .stamp_ms = STAMP,
	  .start_ms = NAMED_MONDAY,
	  .summary = "B",
	  .series = &named[1] },
	{ .uid = "c@b.example",
	  .stamp_ms = STAMP,
	  .start_ms = NAMED_MIDDLE,
	  .summary = "C",
	  .series = &named[2] },
	{ .uid = "d@b.example",
	  .stamp_ms = STAMP,
	  .start_ms = NAMED_MARCH,
	  .summary = "D",
	  .series = &named[3] },
};

static const struct diary_event elsewhere[] = {
	{ .uid = "london@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = START,
	  .has_end = true,
	  .end_ms = START + HOUR_MS,
	  .summary = "Video" },
};

static const struct diary_person trickster = { .name = "O\"Neil^'\r\nX-EVIL:1; Müller, \xe2\x80\xae"
	                                               "Ann:",
	                                       .address = "a+b@c.example" };
static const struct diary_event hostile[] = {
	{ .uid = "boese@luebeck.example",
	  .stamp_ms = STAMP,
	  .start_ms = START,
	  .is_cancelled = true,
	  .summary = "a\r\nATTENDEE:mailto:evil@x\\n;,\x01\x1b",
	  .location = "\xff\xfe x",
	  .description = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\n\n\n\ny",
	  .organizer = &trickster,
	  .people = &trickster,
	  .people_count = 1 },
};

const struct almanac almanacs[] = {
	{ "invitation",
	  { .method = DIARY_REQUEST, .zone = VB_CIVIL_BERLIN, .events = invitation, .count = 1 } },
	{ "change",
	  { .method = DIARY_REQUEST, .zone = VB_CIVIL_BERLIN, .events = change, .count = 1 } },
	{ "cancellation",
	  { .method = DIARY_CANCEL, .zone = VB_CIVIL_BERLIN, .events = cancellation, .count = 1 } },
	{ "series",
	  { .method = DIARY_PUBLISH,
	    .name = "Runder Tisch; Lüchow, Dannenberg",
	    .zone = VB_CIVIL_BERLIN,
	    .refresh_hours = 1,
	    .events = series,
	    .count = 2 } },
	{ "quarters",
	  { .method = DIARY_PUBLISH, .zone = VB_CIVIL_BERLIN, .events = quarters, .count = 1 } },
	{ "days",
	  { .method = DIARY_PUBLISH, .zone = VB_CIVIL_BERLIN, .events = days, .count = 2 } },
	{ "clocks",
	  { .method = DIARY_PUBLISH, .zone = VB_CIVIL_BERLIN, .events = clocks, .count = 3 } },
	{ "elsewhere",
	  { .method = DIARY_PUBLISH, .zone = "Europe/London", .events = elsewhere, .count = 1 } },
	{ "hostile",
	  { .method = DIARY_CANCEL, .zone = VB_CIVIL_BERLIN, .events = hostile, .count = 1 } },
	{ "named",
	  { .method = DIARY_PUBLISH, .zone = VB_CIVIL_BERLIN, .events = named_days, .count = 4 } },
	{ "empty", { .method = DIARY_PUBLISH, .zone = VB_CIVIL_BERLIN } },
};

const size_t almanac_count = sizeof(almanacs) / sizeof(almanacs[0]);
