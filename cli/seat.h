/* seat: who gets a seat in a committee for whom, and for how long.
 *
 * A seat is a membership record of the committee's own organization: on behalf of an office or association, with a person
 * or vacant. A substitute is a membership of its own that names the seat. What belongs together is written at once.
 * Called by cmd_committee_seat. Thread rule: one thread.
 */
#ifndef VB_CLI_SEAT_H
#define VB_CLI_SEAT_H

#include "cli/cmd.h"

/* Makes one or several seats, and with them what they name and is not there yet.
 * Errors: VB_ERR_USAGE (options that exclude each other), those of named_find and client_ask. */
VB_MUST int seat_add(struct cmd *cmd);

/* Changes one. Errors: VB_ERR_MISSING_VALUE (nothing to change), as above. */
VB_MUST int seat_edit(struct cmd *cmd);

/* Gives a seat, and those who stand in for it, its last day. Errors: VB_ERR_BAD_VALUE (it began later), as above. */
VB_MUST int seat_end(struct cmd *cmd);

/* Says which office answers for an organization, or that none does.
 * Errors: VB_ERR_NOT_PAIRED (no office of the committee), as above. */
VB_MUST int seat_office(struct cmd *cmd);

#endif
