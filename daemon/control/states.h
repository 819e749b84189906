/* states: what can be said about a space as a whole: members, records, state hashes.
 *
 * Equal state hashes at two offices mean equal records, byte for byte (SPEC.md 8.6). A guest has no hash of what is
 * internal, an archive only where the file came with its key. What was found out is kept until a record of the space
 * changes.
 * Called by control_status and control_committee. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_STATES_H
#define VB_DAEMON_CONTROL_STATES_H

#include "daemon/control/request.h"

struct states;

/* Knows nothing yet. Caller destroys. */
struct states *states_new(void);
/* Frees it; sets *states to NULL. NULL is fine. */
void states_destroy(struct states **states);

/* What this office is in the space: the name of its role, or "archive". */
const char *states_role(const struct request *q, const struct node_space *space);

/* Offices that belong to the space now. */
uint32_t states_member_count(const struct node_space *space);

/* Appends {"all": hash, "core"?: hash}. Errors: those of the store. Cost: all records, once
 * after each change. */
VB_MUST int states_pack(struct request *q, const struct node_space *space, struct buf *out);

/* Appends {"control", "digests": {"all", "control", "core", "open"}, "entries", "logs", "states"}: all that two offices can
 * compare of a space (SPEC.md 13.1). Errors and cost: as states_pack. */
VB_MUST int states_sum_pack(struct request *q, const struct node_space *space, struct buf *out);

/* Records of the space here, deleted ones included. Errors: those of the store. Cost: as
 * states_pack. */
VB_MUST int states_record_count(struct request *q, const struct node_space *space, uint64_t *out);

#endif
