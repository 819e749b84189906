/* outward_message: a message for a bridge: what was said, by whom, in which thread; and those on seats of the committee whom this office
 * reaches today.
 *
 * A message is told if all may read it and its thread is that of the committee or of something that may leave. An item counts as its
 * meeting. By whom: the name that it was given, else that of the person of this office who wrote it, else that of the office.
 * Called by control_bridge_show. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_MESSAGE_H
#define VB_DAEMON_CONTROL_OUTWARD_MESSAGE_H

#include "daemon/control/outward.h"

/* Appends its map, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int outward_message_tell(struct request *q, const struct node_space *space,
                                 const struct record_id *id, struct buf *out);

#endif
