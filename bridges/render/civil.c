/* civil: moments as a calendar on the wall shows them; see civil.h.
 *
 * Days and dates convert by counting years from 1 March, so that the day that only leap years have is the last of its year, in
 * eras of 400 years, which all have 146,097 days (public knowledge; e.g. Howard Hinnant, chrono-Compatible Low-Level Date Algorithms).
 */
#include "bridges/render/civil.h"

#define DAY_MS 86400000
#define MINUTE_MS 60000
#define HOUR_MS 3600000
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

/* a / b towards the smaller number. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	int64_t from_march = year - (month <= 2 ? 1 : 0);
	int64_t era = floor_div(from_march, 400);
	int64_t year_of_era = from_march - era * 400;
	int64_t day_of_year = (153 * (int64_t)((month + 9) % 12) + 2) / 5 + day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - EPOCH_DAYS;
}

bool civil_is_sound(int64_t ms)
{
	return ms >= VB_CIVIL_MIN_MS && ms < VB_CIVIL_MAX_MS;
}

struct civil civil_of(int64_t ms, int offset_minutes)
{
	int64_t local = ms + (int64_t)offset_minutes * MINUTE_MS;
	int64_t days = floor_div(local, DAY_MS);
	int64_t second = (local - days * DAY_MS) / 1000;
	int64_t shifted = days + EPOCH_DAYS;
	int64_t era = floor_div(shifted, ERA_DAYS);
	int64_t day_of_era = shifted - era * ERA_DAYS;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	struct civil civil;

	civil.day = (unsigned)(day_of_year - (153 * march_month + 2) / 5 + 1);
	civil.month = (unsigned)(march_month < 10 ? march_month + 3 : march_month - 9);
	civil.year = (int)(year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
	civil.hour = (unsigned)(second / 3600);
	civil.minute = (unsigned)(second / 60 % 60);
	civil.second = (unsigned)(second % 60);
	/* 1970-01-01 was a Thursday. */
	civil.weekday = (unsigned)(days + 4 - floor_div(days + 4, 7) * 7);
	return civil;
}

/* 01:00 UTC on the last Sunday of a month that has 31 days. */
static int64_t last_sunday_ms(int year, unsigned month)
{
	int64_t last = days_of(year, month, 31);

	return (last - (last + 4) % 7) * DAY_MS + HOUR_MS;
}

int civil_berlin_offset(int64_t ms)
{
	int year = civil_of(ms, 0).year;

	return ms >= last_sunday_ms(year, 3) && ms < last_sunday_ms(year, 10) ? 120 : 60;
}

bool civil_is_berlin_twice(int64_t ms)
{
	int64_t end = last_sunday_ms(civil_of(ms, 0).year, 10);

	return ms >= end - HOUR_MS && ms < end + HOUR_MS;
}

int civil_days(int year, unsigned month, unsigned day, int64_t *out)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days[month - 1] + (month == 2 && is_leap ? 1 : 0))
		return VB_ERR_OUT_OF_RANGE;
	*out = days_of(year, month, day);
	return 0;
}
