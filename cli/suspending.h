/* suspending: an office that is suspended in a committee, and what fell away there and is written again.
 *
 * Suspending and lifting are one call each; a committee's members tell by whom and since when; and what does not count is
 * listed with its texts and who wrote it, so that it can be written again.
 * Called by cmd_committee. Thread rule: one thread.
 */
#ifndef VB_CLI_SUSPENDING_H
#define VB_CLI_SUSPENDING_H

#include "cli/cmd.h"

/* Suspends an office. Errors: those of client_ask. */
VB_MUST int suspending_suspend(struct cmd *cmd);
/* Ends its suspension. Errors: those of client_ask. */
VB_MUST int suspending_lift(struct cmd *cmd);
/* Lets count what an office wrote up to --until. Errors: those of client_ask, field_parse_time. */
VB_MUST int suspending_accept(struct cmd *cmd);
/* Writes again what of this office fell away. Errors: those of client_ask. */
VB_MUST int suspending_repost(struct cmd *cmd);
/* Lists what does not count in a committee, so that it can be written again. Errors: those of client_ask. */
VB_MUST int suspending_fallen(struct cmd *cmd);

/* Since when a member is suspended, for a cell; "" if it is not. The caller frees it. */
char *suspending_since(const struct cmd *cmd, const struct json *member);
/* Who suspended it, and whether the office in charge has confirmed that; for a cell. The caller frees it. */
char *suspending_by(const struct cmd *cmd, const struct json *member);
/* Replaces the times of the members' suspensions by ISO 8601 text. */
void suspending_export(const struct cmd *cmd, struct json *members);

#endif
