/* seat_office: which office answers for a seat of a committee.
 *
 * A seat is a membership; the organization that it is on behalf of names the office (organization.node). One that names
 * none, or that is not here, has no office: an office in charge enters what such a seat says. SPEC.md 12.2.
 * Called by sense_turnout and control_reply. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SEAT_OFFICE_H
#define VB_DAEMON_CONTROL_SEAT_OFFICE_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"

struct seat_office {
	struct record_id organization; /* in which the seat is; zero: it says none */
	struct node_id office;         /* zero: none */
	bool is_substitute;            /* it stands in for another seat */
};

/* Finds it for a membership of the space. Errors: those of the store. */
VB_MUST int seat_office_find(struct request *q, const struct node_space *space,
                             const struct merged *seat, struct seat_office *out);

#endif
