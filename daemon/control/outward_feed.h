/* outward_feed: the change feed as a bridge reads it: which subjects have changed (outward_subject.h), by ids only.
 *
 * The cursor is that of feed.read (listeners.h). A subject that stood in the same answer before is not told once more.
 * Called by control_bridge_feed and listeners. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_FEED_H
#define VB_DAEMON_CONTROL_OUTWARD_FEED_H

#include "daemon/control/listeners.h"

#define VB_OUTWARD_FEED_LOOK_MAX 5000u /* changes looked at for one answer, told or not */

/* For listeners_add. */
extern const struct listeners_reader outward_feed;

/* As listeners_read, with a limit of VB_OUTWARD_SUBJECTS_MAX at least; *count is the limit, too, if there may be more. Errors: those of the store. */
VB_MUST int outward_feed_read(struct node *node, struct feed_place *place, struct buf *out,
                              uint32_t *count, bool *is_reset);

#endif
