/* due: what is to be done on a day, by whom and how late it is: over one committee or all of them.
 *
 * Obligations, reviews and ends of agreements, ends of measures, comments that somebody was asked for, helpers who are missing, sittings. When something
 * is due, deadline.h says. Who has to do it is who stands for the organization on that day (successors.h).
 * Called by cmd_due and the nouns that keep such records. Thread rule: one thread.
 */
#ifndef VB_CLI_DUE_H
#define VB_CLI_DUE_H

#include "cli/cmd.h"
#include "protocol/kinds/cadence.h"

enum due_sources {
	DUE_OBLIGATIONS = 1,
	DUE_AGREEMENTS = 2,
	DUE_MEASURES = 4,
	DUE_COMMENTS = 8,
	DUE_SITTINGS = 16, /* pace_list.h */
	DUE_HELP = 32,     /* helping.h */
	DUE_ALL = 63,
};

/* --on and --until, of the commands that due_run serves. */
extern const struct option due_options[];

/* Lists what is late on the day of --on or in its reminder time then, and what is due until the day of --until: of the
 * committee that was named, else of all. sources: enum due_sources. Errors: those of day_parse and client_ask. */
VB_MUST int due_run(struct cmd *cmd, unsigned sources);

/* The same as a list, of one committee (its whole number) or of all (NULL), by day. The caller destroys it. Errors: those of
 * client_ask. */
VB_MUST int due_list(struct cmd *cmd, unsigned sources, const char *space, int32_t today,
                     int32_t until, struct json **items);

/* Writes such a list as a table. is_one: of one committee, which is not named. */
void due_print(struct cmd *cmd, const struct json *items, bool is_one);

/* When an obligation is due; asks for the meetings that were held where meetings are what it is about. known: a map, empty at
 * first, in which they are kept for the next one. Errors: those of client_ask. */
VB_MUST int due_of_obligation(struct cmd *cmd, struct json *known, const struct json *record,
                              int32_t today, struct obligation_due *out);

/* Reads what deadline_export put into a record. */
struct obligation_due due_import(const struct json *item);

/* The day of what is due, or nothing, for a cell. The caller frees it. */
char *due_day(const struct cmd *cmd, const struct obligation_due *due);

/* The state of it for a cell: on a terminal in words, with the days that it is late. The caller frees it. */
char *due_state(const struct cmd *cmd, const struct obligation_due *due);

/* Tells when it is due next and how that stands, below a record. */
void due_tell(struct cmd *cmd, const struct obligation_due *due);

#endif
