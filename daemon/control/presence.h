/* presence: whether there is a link with an office, and when it was last heard.
 *
 * What the sessions know by the monotonic clock is told as a time of day.
 * Called by control_status and control_peer. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_PRESENCE_H
#define VB_DAEMON_CONTROL_PRESENCE_H

#include "daemon/control/request.h"

/* How many pairs presence_pack appends: 1 or 2. */
uint32_t presence_pair_count(const struct request *q, const struct node_id *office);

/* Appends the pairs "lastHeard" (ms since 1970; only where something was heard over the link that stands) and "link". */
void presence_pack(const struct request *q, const struct node_id *office, struct buf *out);

#endif
