/* suspend: a steward's own word against a member of a space, until the owner decides (SPEC.md 5, Held).
 *
 * What follows from it is holding's and judge's, at every office alike; the owner's decision is council's.
 * Called by council and control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_SUSPEND_H
#define VB_DAEMON_CORE_SUSPEND_H

#include "daemon/core/node.h"

/* Suspends a member, on our own word, with what counts here of its logs as cut-offs; on sight of it every office holds what
 * lies beyond. We must be a steward; that we are suspended ourselves does not matter. Errors: VB_ERR_UNKNOWN_SPACE,
 * VB_ERR_NOT_MEMBER (we, or it), VB_ERR_SELF, VB_ERR_NO_RIGHT, VB_ERR_LAST_STEWARD (it is in charge), VB_ERR_DUPLICATE (we
 * did so already), and those of author_say. */
VB_MUST int suspend_member(struct node *node, const struct space_id *space,
                           const struct node_id *member, struct node_now now);

#endif
