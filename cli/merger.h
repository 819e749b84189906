/* merger: organizations go over into another one, from a day on: their records end on the day before and lead to it.
 *
 * Nothing of the old ones is written over: they keep their names, and records that name them go on doing so. Their seats
 * may go over, too: the old ones end, and new ones begin on that day. All is written at once or not at all.
 * Called by cmd_organization. Thread rule: one thread.
 */
#ifndef VB_CLI_MERGER_H
#define VB_CLI_MERGER_H

#include "cli/cmd.h"

/* Carries out `organization merge`. Errors: VB_ERR_BAD_VALUE (the committee itself, one into itself, one that went over
 * already, a seat or organization that begins later than that), VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS_NAME, those of client_ask. */
VB_MUST int merger_run(struct cmd *cmd);

#endif
