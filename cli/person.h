/* person: finding the person that was named, and what there is to know of their keys.
 *
 * A person is named by the number of the record, its beginning, or the exact name; without a name it is whoever asks.
 * Called by cmd_person and cmd_person_key. Thread rule: one thread.
 */
#ifndef VB_CLI_PERSON_H
#define VB_CLI_PERSON_H

#include "cli/cmd.h"

/* Asks for a person by number or exact name. The caller destroys it. Errors: VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS_NAME, those of
 * client_ask. */
VB_MUST int person_get(struct cmd *cmd, const char *typed, struct json **person);

/* Asks for the person that the argument PERSON or the option of this name says; without either for whoever asks. Errors:
 * besides, VB_ERR_DENIED (the login belongs to no person). */
VB_MUST int person_get_or_self(struct cmd *cmd, struct json **person);

/* Asks for the public keys of a person of this office. The caller destroys them. Errors: those of client_ask. */
VB_MUST int person_get_keys(struct cmd *cmd, const char *id, struct json **keys);

/* Tells everybody who looks at a person when keys are there that no earlier ones have confirmed. items: of person.keys. */
void person_tell_keys(struct cmd *cmd, const char *name, const struct json *items);

#endif
