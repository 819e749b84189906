/* partner: the offices this node knows; see partner.h. */
#include "daemon/core/partner.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/core.h"
#include "daemon/log.h"
#include "store/keyfile.h"
#include "store/peers.h"
#include "store/spaces.h"
#include "store/trust.h"

#define LIST_RETRY_MS 1000u
#define ENDPOINTS_ROOM_BYTES (VB_ENDPOINTS_MAX_COUNT * (VB_ENDPOINT_MAX_BYTES + 1u))
/* Of the partner list, for cards: the rest is the space ids, our own card and what stands around. */
#define LIST_CARDS_MAX_BYTES                                                                       \
	(VB_PARTNERS_MAX_BYTES - (VB_SPACES_MAX_COUNT + 128u) * (VB_HASH_BYTES + 2u))

/* ---- everybody, each once ---- */

/* An office and a card of it; the spans live as long as the view and the spaces. */
struct candidate {
	struct card card;
	struct span bytes;
	bool is_paired;
	bool lets_us_in; /* a partner, or of a space to which we belong, too */
};

struct everybody {
	struct candidate *list;
	uint32_t count, capacity;
};

static void everybody_add(struct everybody *all, struct span bytes, bool is_paired, bool lets_us_in)
{
	struct candidate *candidate;

	all->list = array_reserve(all->list, &all->capacity, all->count + 1u, sizeof(*all->list));
	candidate = &all->list[all->count];
	candidate->bytes = bytes;
	candidate->is_paired = is_paired;
	candidate->lets_us_in = lets_us_in;
	if (card_decode_stored(bytes, &candidate->card) == 0)
		all->count++;
}

/* By office, the newest card first. */
static int candidate_compare(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;
	int order = memcmp(x->card.id.b, y->card.id.b, sizeof(x->card.id.b));

	if (order == 0 && x->card.version != y->card.version)
		order = x->card.version > y->card.version ? -1 : 1;
	return order;
}

static void everybody_unique(struct everybody *all)
{
	uint32_t kept = 0;

	if (all->count > 1)
		qsort(all->list, all->count, sizeof(*all->list), candidate_compare);
	for (size_t i = 0; i < all->count; i++) {
		struct candidate *last = kept == 0 ? NULL : &all->list[kept - 1];

		if (last != NULL && node_id_is_equal(&last->card.id, &all->list[i].card.id)) {
			last->is_paired |= all->list[i].is_paired;
			last->lets_us_in |= all->list[i].lets_us_in;
		} else {
			all->list[kept++] = all->list[i];
		}
	}
	all->count = kept;
}

/* Paired offices, current members of all our spaces but ourselves, and recovered ones. Caller frees the list. */
static void everybody_gather(struct node *node, struct everybody *all)
{
	struct peers_cursor cursor;
	struct peer peer;

	*all = (struct everybody){ 0 };
	peers_open(&cursor, node_view(node));
	while (peers_next(&cursor, &peer)) {
		if (peer.state != VB_PEER_UNCONFIRMED)
			everybody_add(all, peer.card, peer.state == VB_PEER_PAIRED, true);
	}
	if (peers_close(&cursor) != 0)
		log_warnx("peers.unreadable", "count=%u", all->count);
	for (size_t i = 0; i < node->space_count; i++) {
		const struct space *space = node->spaces[i]->pub.space;
		bool is_member = space_role(space, &node->self) != VB_ROLE_NONE;

		if (!node_space_is_ours(node, &node->spaces[i]->pub))
			continue;
		for (uint32_t m = 0; m < space_member_count(space); m++) {
			const struct member *member = space_member_at(space, m);

			if (member->role != VB_ROLE_NONE &&
			    !node_id_is_equal(&member->node, &node->self))
				everybody_add(all, member->card_bytes, false, is_member);
		}
	}
	everybody_unique(all);
}

/* ---- who may connect, whom to dial ---- */

/* By CURVE key. Where several claim one, who was seen to have it comes first, then who has it now before who had it (that
 * may be anybody's key), then the paired office. */
static int key_compare(const void *a, const void *b)
{
	const struct core_key *x = a;
	const struct core_key *y = b;
	int order = memcmp(x->curve.b, y->curve.b, sizeof(x->curve.b));

	if (order == 0 && x->is_proven != y->is_proven)
		order = x->is_proven ? -1 : 1;
	if (order == 0 && x->is_former != y->is_former)
		order = x->is_former ? 1 : -1;
	if (order == 0 && x->is_paired != y->is_paired)
		order = x->is_paired ? -1 : 1;
	return order != 0 ? order : memcmp(x->id.b, y->id.b, sizeof(x->id.b));
}

/* A CURVE key belongs to one office: the first of those that claim it. */
static void keys_unique(struct node *node)
{
	uint32_t kept = 0;

	if (node->key_count > 1)
		qsort(node->office_keys, node->key_count, sizeof(*node->office_keys), key_compare);
	for (uint32_t i = 0; i < node->key_count; i++) {
		struct core_key key = node->office_keys[i];

		if (kept == 0 || memcmp(node->office_keys[kept - 1].curve.b, key.curve.b,
		                        sizeof(key.curve.b)) != 0)
			node->office_keys[kept++] = key;
	}
	node->key_count = kept;
}

