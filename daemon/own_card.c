/* own_card: see own_card.h. */
#include "daemon/own_card.h"

#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"

static bool has_endpoints(const struct card *card, const char *const *endpoints, uint32_t count)
{
	if (card->endpoint_count != count)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!span_is_equal(card->endpoints[i], span_of_str(endpoints[i])))
			return false;
	return true;
}

static int encode_next(const struct node *node, const char *const *endpoints, uint32_t count,
                       struct node_now now, struct buf *out)
{
	struct card card = node->card;

	if (count > VB_ENDPOINTS_MAX_COUNT)
		return VB_ERR_BAD_CARD;
	card.version++;
	card.previous = node->card.hash;
	card.issued = now.wall;
	card.endpoint_count = count;
	for (uint32_t i = 0; i < count; i++)
		card.endpoints[i] = span_of_str(endpoints[i]);
	return card_encode(&card, node->keys, out);
}

/* Exchanges the card in memory for the other one; decoding cannot fail for what was encoded. */
static int swap_card(struct node *node, struct buf *other)
{
	struct buf old = node->card_bytes;

	node->card_bytes = *other;
	*other = old;
	return card_decode(buf_span(&node->card_bytes), &node->card);
}

/* The partner list holds the card; until it is on the disk the old one counts. */
static int renew(struct node *node, const char *const *endpoints, uint32_t count,
                 struct node_now now)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_CARD_MAX_BYTES);
	err = encode_next(node, endpoints, count, now, &bytes);
	if (err == 0)
		err = swap_card(node, &bytes);
	if (err == 0) {
		node->list_is_due = true;
		node->list_retry.v = 0;
		partner_write_list(node, now);
		if (node->list_is_due)
			err = swap_card(node, &bytes) == 0 ? VB_ERR_IO : VB_ERR_BAD_CARD;
	}
	buf_release(&bytes);
	return err;
}

static int tell_spaces(struct node *node, struct node_now now)
{
	for (size_t i = 0; i < node->space_count; i++) {
		const struct space *space = node->spaces[i]->pub.space;
		const struct member *own;
		int err;

		if (space_count(space) == 0 || node->spaces[i]->pub.fetching ||
		    !node_id_is_equal(space_owner(space), &node->self))
			continue;
		own = space_member(space, &node->self);
		if (!own || own->card.version >= node->card.version)
			continue;
		err = council_card(node, &node->spaces[i]->pub.id, buf_span(&node->card_bytes),
		                   now);
		if (err != 0)
			return err;
	}
	return 0;
}

int own_card_set_endpoints(struct node *node, const char *const *endpoints, uint32_t count,
                           struct node_now now)
{
	int err = 0;

	if (!has_endpoints(&node->card, endpoints, count))
		err = renew(node, endpoints, count, now);
	return err == 0 ? tell_spaces(node, now) : err;
}
