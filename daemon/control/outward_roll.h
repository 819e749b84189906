/* outward_roll: what there is of a subject, by ids: for a bridge that looks each day, or has to begin anew.
 *
 * Meetings that are not over, papers, duties that are due some day, requests that are open, committees, persons that this office
 * reaches. Messages are not listed. Each is as public as it says; what may not leave is not in it.
 * Called by control_bridge_list. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_ROLL_H
#define VB_DAEMON_CONTROL_OUTWARD_ROLL_H

#include "daemon/control/outward.h"

#define VB_OUTWARD_ROLL_LIMIT_MAX 1000u
#define VB_OUTWARD_ROLL_CURSOR_BYTES (VB_HASH_BYTES + 4u + VB_RECORD_ID_BYTES)

/* Makes {"items", "next"?} the result: at most limit of them. only: NULL, or the space. after: empty, or the cursor of the page before.
 * A page may hold less and not be the last. Errors: VB_ERR_BAD_VALUE (no such cursor), VB_ERR_NOT_FOUND (its committee is gone),
 * those of the store. */
VB_MUST int outward_roll_answer(struct request *q, enum outward_subject subject,
                                const struct node_space *only, struct span after, uint32_t limit);

#endif
