/* moment: local times and UTC; see moment.h. */
#include "cli/moment.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"
#define BERLIN_RULE "CET-1CEST,M3.5.0,M10.5.0/3" /* since 1996 */
#define SECOND_MIN (-62135596800)                /* 0001-01-01T00:00:00Z */
#define SECOND_MAX 253402300799                  /* 9999-12-31T23:59:59Z */
#define DAY_SECONDS 86400
#define HOUR_SECONDS 3600

/* ---- zones ---- */

static bool has_file(const char *zone)
{
	char path[PATH_MAX];
	int size = snprintf(path, sizeof(path), ZONES "%s", zone);

	return size > 0 && (size_t)size < sizeof(path) && access(path, R_OK) == 0;
}

int moment_check_zone(const char *zone)
{
	for (const char *at = zone; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && strchr("/_+-", *at) == NULL)
			return VB_ERR_BAD_VALUE;
	}
	if (strcmp(zone, VB_MOMENT_ZONE) == 0 || strcmp(zone, "UTC") == 0)
		return 0;
	/* Folders of zones are no zones. */
	if (!isalpha((unsigned char)zone[0]) || zone[strlen(zone) - 1] == '/' || !has_file(zone))
		return VB_ERR_BAD_VALUE;
	return 0;
}

static void enter(const char *zone)
{
	const char *rule = zone;
	const char *now = getenv("TZ");

	if (strcmp(zone, VB_MOMENT_ZONE) == 0 && !has_file(zone))
		rule = BERLIN_RULE;
	if (now != NULL && strcmp(now, rule) == 0)
		return;
	(void)setenv("TZ", rule, 1);
	tzset();
}

/* Seconds east of UTC that the zone has at a moment. */
static long offset_at(const char *zone, int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm local;

	enter(zone);
	return localtime_r(&at, &local) != NULL ? local.tm_gmtoff : 0;
}

long moment_offset(int64_t ms, const char *zone)
{
	return offset_at(zone, ms / 1000);
}

bool moment_is_offset(int64_t ms, const char *zone, long offset)
{
	return offset_at(zone, ms / 1000) == offset;
}

/* ---- reading ---- */

struct typed {
	int year, month, day, hour, minute, second, ms;
	bool has_offset;
	long offset;
};

/* Reads exactly `digits` digits. */
static bool read_number(const char **at, int digits, int *out)
{
	int value = 0;

	for (int i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)(*at)[i]))
			return false;
		value = 10 * value + ((*at)[i] - '0');
	}
	*at += digits;
	*out = value;
	return true;
}

static bool read_mark(const char **at, char mark)
{
	if (**at != mark)
		return false;
	(*at)++;
	return true;
}

/* Z, +01:00, -05:30 or nothing. */
static bool read_offset(const char **at, struct typed *typed)
{
	int hours;
	int minutes;
	bool is_west = **at == '-';

	if (read_mark(at, 'Z')) {
		typed->has_offset = true;
		return true;
	}
	if (!is_west && **at != '+')
		return true;
	(*at)++;
	if (!read_number(at, 2, &hours) || !read_mark(at, ':') || !read_number(at, 2, &minutes) ||
	    hours > 15 || minutes > 59)
		return false;
	typed->has_offset = true;
	typed->offset = (is_west ? -1L : 1L) * (hours * 3600L + minutes * 60L);
	return true;
}

/* Digits behind the point, as many as there are; the first three count. */
static bool read_fraction(const char **at, struct typed *typed)
{
	int weight = 100;

	if (!read_mark(at, '.'))
		return true;
	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at); (*at)++, weight /= 10)
		typed->ms += (**at - '0') * weight;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}

/* 2026-12-01 */
static bool read_iso_day(const char **at, struct typed *typed)
{
	return read_number(at, 4, &typed->year) && read_mark(at, '-') &&
	       read_number(at, 2, &typed->month) && read_mark(at, '-') &&
	       read_number(at, 2, &typed->day);
}

/* One digit or two. */
static bool read_short(const char **at, int *out)
{
	return read_number(
		at, isdigit((unsigned char)(*at)[0]) && isdigit((unsigned char)(*at)[1]) ? 2 : 1,
		out);
}

/* 1.12.2026 or 01.12.2026, as it is written in German; no other order of numbers stands between dots. */
static bool read_german_day(const char **at, struct typed *typed)
{
	return read_short(at, &typed->day) && read_mark(at, '.') && read_short(at, &typed->month) &&
	       read_mark(at, '.') && read_number(at, 4, &typed->year);
}

static bool is_german(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 2 && text[digits] == '.';
}

static bool is_day(const struct typed *typed)
{
	return typed->year >= 1 && typed->month >= 1 && typed->month <= 12 && typed->day >= 1 &&
	       typed->day <= days_in(typed->year, typed->month);
}

/* What stands between the day and the time: T, a blank, in German also a comma with a blank; and the hour. */
static bool read_hour(const char **at, bool german, struct typed *typed)
{
	if (!german)
		return (read_mark(at, 'T') || read_mark(at, ' ')) &&
		       read_number(at, 2, &typed->hour);
	(void)read_mark(at, ',');
	return read_mark(at, ' ') && read_short(at, &typed->hour);
}

static bool read_typed(const char *at, struct typed *typed)
{
	bool german = is_german(at);

	memset(typed, 0, sizeof(*typed));
	if (!(german ? read_german_day(&at, typed) : read_iso_day(&at, typed)) ||
	    !read_hour(&at, german, typed) || !read_mark(&at, ':') ||
	    !read_number(&at, 2, &typed->minute))
		return false;
	if (read_mark(&at, ':') &&
	    (!read_number(&at, 2, &typed->second) || !read_fraction(&at, typed)))
		return false;
	if (!read_offset(&at, typed) || *at != '\0')
		return false;
	return is_day(typed) && typed->hour <= 23 && typed->minute <= 59 && typed->second <= 59;
}

