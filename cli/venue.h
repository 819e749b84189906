/* venue: the place named by --location of a command, found by its description or made.
 *
 * What guests do not see is named by what they do not see either.
 * Called by cmd_meeting and cmd_series. Thread rule: one thread.
 */
#ifndef VB_CLI_VENUE_H
#define VB_CLI_VENUE_H

#include "cli/cmd.h"

/* Puts the place among the fields, nil where the option is empty, nothing where it was not given.
 * Errors: those of client_ask. */
VB_MUST int venue_put(struct cmd *cmd, const char *space, bool is_internal, struct json *fields);

#endif
