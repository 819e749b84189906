/* control_peer: partner offices: inviting, joining, confirming, listing, removing; see control_calls.h. */
#include <stdio.h>

#include "daemon/control/control.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/offices.h"
#include "daemon/control/view.h"
#include "daemon/core/partner.h"
#include "protocol/node_id.h"
#include "protocol/peer/fingerprint.h"
#include "store/peers.h"

#define DIGIT_COUNT 6u

/* ---- inviting, joining ---- */

/* The space and role that the invitation promises; *space NULL: none. Only the owner could keep the promise. */
static int promise_read(struct request *q, struct node_space **space, enum role *role)
{
	struct span text;
	int err;

	*space = NULL;
	*role = VB_ROLE_NONE;
	if (!request_has(q, "space") && !request_has(q, "role"))
		return 0;
	err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);
	if (err == 0)
		err = lookup_space(q, text, space);
	if (err == 0)
		err = request_role(q, "role", role);
	if (err != 0)
		return err;
	if (space_count((*space)->space) == 0 || (*space)->fetching)
		return VB_ERR_BUSY;
	if (!node_id_is_equal(space_owner((*space)->space), node_self(q->node)))
		return VB_ERR_NOT_OWNER;
	return 0;
}

int control_peer_invite(struct request *q)
{
	char code[VB_INVITE_TEXT_MAX_BYTES];
	struct node_space *space;
	struct wall_ms expires;
	enum role role;
	int err = promise_read(q, &space, &role);

	if (err == 0 && q->pairing->invite == NULL)
		err = VB_ERR_BUSY;
	if (err != 0)
		return err;
	err = q->pairing->invite(q->pairing->ctx, space == NULL ? NULL : &space->id, role, q->now,
	                         code, &expires);
	if (err != 0)
		return err;
	pack_map(&q->result, 2);
	pack_cstr(&q->result, "code");
	pack_cstr(&q->result, code);
	pack_cstr(&q->result, "expires");
	pack_uint(&q->result, expires.v);
	crypt_wipe(code, sizeof(code));
	return 0;
}

int control_peer_join(struct request *q)
{
	struct span code;
	int err = request_text(q, "code", 2 * VB_INVITE_TEXT_MAX_BYTES, &code);

	if (err == 0 && q->pairing->join == NULL)
		err = VB_ERR_BUSY;
	if (err == 0)
		err = q->pairing->join(q->pairing->ctx, q->caller->client, q->id, code, q->now);
	q->is_postponed = err == 0;
	return err;
}

int control_peer_pack_joined(struct node *node, const struct node_id *office, struct buf *out)
{
	struct peer peer;
	struct card card;
	int err = peers_get(node_view(node), office, &peer);

	if (err == 0)
		err = card_decode_stored(peer.card, &card);
	if (err != 0)
		return err;
	pack_map(out, 2);
	pack_cstr(out, "id");
	view_node_id(office, out);
	pack_cstr(out, "name");
	pack_str(out, card.name);
	return 0;
}

/* ---- confirming, removing ---- */

static int peer_read(struct request *q, struct node_id *out)
{
	struct span text;
	int err = request_text(q, "peer", VB_NAME_MAX_BYTES, &text);

	return err == 0 ? lookup_office(q, text, out) : err;
}

/* Six digits, as people read them out: spaces and hyphens do not matter. */
static int digits_read(struct request *q, struct span text, uint32_t *out)
{
	uint32_t value = 0;
	uint32_t count = 0;

	*out = 0;
	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];

		if (c == ' ' || c == '-')
			continue;
		if (c < '0' || c > '9' || count == DIGIT_COUNT)
			return request_fail(q, VB_ERR_BAD_VALUE,
			                    "digits is neither six digits nor a fingerprint");
		value = value * 10 + (uint32_t)(c - '0');
		count++;
	}
	if (count != DIGIT_COUNT)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "digits is neither six digits nor a fingerprint");
	*out = value;
	return 0;
}

static void answer_office(struct request *q, const struct node_id *id)
{
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	view_node_id(id, &q->result);
}

/* The digits of a pairing, or the fingerprint of keys that changed. */
int control_peer_confirm(struct request *q)
{
	struct node_id peer;
	struct span text;
	uint32_t digits = 0;
	bool is_fingerprint = false;
	int err = request_text(q, "digits", 2 * VB_FINGERPRINT_TEXT_BYTES, &text);

	if (err == 0) {
		is_fingerprint = fingerprint_is_form(text);
		err = is_fingerprint ? 0 : digits_read(q, text, &digits);
	}
	if (err == 0)
		err = peer_read(q, &peer);
	if (err == 0)
		err = is_fingerprint ? partner_confirm_keys(q->node, &peer, text)
		                     : partner_confirm(q->node, &peer, digits, q->now);
	if (err == 0)
		answer_office(q, &peer);
	return err;
}

int control_peer_remove(struct request *q)
{
	struct node_id peer;
	int err = peer_read(q, &peer);

	if (err == 0)
		err = partner_remove(q->node, &peer);
	if (err == 0)
		answer_office(q, &peer);
	return err;
}

/* ---- listing ---- */

/* The list under way: an office comes once. */
struct office_list {
	struct request *q;
	struct buf items;
	uint32_t count;
};

/* Whom we asked by a code and who has not answered: all that is known is the code. */
static void joins_pack(struct office_list *list)
{
	const struct control_pairing *pairing = list->q->pairing;
	struct buf *out = &list->items;
	struct control_join join;
	char hash[2 * VB_HASH_BYTES + 1];

	for (size_t i = 0; pairing->joining != NULL && pairing->joining(pairing->ctx, i, &join);
	     i++) {
		hex_format(join.card_hash.b, sizeof(join.card_hash.b), hash);
		pack_map(out, 6);
		pack_cstr(out, "endpoints");
		pack_array(out, 1);
		pack_cstr(out, join.endpoint);
		pack_cstr(out, "id");
		pack_cstr(out, hash);
		pack_cstr(out, "kind");
		pack_cstr(out, "unknown");
		pack_cstr(out, "link");
		pack_bool(out, false);
		pack_cstr(out, "name");
		pack_cstr(out, join.endpoint);
		pack_cstr(out, "state");
		pack_cstr(out, "waiting");
		list->count++;
	}
}

static void office_add(void *ctx, const struct office_seen *office)
{
	struct office_list *list = ctx;

	office_pack(list->q, office, false, &list->items);
	list->count++;
}

int control_peer_list(struct request *q)
{
	struct office_list list = { .q = q };
	int err;

	buf_init(&list.items, VB_IPC_FRAME_MAX_BYTES);
	joins_pack(&list);
	err = offices_each(q, office_add, &list);
	if (err == 0) {
		pack_map(&q->result, 1);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, list.count);
		if (list.count > 0)
			pack_raw(&q->result, buf_span(&list.items));
	}
	buf_release(&list.items);
	return err;
}
