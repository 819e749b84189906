/* civil: moments as a calendar on the wall shows them; see civil.h. */
#include "bridges/render/civil.h"

#include "protocol/kinds/calendar.h"

#define DAY_MS 86400000
#define MINUTE_MS 60000
#define HOUR_MS 3600000

/* a / b towards the smaller number. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

bool civil_is_sound(int64_t ms)
{
	return ms >= VB_CIVIL_MIN_MS && ms < VB_CIVIL_MAX_MS;
}

struct civil civil_of(int64_t ms, int offset_minutes)
{
	int64_t local = ms + (int64_t)offset_minutes * MINUTE_MS;
	int32_t days = (int32_t)floor_div(local, DAY_MS);
	unsigned second = (unsigned)((local - (int64_t)days * DAY_MS) / 1000);
	struct date date = calendar_date(days);

	return (struct civil){ .year = date.year,
		               .month = date.month,
		               .day = date.day,
		               .hour = second / 3600,
		               .minute = second / 60 % 60,
		               .second = second % 60,
		               .weekday = (calendar_weekday(days) + 1) % 7 };
}

/* 01:00 UTC on the last Sunday of a month that has 31 days. */
static int64_t last_sunday_ms(int year, unsigned month)
{
	int32_t last = calendar_day((struct date){ year, month, 31 });
	int32_t behind_sunday = (int32_t)((calendar_weekday(last) + 1) % 7);

	return (int64_t)(last - behind_sunday) * DAY_MS + HOUR_MS;
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
