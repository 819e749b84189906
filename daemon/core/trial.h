/* trial: another control log of a space than the one here, on trial: folded beside it, entry by entry, until it is known
 * which of the two counts (recovery.h).
 *
 * It begins with the first entry that differs, on what both have in common. If it outranks ours, ours is dropped back to
 * where they part and the other one taken; what rested on the dropped entries is judged anew. If neither outranks the
 * other, the owner has signed two entries at one place: both are kept, and the log stops here until it is recovered. A space
 * has at most one trial at a time, in memory only.
 * Called by admit (entries that came), ballot (a recovery handover of our own), node_open. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_TRIAL_H
#define VB_DAEMON_CORE_TRIAL_H

#include "daemon/core/core.h"
#include "protocol/peer/frame.h"

/* Is this the entry that the trial of the space waits for? */
bool trial_expects(const struct core_space *space, const struct control_item *item);

/* Begins a trial with an entry at a seq that we have another entry of, and takes it. link: over which it came, 0: ours.
 * *adopted: the log is now the one on trial, which is over.
 * Errors: those of space_apply (then it is no log of this space); VB_ERR_TOO_LARGE (VB_TRIAL_MAX_BYTES); store errors. */
VB_MUST int trial_begin(struct node *node, struct core_space *space,
                        const struct control_item *item, uint32_t link, struct node_now now,
                        bool *adopted);
/* Takes the next entry; trial_expects must hold. Errors: the same. */
VB_MUST int trial_take(struct node *node, struct core_space *space, const struct control_item *item,
                       uint32_t link, struct node_now now, bool *adopted);
/* Control entries that the trial holds, those in common with ours included; 0 without a trial. */
uint32_t trial_count(const struct core_space *space);

/* A fold of the first count entries here, with our keys; caller destroys. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int trial_fold(struct node *node, const struct core_space *space, uint32_t count,
                       struct space **out);

/* Reads from the store where the control log of a space stands forked. */
VB_MUST int trial_load(struct node *node, struct core_space *space);

#endif
