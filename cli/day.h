/* day: days as numbers (protocol/kinds/calendar.h), as people type and read them; and which day it is.
 *
 * A command whose answer depends on today takes --on DATE (DAY_OPTION), so that another day can be asked about.
 * A moment's day is that of a zone; a meeting's is that of its own zone.
 * Called by the commands. Thread rule: one thread.
 */
#ifndef VB_CLI_DAY_H
#define VB_CLI_DAY_H

#include "cli/cmd.h"
#include "cli/language.h"
#include "protocol/kinds/calendar.h"

/* The row for the options of a command that asks day_get_today. */
#define DAY_OPTION                                                                                 \
	{                                                                                          \
		"on", N_("DATE"), NULL, NULL, N_("as of that day; without it as of today"), false  \
	}

/* The day that --on names, else today in the zone of the command. Errors: those of day_parse. */
VB_MUST int day_get_today(struct cmd *cmd, int32_t *day);

/* Reads a typed day, YYYY-MM-DD or 1.12.2026; option names it in the reason of an error. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int day_parse(struct out *out, const char *option, const char *text, int32_t *day);

/* The day that a zone shows at a moment; ms of years 1 to 9999, others are those of the first or last day. */
int32_t day_of_moment(int64_t ms, const char *zone);

/* The day of a date among the fields of a record; fallback where there is none, or none that is a day. */
int32_t day_of_field(const struct json *fields, const char *name, int32_t fallback);

/* A day for a cell: on a terminal as people of the user's language write it, with the day of the week, else YYYY-MM-DD;
 * empty for VB_DAY_MIN and VB_DAY_MAX, which stand for none. The caller frees it. */
char *day_format(const struct out *out, int32_t day);

#endif
