/* person_office: which office answers for a person of a committee, and writes to them.
 *
 * That of the person's oldest seat (smallest id) on behalf of an organization that names an office; a person without such a
 * seat, a volunteer say, is looked after by the office that wrote them down. SPEC.md 12.2.
 * Called by sense_availability and by what a bridge asks. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_PERSON_OFFICE_H
#define VB_DAEMON_CONTROL_PERSON_OFFICE_H

#include "daemon/control/request.h"

#define VB_PERSON_OFFICE_SEATS 64u /* seats of one person that are looked at, the oldest */

/* Finds it for a person of the space; zero: the person is not here. Errors: those of the store. */
VB_MUST int person_office_find(struct request *q, const struct node_space *space,
                               const struct record_id *person, struct node_id *out);

#endif
