/* own_card: see own_card.h. */
#include "daemon/core/own_card.h"

#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "store/gifts.h"
#include "store/invites.h"
#include "store/keyfile.h"
#include "store/trust.h"

#define LOOK_EVERY_MS 10000u

/* ---- the next card ---- */

static bool has_endpoints(const struct card *card, const char *const *endpoints, uint32_t count)
{
	if (card->endpoint_count != count)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!span_is_equal(card->endpoints[i], span_of_str(endpoints[i])))
			return false;
	return true;
}

/* True if keys were made that the card does not name: we ended in the middle of a change. */
static bool has_unnamed_keys(const struct node *node)
{
	struct public_key curve = node_keys_curve_public(node->keys);

	return memcmp(node->card.curve.b, curve.b, sizeof(curve.b)) != 0;
}

/* The card that follows ours. New keys come with the key before, as long as we have it. */
static struct card next_card(const struct node *node, struct node_now now)
{
	struct card card = node->card;

	card.version++;
	card.previous = node->card.hash;
	card.issued = now.wall;
	if (has_unnamed_keys(node) &&
	    node_keys_find_curve(node->keys, &card.curve) < VB_GENERATIONS_MAX)
		card.former = node->card.curve;
	return card;
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
static int renew(struct node *node, const struct card *card, struct node_now now)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_CARD_MAX_BYTES);
	err = card_encode(card, node->keys, &bytes);
	if (err == 0)
		err = swap_card(node, &bytes);
	if (err == 0) {
		node->list_is_due = true;
		node->list_retry.v = 0;
		partner_write_list(node, now);
		if (node->list_is_due)
			err = swap_card(node, &bytes) == 0 ? VB_ERR_IO : VB_ERR_BAD_CARD;
	}
	if (err == 0)
		node->turn.roster_changed = true;
	buf_release(&bytes);
	return err;
}

/* ---- telling the spaces ---- */

/* In a space of ours the card is entered; elsewhere its owner is asked to do so. */
static int tell_space(struct node *node, struct core_space *space, struct node_now now)
{
	const struct member *own = space_member(space->pub.space, &node->self);

	if (space_count(space->pub.space) == 0 || space->pub.fetching || space->pub.archive ||
	    own == NULL || own->role == VB_ROLE_NONE || own->card.version >= node->card.version)
		return 0;
	if (node_id_is_equal(space_owner(space->pub.space), &node->self))
		return council_card(node, &space->pub.id, buf_span(&node->card_bytes), now);
	return author_propose_card(node, &space->pub.id, buf_span(&node->card_bytes), now);
}

static int tell_spaces(struct node *node, struct node_now now)
{
	int err = 0;

	for (size_t i = 0; i < node->space_count && err == 0; i++)
		err = tell_space(node, node->spaces[i], now);
	return err;
}

/* ---- former keys ---- */

/* Two offices that only dial out never have a link: to them keys for links are nothing. */
static bool can_link(const struct node *node, const struct core_office *office)
{
	return office->lets_us_in && (node->card.endpoint_count > 0 || office->endpoint_count > 0);
}

static const struct core_office *next_waiting(const struct node *node, uint32_t *at)
{
	while (*at < node->office_count) {
		const struct core_office *office = &node->offices[(*at)++];

		if (office->trust.card_held < node->card_named && can_link(node, office))
			return office;
	}
	return NULL;
}

static bool is_anybody_linked(const struct node *node)
{
	for (uint32_t i = 0; i < node->office_count; i++) {
		if (can_link(node, &node->offices[i]))
			return true;
	}
	return false;
}

static bool is_any_waiting(const struct node *node)
{
	uint32_t at = 0;

	return next_waiting(node, &at) != NULL;
}

/* Box keys, one bit a generation, that open what nothing newer leads to. While a control log is missing that cannot be
 * known: all of them. */
