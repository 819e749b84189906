/* datebook: meetings and series as entries of a calendar (bridges/render/diary.h).
 *
 * A meeting is an entry of its own; one of a series is the instance of its day, with the UID of the series, as long as the
 * series can be told by a rule: in Europe/Berlin, at an hour that each of its days has once. Else every day is an entry of
 * its own. So a meeting has the same UID wherever it is exported. The number of an entry (SEQUENCE) is how often its time,
 * place or state was changed.
 * Called by handout and cmd_committee_calendar. Thread rule: one thread.
 */
#ifndef VB_CLI_DATEBOOK_H
#define VB_CLI_DATEBOOK_H

#include "bridges/render/diary.h"
#include "bridges/render/invitation.h"
#include "cli/labels.h"
#include "cli/series_book.h"

struct datebook {
	struct cmd *cmd;
	struct labels *labels;
	enum invitation_audience audience;
	struct diary_event *events;
	size_t count;
	struct json *texts;         /* made for them, a list */
	struct diary_series *rules; /* one a series */
	struct diary_weekday *days;
	int64_t *excluded;
	size_t rule_count;
};

/* Nothing in it. count: of the entries that it will hold, and of the series. Borrows all until release. */
void datebook_init(struct datebook *book, struct cmd *cmd, struct labels *labels,
                   enum invitation_audience audience, size_t count, size_t series_count);
/* Frees what was made for it. */
void datebook_release(struct datebook *book);

/* Adds a meeting that has a begin, with its agenda. series (may be NULL): of which it is a day that counts.
 * Errors: those of client_ask and of the writers. */
VB_MUST int datebook_add_meeting(struct datebook *book, const struct json *meeting,
                                 const struct json *agenda, const struct series_book *series);

/* Adds a series: its rule, or each of its days that has no meeting among those of is_shown (one a mark of the series).
 * Errors: as above. */
VB_MUST int datebook_add_series(struct datebook *book, const struct series_book *series,
                                const bool *is_shown);

/* How many entries a series takes besides its meetings. */
size_t datebook_room(const struct series_book *series);

/* Appends it as iCalendar. name: of a calendar that programs ask for again each day; NULL: of a single file. Errors: those of ical_write. */
VB_MUST int datebook_write(const struct datebook *book, const char *zone, const char *name,
                           struct buf *out);

#endif
