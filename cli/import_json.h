/* import_json: committees out of a file of export json.
 *
 * The file is read twice: first all of it, to see that it is whole and that its sums are those of its contents; only then
 * is anything given to the daemon, which judges every entry by itself. In the end what both hold is compared.
 * Called through the table of commands. Thread rule: one thread.
 */
#ifndef VB_CLI_IMPORT_JSON_H
#define VB_CLI_IMPORT_JSON_H

#include "cli/cmd.h"

/* The handler of import json. */
VB_MUST int import_json(struct cmd *cmd);

#endif
