/* own_card: the card of our own office: when its addresses change, and when its keys do.
 *
 * A card of the next version is signed and stands on the disk before anybody sees it: two different cards of one version
 * would make others suspicious. Linked offices are sent it at once, others see it at the next HELLO; spaces that we own
 * get it in their control log, with new keys for a new box key; in the others it is proposed to the owner.
 * New keys are written before the card that names them, so that no card is ever without its keys. For links the key
 * before stays in use, and stands on the card as the former one, until every office that could have a direct link with us
 * was seen to hold the new card, or VB_ROTATION_MAX_MS are over by a clock that has said so for VB_ROTATION_SURE_MS; then a card without it follows (SPEC.md 3, 10). Box and
 * CURVE keys before are kept, as far as there is room, for what is sealed to them, also in an older copy of the store, and
 * for offices that know no other: they open nothing that the newest do not lead to.
 * Called by the shell, control and node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_OWN_CARD_H
#define VB_DAEMON_CORE_OWN_CARD_H

#include "daemon/core/node.h"

#define VB_ROTATION_MAX_MS (UINT64_C(90) * 24u * 3600u * 1000u)
#define VB_ROTATION_SURE_MS                                                                        \
	(3600u * 1000u) /* so long a clock that jumped has time to be set right */

/* Makes these the addresses on our card, at most VB_ENDPOINTS_MAX_COUNT; a new card is made only if they differ from those
 * that stand there, or if keys were made that no card names yet. Also tells the spaces what they have not heard yet. Part of
 * a turn.
 * Errors: VB_ERR_BAD_CARD (not an endpoint), VB_ERR_DISK_FULL, VB_ERR_IO (the old card stays), store errors. */
VB_MUST int own_card_set_endpoints(struct node *node, const char *const *endpoints, uint32_t count,
                                   struct node_now now);

/* Makes new box and CURVE keys and the card that names them, tells the spaces, and forgets open invitations, which name
 * the card before. Part of a turn. Errors: VB_ERR_ROTATING (the last change is not over), VB_ERR_TOO_MANY
 * (all former keys that there is room for are needed), VB_ERR_BUSY (again in the next turn), VB_ERR_DISK_FULL, VB_ERR_IO (nothing has changed), store errors. */
VB_MUST int own_card_rotate(struct node *node, struct node_now now);
/* Gives up the former CURVE key: from the end of the turn on links are made with the new one. Nothing to do is fine. Errors:
 * VB_ERR_DISK_FULL, VB_ERR_IO, store errors. */
VB_MUST int own_card_finish(struct node *node, struct node_now now);
/* For node: gives up the former key when it is time, and tells spaces what they have not heard. */
void own_card_on_tick(struct node *node, struct node_now now);

/* True while the former CURVE key is in use. */
bool own_card_is_rotating(const struct node *node);
/* Until when at the latest; asked while rotating. */
struct wall_ms own_card_rotates_until(const struct node *node);
/* The next office from *at on that could have a link with us, as a partner or in a space that both belong to, and was not
 * seen to hold a card with our newest keys; *at starts with 0. False: none is left. */
bool own_card_next_waiting(const struct node *node, uint32_t *at, struct node_id *out);

/* True if the office was seen to hold our newest card. */
bool own_card_is_held(struct node *node, const struct node_id *office);
/* An office says which card of ours it holds. */
void own_card_on_held(struct node *node, const struct node_id *office, const struct hash *card);

#endif
