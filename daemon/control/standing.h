/* standing: in which role an office said something that counts by that role.
 *
 * Whether a reply or a challenge counts for a seat depends on what the office was when it wrote it (SPEC.md 12.2), not on
 * what it is today: who was in charge then has not said it in vain. Other records are told without.
 * Called by control_list and control_record. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_STANDING_H
#define VB_DAEMON_CONTROL_STANDING_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"

/* The name of the role that the author of a record had when it created it; NULL: of no matter for its kind, or not known here.
 * Cost: one header read for those kinds. */
const char *standing_of(struct request *q, const struct node_space *space, const struct merged *m);

#endif
