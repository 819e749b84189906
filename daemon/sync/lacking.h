/* lacking: how far this office has not only the entries of logs, but also the files that they list (HAVE, SPEC.md 10).
 *
 * A file lacks if it is due and could be read here: what no record opens, nobody asks for.
 * Called by statement. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_LACKING_H
#define VB_DAEMON_SYNC_LACKING_H

#include "daemon/core/attachment.h"

/* Appends a varint for each log with entries of an audience of a space, ascending by id: how many of its entries come before
 * the first that lists a file of which bytes are missing. False, with nothing appended, where no file is missing.
 * Cost: what is due of the audience, and the entries of these files' records. */
bool lacking_put(struct node *node, uint32_t space, enum audience audience, struct buf *out);

#endif
