/* datebook: entries of a calendar from records; see datebook.h; tested by tests/blackbox/20-calendar.t */
#include "cli/datebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/ical.h"
#include "bridges/render/plain.h"
#include "cli/day.h"
#include "cli/language.h"
#include "cli/leaflet.h"
#include "cli/moment.h"
#include "protocol/limits.h"

#define UID_BYTES 112
#define SPACE_DIGITS 16 /* enough to tell committees apart */
#define REFRESH_HOURS 24u

/* ---- what it owns ---- */

static void *zeroed(size_t count, size_t size)
{
	void *made = calloc(count > 0 ? count : 1, size);

	if (made == NULL)
		abort();
	return made;
}

void datebook_init(struct datebook *book, struct cmd *cmd, struct labels *labels,
                   enum invitation_audience audience, size_t count, size_t series_count)
{
	memset(book, 0, sizeof(*book));
	book->cmd = cmd;
	book->labels = labels;
	book->audience = audience;
	book->events = zeroed(count, sizeof(*book->events));
	book->texts = json_new_list();
	book->rules = zeroed(series_count, sizeof(*book->rules));
	book->days = zeroed(VB_DIARY_DAYS_MAX * series_count, sizeof(*book->days));
	book->excluded =
		zeroed((size_t)VB_DIARY_EXCLUDED_MAX * series_count, sizeof(*book->excluded));
}

void datebook_release(struct datebook *book)
{
	json_destroy(&book->texts);
	free(book->events);
	free(book->rules);
	free(book->days);
	free(book->excluded);
	memset(book, 0, sizeof(*book));
}

/* Keeps a copy until the end. */
static const char *keep(struct datebook *book, const char *text)
{
	struct json *copy = json_new_text(text != NULL ? text : "");

	json_add(book->texts, &copy);
	return json_text(json_at(book->texts, json_count(book->texts) - 1));
}

/* ---- the number of an entry ---- */

static bool is_among(const char *name, const char *const *names)
{
	for (; name != NULL && *names != NULL; names++) {
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* How many entries of its history changed one of these fields. */
static int count_changes(struct datebook *book, const struct json *record, const char *const *names,
                         unsigned *count)
{
	struct json *question, *items;
	int err;

	*count = 0;
	if (json_int(json_get(record, "changed"), 0) == json_int(json_get(record, "created"), 0))
		return 0;
	question = json_new_map();
	json_put_text(question, "id", json_get_text(record, "id"));
	err = client_list(book->cmd->client, "record.log", &question, &items);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *entry = json_at(items, i);
		const struct json *changes = json_get(entry, "changes");
		bool is_one = false;

		for (size_t k = 0; k < json_count(changes); k++)
			is_one = is_one ||
			         is_among(json_get_text(json_at(changes, k), "field"), names);
		if (is_one && strcmp(json_get_text(entry, "verb"), "create") != 0 &&
		    strcmp(json_get_text(entry, "state"), "applied") == 0)
			(*count)++;
	}
	json_destroy(&items);
	return 0;
}

/* ---- series by a rule ---- */

/* Whether one rule tells all of its days: by the clock of Berlin, at an hour that every day has once. */
static bool is_by_rule(const struct series_book *series)
{
	const struct series *s = &series->series;
	int64_t ms;

	if (s->count == 0 || strcmp(s->zone, VB_CIVIL_BERLIN) != 0 ||
	    s->left_out_count > VB_DIARY_EXCLUDED_MAX || s->rule.interval > VB_DIARY_INTERVAL_MAX)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		if (series_moment(s, s->days[i], &ms) != VB_OFFSET_ONCE || !civil_is_sound(ms) ||
		    civil_is_berlin_twice(ms))
			return false;
	}
	return true;
}

static void put_uid(struct datebook *book, struct diary_event *event, const struct json *record,
                    const char *day)
{
	char uid[UID_BYTES];

	(void)snprintf(uid, sizeof(uid), "%s%s%s@%.*s.verbund", json_get_text(record, "id"),
	               day != NULL ? "-" : "", day != NULL ? day : "", SPACE_DIGITS,
	               json_get_text(record, "space"));
	event->uid = keep(book, uid);
}