static uint32_t boxes_needed(const struct node *node)
{
	uint32_t needed = 0;

	for (size_t i = 0; i < node->space_count; i++) {
		if (node->spaces[i]->pub.fetching)
			return UINT32_MAX;
		needed |= space_boxes_needed(node->spaces[i]->pub.space);
	}
	return needed;
}

/* The oldest generation that opens nothing; 0: all are needed. */
static uint32_t find_spare(const struct node *node)
{
	uint32_t needed = boxes_needed(node);
	uint32_t at = node_keys_count(node->keys);

	while (--at > 0) {
		if ((needed & 1u << at) == 0)
			return at;
	}
	return 0;
}

/* Sees to it that there is room for one more generation: the oldest goes that opens nothing. Until then all are kept: an
 * older copy of the store may need them, and an office that was away for long knows us by no other. What this turn has
 * written may yet be undone, and is not relied on. */
static int make_room(struct node *node)
{
	uint32_t spare;

	if (node_keys_count(node->keys) < VB_GENERATIONS_MAX)
		return 0;
	if (node->turn.write != NULL)
		return VB_ERR_BUSY;
	spare = find_spare(node);
	if (spare == 0)
		return VB_ERR_TOO_MANY;
	node_keys_forget(node->keys, spare);
	return 0;
}

static void keep_keys(struct node *node, const struct core_space *space, uint32_t generation)
{
	struct space_key key;

	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		uint32_t index = 0;

		while (space_next_boxed(space->pub.space, generation, (enum audience)a, &index,
		                        &key)) {
			struct gift gift = { .audience = (enum audience)a,
				             .control_seq = key.control_seq };

			vault_lock_key(node->vault, key.slot, node->keys, gift.locked);
			gifts_put(node_write(node), space->pub.number, &gift);
		}
	}
}

/* Where every generation is needed, because committees were left or their owners never enter our newer card, the keys that
 * the oldest opens are kept besides, locked with a key of our own. From when that is durable it is needed no more. */
static int free_oldest(struct node *node)
{
	uint32_t oldest = node_keys_count(node->keys) - 1;
	int err = 0;

	if (oldest + 1 < VB_GENERATIONS_MAX || node->turn.write != NULL || find_spare(node) > 0)
		return 0;
	for (size_t i = 0; i < node->space_count && err == 0; i++) {
		if (node->spaces[i]->pub.fetching)
			return 0;
		err = core_load_gifts(node, node->spaces[i]);
	}
	if (err != 0 || find_spare(node) > 0)
		return err;
	for (size_t i = 0; i < node->space_count; i++)
		keep_keys(node, node->spaces[i], oldest);
	return 0;
}

/* From which version on our cards name our newest keys: noted beside what other offices hold, with the time of these keys. */
static void note_named(struct node *node)
{
	struct trust trust = { .key_changed = node_keys_since(node->keys, 0),
		               .card_held = node->card.version };

	node->card_named = node->card.version;
	trust_put(node_write(node), &node->self, &trust);
}

/* ---- addresses ---- */

int own_card_set_endpoints(struct node *node, const char *const *endpoints, uint32_t count,
                           struct node_now now)
{
	struct card card = next_card(node, now);
	bool is_unnamed = has_unnamed_keys(node);
	int err = 0;

	if (count > VB_ENDPOINTS_MAX_COUNT)
		return VB_ERR_BAD_CARD;
	card.endpoint_count = count;
	for (uint32_t i = 0; i < count; i++)
		card.endpoints[i] = span_of_str(endpoints[i]);
	if (!has_endpoints(&node->card, endpoints, count) || is_unnamed)
		err = renew(node, &card, now);
	if (err == 0 && is_unnamed)
		note_named(node);
	return err == 0 ? tell_spaces(node, now) : err;
}

/* ---- keys ---- */

static int rotate_keys(struct node *node, struct node_now now)
{
	struct card card;
	int err;

	node_keys_rotate(node->keys, now.wall);
	err = keyfile_replace(node->home, node->keys);
	if (err == 0) {
		card = next_card(node, now);
		if (!is_anybody_linked(node))
			memset(&card.former, 0, sizeof(card.former));
		err = renew(node, &card, now);
	}
	if (err == 0)
		return 0;
	/* If this fails, too, the keys get their card at the next start. */
	node_keys_revert(node->keys);
	if (keyfile_replace(node->home, node->keys) != 0)
		log_warnx("keys.unwritten", "generations=%u", node_keys_count(node->keys));
	return err;
}

