/* title: what a space is called: the name of its root organization (kinds/committee.h).
 *
 * Anybody who may may rename it by editing that record. Until it has arrived here the space is called by its id.
 * Called by control_status, control_committee and control_record. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_TITLE_H
#define VB_DAEMON_CONTROL_TITLE_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"
#include "store/key.h"

#define VB_TITLE_LOOK_MAX                                                                          \
	1000u /* organizations looked at; the root one is the oldest but for rare cases */

/* Finds the root organization of a space: it stands in m then, and *ref is where. *is_found: it is here.
 * Errors: those of the store. */
VB_MUST int title_root(struct request *q, const struct node_space *space, struct merged *m,
                       struct record_ref *ref, bool *is_found);

/* Appends the name of a space as a packed text. m: scratch. Errors: those of the store. */
VB_MUST int title_pack(struct request *q, const struct node_space *space, struct merged *m,
                       struct buf *out);

#endif
