/* agenda_table: the agenda of a meeting as people read it.
 *
 * Called by `agenda list` and `meeting show`.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_AGENDA_TABLE_H
#define VB_CLI_AGENDA_TABLE_H

#include "cli/cmd.h"

/* Writes the items of agenda.list as a table. On a terminal: number, begin, title, kind, minutes, paper, submitter, result or
 * state, whether it is a supplement, id. In a pipe: number, title, result or state, id, kind, minutes, begin, `supplement`.
 * Errors: those of client_ask. */
VB_MUST int agenda_table_print(struct cmd *cmd, const struct json *items);

#endif