int own_card_rotate(struct node *node, struct node_now now)
{
	size_t open;
	int err;

	if (own_card_is_rotating(node))
		return VB_ERR_ROTATING;
	err = make_room(node);
	if (err == 0)
		err = rotate_keys(node, now);
	if (err != 0)
		return err;
	log_info("keys.rotated", "version=%ju", (uintmax_t)node->card.version);
	note_named(node);
	err = invites_expire(node_write(node), (struct wall_ms){ UINT64_MAX }, &open);
	return err == 0 ? tell_spaces(node, now) : err;
}

int own_card_finish(struct node *node, struct node_now now)
{
	struct card card = next_card(node, now);
	int err;

	if (!own_card_is_rotating(node))
		return 0;
	memset(&card.former, 0, sizeof(card.former));
	err = renew(node, &card, now);
	if (err != 0)
		return err;
	log_info("keys.finished", "version=%ju", (uintmax_t)node->card.version);
	return tell_spaces(node, now);
}

/* Nobody is waited for for ever. A clock that jumps ahead for a moment must not cut off those who know no other key. */
static bool is_over(struct node *node, struct node_now now)
{
	if (now.wall.v < own_card_rotates_until(node).v) {
		node->is_rotation_late = false;
		return false;
	}
	if (!node->is_rotation_late)
		node->rotation_late_at = now.mono;
	node->is_rotation_late = true;
	return now.mono.v - node->rotation_late_at.v >= VB_ROTATION_SURE_MS;
}

void own_card_on_tick(struct node *node, struct node_now now)
{
	int err = 0;

	if (own_card_is_rotating(node) && (!is_any_waiting(node) || is_over(node, now)))
		err = own_card_finish(node, now);
	if (err == 0 && now.mono.v - node->card_looked.v >= LOOK_EVERY_MS) {
		node->card_looked = now.mono;
		err = free_oldest(node);
		if (err == 0)
			err = tell_spaces(node, now);
	}
	if (err != 0)
		log_error("card.untold", err, "version=%ju", (uintmax_t)node->card.version);
}

/* ---- questions ---- */

bool own_card_is_rotating(const struct node *node)
{
	return card_has_former(&node->card);
}

struct wall_ms own_card_rotates_until(const struct node *node)
{
	return (struct wall_ms){ node_keys_since(node->keys, 0).v + VB_ROTATION_MAX_MS };
}

bool own_card_next_waiting(const struct node *node, uint32_t *at, struct node_id *out)
{
	const struct core_office *office = next_waiting(node, at);

	if (office == NULL)
		return false;
	*out = office->id;
	return true;
}

uint32_t node_link_generation(const struct node *node)
{
	const struct public_key *curve =
		own_card_is_rotating(node) ? &node->card.former : &node->card.curve;
	uint32_t generation = node_keys_find_curve(node->keys, curve);

	return generation < VB_GENERATIONS_MAX ? generation : 0;
}

/* ---- who holds our card ---- */

bool own_card_is_held(struct node *node, const struct node_id *office)
{
	const struct core_office *known = core_office_find(node, office);

	return known != NULL && known->trust.card_held == node->card.version;
}

void own_card_on_held(struct node *node, const struct node_id *office, const struct hash *card)
{
	struct core_office *known = core_office_find(node, office);
	struct trust trust;

	if (known == NULL || known->trust.card_held == node->card.version ||
	    memcmp(card->b, node->card.hash.b, sizeof(card->b)) != 0 ||
	    trust_get(node_view(node), office, &trust) != 0)
		return;
	trust.card_held = node->card.version;
	trust_put(node_write(node), office, &trust);
	known->trust.card_held = node->card.version;
}
