/* ical: a calendar as iCalendar; see ical.h. */
#include "bridges/render/ical.h"

#include <assert.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/harmless.h"

#define PRODUCT "-//Verbund//Verbund 1//EN"
#define DAY_MS 86400000
#define ADDRESS_BYTES (VB_DIARY_WORD_BYTES + 8)
#define HOURS_BYTES 16

/* The rule of Central Europe as clients have it in their own lists; what was before 1996 concerns no sitting. */
static const char berlin[] = "BEGIN:VTIMEZONE\r\nTZID:" VB_CIVIL_BERLIN "\r\n"
			     "BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
			     "TZNAME:CEST\r\nDTSTART:19700329T020000\r\n"
			     "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
			     "BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
			     "TZNAME:CET\r\nDTSTART:19701025T030000\r\n"
			     "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
			     "END:VTIMEZONE\r\n";

/* ---- times ---- */

static struct icaltimetype time_of(int64_t ms, int offset_minutes)
{
	struct civil civil = civil_of(ms, offset_minutes);
	struct icaltimetype time = icaltime_null_time();

	time.year = civil.year;
	time.month = (int)civil.month;
	time.day = (int)civil.day;
	time.hour = (int)civil.hour;
	time.minute = (int)civil.minute;
	time.second = (int)civil.second;
	return time;
}

static struct icaltimetype utc_of(int64_t ms)
{
	struct icaltimetype time = time_of(ms, 0);

	time.zone = icaltimezone_get_utc_timezone();
	return time;
}

static struct icaltimetype date_of(int64_t ms)
{
	struct icaltimetype time = time_of(ms, 0);

	time.hour = time.minute = time.second = 0;
	time.is_date = 1;
	return time;
}

/* A local time that exists twice is the first one by RFC 5545, 3.3.5, and the second to some programs. */
static bool is_said_local(const struct diary *calendar, int64_t ms)
{
	return diary_is_local(calendar) && !civil_is_berlin_twice(ms);
}

static struct icaltimetype moment_of(const struct diary *calendar, const struct diary_event *event,
                                     int64_t ms)
{
	if (event->is_day)
		return date_of(ms);
	return is_said_local(calendar, ms) ? time_of(ms, civil_berlin_offset(ms)) : utc_of(ms);
}

/* Takes the property. */
static void put_moment(icalcomponent *to, const struct diary *calendar,
                       const struct diary_event *event, icalproperty *property, int64_t ms)
{
	if (event->is_day)
		icalproperty_add_parameter(property, icalparameter_new_value(ICAL_VALUE_DATE));
	else if (is_said_local(calendar, ms))
		icalproperty_add_parameter(property, icalparameter_new_tzid(VB_CIVIL_BERLIN));
	icalcomponent_add_property(to, property);
}

static void put_times(icalcomponent *to, const struct diary *calendar,
                      const struct diary_event *event)
{
	/* The end of whole days is the day behind the last (RFC 5545, 3.6.1). */
	int64_t end_ms = event->end_ms + (event->is_day ? DAY_MS : 0);

	icalcomponent_add_property(to, icalproperty_new_dtstamp(utc_of(event->stamp_ms)));
	if (event->created_ms != 0)
		icalcomponent_add_property(to, icalproperty_new_created(utc_of(event->created_ms)));
	if (event->changed_ms != 0)
		icalcomponent_add_property(
			to, icalproperty_new_lastmodified(utc_of(event->changed_ms)));
	if (event->is_instance)
		put_moment(to, calendar, event,
		           icalproperty_new_recurrenceid(
				   moment_of(calendar, event, event->instance_ms)),
		           event->instance_ms);
	put_moment(to, calendar, event,
	           icalproperty_new_dtstart(moment_of(calendar, event, event->start_ms)),
	           event->start_ms);
	if (event->has_end)
		put_moment(to, calendar, event,
		           icalproperty_new_dtend(moment_of(calendar, event, end_ms)), end_ms);
}

/* ---- series ---- */

/* libical: 8 times the week, plus the day, 1 is Sunday; negative from the end. */
static short day_of_rule(int week, int weekday)
{
	return (short)(week < 0 ? -(8 * -week + weekday) : 8 * week + weekday);
}

