/* deadline: days out of records; see deadline.h. */
#include "cli/deadline.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "protocol/kinds/calendar.h"

#define REMINDER_DAYS 30u /* where the record says nothing */

/* A number of a record; nobody counts further than this. */
static uint32_t number_of(const struct json *fields, const char *name, uint32_t fallback)
{
	int64_t number = json_int(json_get(fields, name), fallback);

	return number < 0 ? fallback : number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* How often; once where it does not say. */
static void read_interval(const struct json *fields, struct obligation *out)
{
	static const char *const units[] = { "day", "week", "month", "year" };
	const char *unit = json_get_text(fields, "unit");

	out->every = number_of(fields, "every", 0);
	for (size_t i = 0; unit != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i], unit) == 0) {
			out->unit = (enum cadence_unit)i;
			return;
		}
	}
	out->every = 0;
}

struct obligation_due deadline_obligation(const struct json *fields, const int32_t *more,
                                          size_t count, int32_t today)
{
	const struct json *fulfilled = json_get(fields, "fulfilled");
	struct obligation obligation = {
		.start = day_of_field(fields, "startDate", VB_DAY_MAX),
		.end = day_of_field(fields, "endDate", VB_DAY_MAX),
		.reminder_days = number_of(fields, "reminderDays", REMINDER_DAYS),
	};
	struct obligation_due due = { .state = VB_OBLIGATION_NONE };
	int32_t *days;
	size_t there = 0;

	if (obligation.start == VB_DAY_MAX)
		return due;
	read_interval(fields, &obligation);
	days = calloc(json_count(fulfilled) + count + 1, sizeof(*days));
	if (days == NULL)
		abort();
	for (size_t i = 0; i < json_count(fulfilled); i++) {
		const char *text = json_text(json_at(fulfilled, i));

		if (text != NULL && calendar_parse(span_of_str(text), &days[there]) == 0)
			there++;
	}
	if (count > 0)
		memcpy(days + there, more, count * sizeof(*more));
	due = cadence_obligation(&obligation, days, there + count, today);
	free(days);
	return due;
}

/* Something that is due once, on the day that a field says. */
static struct obligation_due due_once(const struct json *fields, const char *name, int32_t today)
{
	struct obligation once = {
		.start = day_of_field(fields, name, VB_DAY_MAX),
		.end = VB_DAY_MAX,
		.reminder_days = number_of(fields, "reminderDays", REMINDER_DAYS),
	};
	struct obligation_due none = { .state = VB_OBLIGATION_NONE };

	return once.start == VB_DAY_MAX ? none : cadence_obligation(&once, NULL, 0, today);
}

struct obligation_due deadline_day(int32_t day, int32_t today)
{
	const struct obligation once = { .start = day,
		                         .end = VB_DAY_MAX,
		                         .reminder_days = REMINDER_DAYS };
	struct obligation_due none = { .state = VB_OBLIGATION_NONE };

	return day == VB_DAY_MAX ? none : cadence_obligation(&once, NULL, 0, today);
}

/* The same, unless the state of the record is one of two words. */
static struct obligation_due due_unless(const struct json *fields, const char *name, int32_t today,
                                        const char *over, const char *also)
{
	const char *state = json_get_text(fields, "state");
	struct obligation_due none = { .state = VB_OBLIGATION_NONE };

	if (state != NULL && (strcmp(state, over) == 0 || strcmp(state, also) == 0))
		return none;
	return due_once(fields, name, today);
}

struct obligation_due deadline_review(const struct json *fields, int32_t today)
{
	return due_unless(fields, "reviewDate", today, "ended", "ended");
}

struct obligation_due deadline_end(const struct json *fields, int32_t today)
{
	return due_unless(fields, "endDate", today, "ended", "ended");
}

struct obligation_due deadline_measure(const struct json *fields, int32_t today)
{
	return due_unless(fields, "endDate", today, "done", "stopped");
}

struct obligation_due deadline_comment(const struct json *fields, int32_t today)
{
	struct obligation_due none = { .state = VB_OBLIGATION_NONE };

	if (json_count(json_get(fields, "answerPaper")) > 0)
		return none;
	return due_unless(fields, "due", today, "answered", "closed");
}

const char *deadline_word(enum obligation_state state)
{
	switch (state) {
	case VB_OBLIGATION_NONE:
		return "none";
	case VB_OBLIGATION_AHEAD:
		return "ahead";
	case VB_OBLIGATION_REMIND:
		return "remind";
	case VB_OBLIGATION_LATE:
		return "late";
	}
	return "none";
}

void deadline_export(struct json *record, const struct obligation_due *due)
{
	char day[VB_DAY_TEXT_BYTES];

	json_put_text(record, "dueState", deadline_word(due->state));
	if (due->state == VB_OBLIGATION_NONE)
		return;
	calendar_format(due->due, day);
	json_put_text(record, "due", day);
	json_put_int(record, "lateDays", due->late_days);
}
