/* partner_recover: what the partner list gives back; see partner.h; tested by tests/unit/test_partner.c and
 * tests/unit/test_partner_recover.c. */
#include "daemon/core/core.h"
#include "daemon/core/partner.h"
#include "store/peers.h"
#include "store/spaces.h"

/* The list is signed by ourselves: its cards are believed. */
static void recover_cards(struct node *node, struct list cards, enum peer_state state,
                          struct wall_ms now)
{
	struct span bytes;
	struct card card;

	while (list_next_bin(&cards, &bytes)) {
		struct peer peer = { .state = state, .since = now, .card = bytes };

		if (card_decode(bytes, &card) != 0 || node_id_is_equal(&card.id, &node->self))
			continue;
		peer.id = card.id;
		peers_put(node_write(node), &peer);
	}
}

/* An older copy of the store knows older cards, whose keys may lead nowhere any more. Who is no partner there becomes none. */
static void recover_newer(struct node *node, struct list cards, struct wall_ms now)
{
	struct span bytes;
	struct card card;

	while (list_next_bin(&cards, &bytes)) {
		if (card_decode(bytes, &card) == 0)
			partner_learn(node, bytes, &card, (struct node_now){ .wall = now });
	}
}

int partner_recover(struct node *node, const struct partners *list, bool is_new_store,
                    struct wall_ms now)
{
	struct list spaces = list->spaces;
	struct space_id id;
	uint32_t number;
	int err = 0;

	/* Who should stand in both is a partner. Without a space there is nothing to fetch from members. */
	if (is_new_store && list->spaces.count > 0)
		recover_cards(node, list->members, VB_PEER_RECOVERED, now);
	if (is_new_store)
		recover_cards(node, list->cards, VB_PEER_PAIRED, now);
	else
		recover_newer(node, list->cards, now);
	while (err == 0 && list_next_id(&spaces, id.b)) {
		if (core_space_find(node, &id) != NULL)
			continue;
		err = spaces_add(node_write(node), &id, VB_SPACE_FETCHING, &number);
		if (err == 0) {
			struct core_space *space = core_space_add(node, &id, number);

			space->pub.fetching = true;
			space->pub.hidden = true;
		}
	}
	return err;
}
