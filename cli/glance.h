/* glance: the status of this office on one screen of 24 lines and 80 columns, in words.
 *
 * Who was heard when, what waits, what did not arrive, disk, last backup; what needs somebody stands at the end, how much is overdue before it. Where
 * there are more committees or offices than fit, those that need a look stand first and the others are summed up.
 * Called by cmd_status. Thread rule: one thread.
 */
#ifndef VB_CLI_GLANCE_H
#define VB_CLI_GLANCE_H

#include "cli/cmd.h"

/* Shows the status as the daemon answered it, its lists sorted by name. */
void glance_print(struct cmd *cmd, struct json *status);

#endif
