/* cadence: what is due when; see cadence.h. */
#include "protocol/kinds/cadence.h"

#include "protocol/kinds/calendar.h"

#define QUARTERS 4u
#define MONTHS 12u

static uint32_t days_after(int32_t day, int32_t due)
{
	return day > due ? (uint32_t)day - (uint32_t)due : 0;
}

/* ---- a year ---- */

/* The last day of the part k (from 1) of n of a year; the last part ends with the year. Twelve, six, four, three, two and one part
 * end with months. */
static int32_t part_end(int32_t year, uint32_t k, uint32_t n)
{
	int32_t first = calendar_day((struct date){ year, 1, 1 });
	int32_t days = calendar_day((struct date){ year, 12, 31 }) - first + 1;

	if (MONTHS % n == 0) {
		uint32_t month = MONTHS / n * k;

		return calendar_day((struct date){ year, month, calendar_month_days(year, month) });
	}
	return first + (int32_t)((uint32_t)days * k / n) - 1;
}

/* How many sittings there are from first to last. */
static uint32_t sittings_within(const int32_t *sittings, size_t count, int32_t first, int32_t last)
{
	uint32_t within = 0;

	for (size_t i = 0; i < count; i++) {
		if (sittings[i] >= first && sittings[i] <= last)
			within++;
	}
	return within;
}

struct cadence_year cadence_check_year(const int32_t *sittings, size_t count, uint32_t per_year,
                                       int32_t since, int32_t today)
{
	int32_t year = calendar_date(today).year;
	int32_t start = calendar_day((struct date){ year, 1, 1 });
	struct cadence_year answer = { .is_strict = per_year == QUARTERS || per_year == MONTHS };
	uint32_t wanted = 0, there;

	answer.held = sittings_within(sittings, count, start, today);
	there = sittings_within(sittings, count, start, part_end(year, per_year, per_year));
	answer.planned = there - answer.held;
	for (uint32_t k = 1; k <= per_year; k++) {
		int32_t end = part_end(year, k, per_year);
		int32_t first = k == 1 ? start : part_end(year, k - 1, per_year) + 1;
		bool is_there;

		if (end < since)
			continue;
		wanted++;
		is_there = answer.is_strict ? sittings_within(sittings, count, first, end) > 0
		                            : there >= wanted;
		if (is_there)
			continue;
		answer.missing++;
		if (!answer.is_due) {
			answer.is_due = true;
			answer.due = end;
			answer.late_days = days_after(today, end);
		}
	}
	return answer;
}

/* ---- from one to the next ---- */

struct cadence_gap cadence_check_gap(const int32_t *sittings, size_t count, uint32_t max_days,
                                     uint32_t min_days, int32_t since, int32_t today)
{
	int32_t last = VB_DAY_MIN, next = VB_DAY_MAX, from;
	bool has_last = false, has_next = false;
	struct cadence_gap answer = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (sittings[i] <= today && (!has_last || sittings[i] > last)) {
			last = sittings[i];
			has_last = true;
		} else if (sittings[i] > today && (!has_next || sittings[i] < next)) {
			next = sittings[i];
			has_next = true;
		}
	}
	from = has_last ? last : since;
	answer.due = max_days > 0 ? calendar_add_days(from, max_days) : VB_DAY_MAX;
	answer.is_planned = has_next && next <= answer.due;
	answer.late_days = days_after(has_next ? next : today, answer.due);
	if (has_last && has_next)
		answer.early_days = days_after(calendar_add_days(last, min_days), next);
	return answer;
}

/* ---- obligations ---- */

int32_t cadence_add(int32_t day, uint32_t every, enum cadence_unit unit)
{
	switch (unit) {
	case VB_UNIT_DAY:
		return calendar_add_days(day, every);
	case VB_UNIT_WEEK:
		return calendar_add_days(day, every > UINT32_MAX / 7 ? UINT32_MAX : 7 * every);
	case VB_UNIT_MONTH:
		return calendar_add_months(day, every);
	case VB_UNIT_YEAR:
		return calendar_add_months(
			day, every > VB_MONTHS_MAX_COUNT / 12 ? UINT32_MAX : 12 * every);
	}
	return VB_DAY_MAX;
}

struct obligation_due cadence_obligation(const struct obligation *obligation,
                                         const int32_t *fulfilled, size_t count, int32_t today)
{
	struct obligation_due answer = { VB_OBLIGATION_NONE, obligation->start, 0 };
	int32_t last = VB_DAY_MIN;
	bool is_fulfilled = false;

	for (size_t i = 0; i < count; i++) {
		if (fulfilled[i] > today)
			continue;
		is_fulfilled = true;
		last = fulfilled[i] > last ? fulfilled[i] : last;
	}
	if (is_fulfilled && obligation->every == 0)
		return answer;
	if (is_fulfilled)
		answer.due = cadence_add(last, obligation->every, obligation->unit);
	/* What was delivered before it was due for the first time does not bring that forward. */
	if (answer.due < obligation->start)
		answer.due = obligation->start;
	if (answer.due > obligation->end)
		return answer;
	answer.late_days = days_after(today, answer.due);
	if (answer.late_days > 0)
		answer.state = VB_OBLIGATION_LATE;
	else if (calendar_add_days(today, obligation->reminder_days) >= answer.due)
		answer.state = VB_OBLIGATION_REMIND;
	else
		answer.state = VB_OBLIGATION_AHEAD;
	return answer;
}
