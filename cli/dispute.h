/* dispute: a field of a record that several offices gave at the same time: all versions, who gave each, and ending it.
 *
 * The versions stand in the order of the daemon, the one that counts meanwhile first, which is the same on every office.
 * Called by cmd_measure. Thread rule: one thread.
 */
#ifndef VB_CLI_DISPUTE_H
#define VB_CLI_DISPUTE_H

#include "cli/cmd.h"

/* Shows the versions of all fields that are in dispute, numbered, with the offices that gave them; nothing where none is. verb:
 * the command that ends it, for the hint. Errors: those of client_ask. */
VB_MUST int dispute_print(struct cmd *cmd, const struct json *record, const char *verb);

/* Ends the dispute about a field: the version with this number, from 1, stays. *fields gets the change to be written.
 * Errors: VB_ERR_NOT_FOUND (the field is in no dispute), VB_ERR_BAD_VALUE (there is no such version). */
VB_MUST int dispute_choose(struct cmd *cmd, const struct json *record, const char *field,
                           const char *number, struct json *fields);

/* The names of the fields in dispute, in the order of the table of kinds, for a cell. The caller frees it. */
char *dispute_fields(const struct out *out, const struct json *record);

#endif