static void put_month_days(const struct diary_series *series, struct icalrecurrencetype *rule)
{
	size_t count = 0;

	for (short day = 1; day <= 31; day++) {
		if ((series->month_days >> day & 1) != 0)
			rule->by_month_day[count++] = day;
		if ((series->month_days_back >> day & 1) != 0)
			rule->by_month_day[count++] = (short)-day;
	}
	if (count > 0 && count < ICAL_BY_MONTHDAY_SIZE)
		rule->by_month_day[count] = ICAL_RECURRENCE_ARRAY_MAX;
}

static struct icalrecurrencetype rule_of(const struct diary *calendar,
                                         const struct diary_event *event)
{
	static const icalrecurrencetype_frequency frequencies[] = {
		[DIARY_WEEKLY] = ICAL_WEEKLY_RECURRENCE,
		[DIARY_MONTHLY] = ICAL_MONTHLY_RECURRENCE,
		[DIARY_YEARLY] = ICAL_YEARLY_RECURRENCE,
		[DIARY_DAILY] = ICAL_DAILY_RECURRENCE,
	};
	const struct diary_series *series = event->series;
	struct icalrecurrencetype rule;

	icalrecurrencetype_clear(&rule);
	rule.freq = frequencies[series->frequency];
	rule.interval = (short)series->interval;
	rule.count = (int)series->count;
	if (series->has_until)
		rule.until = event->is_day ? date_of(series->until_ms) : utc_of(series->until_ms);
	if (series->week != 0) {
		rule.by_day[0] = day_of_rule(
			series->week,
			icaltime_day_of_week(moment_of(calendar, event, event->start_ms)));
		rule.by_day[1] = ICAL_RECURRENCE_ARRAY_MAX;
	}
	for (size_t i = 0; i < series->day_count; i++) {
		rule.by_day[i] = day_of_rule(series->days[i].week,
		                             (int)((series->days[i].weekday + 1) % 7) + 1);
		rule.by_day[i + 1] = ICAL_RECURRENCE_ARRAY_MAX;
	}
	put_month_days(series, &rule);
	return rule;
}

static void put_series(icalcomponent *to, const struct diary *calendar,
                       const struct diary_event *event)
{
	icalcomponent_add_property(to, icalproperty_new_rrule(rule_of(calendar, event)));
	for (size_t i = 0; i < event->series->excluded_count; i++) {
		int64_t ms = event->series->excluded[i];

		put_moment(to, calendar, event,
		           icalproperty_new_exdate(moment_of(calendar, event, ms)), ms);
	}
}

/* ---- people ---- */

/* A name in a parameter: what needs quotes gets them from libical, but quotes themselves would become ^' (RFC 6868), which
 * Outlook shows as it stands. */
static void put_name(icalproperty *property, const char *name)
{
	char *clean = harmless_new(name, HARMLESS_LINE);
	size_t size = 0;

	for (const char *at = clean; *at != '\0'; at++) {
		if (*at != '"' && *at != '^')
			clean[size++] = *at;
	}
	clean[size] = '\0';
	if (size > 0)
		icalproperty_add_parameter(property, icalparameter_new_cn(clean));
	free(clean);
}

static void put_organizer(icalcomponent *to, const struct diary_person *person)
{
	char address[ADDRESS_BYTES];
	icalproperty *property;

	(void)snprintf(address, sizeof(address), "mailto:%s", person->address);
	property = icalproperty_new_organizer(address);
	put_name(property, person->name);
	icalcomponent_add_property(to, property);
}

