/* states: what can be said about a space as a whole: members, records, state hashes.
 *
 * Equal state hashes at two offices mean equal records, byte for byte (SPEC.md 8.6). A guest has no hash of what is
 * internal.
 * Called by control_status and control_committee. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_STATES_H
#define VB_DAEMON_CONTROL_STATES_H

#include "daemon/control/request.h"

/* Offices that belong to the space now. */
uint32_t states_member_count(const struct node_space *space);

/* Appends {"all": hash, "core"?: hash}. Errors: those of the store. Cost: all records. */
VB_MUST int states_pack(struct request *q, const struct node_space *space, struct buf *out);

/* Records of the space here, deleted ones included. Errors: those of the store. Cost: all records. */
VB_MUST int states_record_count(struct request *q, const struct node_space *space, uint64_t *out);

#endif
