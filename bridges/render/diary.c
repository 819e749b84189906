/* diary: what an entry may be; see diary.h. */
#include "bridges/render/diary.h"

#include <string.h>

bool diary_is_local(const struct diary *calendar)
{
	return strcmp(calendar->zone, VB_CIVIL_BERLIN) == 0;
}

/* ---- words ---- */

/* Printable ASCII without blanks and what would end a parameter or an address. */
static bool is_word(const char *text, size_t max_bytes, const char *banned)
{
	size_t size = text != NULL ? strnlen(text, max_bytes + 1) : 0;

	if (size == 0 || size > max_bytes)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] <= 0x20 || text[i] >= 0x7f || strchr(banned, text[i]) != NULL)
			return false;
	}
	return true;
}

/* What a message can be sent to: one @, something on both sides of it (no quoted local parts, RFC 5321 4.1.2). */
static bool is_address(const char *text)
{
	const char *at;

	if (!is_word(text, VB_DIARY_WORD_BYTES, "\"(),:;<>[\\]"))
		return false;
	at = strchr(text, '@');
	return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static bool is_url(const char *text)
{
	return is_word(text, VB_DIARY_URL_BYTES, "\"<>\\^`{|}") &&
	       (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0);
}

/* ---- times ---- */

static int check_times(const struct diary_event *event)
{
	if (!civil_is_sound(event->stamp_ms) || !civil_is_sound(event->start_ms) ||
	    (event->created_ms != 0 && !civil_is_sound(event->created_ms)) ||
	    (event->changed_ms != 0 && !civil_is_sound(event->changed_ms)) ||
	    (event->has_end && !civil_is_sound(event->end_ms)) ||
	    (event->is_instance && !civil_is_sound(event->instance_ms)))
		return VB_ERR_OUT_OF_RANGE;
	if (event->has_end && event->end_ms < event->start_ms + (event->is_day ? 0 : 1000))
		return VB_ERR_OUT_OF_RANGE;
	return 0;
}

#define MONTH_DAYS_MAX 31u

/* Whether the days that are named go together. */
static bool is_named_right(const struct diary_series *series)
{
	bool is_monthly = series->frequency == DIARY_MONTHLY;
	unsigned count = 0;

	if (series->day_count > VB_DIARY_DAYS_MAX ||
	    (series->day_count > 0 && (series->week != 0 || series->frequency == DIARY_YEARLY)))
		return false;
	for (size_t i = 0; i < series->day_count; i++) {
		const struct diary_weekday *day = &series->days[i];

		if (day->weekday > 6 || day->week < -5 || day->week > 5 ||
		    (day->week != 0 && !is_monthly) ||
		    (day->week != 0) != (series->days[0].week != 0))
			return false;
	}
	for (uint64_t bits = (uint64_t)series->month_days << 32 | series->month_days_back;
	     bits != 0; bits &= bits - 1)
		count++;
	return count == 0 || (is_monthly && count <= MONTH_DAYS_MAX);
}

static int check_series(const struct diary *calendar, const struct diary_event *event)
{
	const struct diary_series *series = event->series;

	if (!diary_is_local(calendar) || event->is_instance ||
	    (series->count > 0 && series->has_until) ||
	    (!event->is_day && civil_is_berlin_twice(event->start_ms)))
		return VB_ERR_BAD_VALUE;
	if (series->interval < 1 || series->interval > VB_DIARY_INTERVAL_MAX ||
	    series->count > VB_DIARY_COUNT_MAX || series->week < -1 || series->week > 4 ||
	    (series->week != 0 && series->frequency != DIARY_MONTHLY) ||
	    series->excluded_count > VB_DIARY_EXCLUDED_MAX || !is_named_right(series) ||
	    (series->has_until &&
	     (!civil_is_sound(series->until_ms) || series->until_ms < event->start_ms)))
		return VB_ERR_OUT_OF_RANGE;
	for (size_t i = 0; i < series->excluded_count; i++) {
		if (!civil_is_sound(series->excluded[i]))
			return VB_ERR_OUT_OF_RANGE;
	}
	return 0;
}

/* ---- people ---- */

static int check_people(const struct diary *calendar, const struct diary_event *event)
{
	if (event->people_count > VB_DIARY_PEOPLE_MAX)
		return VB_ERR_OUT_OF_RANGE;
	if (event->organizer != NULL && !is_address(event->organizer->address))
		return VB_ERR_BAD_VALUE;
	for (size_t i = 0; i < event->people_count; i++) {
		if (!is_address(event->people[i].address))
			return VB_ERR_BAD_VALUE;
	}
	if (calendar->method == DIARY_PUBLISH)
		return event->people_count == 0 ? 0 : VB_ERR_BAD_VALUE;
	if (event->organizer == NULL || event->people_count == 0 ||
	    strcmp(event->uid, calendar->events[0].uid) != 0 ||
	    (calendar->method == DIARY_CANCEL && !event->is_cancelled))
		return VB_ERR_BAD_VALUE;
	return 0;
}

int diary_check(const struct diary *calendar)
{
	int err = 0;

	if (calendar->count > VB_DIARY_EVENTS_MAX)
		return VB_ERR_OUT_OF_RANGE;
	if (calendar->count == 0 && calendar->method != DIARY_PUBLISH)
		return VB_ERR_BAD_VALUE;
	for (size_t i = 0; i < calendar->count && err == 0; i++) {
		const struct diary_event *event = &calendar->events[i];

		if (!is_word(event->uid, VB_DIARY_WORD_BYTES, "") ||
		    (event->url != NULL && !is_url(event->url)))
			return VB_ERR_BAD_VALUE;
		err = check_times(event);
		if (err == 0 && event->series != NULL)
			err = check_series(calendar, event);
		if (err == 0)
			err = check_people(calendar, event);
	}
	return err;
}
