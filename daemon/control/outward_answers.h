/* outward_answers: what those answered whom this office reaches: to an invitation, to a request for help.
 *
 * Which answer counts is found by protocol/kinds/turnout.h: of the office that answers for them before what one in charge
 * entered, then the last. What others wrote counts for nothing.
 * Called by outward_meeting, outward_request. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_ANSWERS_H
#define VB_DAEMON_CONTROL_OUTWARD_ANSWERS_H

#include "daemon/control/outward_people.h"

/* Where answers stand: records of a kind, the field that names what is answered, whose answer, and the answer. */
struct outward_answers {
	uint32_t kind, parent, who, answer;
};

extern const struct outward_answers outward_answers_reply, outward_answers_availability;

/* Finds the answer of each of the people, by their seats (of a request: the person stands for the seat). Errors: those of the
 * store. Cost: all answers. */
VB_MUST int outward_answers_read(struct request *q, const struct node_space *space,
                                 const struct record_id *parent,
                                 const struct outward_answers *where,
                                 struct outward_people *people);

#endif
