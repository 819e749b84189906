/* veil: what is here and shown to nobody for now.
 *
 * A space that comes from a backup, until the erasures of a member are here; a record whose erase is held, until that is
 * decided. Both are merged like others, so that the checksums of offices stay the same.
 * Called by the handlers of control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_VEIL_H
#define VB_DAEMON_CONTROL_VEIL_H

#include "daemon/core/node.h"
#include "store/key.h"

/* True if nobody is shown this record. Cost: nothing where nothing was ever erased. */
bool veil_hides(struct node *node, const struct record_ref *record);

#endif
