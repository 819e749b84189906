/* agenda_ask: what commands about agenda items and proposals ask the daemon, and tell people of it.
 *
 * Items that were made of one proposal by offices that did not know of each other are changed together.
 * Called by agenda_plan, carry, cmd_agenda, cmd_agenda_proposal, inviting and proposals. Thread rule: one thread.
 */
#ifndef VB_CLI_AGENDA_ASK_H
#define VB_CLI_AGENDA_ASK_H

#include "cli/cmd.h"
#include "cli/sittings.h"

/* Moves an item behind the one that --after names; `first`: to the beginning. Errors: those of client_ask. */
VB_MUST int agenda_ask_move(struct cmd *cmd, const char *item, struct json **result);

/* Changes fields of a record. Takes *fields. Errors: those of client_ask. */
VB_MUST int agenda_ask_edit(struct cmd *cmd, const struct json *record, struct json **fields,
                            struct json **result);

/* All agenda items of a space that name a proposal, on whatever agenda, not deleted ones. The caller destroys *items. Errors: those of
 * client_list. */
VB_MUST int agenda_ask_named(struct cmd *cmd, const char *space, const char *proposal,
                             struct json **items);

/* The item and those of its meeting for which it stands, since they are of one proposal. The caller destroys *items.
 * Errors: those of client_list. */
VB_MUST int agenda_ask_twins(struct cmd *cmd, const struct json *item, struct json **items);

/* Changes several records of a space at once, each with the same fields; nil: deletes them.
 * Errors: those of client_ask. */
VB_MUST int agenda_ask_all(struct cmd *cmd, const char *space, const struct json *records,
                           const struct json *fields);

/* True if a field of a record has this text. */
bool agenda_ask_is(const struct json *record, const char *field, const char *text);

/* Puts --submitter into fields: an organization of the meeting's committee. Errors: those of named_put. */
VB_MUST int agenda_ask_submitter(struct cmd *cmd, const struct json *meeting, bool is_internal,
                                 struct json *fields);

/* Tells that what was put on the agenda, or moved there, does not change the invitation that was sent. */
void agenda_ask_tell_supplement(struct cmd *cmd, const struct sitting *sitting, bool is_new);

#endif
