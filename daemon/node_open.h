/* node_open: what node_turn needs of opening: reading the store again after a turn that failed.
 *
 * Nothing that a failed turn changed in memory is put back piece by piece; all of it is derived from the store anew.
 * Opening and closing themselves stand in node.h. Called by node_turn.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_NODE_OPEN_H
#define VB_DAEMON_NODE_OPEN_H

#include "daemon/core/core.h"

/* Forgets all spaces and folds them again from the store, logs included, which stand as committed.
 * Errors: VB_ERR_STORE_CORRUPT, VB_ERR_IO. Cost: all control logs. */
VB_MUST int node_reload(struct node *node);

#endif
