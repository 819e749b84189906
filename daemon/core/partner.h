/* partner: the offices this node knows: paired ones, members of its spaces, and those it paired with but whose digits
 * nobody confirmed yet; after the store was lost also recovered ones: members of spaces that are being fetched.
 *
 * Paired offices stand in the store's peer table and, with the space ids, in the signed partner list beside the store,
 * which is rewritten after each commit that changed one of them: a node whose store is lost finds there whom to dial.
 * Called by pairing and control; the list is written by node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_PARTNER_H
#define VB_DAEMON_CORE_PARTNER_H

#include "daemon/core/node.h"
#include "protocol/peer/partners.h"

/* Keeps an office after the cards were exchanged over a connection made with the key on its card: its digits (0 to 999999) wait for confirmation and its key opens nothing
 * yet. promised: the role that our invitation promised in a space, VB_ROLE_NONE if none (space may be NULL then).
 * Errors: VB_ERR_SELF, VB_ERR_BAD_CARD, VB_ERR_CARD_ROLLBACK, VB_ERR_TOO_MANY (VB_PEERS_MAX_COUNT), store errors. */
VB_MUST int partner_keep(struct node *node, struct span card, uint32_t digits, enum role promised,
                         const struct space_id *space, struct node_now now);

/* Our operator compared the digits. From the next commit on the office's key opens our door, and it has the role that
 * was promised. Errors: VB_ERR_NOT_PAIRED (unknown), VB_ERR_DIGITS (others; three wrong tries drop the office, so this
 * error writes), store errors. */
VB_MUST int partner_confirm(struct node *node, const struct node_id *peer, uint32_t digits,
                            struct node_now now);

/* Forgets a paired office or one whose digits wait; memberships stay. Errors: VB_ERR_NOT_PAIRED, store errors. */
VB_MUST int partner_remove(struct node *node, const struct node_id *peer);

/* The newest card known of an office (paired, member, or ourselves); its bytes live until the end of the turn.
 * Errors: VB_ERR_NOT_PAIRED (unknown office). */
VB_MUST int partner_card(struct node *node, const struct node_id *peer, struct span *out);

/* Somebody heard the fingerprint of a partner's keys from the partner: a change of its keys is confirmed. Errors:
 * VB_ERR_NOT_PAIRED, VB_ERR_FINGERPRINT (of other keys), store errors. */
VB_MUST int partner_confirm_keys(struct node *node, const struct node_id *id,
                                 struct span fingerprint);

/* A control log brought this card of an office: kept when it is a partner's and newer. */
void partner_learn(struct node *node, struct span bytes, const struct card *card,
                   struct node_now now);
/* A partner has another card than the one known: when its keys are others, that is noted until somebody confirms it. */
void partner_note_keys(struct node *node, const struct card *known, const struct card *card,
                       struct node_now now);
/* Forgets that a change of keys is to be confirmed. */
void partner_settle_keys(struct node *node, const struct node_id *id);
/* The office was seen to have this CURVE key. False: another was before. */
bool partner_note_key(struct node *node, const struct node_id *id, const struct public_key *curve);
/* A link that was made with this CURVE key brought this card: an office that we know and whose newest card names the key,
 * be it as the former one, is seen to have it, and it is that office's from the next turn on, whoever else claims it.
 * False: the key is not named, another office was seen to have it before, or the office is not known or its card old. */
bool partner_prove_key(struct node *node, const struct public_key *curve, const struct card *card);
/* True if the card claims a CURVE key that another office was seen to have. */
bool partner_claims_key(const struct node *node, const struct card *card);

/* For judge: a valid entry of an office's open log; if it proposes the office's own card, that is kept until
 * partner_take_proposals: of each office the newest. Those of more than 512 offices a turn are seen at the next HELLO. */
void partner_on_proposal(struct node *node, const struct node_id *author, struct span bytes);
/* For node: takes the cards proposed in this turn as if they had been shown to us. */
void partner_take_proposals(struct node *node, struct node_now now);

/* For node: gathers anew who may connect and whom to dial, from what is committed. */
void partner_refresh(struct node *node);

/* For node: writes the partner list beside the store if it is due; tried again at the next turn when it fails. */
void partner_write_list(struct node *node, struct node_now now);

/* For node: takes the offices of the partner list into a store that was made anew, partners as paired and members as
 * recovered, the spaces it lacks into any, and newer cards of partners into one that is older than the list. Errors: those of partners_decode, store errors. */
VB_MUST int partner_recover(struct node *node, const struct partners *list, bool is_new_store,
                            struct wall_ms now);

#endif
