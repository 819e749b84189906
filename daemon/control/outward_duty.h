/* outward_duty: what somebody owes and by when, for a bridge: obligations, measures, agreements, requests for comment.
 *
 * Told are its name, the day on which it is due and from when on to remind, who is responsible, and whom this office reaches
 * of those: people on seats for that organization, or a person that is named; where it is this office's to reach the
 * organization and it has nobody on a seat, its own address. Agreed texts, numbers and money are not told. Dates are
 * those of protocol/kinds/cadence.h, as everywhere.
 * Called by control_bridge_show and outward_roll. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_DUTY_H
#define VB_DAEMON_CONTROL_OUTWARD_DUTY_H

#include "daemon/control/outward.h"
#include "protocol/kinds/calendar.h"

struct outward_due {
	bool is_due; /* some day; false: it is done, or says no day */
	int32_t day;
	int32_t remind_from;
};

/* When the duty in m is due next. Errors: those of the store. */
VB_MUST int outward_duty_due(struct request *q, const struct node_space *space, struct merged *m,
                             struct outward_due *out);

/* Appends its map, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int outward_duty_tell(struct request *q, const struct node_space *space,
                              const struct record_id *id, struct buf *out);

#endif
