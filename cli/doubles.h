/* doubles: meetings that were made twice of one day of a series, where they may not be out of sight.
 *
 * One that has something on its agenda is shown, so that nobody's item is lost.
 * Called by cmd_meeting_list. Thread rule: one thread.
 */
#ifndef VB_CLI_DOUBLES_H
#define VB_CLI_DOUBLES_H

#include "cli/sittings.h"

/* Puts the doubles that have items back among the sittings. Errors: those of client_ask. */
VB_MUST int doubles_show(struct cmd *cmd, struct sittings *sittings);

#endif
