/* council: the control entries that the owner of a space writes: founding, members, roles, dismissal, suspensions, cards, new
 * keys.
 *
 * Every function refuses unless this node is the owner (sequencer) of the space and the space is not being fetched
 * after a loss. A right-removing entry carries the cut-offs of that node's logs as they stand here, and the rekeys due
 * follow in the same turn. Everything is signed at once and enters by the same door as foreign control entries.
 * Called by control and node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_COUNCIL_H
#define VB_DAEMON_CORE_COUNCIL_H

#include "daemon/core/node.h"

#define VB_SETTLED_MAX_COUNT 64u /* logs of one office that are settled at a time */

/* Founds a space with this node as owner and steward; *out is its id. kind: enum space_kind.
 * Errors: VB_ERR_TOO_MANY (VB_SPACES_MAX_COUNT), store errors. */
VB_MUST int council_found(struct node *node, enum space_kind kind, struct node_now now,
                          struct space_id *out);

/* Admits an office with its card. Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_NOT_OWNER, VB_ERR_ALREADY_MEMBER,
 * VB_ERR_BAD_KEY, VB_ERR_TOO_MANY (VB_SPACE_MAX_MEMBERS), VB_ERR_BUSY (being fetched), VB_ERR_CONTROL_FORKED, store errors. */
VB_MUST int council_admit(struct node *node, const struct space_id *space, struct span card,
                          enum role role, struct node_now now);

/* Gives a member another role; downward with cut-offs and new keys. Errors: as council_admit; VB_ERR_NOT_MEMBER,
 * VB_ERR_DUPLICATE (has that role), VB_ERR_LAST_STEWARD (the owner itself). */
VB_MUST int council_role(struct node *node, const struct space_id *space,
                         const struct node_id *member, enum role role, struct node_now now);

/* Removes a member: cut-offs, then new keys for all who stay. Errors: as council_role. */
VB_MUST int council_dismiss(struct node *node, const struct space_id *space,
                            const struct node_id *member, struct node_now now);

/* Makes another steward the owner. Errors: as council_admit; VB_ERR_NOT_MEMBER, VB_ERR_NO_RIGHT (it is no steward),
 * VB_ERR_DUPLICATE (us). */
VB_MUST int council_hand_over(struct node *node, const struct space_id *space,
                              const struct node_id *member, struct node_now now);

/* Confirms the suspends of a member that count and are not confirmed, or suspends it where there are none; with what counts
 * here of its logs as cut-offs. Errors: as council_role; VB_ERR_DUPLICATE (is suspended, and that is confirmed),
 * VB_ERR_BEGINS. */
VB_MUST int council_suspend(struct node *node, const struct space_id *space,
                            const struct node_id *member, struct node_now now);

/* Ends all suspensions of a node, be it a former member, that are known here; and keeps its incarnations, where it has too many
 * of them. Errors: as council_admit; VB_ERR_NOT_MEMBER (never was), VB_ERR_NOT_SUSPENDED. */
VB_MUST int council_lift(struct node *node, const struct space_id *space,
                         const struct node_id *member, struct node_now now);
/* Says which of two histories of an office counts, in each of its logs that are held for them: the one that is here or, with
 * takes_other, the other. Errors: as council_admit; VB_ERR_NOTHING_FOUND (no log of it is held). */
VB_MUST int council_settle(struct node *node, const struct space_id *space,
                           const struct node_id *member, bool takes_other, struct node_now now);

/* Lets count what a node, be it a former member, wrote up to a time (by its own clock) and what was cut off, or is held by a confirmed
 * suspension, which goes on: raises the cut-offs as far as its logs are here. Errors: as council_admit; VB_ERR_NOT_MEMBER
 * (never was), VB_ERR_NOTHING_FOUND (nothing of it comes to count). */
VB_MUST int council_accept(struct node *node, const struct space_id *space,
                           const struct node_id *member, struct wall_ms until, struct node_now now);

/* Enters a member's newer card (our own too) in a space we own. Errors: as council_admit; VB_ERR_NOT_MEMBER,
 * VB_ERR_CARD_ROLLBACK. */
VB_MUST int council_card(struct node *node, const struct space_id *space, struct span card,
                         struct node_now now);

#endif
