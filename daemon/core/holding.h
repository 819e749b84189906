/* holding: which entries in this store suspensions hold (SPEC.md 5, Held).
 *
 * What open logs say of suspends and begins stands in memory with each space (node_space.suspensions), read at the start and
 * kept up by judge; it is derived from the valid entries and nothing else. Asking is pure; taking back what is held and
 * going on with what is not is judge's.
 * Called by judge, council, control, node_open. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_HOLDING_H
#define VB_DAEMON_CORE_HOLDING_H

#include "daemon/core/apply.h"

/* Reads what the valid entries of the open logs of a space say. Errors: those of the store. Cost: all of them. */
VB_MUST int holding_load(struct node *node, struct core_space *space);

/* An entry of an open log is valid now. True if what is held may have changed; judge_catch_up sees to that. */
bool holding_learn(struct core_space *space, const struct apply_entry *entry);
/* Entries of an open log from seq `from` on are not valid any more. True as above. */
bool holding_forget(struct core_space *space, const struct log_info *log, uint64_t from);

/* The first entry of a log that is held; UINT64_MAX: none. A data log whose begin is not valid is held as a whole. */
uint64_t holding_limit(struct node_space *space, const struct log_info *log);
/* How many entries of the log count: valid and not held. */
uint64_t holding_count(struct node_space *space, const struct log_info *log);

/* What counts here of a node's logs, as cut-offs ascending by log id; caller frees. A node with more logs than an entry can
 * name cannot keep itself from being cut off: the shortest incarnations are given up. Errors: those of the store. */
VB_MUST int holding_cutoffs(struct node *node, struct core_space *space, const struct node_id *of,
                            struct cutoff **out, uint32_t *out_count);

#endif
