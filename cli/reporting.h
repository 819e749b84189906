/* reporting: beginning the report that an obligation asks for: a paper, and its station in the committee that awaits it.
 *
 * The paper is submitted by whoever owes the report; its station is that of whom it is owed to, on the day on which it is
 * due; the obligation then names the paper. All is written at once or not at all. Whether it was delivered in time, somebody says later.
 * Called by cmd_obligation. Thread rule: one thread.
 */
#ifndef VB_CLI_REPORTING_H
#define VB_CLI_REPORTING_H

#include "cli/cmd.h"

/* Begins the report of an obligation, with title and reference as the command says. Errors: those of day_get_today and
 * client_ask. */
VB_MUST int reporting_run(struct cmd *cmd, const struct json *record);

#endif
