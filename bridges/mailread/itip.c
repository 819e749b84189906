/* itip: a calendar object in a mail that answers an invitation; see itip.h. */
#include "bridges/mailread/itip.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void itip_warm(void)
{
	icalerror_set_errors_are_fatal(0);
	icaltimezone_get_utc_timezone();
}

/* ---- before the library sees it ---- */

static bool begins(struct span line, const char *word)
{
	size_t size = strlen(word);

	return line.size >= size && strncasecmp((const char *)line.data, word, size) == 0;
}

/* The name behind "BEGIN:" or "END:". */
static struct span name_in(struct span line, size_t begin)
{
	struct span name = span_of(line.data + begin, line.size - begin);

	while (name.size > 0 && strchr(" \t\r", name.data[name.size - 1]) != NULL)
		name.size--;
	return name;
}

/* Each component that begins ends, in their order; there are not too many, and few within one another: the library walks through
 * them by recursion. */
static bool is_whole(struct span ics)
{
	struct span open[VB_ITIP_DEPTH_MAX];
	size_t count = 0, depth = 0, start = 0;

	for (size_t i = 0; i <= ics.size; i++) {
		struct span line = span_of(ics.data + start, i - start);

		if (i < ics.size && ics.data[i] != '\n')
			continue;
		start = i + 1;
		if (begins(line, "BEGIN:")) {
			if (++count > VB_ITIP_COMPONENTS_MAX || depth == VB_ITIP_DEPTH_MAX)
				return false;
			open[depth++] = name_in(line, 6);
		} else if (begins(line, "END:")) {
			struct span name = name_in(line, 4);

			if (depth == 0 || open[depth - 1].size != name.size ||
			    strncasecmp((const char *)name.data, (const char *)open[depth - 1].data,
			                name.size) != 0)
				return false;
			depth--;
		}
	}
	return count > 0 && depth == 0 && memchr(ics.data, '\0', ics.size) == NULL;
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

/* What is said of the event, for each attendee. False: without UID. */
static bool read_event(icalcomponent *event, struct answers *to, struct parcel_answer *out)
{
	icalproperty *uid = icalcomponent_get_first_property(event, ICAL_UID_PROPERTY);
	icalproperty *comment = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
	const char *uid_text = uid != NULL ? icalproperty_get_uid(uid) : NULL;
	const char *comment_text = comment != NULL ? icalproperty_get_comment(comment) : NULL;

	memset(out, 0, sizeof(*out));
	if (uid_text == NULL)
		return false;
	/* A name that was cut would be another name. */
	if (strlen(uid_text) >= sizeof(out->uid)) {
		to->is_cut = true;
		return false;
	}
	put_text(out->uid, sizeof(out->uid), uid_text);
	put_text(out->comment, sizeof(out->comment), comment_text != NULL ? comment_text : "");
	out->sequence = sequence_of(event);
	out->stamp_ms = stamp_of(event);
	return true;
}

static void add_answer(struct answers *to, const struct parcel_answer *event,
                       icalproperty *attendee)
{
	const char *address = icalproperty_get_attendee(attendee);
	struct parcel_answer *answer;

	if (address == NULL)
		return;
	if (strlen(without_mailto(address)) >= sizeof(answer->attendee) ||
	    to->count == VB_PARCEL_ANSWERS_MAX) {
		to->is_cut = true;
		return;
	}
	answer = &to->answers[to->count++];
	*answer = *event;
	put_text(answer->attendee, sizeof(answer->attendee), without_mailto(address));
	answer->partstat = partstat_of(attendee);
}

/* A component has one place for walking through its properties: nothing else may be asked of it within the inner loop. */
static void add_events(struct answers *to, icalcomponent *calendar)
{
	for (icalcomponent *event =
	             icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
	     event != NULL;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		struct parcel_answer said;

		if (!read_event(event, to, &said))
			continue;
		for (icalproperty *attendee =
		             icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
		     attendee != NULL;
		     attendee = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY))
			add_answer(to, &said, attendee);
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
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf }; /* of byte order */
	struct answers found = { answers, 0, false };
	icalcomponent *parsed, *calendar;
	char *text;
	int err = VB_ERR_MALFORMED;

	if (ics.size > VB_ITIP_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if (ics.size >= sizeof(mark) && memcmp(ics.data, mark, sizeof(mark)) == 0)
		ics = span_of(ics.data + sizeof(mark), ics.size - sizeof(mark));
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
