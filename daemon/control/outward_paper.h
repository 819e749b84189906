/* outward_paper: what may leave of a paper: its head, occasion, the points of the proposed decision, its documents; and those on
 * seats of its committee whom this office reaches today.
 *
 * Reasons, costs, commentary and who worked on it are not told.
 * Called by control_bridge_show. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_PAPER_H
#define VB_DAEMON_CONTROL_OUTWARD_PAPER_H

#include "daemon/control/outward.h"

/* Appends its map, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int outward_paper_tell(struct request *q, const struct node_space *space,
                               const struct record_id *id, struct buf *out);

#endif
