/* carry: items that a sitting did not finish go on the agenda of the next one, or a whole agenda is taken as its pattern.
 *
 * A new item is made there, in the same list (public or internal), with what is known about the old one, and it says from
 * which item it was carried over. The old item stays as it is. An item that was carried over already is left out, so
 * that the command can be typed again. All are written at once, or none (agendas larger than one request: in parts).
 * Called by cmd_agenda and cmd_meeting_stage. Thread rule: one thread.
 */
#ifndef VB_CLI_CARRY_H
#define VB_CLI_CARRY_H

#include "cli/cmd.h"

/* Carries over an item with its unfinished parts, or all unfinished items of a meeting; with --dry-run only says which.
 * Errors: VB_ERR_BAD_VALUE (neither item nor meeting, another committee, the same meeting), those of client_ask. */
VB_MUST int carry_run(struct cmd *cmd);

/* Copies the agenda of a meeting to another one, without what came of it; what stands there under the same title is left out.
 * Errors: as carry_run. */
VB_MUST int carry_copy(struct cmd *cmd);

/* Carries over all unfinished items of a meeting (a number) to another one, as a part of another command. Errors: as above. */
VB_MUST int carry_all(struct cmd *cmd, const char *meeting, const char *to);

#endif
