/* branch: logs of which two sealed histories exist, and which of them cut-offs name (SPEC.md 4.2, 5).
 *
 * Entries from the place on where two histories differ are held, until a control entry that took a right from the author
 * names the last accepted entry of one branch. An office that holds the other branch drops it and fetches the named one;
 * it may never have seen that there are two.
 * Called by judge and admit. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_BRANCH_H
#define VB_DAEMON_CORE_BRANCH_H

#include "daemon/core/core.h"

/* From which entry on the log is held because it forks there and no cut-off chose our branch; UINT64_MAX: from none. */
uint64_t branch_forked_at(struct node *node, const struct core_space *space,
                          const struct log_info *log);

/* True if a cut-off names another entry than this one at seq of the author's log. */
bool branch_is_refused(const struct core_space *space, const struct node_id *author,
                       const struct log_id *log, uint64_t seq, const struct entry_id *id);

/* True if cut-offs name another branch than the one that is here: *from is the first entry that cannot stay, 0 where
 * the place at which the branches part is not known. */
bool branch_is_wrong(struct node *node, const struct core_space *space, const struct log_info *log,
                     uint64_t *from);

/* Keeps the proof of a fork at seq: the other history, as it came. False if an earlier place is known already. */
bool branch_keep(struct node *node, uint32_t handle, uint64_t seq, struct span segment);

/* Takes the bodies of erased records out of all proofs; they prove the same without. */
void branch_strip(struct node *node);

/* Forgets the proof. */
void branch_forget(struct node *node, uint32_t handle);

#endif
