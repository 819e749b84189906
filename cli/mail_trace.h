/* mail_trace: what the bridge to e-mail keeps about a person: their wishes, and of which meetings they were told by mail.
 *
 * It is one item among the traces of a person, with what "mail", "wishes" and "told" as the job person.about has them (SPEC.md 13.5).
 * Called by account. Thread rule: one thread.
 */
#ifndef VB_CLI_MAIL_TRACE_H
#define VB_CLI_MAIL_TRACE_H

#include "cli/cmd.h"

/* Adds the item of a person to items. *is_incomplete: set where there is a bridge and it does not answer. Errors: those of
 * client_ask. */
VB_MUST int mail_trace_gather(struct cmd *cmd, const struct json *person, struct json *items,
                              bool *is_incomplete);

/* Writes what the item says, in one line. */
void mail_trace_format(const struct cmd *cmd, const struct json *item, FILE *out);

#endif