bool moment_read_day(const char *text, char out[static VB_MOMENT_DAY_BYTES])
{
	struct typed typed = { .year = 0 };

	if (!is_german(text) || !read_german_day(&text, &typed) || *text != '\0' || !is_day(&typed))
		return false;
	(void)snprintf(out, VB_MOMENT_DAY_BYTES, "%04u-%02u-%02u", (unsigned)typed.year % 10000,
	               (unsigned)typed.month % 100, (unsigned)typed.day % 100);
	return true;
}

/* Seconds since 1970 as if the fields were UTC. Years are counted from March, so that the leap day is the last. */
static int64_t seconds_of(const struct typed *typed)
{
	int64_t year = typed->month > 2 ? typed->year : typed->year - 1;
	int64_t month = (typed->month + 9) % 12;
	int64_t days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
	               typed->day - 1 - 719468;

	return ((days * 24 + typed->hour) * 60 + typed->minute) * 60 + typed->second;
}

/* An hour that the clock skips or repeats: the offsets around it give the two moments that can be meant. */
static int choose(int64_t plain, long before, long after, const char *zone,
                  struct moment_choice *choice)
{
	if (choice != NULL) {
		moment_format_iso((plain - before) * 1000, zone, choice->first);
		moment_format_iso((plain - after) * 1000, zone, choice->second);
	}
	return VB_ERR_AMBIGUOUS_TIME;
}

int moment_parse(const char *text, const char *zone, int64_t *out, struct moment_choice *choice)
{
	struct typed typed;
	int64_t seconds;

	if (!read_typed(text, &typed) || (!typed.has_offset && zone == NULL))
		return VB_ERR_BAD_TIME;
	seconds = seconds_of(&typed) - typed.offset;
	if (!typed.has_offset) {
		long before = offset_at(zone, seconds - DAY_SECONDS);
		long after = offset_at(zone, seconds + DAY_SECONDS);
		bool fits_before = offset_at(zone, seconds - before) == before;
		bool fits_after = offset_at(zone, seconds - after) == after;

		if (before != after && fits_before == fits_after)
			return choose(seconds, before, after, zone, choice);
		seconds -= fits_before ? before : after;
	}
	if (seconds < SECOND_MIN || seconds > SECOND_MAX)
		return VB_ERR_BAD_TIME;
	*out = seconds * 1000 + typed.ms;
	return 0;
}

/* ---- writing ---- */

/* Splits into whole seconds and milliseconds from 0 to 999. */
static int64_t seconds_and_ms(int64_t ms, int *rest)
{
	int64_t seconds = ms / 1000;

	*rest = (int)(ms % 1000);
	if (*rest < 0) {
		*rest += 1000;
		seconds--;
	}
	return seconds;
}

void moment_format_iso(int64_t ms, const char *zone, char out[static VB_MOMENT_TEXT_BYTES])
{
	int rest;
	int64_t seconds = seconds_and_ms(ms, &rest);
	long offset = offset_at(zone, seconds);
	time_t shifted;
	struct tm tm;
	char day[32];
	char fraction[8] = "";

	offset = offset % 60 == 0 ? offset : 0;
	shifted = (time_t)(seconds + offset);
	if (seconds < SECOND_MIN || seconds > SECOND_MAX || gmtime_r(&shifted, &tm) == NULL ||
	    strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm) == 0) {
		(void)snprintf(out, VB_MOMENT_TEXT_BYTES, "%lld", (long long)ms);
		return;
	}
	if (rest > 0)
		(void)snprintf(fraction, sizeof(fraction), ".%03u", (unsigned)rest % 1000);
	(void)snprintf(out, VB_MOMENT_TEXT_BYTES, "%s%s%c%02u:%02u", day, fraction,
	               offset < 0 ? '-' : '+', (unsigned)(labs(offset) / 3600) % 100,
	               (unsigned)(labs(offset) / 60) % 60);
}

void moment_format(int64_t ms, const char *zone, const char *format,
                   char out[static VB_MOMENT_TEXT_BYTES])
{
	int rest;
	time_t seconds = (time_t)seconds_and_ms(ms, &rest);
	struct tm tm;

	enter(zone);
	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(out, VB_MOMENT_TEXT_BYTES, format, &tm) == 0)
		moment_format_iso(ms, "UTC", out);
}

unsigned moment_weekday(int64_t ms, const char *zone)
{
	int rest;
	time_t seconds = (time_t)seconds_and_ms(ms, &rest);
	struct tm tm;

	enter(zone);
	return localtime_r(&seconds, &tm) != NULL ? (unsigned)tm.tm_wday % 7 : 0;
}

size_t moment_changes(const char *zone, int32_t day,
                      struct offset_change out[static VB_MOMENT_CHANGES_MAX])
{
	int64_t from = ((int64_t)day - 2) * DAY_SECONDS;
	int64_t until = from + 5 * (int64_t)DAY_SECONDS;
	long before = offset_at(zone, from);
	size_t count = 0;

	out[count++] = (struct offset_change){ from * 1000, (int32_t)(before / 60) };
	for (; from < until && count < VB_MOMENT_CHANGES_MAX; from += HOUR_SECONDS) {
		long after = offset_at(zone, from + HOUR_SECONDS);
		int64_t low = from, high = from + HOUR_SECONDS;

		if (after == before)
			continue;
		while (high - low > 1) {
			int64_t middle = low + (high - low) / 2;

			if (offset_at(zone, middle) == before)
				low = middle;
			else
				high = middle;
		}
		before = after;
		out[count++] = (struct offset_change){ high * 1000, (int32_t)(after / 60) };
	}
	return count;
}
