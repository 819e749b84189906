/* confirmed: which offices have confirmed that certain records are gone from their disks, and which have not yet.
 *
 * An erasure is found by the numbers of the records that it names, so it can be asked for at any time later.
 * Called by forget. Thread rule: one thread.
 */
#ifndef VB_CLI_CONFIRMED_H
#define VB_CLI_CONFIRMED_H

#include "cli/cmd.h"

/* Tells, of every erasure that names one of these records, office by office, as the answer of the command. ids: numbers.
 * refused: items that were left, for the document; taken. Errors: those of client_ask. */
VB_MUST int confirmed_tell(struct cmd *cmd, const struct json *ids, struct json **refused);

#endif