static void key_add(struct node *node, const struct core_office *office, bool is_former)
{
	const struct public_key *curve = is_former ? &office->former : &office->curve;

	node->office_keys = array_reserve(node->office_keys, &node->key_capacity,
	                                  node->key_count + 1u, sizeof(*node->office_keys));
	node->office_keys[node->key_count++] =
		(struct core_key){ .curve = *curve,
		                   .id = office->id,
		                   .is_proven = trust_has_proven(&office->trust, curve),
		                   .is_paired = office->is_paired,
		                   .is_former = is_former };
}

static void office_add(struct node *node, const struct candidate *candidate)
{
	const struct card *card = &candidate->card;
	struct core_office *office;
	struct trust trust;

	node->offices = array_reserve(node->offices, &node->office_capacity,
	                              node->office_count + 1u, sizeof(*node->offices));
	office = &node->offices[node->office_count++];
	*office = (struct core_office){ .id = card->id,
		                        .curve = card->curve,
		                        .former = card->former,
		                        .has_former = card_has_former(card),
		                        .is_paired = candidate->is_paired,
		                        .lets_us_in = candidate->lets_us_in,
		                        .version = card->version,
		                        .endpoint_count = card->endpoint_count };
	/* Addresses beyond all measure are of members whom somebody made up. */
	if (node->office_text.size + ENDPOINTS_ROOM_BYTES > node->office_text.max)
		office->endpoint_count = 0;
	for (uint32_t i = 0; i < office->endpoint_count; i++) {
		office->endpoint_at[i] = node->office_text.size;
		buf_put(&node->office_text, card->endpoints[i].data, card->endpoints[i].size);
		buf_put_u8(&node->office_text, 0);
	}
	if (trust_get(node_view(node), &card->id, &trust) == 0)
		office->trust = trust;
	key_add(node, office, false);
	if (card_has_former(card))
		key_add(node, office, true);
}

/* Which card first named our newest keys stands where other offices' cards do. Not noted, or noted of keys before: any card
 * does if the keys were never changed, else only the newest is sure to. */
static void load_named(struct node *node)
{
	struct wall_ms since = node_keys_since(node->keys, 0);
	bool is_first = node_keys_count(node->keys) == 1 && since.v == 0;
	struct trust own;

	node->card_named = is_first ? 1 : node->card.version;
	if (trust_get(node_view(node), &node->self, &own) == 0 && own.card_held > 0 &&
	    own.key_changed.v == since.v && own.card_held < node->card_named)
		node->card_named = own.card_held;
}

void partner_refresh(struct node *node)
{
	struct everybody all;

	load_named(node);
	everybody_gather(node, &all);
	node->office_count = 0;
	node->key_count = 0;
	buf_clear(&node->office_text);
	for (size_t i = 0; i < all.count; i++)
		office_add(node, &all.list[i]);
	keys_unique(node);
	free(all.list);
	node->list_is_due = true;
}

struct core_office *core_office_find(struct node *node, const struct node_id *id)
{
	size_t low = 0;
	size_t high = node->office_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(node->offices[middle].id.b, id->b, sizeof(id->b));

