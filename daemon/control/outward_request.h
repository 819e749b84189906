/* outward_request: who is asked to interpret or to help, for a bridge: what is asked, and those of the persons asked whom this
 * office reaches, with their answers.
 *
 * Called by control_bridge_show, control_bridge_write and outward_roll. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_REQUEST_H
#define VB_DAEMON_CONTROL_OUTWARD_REQUEST_H

#include "daemon/control/outward_people.h"

/* True if the request in m is open. */
bool outward_request_is_open(const struct merged *m);

/* Appends its map, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int outward_request_tell(struct request *q, const struct node_space *space,
                                 const struct record_id *id, struct buf *out);

/* Reads those who are asked and whom this office reaches; the person stands for the seat. m: the request. Caller releases, also
 * after an error. Errors: those of the store. */
VB_MUST int outward_request_people(struct request *q, const struct node_space *space,
                                   const struct record_id *request, struct merged *m,
                                   struct outward_people *out);

#endif
