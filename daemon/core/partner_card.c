/* partner_card: the cards of other offices: shown to us, brought by control logs, changed keys; see partner.h and node.h;
 * the cards of members: tested by tests/unit/test_partner.c. */
#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "protocol/openlog.h"
#include "protocol/peer/fingerprint.h"
#include "store/peers.h"
#include "store/trust.h"

#define CARDS_WINDOW_MS (60u * 60u * 1000u)
#define PROPOSALS_A_TURN 512u /* offices */

/* ---- the keys of a partner ---- */

static bool has_same_keys(const struct card *a, const struct card *b)
{
	return memcmp(a->box.b, b->box.b, sizeof(a->box.b)) == 0 &&
	       memcmp(a->curve.b, b->curve.b, sizeof(a->curve.b)) == 0;
}

void partner_note_keys(struct node *node, const struct card *known, const struct card *card,
                       struct node_now now)
{
	struct trust trust;

	if (has_same_keys(known, card) || trust_get(node_view(node), &card->id, &trust) != 0)
		return;
	trust.key_changed = now.wall;
	trust_put(node_write(node), &card->id, &trust);
}

void partner_settle_keys(struct node *node, const struct node_id *id)
{
	struct trust trust;

	if (trust_get(node_view(node), id, &trust) != 0 || trust.key_changed.v == 0)
		return;
	trust.key_changed.v = 0;
	trust_put(node_write(node), id, &trust);
}

int partner_confirm_keys(struct node *node, const struct node_id *id, struct span fingerprint)
{
	struct card card;
	struct peer peer;
	int err = peers_get(node_view(node), id, &peer);

	if (err == 0 && peer.state != VB_PEER_PAIRED)
		err = VB_ERR_NOT_PAIRED;
	if (err == 0)
		err = card_decode_stored(peer.card, &card);
	if (err == 0 && !fingerprint_is_of(&card, fingerprint))
		err = VB_ERR_FINGERPRINT;
	if (err != 0)
		return err;
	partner_settle_keys(node, id);
	return env_error(node_view(node));
}

void partner_learn(struct node *node, struct span bytes, const struct card *card,
                   struct node_now now)
{
	struct card known;
	struct peer peer;

	if (partner_claims_key(node, card) || peers_get(node_view(node), &card->id, &peer) != 0 ||
	    card_decode_stored(peer.card, &known) != 0 || card_check_newer(&known, card) != 0)
		return;
	peer.card = bytes;
	if (peer.state == VB_PEER_PAIRED)
		partner_note_keys(node, &known, card, now);
	peers_put(node_write(node), &peer);
	node->turn.roster_changed = true;
}

/* ---- cards that are shown to us ---- */

/* Enters a member's newer card in the spaces we own. What one space refuses does not keep the others from it. */
static int card_to_spaces(struct node *node, const struct node_id *id, struct span card,
                          struct node_now now)
{
	for (size_t i = 0; i < node->space_count; i++) {
		const struct space *space = node->spaces[i]->pub.space;
		int err;

		if (space_role(space, id) == VB_ROLE_NONE)
			continue;
		err = council_card(node, &node->spaces[i]->pub.id, card, now);
		if (err != 0 && env_error(node_view(node)) != 0)
			return err;
	}
	return 0;
}

/* Counts a new card of an office; false when it shows too many. */
static bool may_show(struct node *node, const struct node_id *id, struct mono_ms now)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < node->shower_count; i++) {
		if (now.v - node->showers[i].since.v < CARDS_WINDOW_MS)
			node->showers[kept++] = node->showers[i];
	}
	node->shower_count = kept;
	for (uint32_t i = 0; i < node->shower_count; i++) {
		if (node_id_is_equal(&node->showers[i].id, id))
			return ++node->showers[i].cards <= VB_CARDS_AN_HOUR;
	}
	node->showers = array_reserve(node->showers, &node->shower_capacity,
	                              node->shower_count + 1u, sizeof(*node->showers));
	node->showers[node->shower_count++] = (struct core_shower){ *id, 1, now };
	return true;
}