static void put_attendee(icalcomponent *to, const struct diary_person *person)
{
	static const icalparameter_partstat replies[] = {
		[DIARY_NO_ANSWER] = ICAL_PARTSTAT_NEEDSACTION,
		[DIARY_ACCEPTED] = ICAL_PARTSTAT_ACCEPTED,
		[DIARY_DECLINED] = ICAL_PARTSTAT_DECLINED,
		[DIARY_TENTATIVE] = ICAL_PARTSTAT_TENTATIVE,
	};
	char address[ADDRESS_BYTES];
	icalproperty *property;

	(void)snprintf(address, sizeof(address), "mailto:%s", person->address);
	property = icalproperty_new_attendee(address);
	icalproperty_add_parameter(property, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
	icalproperty_add_parameter(property, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	icalproperty_add_parameter(property, icalparameter_new_partstat(replies[person->reply]));
	if (person->is_asked)
		icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	put_name(property, person->name);
	icalcomponent_add_property(to, property);
}

/* ---- entries ---- */

/* Takes what make makes of the text made harmless; nothing where nothing is left of it. */
static void put_text(icalcomponent *to, icalproperty *(*make)(const char *), const char *text,
                     enum harmless_breaks breaks)
{
	char *clean = harmless_new(text, breaks);

	if (clean[0] != '\0')
		icalcomponent_add_property(to, make(clean));
	free(clean);
}

static icalcomponent *event_of(const struct diary *calendar, const struct diary_event *event)
{
	icalcomponent *made = icalcomponent_new(ICAL_VEVENT_COMPONENT);

	icalcomponent_add_property(made, icalproperty_new_uid(event->uid));
	put_times(made, calendar, event);
	icalcomponent_add_property(made, icalproperty_new_sequence((int)event->sequence));
	icalcomponent_add_property(
		made, icalproperty_new_status(event->is_cancelled ? ICAL_STATUS_CANCELLED
	                                                          : ICAL_STATUS_CONFIRMED));
	if (event->series != NULL)
		put_series(made, calendar, event);
	put_text(made, icalproperty_new_summary, event->summary, HARMLESS_LINE);
	put_text(made, icalproperty_new_location, event->location, HARMLESS_LINE);
	put_text(made, icalproperty_new_description, event->description, HARMLESS_LINES);
	if (event->url != NULL)
		icalcomponent_add_property(made, icalproperty_new_url(event->url));
	if (event->organizer != NULL)
		put_organizer(made, event->organizer);
	for (size_t i = 0; i < event->people_count; i++)
		put_attendee(made, &event->people[i]);
	return made;
}

/* ---- the calendar ---- */

static icalproperty *new_extension(const char *name, const char *value)
{
	icalproperty *property = icalproperty_new_x(value);

	icalproperty_set_x_name(property, name);
	return property;
}

static icalproperty *new_calendar_name(const char *name)
{
	return new_extension("X-WR-CALNAME", name);
}

/* What a feed says of itself: its name as RFC 7986 has it and as older clients do, and how often to ask again. */
static void put_feed(icalcomponent *to, const struct diary *calendar)
{
	char hours[HOURS_BYTES];

	put_text(to, icalproperty_new_name, calendar->name, HARMLESS_LINE);
	put_text(to, new_calendar_name, calendar->name, HARMLESS_LINE);
	if (calendar->refresh_hours > 0) {
		icalproperty *property = icalproperty_new_refreshinterval(
			icaldurationtype_from_int((int)calendar->refresh_hours * 3600));

		icalproperty_add_parameter(property, icalparameter_new_value(ICAL_VALUE_DURATION));
		icalcomponent_add_property(to, property);
		(void)snprintf(hours, sizeof(hours), "PT%uH", calendar->refresh_hours);
		icalcomponent_add_property(to, new_extension("X-PUBLISHED-TTL", hours));
	}
}

int ical_write(const struct diary *calendar, struct buf *out)
{
	static const icalproperty_method methods[] = {
		[DIARY_PUBLISH] = ICAL_METHOD_PUBLISH,
		[DIARY_REQUEST] = ICAL_METHOD_REQUEST,
		[DIARY_CANCEL] = ICAL_METHOD_CANCEL,
	};
	icalcomponent *all;
	char *text;
	int err = diary_check(calendar);

	if (err < 0)
		return err;
	all = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	icalcomponent_add_property(all, icalproperty_new_version("2.0"));
	icalcomponent_add_property(all, icalproperty_new_prodid(PRODUCT));
	icalcomponent_add_property(all, icalproperty_new_calscale("GREGORIAN"));
	icalcomponent_add_property(all, icalproperty_new_method(methods[calendar->method]));
	if (calendar->method == DIARY_PUBLISH)
		put_feed(all, calendar);
	if (diary_is_local(calendar))
		icalcomponent_add_component(all, icalparser_parse_string(berlin));
	for (size_t i = 0; i < calendar->count; i++)
		icalcomponent_add_component(all, event_of(calendar, &calendar->events[i]));
	text = icalcomponent_as_ical_string_r(all);
	assert(text != NULL);
	buf_put(out, text, strlen(text));
	free(text);
	icalcomponent_free(all);
	return out->err;
}
