/* agenda_invited: the agenda of a meeting as it was invited to, beside the agenda as it is now.
 *
 * What was taken off since has no number now, what came later had none then. The frozen titles and numbers are shown.
 * Called by cmd_agenda. Thread rule: one thread.
 */
#ifndef VB_CLI_AGENDA_INVITED_H
#define VB_CLI_AGENDA_INVITED_H

#include "cli/cmd.h"

/* `agenda list MEETING --as-invited`. Errors: those of client_ask. */
VB_MUST int agenda_invited_list(struct cmd *cmd);

#endif
