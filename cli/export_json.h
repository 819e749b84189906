/* export_json: committees into a file, with their records and, unless only those are wanted, their whole signed history.
 *
 * The records come first, as people and scripts read them; what the daemon holds of the committee follows as it is, so
 * that import_json makes the same of it elsewhere. Page by page, so memory stays flat.
 * Called through the table of commands. Thread rule: one thread.
 */
#ifndef VB_CLI_EXPORT_JSON_H
#define VB_CLI_EXPORT_JSON_H

#include "cli/cmd.h"

/* The handler of export json. */
VB_MUST int export_json(struct cmd *cmd);

#endif
