/* outward_meeting: what may leave of a meeting: when and where, its agenda, and those of its seats that this office reaches.
 *
 * A meeting for members only is not told. Seats are those in force on its day, or today while it has none.
 * Called by control_bridge_show and control_bridge_reply. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_MEETING_H
#define VB_DAEMON_CONTROL_OUTWARD_MEETING_H

#include "daemon/control/outward_people.h"
#include "protocol/kinds/stage.h"

#define VB_OUTWARD_BODIES_MAX 64u /* organizations of a joint sitting */

/* Appends its map, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND, those of the store. Cost: its agenda, seats, invitations, replies,
 * and its history. */
VB_MUST int outward_meeting_tell(struct request *q, const struct node_space *space,
                                 const struct record_id *id, struct buf *out);

/* The state that counts of the meeting in m. */
enum stage outward_meeting_stage(struct merged *m);

/* Reads those of its seats that are ours. m: the meeting. Caller releases, also after an error. Errors: those of the store. */
VB_MUST int outward_meeting_people(struct request *q, const struct node_space *space,
                                   const struct record_id *meeting, struct merged *m,
                                   struct outward_people *out);

#endif
