/* council_entry: what the files of council share: whether this office may decide now, and a control entry of its own. Both are asked again for
 * each entry: the one before may have changed who is in charge.
 *
 * Called by council*.c, settle and accept alone. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_COUNCIL_ENTRY_H
#define VB_DAEMON_CORE_COUNCIL_ENTRY_H

#include "daemon/core/core.h"

/* The space, if this node may write its control log now. Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_BUSY, VB_ERR_NOT_OWNER,
 * VB_ERR_CONTROL_FORKED. */
VB_MUST int council_owned(struct node *node, const struct space_id *id, struct core_space **out);

/* Chains, signs and enters a body as the next control entry of the space. Errors: those of space_make_entry and
 * admit_own_control. */
VB_MUST int council_enter(struct node *node, const struct space_id *id, const struct space *space,
                          struct span body, struct node_now now);

#endif
