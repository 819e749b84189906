/* handout: a meeting with its agenda as a file for others: text, HTML, PDF or iCalendar.
 *
 * What is not public leaves as "Item 5 (not public)" unless the file is for members. The same records give the same
 * bytes in every office that speaks the same language: the date in it is that of the last change.
 * Called by cmd_meeting; calls bridges/render. Thread rule: one thread.
 */
#ifndef VB_CLI_HANDOUT_H
#define VB_CLI_HANDOUT_H

#include "cli/cmd.h"

/* `meeting export MEETING FILE`. Errors: those of client_ask and target; VB_ERR_MISSING_VALUE (a calendar needs a time);
 * VB_ERR_DENIED (the meeting is not public, and the file is not for members); those of the writers. */
VB_MUST int handout_export(struct cmd *cmd);

#endif
