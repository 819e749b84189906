/* series: a series of meetings as its record tells it: on which days, at which local time, for how long.
 *
 * Local time stays what it is when clocks change (protocol/kinds/offset.h). Records come from other offices: a rule that is
 * none has no days, a zone that this machine does not know is that of the command.
 * Called by cmd_series and what makes calendars. Thread rule: one thread.
 */
#ifndef VB_CLI_SERIES_H
#define VB_CLI_SERIES_H

#include "cli/cmd.h"
#include "protocol/kinds/offset.h"
#include "protocol/kinds/recurrence.h"

struct series {
	const struct json *record; /* borrowed */
	const char *zone;          /* borrowed from record, or given */
	bool is_sound;             /* false: the rule or its begin is none, and there are no days */
	struct recurrence rule;
	int32_t start;
	int32_t minute;   /* of the day */
	int64_t duration; /* minutes; 0: not told */
	int32_t *days;    /* all of its days, ascending, left out ones, too */
	size_t count;
	int32_t *left_out;
	size_t left_out_count;
};

/* Reads a record; borrows it. zone: where it names none that is known here. Caller releases. */
void series_init(struct series *series, const struct json *record, const char *zone);
/* Frees what belongs to it. */
void series_release(struct series *series);

/* True if the series has the day, left out or not. */
bool series_has(const struct series *series, int32_t day);

/* True if the day is left out. */
bool series_leaves_out(const struct series *series, int32_t day);

/* When the meeting of a day begins, in ms, and how often that local time exists on it. */
enum offset_fit series_moment(const struct series *series, int32_t day, int64_t *ms);

/* The rule in words, in the user's language on a terminal, else as it stands. The caller frees it. */
char *series_words(const struct out *out, const struct series *series);

/* The rule with another last day in the place of its own end. The caller frees it. */
char *series_rule_until(const char *rule, int32_t last);

#endif