/* Which entry a meeting is: the instance of its series, that of a day of it, or one of its own. */
static void name_meeting(struct datebook *book, struct diary_event *event,
                         const struct json *meeting, const struct series_book *series)
{
	int32_t day = day_of_field(json_get(meeting, "fields"), "occurrence", VB_DAY_MAX);
	char text[VB_DAY_TEXT_BYTES];

	if (series == NULL || !series_has(&series->series, day)) {
		put_uid(book, event, meeting, NULL);
	} else if (is_by_rule(series)) {
		put_uid(book, event, series->record, NULL);
		event->is_instance = true;
		(void)series_moment(&series->series, day, &event->instance_ms);
	} else {
		calendar_format(day, text);
		put_uid(book, event, series->record, text);
	}
}

/* ---- entries ---- */

/* What stands in an entry besides its time: committee and name, agenda, place. */
static int put_texts(struct datebook *book, struct diary_event *event,
                     const struct leaflet *leaflet, bool has_agenda)
{
	const struct invitation *invitation = &leaflet->invitation;
	struct buf text;
	struct form form;
	int err = 0;

	buf_init(&text, VB_LEAFLET_MAX_BYTES);
	if (invitation->committee != NULL) {
		buf_put(&text, invitation->committee, strlen(invitation->committee));
		buf_put(&text, ": ", 2);
	}
	if (invitation->name != NULL)
		buf_put(&text, invitation->name, strlen(invitation->name));
	buf_put_u8(&text, '\0');
	event->summary = keep(book, (const char *)text.data);
	if (invitation->place != NULL)
		event->location = keep(book, invitation->place);
	buf_clear(&text);
	if (has_agenda) {
		form_init(&form);
		err = invitation_agenda(invitation, &leaflet->captions, &form);
		if (err == 0)
			err = plain_write(&form, &text);
		form_release(&form);
		buf_put_u8(&text, '\0');
		event->description = keep(book, (const char *)text.data);
	}
	if (err == 0)
		err = text.err;
	buf_release(&text);
	return err;
}

int datebook_add_meeting(struct datebook *book, const struct json *meeting,
                         const struct json *agenda, const struct series_book *series)
{
	static const char *const names[] = { "start", "end",       "location", "room",
		                             "state", "cancelled", NULL };
	struct sitting sitting = sittings_parse(meeting, book->cmd->args->zone);
	struct diary_event *event = &book->events[book->count];
	struct leaflet leaflet;
	int err;

	leaflet_init(&leaflet, book->cmd, book->labels, meeting, agenda, book->audience);
	*event = (struct diary_event){
		.stamp_ms = leaflet.invitation.made_ms,
		.start_ms = sitting.start,
		.has_end = leaflet.invitation.has_end,
		.end_ms = leaflet.invitation.end.ms,
		.is_cancelled = sitting.stage == VB_STAGE_CANCELLED,
	};
	err = put_texts(book, event, &leaflet, true);
	leaflet_release(&leaflet);
	name_meeting(book, event, meeting, series);
	if (err == 0)
		err = count_changes(book, meeting, names, &event->sequence);
	if (err == 0)
		book->count++;
	return err;
}

/* A day of a series as if it were a meeting. */
static int add_day(struct datebook *book, const struct series_book *series, int32_t day,
                   unsigned sequence)
{
	static const char *const names[] = { "name", "organization", "location", "room" };
	struct diary_event *event = &book->events[book->count];
	const struct json *from = json_get(series->record, "fields");
	struct json *meeting = json_new_map();
	struct json *fields = json_new_map();
	struct json *agenda = json_new_list();
	struct leaflet leaflet;
	int64_t ms = 0;
	int err;

	(void)series_moment(&series->series, day, &ms);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct json *copy = json_new_copy(json_get(from, names[i]));

		if (copy != NULL)
			json_put(fields, names[i], &copy);
	}
	json_put(meeting, "fields", &fields);
	leaflet_init(&leaflet, book->cmd, book->labels, meeting, agenda, book->audience);
	*event = (struct diary_event){
		.sequence = sequence,
		.stamp_ms = json_int(json_get(series->record, "changed"), 0),
		.start_ms = ms,
		.has_end = series->series.duration > 0,
		.end_ms = ms + series->series.duration * 60000,
	};
	err = put_texts(book, event, &leaflet, false);
	leaflet_release(&leaflet);
	json_destroy(&meeting);
	json_destroy(&agenda);
	if (err == 0)
		book->count++;
	return err;
}

