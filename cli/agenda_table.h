/* agenda_table: the agenda of a meeting as people read it.
 *
 * Called by `agenda list` and `meeting show`.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_AGENDA_TABLE_H
#define VB_CLI_AGENDA_TABLE_H

#include "cli/cmd.h"

/* Writes the items of agenda.list as a table: number, title, on a terminal the paper, result or state, id. */
void agenda_table_print(struct cmd *cmd, const struct json *items);

#endif
