/* own_card: the card of our own office, when its addresses change.
 *
 * A card of the next version is signed and stands on the disk before anybody sees it: two different cards of one version
 * would make others suspicious. Paired offices see it at the next HELLO; spaces that we own get it in their control
 * log, the owners of the others put it there when they see it.
 * Called by the shell when it starts. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_OWN_CARD_H
#define VB_DAEMON_OWN_CARD_H

#include "daemon/core/node.h"

/* Makes these the addresses on our card, at most VB_ENDPOINTS_MAX_COUNT; a new card is made only if they differ from those
 * that stand there. Also tells the spaces that we own what they have not heard yet. Part of a turn.
 * Errors: VB_ERR_BAD_CARD (not an endpoint), VB_ERR_DISK_FULL, VB_ERR_IO (the old card stays), store errors. */
VB_MUST int own_card_set_endpoints(struct node *node, const char *const *endpoints, uint32_t count,
                                   struct node_now now);

#endif
