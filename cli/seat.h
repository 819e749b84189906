/* seat: who sits in a committee for whom.
 *
 * A seat is a membership record of the committee's own organization: on behalf of an office or association, with a person
 * or vacant, with or without a vote. A substitute is a membership of its own that names the seat.
 * Called by cmd_committee. Thread rule: one thread.
 */
#ifndef VB_CLI_SEAT_H
#define VB_CLI_SEAT_H

#include "cli/cmd.h"

/* Makes a seat, and with it what it names and is not there yet. Errors: those of named_find and client_ask. */
VB_MUST int seat_add(struct cmd *cmd);

/* Lists the seats of a committee, by the names of those for whom they are. Errors: those of client_ask. */
VB_MUST int seat_list(struct cmd *cmd);

#endif
