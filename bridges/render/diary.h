/* diary: entries of a calendar as other programs of the world understand them, before they become iCalendar.
 *
 * What real clients force (RFC 5545, 5546, and what Outlook, Gmail and Apple make of them) is kept here once: a UID
 * never changes; an invitation or a cancellation is about one UID, names one organizer and whom it goes to; a public feed
 * names nobody; times of Europe/Berlin are local ones with that zone, but for the hour that comes twice: of that
 * programs make one or the other, so it is said in UTC; times of other zones are UTC, and series exist in Europe/Berlin only, since a rule needs its clock.
 * Called by cli and the bridges, written by ical. It borrows all texts. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_DIARY_H
#define VB_BRIDGES_RENDER_DIARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bridges/render/civil.h"
#include "protocol/err.h"

#define VB_DIARY_EVENTS_MAX 4096u
#define VB_DIARY_PEOPLE_MAX 512u    /* attendees of one entry */
#define VB_DIARY_EXCLUDED_MAX 1000u /* days left out of a series */
#define VB_DIARY_INTERVAL_MAX 1000u
#define VB_DIARY_DAYS_MAX 16u /* named in a series */
#define VB_DIARY_COUNT_MAX 1000u
#define VB_DIARY_WORD_BYTES 254u /* a UID, or an address (RFC 5321, 4.5.3.1.3) */
#define VB_DIARY_URL_BYTES 2000u

enum diary_method {
	DIARY_PUBLISH, /* a feed, or a file to keep: nobody is asked */
	DIARY_REQUEST, /* an invitation, or its change */
	DIARY_CANCEL,  /* it does not take place, or not for you */
};

enum diary_reply { DIARY_NO_ANSWER, DIARY_ACCEPTED, DIARY_DECLINED, DIARY_TENTATIVE };

struct diary_person {
	const char *name;    /* NULL: not said */
	const char *address; /* a@b, as mail is delivered to it */
	enum diary_reply reply;
	bool is_asked; /* an answer is asked for */
};

enum diary_frequency { DIARY_WEEKLY, DIARY_MONTHLY, DIARY_YEARLY, DIARY_DAILY };

struct diary_weekday {
	int week;         /* of the month: 1 to 5, -1 to -5 from its end; 0: each */
	unsigned weekday; /* 0 Monday to 6 Sunday */
};

/* Every so many days or weeks, or in every so many months or years, on the day of the first one: on its date, or, with week, on its
 * weekday ("the second Tuesday"); or on the days that are named. On a day that a month does not have there is none. */
struct diary_series {
	enum diary_frequency frequency;
	unsigned interval; /* 1 to VB_DIARY_INTERVAL_MAX */
	int week;          /* monthly: 1 to 4, -1 the last; 0: by date */
	const struct diary_weekday
		*days; /* instead of week; in months all with a week, or none; not yearly */
	size_t day_count;
	uint32_t month_days, month_days_back; /* monthly: bit n: day n, from the end; 31 at most */
	unsigned count;                       /* so many in all; 0: until */
	bool has_until;                       /* neither: without end */
	int64_t until_ms;
	const int64_t *excluded; /* when single ones would begin */
	size_t excluded_count;
};

struct diary_event {
	const char *uid;                /* printable ASCII */
	unsigned sequence;              /* raised by changes of time, place or state */
	int64_t stamp_ms;               /* of this message */
	int64_t created_ms, changed_ms; /* of what it tells; 0: not said */
	bool is_day; /* whole days: start_ms and end_ms are midnights, UTC, of the first and the last day */
	int64_t start_ms;
	bool has_end;
	int64_t end_ms; /* behind the start; of whole days not before it */
	bool is_cancelled;
	const char *summary;
	const char *description, *location, *url; /* NULL: not said */
	const struct diary_person *organizer;     /* NULL: not said */
	const struct diary_person *people;
	size_t people_count;
	const struct diary_series *series; /* NULL: once */
	bool is_instance; /* one of the series with this UID, which would begin at: */
	int64_t instance_ms;
};

struct diary {
	enum diary_method method;
	const char *name;       /* of a feed; NULL: not said */
	const char *zone;       /* IANA */
	unsigned refresh_hours; /* of a feed; 0: not said */
	const struct diary_event *events;
	size_t count;
};

/* True if times are written as local ones. */
bool diary_is_local(const struct diary *calendar);

/* Checks all that is said above. Errors: VB_ERR_OUT_OF_RANGE, a moment outside 1996 to 2999, an end that is not behind its
 * start, a number outside its range, too many events, people or days; VB_ERR_BAD_VALUE, a UID, an address or a URL that is
 * none, people in a feed, nobody in an invitation, more than one UID in it, a cancellation of what is not cancelled, a series in
 * another zone, from an hour that comes twice, or of one of its own instances. */
VB_MUST int diary_check(const struct diary *calendar);

#endif