/* Whether a meeting of that day is in the calendar. */
static bool is_there(const struct series_book *series, const bool *is_shown, int32_t day)
{
	for (size_t i = 0; i < series->count; i++) {
		if (series->marks[i].day == day && is_shown[i])
			return true;
	}
	return false;
}

static void fill_rule(struct datebook *book, const struct series_book *series, const bool *is_shown)
{
	static const enum diary_frequency frequencies[] = {
		[VB_FREQ_DAILY] = DIARY_DAILY,
		[VB_FREQ_WEEKLY] = DIARY_WEEKLY,
		[VB_FREQ_MONTHLY] = DIARY_MONTHLY,
		[VB_FREQ_YEARLY] = DIARY_YEARLY,
	};
	const struct series *s = &series->series;
	struct diary_series *rule = &book->rules[book->rule_count];
	struct diary_weekday *days = &book->days[VB_DIARY_DAYS_MAX * book->rule_count];
	int64_t *excluded = &book->excluded[VB_DIARY_EXCLUDED_MAX * book->rule_count];

	*rule = (struct diary_series){
		.frequency = frequencies[s->rule.freq],
		.interval = s->rule.interval,
		.days = days,
		.day_count = s->rule.day_count,
		.month_days = s->rule.month_days,
		.month_days_back = s->rule.month_days_back,
		.has_until = true,
		.excluded = excluded,
	};
	for (size_t i = 0; i < s->rule.day_count; i++)
		days[i] =
			(struct diary_weekday){ s->rule.days[i].ordinal, s->rule.days[i].weekday };
	/* The last day, whatever ends it: no program goes on where ours does not. */
	(void)series_moment(s, s->days[s->count - 1], &rule->until_ms);
	for (size_t i = 0; i < s->count; i++) {
		if (series_leaves_out(s, s->days[i]) && !is_there(series, is_shown, s->days[i]) &&
		    rule->excluded_count < VB_DIARY_EXCLUDED_MAX)
			(void)series_moment(s, s->days[i], &excluded[rule->excluded_count++]);
	}
}

int datebook_add_series(struct datebook *book, const struct series_book *series,
                        const bool *is_shown)
{
	static const char *const names[] = { "rrule",       "startDate",
		                             "startMinute", "durationMinutes",
		                             "exdate",      "location",
		                             "room",        NULL };
	const struct series *s = &series->series;
	char text[VB_DAY_TEXT_BYTES];
	unsigned sequence;
	int err = count_changes(book, series->record, names, &sequence);

	if (err == 0 && is_by_rule(series)) {
		fill_rule(book, series, is_shown);
		err = add_day(book, series, s->days[0], sequence);
		if (err == 0) {
			put_uid(book, &book->events[book->count - 1], series->record, NULL);
			book->events[book->count - 1].series = &book->rules[book->rule_count++];
		}
		return err;
	}
	for (size_t i = 0; err == 0 && i < s->count; i++) {
		int64_t ms;

		(void)series_moment(s, s->days[i], &ms);
		if (series_leaves_out(s, s->days[i]) || is_there(series, is_shown, s->days[i]) ||
		    !civil_is_sound(ms))
			continue;
		err = add_day(book, series, s->days[i], sequence);
		calendar_format(s->days[i], text);
		if (err == 0)
			put_uid(book, &book->events[book->count - 1], series->record, text);
	}
	return err;
}

size_t datebook_room(const struct series_book *series)
{
	return is_by_rule(series) ? 1 : series->series.count;
}

int datebook_write(const struct datebook *book, const char *zone, const char *name, struct buf *out)
{
	const struct diary calendar = { .method = DIARY_PUBLISH,
		                        .name = name,
		                        .zone = zone,
		                        .refresh_hours = name != NULL ? REFRESH_HOURS : 0,
		                        .events = book->events,
		                        .count = book->count };

	return ical_write(&calendar, out);
}
