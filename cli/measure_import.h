/* measure_import: sheets of measures out of a file, a JSON document, into a committee.
 *
 * {"items": [{"number", "name", "area", "group", "owner", "partners": [..], and fields of a measure by their names}]}.
 * Groups, owners and partners are names; one that nobody has yet is made. A measure that is there already, by its id,
 * or else by number and name, stays as it is, so that a second import writes over nobody's work.
 * Called by cmd_measure. Thread rule: one thread.
 */
#ifndef VB_CLI_MEASURE_IMPORT_H
#define VB_CLI_MEASURE_IMPORT_H

#include "cli/cmd.h"

/* Carries out `measure import`. Errors: VB_ERR_BAD_FILE, VB_ERR_TOO_LARGE, VB_ERR_BAD_INPUT, VB_ERR_BAD_VALUE (no list of
 * maps), VB_ERR_AMBIGUOUS_NAME, those of client_ask. */
VB_MUST int measure_import_run(struct cmd *cmd);

#endif
