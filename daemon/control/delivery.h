/* delivery: at how many offices something of ours has arrived ("angekommen bei 7 von 9"), from what reach knows.
 *
 * Only offices that may read it count; relays do not. Called by control_message, control_status. Thread rule: loop thread
 * only.
 */
#ifndef VB_DAEMON_CONTROL_DELIVERY_H
#define VB_DAEMON_CONTROL_DELIVERY_H

#include "daemon/control/request.h"
#include "daemon/control/view.h"
#include "daemon/sync/reach.h"

/* What is known of one space, looked up when it is first asked for; zeros at the start. */
struct delivery {
	struct reach *reach[VB_DATA_AUDIENCES];
};
/* Frees it; usable again. */
void delivery_release(struct delivery *d);

/* Who has which entries of an audience of the space; always the same space for one delivery. */
const struct reach *delivery_reach(struct delivery *d, const struct request *q,
                                   const struct node_space *space, enum audience audience);

/* At how many offices a record (m: the record, which must exist) has arrived that this office wrote. False: another wrote
 * it, or nobody else may read it. */
bool delivery_look(struct delivery *d, const struct request *q, const struct node_space *space,
                   enum audience audience, const struct merged *m, struct view_arrival *out);

/* At how many offices everything has arrived that this office wrote in the space and they may read. False: it wrote
 * nothing that anybody else may read. */
bool delivery_look_all(const struct request *q, const struct node_space *space,
                       struct view_arrival *out);

#endif
