/* title: what a space is called: the name of its root organization (kinds/committee.h).
 *
 * Anybody who may may rename it by editing that record. Until it has arrived here the space is called by its id.
 * Called by control_status and control_committee. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_TITLE_H
#define VB_DAEMON_TITLE_H

#include "daemon/request.h"
#include "protocol/merged.h"

#define VB_TITLE_LOOK_MAX                                                                          \
	1000u /* organizations looked at; the root one is the oldest but for rare cases */

/* Appends the name of a space as a packed text. m: scratch. Errors: those of the store. */
VB_MUST int title_pack(struct request *q, const struct node_space *space, struct merged *m,
                       struct buf *out);

#endif