int node_on_card(struct node *node, struct span bytes, struct node_now now)
{
	struct card card, known;
	struct span known_bytes;
	int err = card_decode(bytes, &card);

	if (err != 0 || partner_claims_key(node, &card))
		return VB_ERR_BAD_CARD;
	if (node_id_is_equal(&card.id, &node->self))
		return 0;
	if (partner_card(node, &card.id, &known_bytes) == 0 &&
	    card_decode_stored(known_bytes, &known) == 0 && known.version >= card.version) {
		if (known.version > card.version)
			return VB_ERR_CARD_ROLLBACK;
	} else if (!may_show(node, &card.id, now.mono)) {
		return VB_ERR_TOO_MANY;
	}
	partner_learn(node, bytes, &card, now);
	err = card_to_spaces(node, &card.id, bytes, now);
	return err;
}

int partner_card(struct node *node, const struct node_id *id, struct span *out)
{
	uint64_t version = 0;
	struct card card;
	struct peer peer;

	if (node_id_is_equal(id, &node->self)) {
		*out = buf_span(&node->card_bytes);
		return 0;
	}
	if (peers_get(node_view(node), id, &peer) == 0 &&
	    card_decode_stored(peer.card, &card) == 0) {
		version = card.version;
		*out = peer.card;
	}
	for (size_t i = 0; i < node->space_count; i++) {
		const struct member *member = space_member(node->spaces[i]->pub.space, id);

		if (member != NULL && member->card.version > version) {
			version = member->card.version;
			*out = member->card_bytes;
		}
	}
	return version == 0 ? VB_ERR_NOT_PAIRED : 0;
}

/* ---- cards in open logs ---- */

/* Where a card of this version is to be kept; NULL: not at all. One place an office, so that nobody takes those of others. */
static struct core_proposal *proposal_place(struct node *node, const struct node_id *author,
                                            uint64_t version)
{
	for (uint32_t i = 0; i < node->proposal_count; i++) {
		if (node_id_is_equal(&node->proposals[i].author, author))
			return node->proposals[i].version < version ? &node->proposals[i] : NULL;
	}
	if (node->proposal_count == PROPOSALS_A_TURN)
		return NULL;
	node->proposals = array_reserve(node->proposals, &node->proposal_capacity,
	                                node->proposal_count + 1u, sizeof(*node->proposals));
	return &node->proposals[node->proposal_count++];
}

void partner_on_proposal(struct node *node, const struct node_id *author, struct span bytes)
{
	struct core_proposal *proposal;
	struct control_body control;
	struct open_body body;
	struct card card;

	if (node_id_is_equal(author, &node->self) || open_body_decode(bytes, &body) != 0 ||
	    body.type != VB_OPEN_PROPOSE ||
	    control_body_decode(body.u.propose.control, &control) != 0 ||
	    control.type != VB_CONTROL_CARD || control.u.card.card.size > VB_CARD_MAX_BYTES ||
	    card_decode_stored(control.u.card.card, &card) != 0 ||
	    !node_id_is_equal(&card.id, author))
		return;
	proposal = proposal_place(node, author, card.version);
	if (proposal == NULL)
		return;
	proposal->author = *author;
	proposal->version = card.version;
	proposal->size = control.u.card.card.size;
	memcpy(proposal->card, control.u.card.card.data, proposal->size);
}

void partner_take_proposals(struct node *node, struct node_now now)
{
	for (uint32_t i = 0; i < node->proposal_count; i++) {
		const struct core_proposal *proposal = &node->proposals[i];
		int err = node_on_card(node, span_of(proposal->card, proposal->size), now);

		if (err != 0)
			log_error("card.refused", err, "office=%s",
			          log_node(&proposal->author).text);
	}
	node->proposal_count = 0;
}
