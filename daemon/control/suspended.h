/* suspended: who suspended a member of a committee, and since when, as people are told.
 *
 * What has an effect is protocol/space/suspension.h's to say; here it is put into the words of an answer, the oldest suspend
 * first, with whether the office in charge has confirmed it.
 * Called by control_committee and health. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SUSPENDED_H
#define VB_DAEMON_CONTROL_SUSPENDED_H

#include "daemon/core/node.h"

/* The first suspend of the node that has an effect and that the owner has not confirmed; NULL: none. Lives until the next
 * event. */
const struct suspend *suspended_unconfirmed(const struct node_space *space,
                                            const struct node_id *node);

/* How many incarnations of a member nobody confirmed, where they are so many that they are held; else 0. */
uint32_t suspended_begins(struct node_space *space, const struct node_id *node);

/* Appends the list of {"by", "byName", "confirmed", "since"?} for a suspended node; the oldest first. Where only the owner's
 * confirmation is known here, that stands for it, without a time. */
void suspended_pack(const struct node_space *space, const struct node_id *node, struct buf *out);

#endif
