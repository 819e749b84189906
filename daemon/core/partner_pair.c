/* partner_pair: what pairing changes in the table of offices; see partner.h; tested by tests/unit/test_partner.c. */
#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"
#include "store/contacts.h"
#include "store/keyspace.h"
#include "store/peers.h"

#define WRONG_TRIES_MAX 3u
#define DIGITS_END 1000000u

int partner_keep(struct node *node, struct span bytes, uint32_t digits, enum role promised,
                 const struct space_id *space, struct node_now now)
{
	struct env_txn *txn = node_view(node);
	struct peer peer = { .state = VB_PEER_UNCONFIRMED, .since = now.wall };
	struct peer known;
	struct card card, before;
	int err = card_decode(bytes, &card);

	if (err != 0 || digits >= DIGITS_END)
		return VB_ERR_BAD_CARD;
	if (node_id_is_equal(&card.id, &node->self))
		return VB_ERR_SELF;
	err = peers_get(txn, &card.id, &known);
	if (err == VB_ERR_NOT_PAIRED && env_count(txn, VB_TABLE_PEERS) >= VB_PEERS_MAX_COUNT)
		return VB_ERR_TOO_MANY;
	if (err != 0 && err != VB_ERR_NOT_PAIRED)
		return err;
	/* A key that was given up must not come back by way of an old card. */
	if (err == 0 && card_decode_stored(known.card, &before) == 0 &&
	    before.version > card.version)
		return VB_ERR_CARD_ROLLBACK;
	/* Who is paired and pairs again (its store was lost) keeps its rights; only the digits are new. */
	if (err == 0 && known.state == VB_PEER_PAIRED) {
		peer.state = VB_PEER_PAIRED;
		partner_note_keys(node, &before, &card, now);
	}
	peer.id = card.id;
	peer.digits = digits;
	peer.card = bytes;
	peer.admit_role = promised;
	if (promised != VB_ROLE_NONE)
		peer.admit_space = *space;
	peers_put(node_write(node), &peer);
	(void)partner_note_key(node, &card.id, &card.curve);
	/* A recovered member waits at the door, too, until the digits are confirmed. */
	node->turn.roster_changed |= err == 0 && known.state != VB_PEER_UNCONFIRMED;
	return env_error(node_write(node));
}

/* Whom we exchanged cards with; a recovered member is not among them. */
static int find(struct node *node, const struct node_id *id, struct peer *out)
{
	int err = peers_get(node_view(node), id, out);

	return err == 0 && out->state == VB_PEER_RECOVERED ? VB_ERR_NOT_PAIRED : err;
}

/* Keeps the promise that came with the invitation. What stands against it (already a member, no longer the owner) does
 * not undo the pairing. */
static int keep_promise(struct node *node, const struct peer *peer, struct span card,
                        struct node_now now)
{
	int err;

	if (peer->admit_role == VB_ROLE_NONE)
		return 0;
	err = council_admit(node, &peer->admit_space, card, peer->admit_role, now);
	return err != 0 ? env_error(node_write(node)) : 0;
}

/* A wrong number: somebody may be in between, so there are few tries. */
static int count_wrong(struct node *node, struct peer *peer)
{
	if (++peer->wrong_tries >= WRONG_TRIES_MAX)
		peers_del(node_write(node), &peer->id);
	else
		peers_put(node_write(node), peer);
	return VB_ERR_DIGITS;
}

int partner_confirm(struct node *node, const struct node_id *id, uint32_t digits,
                    struct node_now now)
{
	uint8_t card[VB_CARD_MAX_BYTES];
	struct peer peer;
	int err = find(node, id, &peer);

	if (err != 0)
		return err;
	/* The row points into the store, which is about to be written. */
	memcpy(card, peer.card.data, peer.card.size);
	peer.card = span_of(card, peer.card.size);
	if (digits != peer.digits)
		return peer.state == VB_PEER_PAIRED ? VB_ERR_DIGITS : count_wrong(node, &peer);
	err = keep_promise(node, &peer, peer.card, now);
	if (err != 0)
		return err;
	peer.state = VB_PEER_PAIRED;
	peer.since = now.wall;
	peer.wrong_tries = 0;
	peer.admit_role = VB_ROLE_NONE;
	peers_put(node_write(node), &peer);
	partner_settle_keys(node, id);
	node->turn.roster_changed = true;
	return env_error(node_write(node));
}

int partner_remove(struct node *node, const struct node_id *id)
{
	struct peer peer;
	int err = find(node, id, &peer);

	if (err != 0)
		return err;
	peers_del(node_write(node), id);
	partner_settle_keys(node, id);
	contacts_del(node_write(node), id);
	node->turn.roster_changed = true;
	return env_error(node_write(node));
}
