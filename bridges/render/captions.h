/* captions: the words of a document that are not its contents, in the language of its reader.
 *
 * This room knows no catalogue: who calls it passes the words, `verbund` by gettext, a bridge from its tables. A phrase has
 * places {0}, {1}, ... for values; a place may stand anywhere, or be left out. The second column is the English text.
 * Called by invitation, docket and pages. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_CAPTIONS_H
#define VB_BRIDGES_RENDER_CAPTIONS_H

#include "bridges/render/civil.h"

/* clang-format off */
#define VB_CAPTIONS(X)                                                                                         \
	X(INVITATION, "Invitation: {0}")            /* titles, by the name of the meeting */                   \
	X(AGENDA_OF, "Agenda: {0}")                                                                            \
	X(SUPPLEMENT, "Supplement to the agenda: {0}")                                                         \
	X(CHANGE, "Change: {0}")                                                                               \
	X(CANCELLATION, "Cancelled: {0}")                                                                      \
	X(IS_CANCELLED, "This meeting does not take place.")                                                   \
	X(COMMITTEE, "Committee")                   /* what is told about the meeting */                       \
	X(TIME, "Time")                                                                                        \
	X(PLACE, "Place")                                                                                      \
	X(REPLY_BY, "Please answer by")                                                                        \
	X(DATE, "Date")                             /* of the letter */                                        \
	X(AGENDA, "Agenda")                                                                                    \
	X(NO_ITEMS, "There are no items so far.")                                                              \
	X(NUMBER, "Item")                           /* heads of the columns */                                 \
	X(SUBJECT, "Subject")                                                                                  \
	X(DURATION, "Min.")                                                                                    \
	X(SUBMITTED, "submitted by {0}")            /* below an item */                                        \
	X(PAPER, "Paper {0}: {1}")                                                                             \
	X(CONFIDENTIAL, "Item {0} (not public)")    /* all that others than members read of it */              \
	X(YES, "Yes") X(NO, "No")                   /* a paper, in the order of its form */                     \
	X(PAPER_TITLE, "Paper")                                                                                \
	X(REFERENCE, "Reference")                                                                              \
	X(VERSION, "Version")                                                                                  \
	X(PERIOD, "Valid")                                                                                     \
	X(RESPONSIBLE, "Responsible divisions")                                                                \
	X(EDITOR, "Edited by")                                                                                 \
	X(WAY, "Way through the committees")                                                                   \
	X(PUBLIC, "public")                                                                                    \
	X(NOT_PUBLIC, "not public")                                                                            \
	X(OCCASION, "Occasion")                                                                                \
	X(PROPOSAL, "Proposed decision")                                                                       \
	X(PROCEDURE, "Procedure")                                                                              \
	X(INVOLVED, "Divisions and project groups involved")                                                   \
	X(INVOLVED_RESULT, "Outcome")                                                                          \
	X(CHILDREN, "Children and young people took part (para 47f of the municipal code)")                   \
	X(CHILDREN_REASON, "Why")                                                                              \
	X(MEASURE, "The measure is")                                                                           \
	X(MEASURE_NEW, "new")                                                                                  \
	X(MEASURE_VOLUNTARY, "voluntary")                                                                      \
	X(MEASURE_PRESCRIBED, "prescribed by")                                                                 \
	X(FINANCE, "Financial effects")                                                                        \
	X(REASONS, "Reasons")                                                                                  \
	X(REPORT, "Report")                                                                                    \
	X(ANNEXES, "Annexes")                                                                                  \
	X(PAGE, "Page {0} of {1}")                                                                             \
	X(DAY, "{0}, {2} {1} {3}")                  /* weekday, month, day, year */                            \
	X(MOMENT, "{0}, {1} ({2})")                 /* day, time, zone */                                      \
	X(SPAN, "{0}, {1} to {2} ({3})")            /* day, time, time, zone */                                \
	X(LONG_SPAN, "{0} to {1}")                  /* two moments */                                          \
	X(CLOCK, "{0}:{1}")                         /* hour, minute, of two digits each */                     \
	X(SUNDAY, "Sunday") X(MONDAY, "Monday") X(TUESDAY, "Tuesday") X(WEDNESDAY, "Wednesday")                \
	X(THURSDAY, "Thursday") X(FRIDAY, "Friday") X(SATURDAY, "Saturday")                                    \
	X(JANUARY, "January") X(FEBRUARY, "February") X(MARCH, "March") X(APRIL, "April") X(MAY, "May")        \
	X(JUNE, "June") X(JULY, "July") X(AUGUST, "August") X(SEPTEMBER, "September") X(OCTOBER, "October")    \
	X(NOVEMBER, "November") X(DECEMBER, "December")
/* clang-format on */

enum caption {
#define VB_CAPTION_NAME(name, english) CAPTION_##name,
	VB_CAPTIONS(VB_CAPTION_NAME)
#undef VB_CAPTION_NAME
		CAPTION_COUNT
};

struct captions {
	const char *language; /* BCP 47: "de" */
	bool is_rtl;          /* written from right to left */
	const char *word[CAPTION_COUNT];
};

/* A moment as a document shows it, with the clock that its readers look at. */
struct captions_time {
	int64_t ms;         /* since 1970 UTC; civil_is_sound */
	int offset_minutes; /* east of UTC, in force at that moment */
	const char *zone;   /* as people call it: "MEZ"; NULL: not said */
};

#define VB_CAPTIONS_PLACES_MAX 5u

/* The phrase with its places filled by the values, NULL where there is none. Values are used as they are, and never
 * searched for places. The caller frees it. Each value and the phrase together must be below 1 MiB, else abort. */
char *captions_fill(const char *phrase, const char *const values[static VB_CAPTIONS_PLACES_MAX]);

/* The same for readers of that language: where it runs from right to left, each value stands between FSI and PDI (U+2068, U+2069)
 * and has none of these inside, so that names, numbers and times keep their order. The caller frees it. */
char *captions_say(const struct captions *captions, const char *phrase,
                   const char *const values[static VB_CAPTIONS_PLACES_MAX]);

/* "Tuesday, 1 December 2026, 18:00 (CET)"; without the time of day if is_day. The caller frees it. */
char *captions_moment(const struct captions *captions, struct captions_time time, bool is_day);

/* The same from a moment to another, the day once if both are on one. The caller frees it. */
char *captions_span(const struct captions *captions, struct captions_time from,
                    struct captions_time to);

#endif
