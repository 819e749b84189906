/* calendar: days as numbers, for what is due, for notice periods and for series.
 *
 * A day is counted from 1970-01-01 (0) in the proleptic Gregorian calendar, years 1 to 9999; no time zone, no clock.
 * Source of the conversions: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_CALENDAR_H
#define VB_PROTOCOL_KINDS_CALENDAR_H

#include "protocol/bytes.h"

#define VB_DAY_MIN (-719162)        /* 0001-01-01 */
#define VB_DAY_MAX 2932896          /* 9999-12-31 */
#define VB_DAY_TEXT_BYTES 11u       /* "2014-09-29" with its NUL */
#define VB_MONTHS_MAX_COUNT 119988u /* from the first month to the last: more is never added */

struct date {
	int32_t year;   /* 1 to 9999 */
	uint32_t month; /* 1 to 12 */
	uint32_t day;   /* 1 to 31 */
};

/* The days of a month: 28 to 31. */
uint32_t calendar_month_days(int32_t year, uint32_t month);

/* The number of a date that exists. */
int32_t calendar_day(struct date date);

/* The date of a day from VB_DAY_MIN to VB_DAY_MAX. */
struct date calendar_date(int32_t day);

/* 0 Monday to 6 Sunday. */
uint32_t calendar_weekday(int32_t day);

/* Reads YYYY-MM-DD. Errors: VB_ERR_BAD_VALUE (another form, or no day). */
VB_MUST int calendar_parse(struct span text, int32_t *out);

/* Writes YYYY-MM-DD, NUL-terminated. */
void calendar_format(int32_t day, char out[static VB_DAY_TEXT_BYTES]);

/* So many months later, on the same day of the month, or its last where it has no such day; VB_DAY_MAX where that would
 * be later still. Add to the first of a row of days, not to the one before, so that the 31st does not become the 28th. */
int32_t calendar_add_months(int32_t day, uint32_t months);

/* So many days later, at most VB_DAY_MAX. */
int32_t calendar_add_days(int32_t day, uint32_t days);

#endif