		if (order == 0)
			return &node->offices[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Whose CURVE key this is, NULL if nobody's. */
static const struct core_key *key_find(const struct node *node, const struct public_key *curve)
{
	size_t low = 0;
	size_t high = node->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(node->office_keys[middle].curve.b, curve->b, sizeof(curve->b));

		if (order == 0)
			return &node->office_keys[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool node_known_curve(const struct node *node, const struct public_key *curve, struct node_id *out)
{
	const struct core_key *key = key_find(node, curve);

	if (key == NULL)
		return false;
	*out = key->id;
	return true;
}

static bool is_named(const struct card *card, const struct public_key *curve)
{
	return memcmp(card->curve.b, curve->b, sizeof(curve->b)) == 0 ||
	       (card_has_former(card) && memcmp(card->former.b, curve->b, sizeof(curve->b)) == 0);
}

/* True if another office was seen to have this key. */
static bool is_of_another(const struct node *node, const struct public_key *curve,
                          const struct node_id *id)
{
	const struct core_key *key = key_find(node, curve);

	return key != NULL && key->is_proven && !node_id_is_equal(&key->id, id);
}

bool partner_note_key(struct node *node, const struct node_id *id, const struct public_key *curve)
{
	struct trust trust;

	if (is_of_another(node, curve, id) || trust_get(node_view(node), id, &trust) != 0)
		return false;
	if (trust_has_proven(&trust, curve))
		return true;
	trust_add_proven(&trust, curve);
	trust_put(node_write(node), id, &trust);
	node->turn.roster_changed = true;
	log_info("key.proven", "office=%s key=%s", log_node(id).text, log_hex(curve->b).text);
	return true;
}

bool partner_prove_key(struct node *node, const struct public_key *curve, const struct card *card)
{
	const struct core_office *office = core_office_find(node, &card->id);

	return office != NULL && card->version >= office->version && is_named(card, curve) &&
	       partner_note_key(node, &card->id, curve);
}

bool partner_claims_key(const struct node *node, const struct card *card)
{
	return is_of_another(node, &card->curve, &card->id) ||
	       (card_has_former(card) && is_of_another(node, &card->former, &card->id));
}

/* How many of our keys to try: the one in use and one more for whom we know to hold our card (it may come from a backup),
 * all for the others. */
static uint32_t tries_of(const struct node *node, const struct core_office *office)
{
	uint32_t count = node_keys_count(node->keys);

	return count > 2 && office->trust.card_held >= node->card_named ? 2 : count;
}

/* Those among the paired offices, or among the others, that can be called; writes from out[count] on. */
static size_t put_targets(const struct node *node, bool is_paired, struct node_target *out,
                          size_t count, size_t max)
{
	bool is_listening = node->card.endpoint_count > 0;

	for (size_t i = 0; i < node->office_count && count < max; i++) {
		const struct core_office *office = &node->offices[i];
		struct node_target *target = &out[count];

		if (office->endpoint_count == 0 || office->is_paired != is_paired ||
		    is_of_another(node, &office->curve, &office->id))
			continue;
		/* Where both listen, the smaller node id dials first. */
		*target = (struct node_target){ .id = office->id,
			                        .curve = office->curve,
			                        .former = office->former,
			                        .has_former = office->has_former,
			                        .own_keys = tries_of(node, office),
			                        .endpoint_count = office->endpoint_count,
			                        .later = is_listening &&
			                                 memcmp(office->id.b, node->self.b,
			                                        sizeof(node->self.b)) < 0 };
		for (uint32_t e = 0; e < office->endpoint_count; e++)
			target->endpoints[e] =
				(const char *)node->office_text.data + office->endpoint_at[e];
		count++;
	}
	return count;
}

/* Somebody may have made up the members of a space: where not all can be called, it is the paired ones. */
size_t node_dial_targets(const struct node *node, struct node_target *out, size_t max)
{
	size_t count = put_targets(node, true, out, 0, max);

	return put_targets(node, false, out, count, max);
}

/* ---- the list beside the store ---- */

/* Adds the cards of the paired offices or of the others, as far as there is room. */
static void put_cards(const struct everybody *all, bool is_paired, size_t room, struct buf *cards,
                      struct list *list)
{
	for (uint32_t i = 0; i < all->count; i++) {
		struct span card = all->list[i].bytes;

		if (all->list[i].is_paired != is_paired || list->count == VB_PACK_MAX_ITEMS ||
		    cards->size + VB_CARD_MAX_BYTES + 3u > room)
			continue;
		pack_bin(cards, card.data, card.size);
		list->count++;
	}
	list->packed = buf_span(cards);
}

/* Adds our spaces, but for those that could never be fetched: one that has not admitted us, an archive, and our own, which
 * nobody else has. */
static void put_spaces(const struct node *node, struct buf *spaces, struct list *list)
{
	for (uint32_t i = 0; i < node->space_count; i++) {
		const struct node_space *space = &node->spaces[i]->pub;

		if (!node_space_is_ours(node, space) || node_space_is_own(node, space))
			continue;
		pack_bin(spaces, space->id.b, VB_HASH_BYTES);
		list->count++;
	}
	list->packed = buf_span(spaces);
}

void partner_write_list(struct node *node, struct node_now now)
{
	struct partners list = { .own_card = buf_span(&node->card_bytes) };
	struct everybody all;
	struct buf cards, members, spaces, file;
	int err;

	if (!node->list_is_due || now.mono.v < node->list_retry.v)
		return;
	buf_init(&cards, VB_PARTNERS_MAX_BYTES);
	buf_init(&members, VB_PARTNERS_MAX_BYTES);
	buf_init(&spaces, VB_PARTNERS_MAX_BYTES);
	buf_init(&file, VB_PARTNERS_MAX_BYTES);
	everybody_gather(node, &all);
	put_cards(&all, true, LIST_CARDS_MAX_BYTES, &cards, &list.cards);
	put_cards(&all, false, LIST_CARDS_MAX_BYTES - cards.size, &members, &list.members);
	put_spaces(node, &spaces, &list.spaces);
	partners_encode(&list, node->keys, &file);
	err = file.err != 0 ? file.err : keyfile_put_partners(node->home, buf_span(&file));
	node->list_is_due = err != 0;
	if (err != 0) {
		node->list_retry.v = now.mono.v + LIST_RETRY_MS;
		log_error("partners.unwritten", err, "offices=%u", all.count);
	}
	free(all.list);
	buf_release(&cards);
	buf_release(&members);
	buf_release(&spaces);
	buf_release(&file);
}
