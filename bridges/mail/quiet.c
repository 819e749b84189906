/* quiet: hours of Europe/Berlin; see quiet.h. */
#include "bridges/mail/quiet.h"

#include "bridges/render/civil.h"
#include "protocol/kinds/calendar.h"

#define MINUTE_MS 60000
#define HOUR_MS 3600000
#define DAY_MINUTES 1440u

static unsigned minute_of(int64_t ms)
{
	struct civil clock = civil_of(ms, civil_berlin_offset(ms));

	return clock.hour * 60 + clock.minute;
}

bool quiet_is(const struct addressee *addressee, int64_t ms)
{
	unsigned minute = minute_of(ms), from = addressee->quiet_from, to = addressee->quiet_to;

	if (!addressee->has_quiet || from == to || !civil_is_sound(ms))
		return false;
	return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

int64_t quiet_end(const struct addressee *addressee, int64_t ms)
{
	int64_t end, turn;

	if (!quiet_is(addressee, ms))
		return ms;
	end = ms - ms % MINUTE_MS +
	      (int64_t)((addressee->quiet_to + DAY_MINUTES - minute_of(ms)) % DAY_MINUTES) *
	              MINUTE_MS;
	if (civil_berlin_offset(end) > civil_berlin_offset(ms)) {
		/* The clocks jumped on the way: an hour earlier, but not before they did, which is at a full hour. */
		turn = end - end % HOUR_MS;
		end -= HOUR_MS;
		return civil_berlin_offset(end) > civil_berlin_offset(ms) ? end : turn;
	}
	/* They went back on the way, and show hours again that are quiet. */
	return quiet_is(addressee, end) ? end + HOUR_MS : end;
}

int64_t quiet_hour(int32_t day, unsigned hour)
{
	int64_t local = (int64_t)day * DAY_MINUTES * MINUTE_MS + (int64_t)hour * HOUR_MS;
	int64_t summer = local - 2 * HOUR_MS;

	if (civil_berlin_offset(summer) == 120)
		return summer;
	/* In winter; or left out in March, then it is the full hour at which the clocks jump. */
	return local - HOUR_MS;
}

int64_t quiet_next(int64_t ms, unsigned hour, unsigned weekday)
{
	struct civil clock = civil_of(ms, civil_berlin_offset(ms));
	int32_t day = calendar_day((struct date){ clock.year, clock.month, clock.day });

	while (quiet_hour(day, hour) <= ms ||
	       (weekday < VB_QUIET_EVERY_DAY && calendar_weekday(day) != weekday))
		day++;
	return quiet_hour(day, hour);
}
