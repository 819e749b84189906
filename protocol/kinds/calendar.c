/* calendar: days as numbers; see calendar.h. */
#include "protocol/kinds/calendar.h"

#include <stdio.h>

#define YEAR_MAX 9999
#define ERA_DAYS 146097 /* of 400 years */
#define EPOCH 719468    /* 1970-01-01 counted from 0000-03-01 */

uint32_t calendar_month_days(int32_t year, uint32_t month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap ? 1u : 0u);
}

/* Years begin in March, so that the leap day is their last. No year is negative here. */
int32_t calendar_day(struct date date)
{
	int32_t year = date.year - (date.month <= 2 ? 1 : 0);
	int32_t month = (int32_t)date.month + (date.month > 2 ? -3 : 9);
	int32_t year_of_era = year % 400;
	int32_t day_of_year = (153 * month + 2) / 5 + (int32_t)date.day - 1;
	int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return year / 400 * ERA_DAYS + day_of_era - EPOCH;
}

struct date calendar_date(int32_t day)
{
	int32_t from_era = day + EPOCH;
	int32_t day_of_era = from_era % ERA_DAYS;
	int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	                       day_of_era / (ERA_DAYS - 1)) /
	                      365;
	int32_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t month = (5 * day_of_year + 2) / 153;
	struct date date;

	date.day = (uint32_t)(day_of_year - (153 * month + 2) / 5 + 1);
	date.month = (uint32_t)(month < 10 ? month + 3 : month - 9);
	date.year = from_era / ERA_DAYS * 400 + year_of_era + (date.month <= 2 ? 1 : 0);
	return date;
}

uint32_t calendar_weekday(int32_t day)
{
	/* 0001-01-01 was a Monday. */
	return (uint32_t)(day - VB_DAY_MIN) % 7;
}

/* Digits from at to before end as a number; -1 when one is none. */
static int32_t digits_value(struct span text, size_t at, size_t end)
{
	int32_t value = 0;

	for (; at < end; at++) {
		if (text.data[at] < '0' || text.data[at] > '9')
			return -1;
		value = value * 10 + (text.data[at] - '0');
	}
	return value;
}

int calendar_parse(struct span text, int32_t *out)
{
	int32_t year, month, day;

	if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-')
		return VB_ERR_BAD_VALUE;
	year = digits_value(text, 0, 4);
	month = digits_value(text, 5, 7);
	day = digits_value(text, 8, 10);
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > (int32_t)calendar_month_days(year, (uint32_t)month))
		return VB_ERR_BAD_VALUE;
	*out = calendar_day((struct date){ year, (uint32_t)month, (uint32_t)day });
	return 0;
}

void calendar_format(int32_t day, char out[static VB_DAY_TEXT_BYTES])
{
	struct date date = calendar_date(day);

	(void)snprintf(out, VB_DAY_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)date.year % 10000u,
	               (unsigned)date.month % 100u, (unsigned)date.day % 100u);
}

int32_t calendar_add_months(int32_t day, uint32_t months)
{
	struct date date = calendar_date(day);
	uint32_t month, days;

	if (months > VB_MONTHS_MAX_COUNT)
		return VB_DAY_MAX;
	month = date.month - 1 + months;
	date.year += (int32_t)(month / 12);
	date.month = month % 12 + 1;
	if (date.year > YEAR_MAX)
		return VB_DAY_MAX;
	days = calendar_month_days(date.year, date.month);
	date.day = date.day < days ? date.day : days;
	return calendar_day(date);
}

int32_t calendar_add_days(int32_t day, uint32_t days)
{
	return days > (uint32_t)(VB_DAY_MAX - day) ? VB_DAY_MAX : day + (int32_t)days;
}
