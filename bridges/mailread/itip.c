/* itip: a calendar object in a mail that answers an invitation; see itip.h. tested by tests/unit/test_reading.c */
#include "bridges/mailread/itip.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

void itip_warm(void)
{
	icalerror_set_errors_are_fatal(0);
	icaltimezone_get_utc_timezone();
}

/* ---- before the library sees it ---- */

/* Lines that begin so, whatever stands before them on the line is none. */
static size_t line_count(struct span text, const char *begin)
{
	size_t size = strlen(begin), count = 0;

	for (size_t i = 0; i + size <= text.size; i++) {
		if ((i == 0 || text.data[i - 1] == '\n') &&
		    strncasecmp((const char *)text.data + i, begin, size) == 0)
			count++;
	}
	return count;
}

static bool is_whole(struct span ics)
{
	size_t begins = line_count(ics, "BEGIN:");

	return begins > 0 && begins <= VB_ITIP_COMPONENTS_MAX &&
	       begins == line_count(ics, "END:") && memchr(ics.data, '\0', ics.size) == NULL;
}

/* ---- values ---- */

/* Cut at size at the begin of a character. */
static void put_text(char *out, size_t size, const char *text)
{
	size_t used = strlen(text);

	if (used >= size) {
		used = size - 1;
		while (used > 0 && ((uint8_t)text[used] & 0xc0) == 0x80)
			used--;
	}
	memcpy(out, text, used);
	out[used] = '\0';
}

static const char *without_mailto(const char *address)
{
	while (*address == ' ')
		address++;
	return strncasecmp(address, "mailto:", 7) == 0 ? address + 7 : address;
}

static uint8_t partstat_of(icalproperty *attendee)
{
	icalparameter *parameter =
		icalproperty_get_first_parameter(attendee, ICAL_PARTSTAT_PARAMETER);

	switch (parameter != NULL ? icalparameter_get_partstat(parameter) : ICAL_PARTSTAT_NONE) {
	case ICAL_PARTSTAT_ACCEPTED:
		return PARCEL_WORD_YES;
	case ICAL_PARTSTAT_DECLINED:
		return PARCEL_WORD_NO;
	case ICAL_PARTSTAT_TENTATIVE:
		return PARCEL_WORD_MAYBE;
	case ICAL_PARTSTAT_DELEGATED:
		return VB_ITIP_DELEGATED;
	default:
		return PARCEL_NO_WORD;
	}
}

static int64_t stamp_of(icalcomponent *event)
{
	icalproperty *stamp = icalcomponent_get_first_property(event, ICAL_DTSTAMP_PROPERTY);
	struct icaltimetype time;

	if (stamp == NULL)
		return 0;
	time = icalproperty_get_dtstamp(stamp);
	/* It is in UTC (RFC 5546, 3.2); who writes another zone means it, too. */
	return icaltime_is_null_time(time) || !icaltime_is_valid_time(time)
	               ? 0
	               : (int64_t)icaltime_as_timet_with_zone(time,
	                                                      icaltimezone_get_utc_timezone()) *
	                         1000;
}

static uint32_t sequence_of(icalcomponent *event)
{
	icalproperty *sequence = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY);
	int number = sequence != NULL ? icalproperty_get_sequence(sequence) : 0;

	return number > 0 ? (uint32_t)number : 0;
}

/* ---- answers ---- */

struct answers {
	struct parcel_answer *answers;
	size_t count;
	bool is_cut;
};

static void add_answer(struct answers *to, icalcomponent *event, icalproperty *attendee)
{
	icalproperty *uid = icalcomponent_get_first_property(event, ICAL_UID_PROPERTY);
	icalproperty *comment = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
	const char *uid_text = uid != NULL ? icalproperty_get_uid(uid) : NULL;
	const char *comment_text = comment != NULL ? icalproperty_get_comment(comment) : NULL;
	const char *address = icalproperty_get_attendee(attendee);
	struct parcel_answer *answer = &to->answers[to->count];

	if (uid_text == NULL || address == NULL)
		return;
	/* A name that was cut would be another name. */
	if (strlen(uid_text) >= sizeof(answer->uid) ||
	    strlen(without_mailto(address)) >= sizeof(answer->attendee) ||
	    to->count == VB_PARCEL_ANSWERS_MAX) {
		to->is_cut = true;
		return;
	}
	memset(answer, 0, sizeof(*answer));
	put_text(answer->uid, sizeof(answer->uid), uid_text);
	put_text(answer->attendee, sizeof(answer->attendee), without_mailto(address));
	put_text(answer->comment, sizeof(answer->comment),
	         comment_text != NULL ? comment_text : "");
	answer->partstat = partstat_of(attendee);
	answer->sequence = sequence_of(event);
	answer->stamp_ms = stamp_of(event);
	to->count++;
}

static void add_events(struct answers *to, icalcomponent *calendar)
{
	for (icalcomponent *event =
	             icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	     event != NULL;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		for (icalproperty *attendee =
		             icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
		     attendee != NULL;
		     attendee = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY))
			add_answer(to, event, attendee);
	}
}

static enum itip_method method_of(icalcomponent *calendar)
{
	icalproperty *method = icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY);

	switch (method != NULL ? icalproperty_get_method(method) : ICAL_METHOD_NONE) {
	case ICAL_METHOD_REPLY:
		return ITIP_REPLY;
	case ICAL_METHOD_COUNTER:
		return ITIP_COUNTER;
	case ICAL_METHOD_NONE:
		return ITIP_NONE;
	default:
		return ITIP_OTHER;
	}
}

/* The first object, where several stand behind one another. */
static icalcomponent *calendar_of(icalcomponent *parsed)
{
	if (icalcomponent_isa(parsed) == ICAL_XROOT_COMPONENT)
		return icalcomponent_get_first_component(parsed, ICAL_VCALENDAR_COMPONENT);
	return icalcomponent_isa(parsed) == ICAL_VCALENDAR_COMPONENT ? parsed : NULL;
}

int itip_read(struct span ics, enum itip_method *method, struct parcel_answer *answers,
              size_t *count, bool *is_cut)
{
	struct answers found = { answers, 0, false };
	icalcomponent *parsed, *calendar;
	char *text;
	int err = VB_ERR_MALFORMED;

	if (ics.size > VB_ITIP_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if (ics.size == 0 || !is_whole(ics))
		return VB_ERR_MALFORMED;
	text = malloc(ics.size + 1);
	if (text == NULL)
		abort();
	memcpy(text, ics.data, ics.size);
	text[ics.size] = '\0';
	parsed = icalparser_parse_string(text);
	free(text);
	if (parsed == NULL)
		return VB_ERR_MALFORMED;
	calendar = calendar_of(parsed);
	if (calendar != NULL) {
		*method = method_of(calendar);
		if (*method == ITIP_REPLY || *method == ITIP_COUNTER)
			add_events(&found, calendar);
		*count = found.count;
		*is_cut = found.is_cut;
		err = 0;
	}
	icalcomponent_free(parsed);
	return err;
}
