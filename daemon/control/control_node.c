/* control_node: who this office is, its card and keys, and new keys; see control_calls.h. */
#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "protocol/peer/fingerprint.h"
#include "store/trust.h"

#define WAITING_TOLD_MAX 200u /* names: one answer holds them */

int control_node_show(struct request *q)
{
	const struct card *card = node_card(q->node);
	struct buf *out = &q->result;

	pack_map(out, card->ags.size > 0 ? 6 : 5);
	if (card->ags.size > 0) {
		pack_cstr(out, "ags");
		pack_str(out, card->ags);
	}
	pack_cstr(out, "endpoints");
	pack_array(out, card->endpoint_count);
	for (uint32_t i = 0; i < card->endpoint_count; i++)
		pack_str(out, card->endpoints[i]);
	pack_cstr(out, "id");
	view_node_id(node_self(q->node), out);
	pack_cstr(out, "kind");
	pack_cstr(out, node_kind_name(card->kind));
	pack_cstr(out, "name");
	pack_str(out, card->name);
	pack_cstr(out, "version");
	pack_uint(out, card->version);
	return 0;
}

/* ---- cards ---- */

/* The newest card known of the office that the argument names, by default our own. */
static int card_read(struct request *q, struct span *bytes, struct card *card)
{
	struct node_id id = *node_self(q->node);
	struct span text;
	int err = 0;

	if (request_has(q, "peer")) {
		err = request_text(q, "peer", VB_NAME_MAX_BYTES, &text);
		if (err == 0)
			err = lookup_office(q, text, &id);
	}
	if (err == 0)
		err = partner_card(q->node, &id, bytes);
	return err == 0 ? card_decode_stored(*bytes, card) : err;
}

int control_node_card(struct request *q)
{
	char hex[2 * VB_CARD_MAX_BYTES + 1];
	struct buf *out = &q->result;
	struct span bytes;
	struct card card;
	int err = card_read(q, &bytes, &card);

	if (err != 0)
		return err;
	hex_format(bytes.data, bytes.size, hex);
	pack_map(out, 4);
	pack_cstr(out, "card");
	pack_cstr(out, hex);
	pack_cstr(out, "id");
	view_node_id(&card.id, out);
	pack_cstr(out, "name");
	pack_str(out, card.name);
	pack_cstr(out, "version");
	pack_uint(out, card.version);
	return 0;
}

/* ---- keys ---- */

static void key_pack(struct buf *out, const char *name, const struct public_key *key)
{
	char hex[2 * VB_PUBLIC_KEY_BYTES + 1];

	hex_format(key->b, sizeof(key->b), hex);
	pack_cstr(out, name);
	pack_cstr(out, hex);
}

static int office_name(struct request *q, const struct node_id *id, struct span *name)
{
	struct span bytes;
	struct card card;
	int err = partner_card(q->node, id, &bytes);

	if (err == 0)
		err = card_decode_stored(bytes, &card);
	if (err == 0)
		*name = card.name;
	return err;
}

/* Which offices do not hold our newest keys yet. */
static int waiting_pack(struct request *q, struct buf *out)
{
	struct node_id id;
	struct span name;
	struct buf items;
	uint32_t at = 0;
	uint32_t count = 0;
	int err = 0;

	buf_init(&items, VB_IPC_FRAME_MAX_BYTES / 2);
	while (err == 0 && count < WAITING_TOLD_MAX && own_card_next_waiting(q->node, &at, &id)) {
		err = office_name(q, &id, &name);
		pack_map(&items, 2);
		pack_cstr(&items, "id");
		view_node_id(&id, &items);
		pack_cstr(&items, "name");
		pack_str(&items, err == 0 ? name : span_of("", 0));
		count++;
	}
	pack_cstr(out, "waiting");
	pack_array(out, count);
	if (count > 0)
		pack_raw(out, buf_span(&items));
	buf_release(&items);
	return err;
}

/* The key before, and until when and for whom it is still in use: known of ourselves. */
static int former_pack(struct request *q, const struct card *card, bool is_own, struct buf *out)
{
	pack_cstr(out, "former");
	pack_map(out, is_own ? 3 : 1);
	key_pack(out, "curve", &card->former);
	if (!is_own)
		return 0;
	pack_cstr(out, "until");
	pack_uint(out, own_card_rotates_until(q->node).v);
	return waiting_pack(q, out);
}

int control_node_keys(struct request *q)
{
	char fingerprint[VB_FINGERPRINT_TEXT_BYTES];
	struct buf *out = &q->result;
	struct trust trust;
	struct span bytes;
	struct card card;
	struct wall_ms since = { 0 };
	bool is_own;
	int err = card_read(q, &bytes, &card);

	if (err == 0)
		err = trust_get(node_view(q->node), &card.id, &trust);
	if (err != 0)
		return err;
	is_own = node_id_is_equal(&card.id, node_self(q->node));
	if (is_own)
		since = node_keys_since(node_keys(q->node), 0);
	fingerprint_format(&card, fingerprint);
	pack_map(out, 7u + card_has_former(&card) + (trust.key_changed.v > 0) + (since.v > 0));
	key_pack(out, "box", &card.box);
	key_pack(out, "curve", &card.curve);
	pack_cstr(out, "fingerprint");
	pack_cstr(out, fingerprint);
	if (card_has_former(&card))
		err = former_pack(q, &card, is_own, out);
	pack_cstr(out, "id");
	view_node_id(&card.id, out);
	if (trust.key_changed.v > 0) {
		pack_cstr(out, "keyChanged");
		pack_uint(out, trust.key_changed.v);
	}
	pack_cstr(out, "name");
	pack_str(out, card.name);
	key_pack(out, "sign", &card.sign);
	if (since.v > 0) {
		pack_cstr(out, "since");
		pack_uint(out, since.v);
	}
	pack_cstr(out, "version");
	pack_uint(out, card.version);
	return err;
}

/* ---- new keys ---- */

int control_node_rotate(struct request *q)
{
	char fingerprint[VB_FINGERPRINT_TEXT_BYTES];
	bool is_finish = false;
	int err = request_bool(q, "finish", &is_finish);

	if (err == 0)
		err = is_finish ? own_card_finish(q->node, q->now)
		                : own_card_rotate(q->node, q->now);
	if (err == VB_ERR_TOO_MANY)
		return request_fail(q, err,
		                    "former keys are all needed; in a minute there is room");
	if (err != 0)
		return err;
	fingerprint_format(node_card(q->node), fingerprint);
	pack_map(&q->result, 3);
	pack_cstr(&q->result, "fingerprint");
	pack_cstr(&q->result, fingerprint);
	pack_cstr(&q->result, "id");
	view_node_id(node_self(q->node), &q->result);
	pack_cstr(&q->result, "version");
	pack_uint(&q->result, node_card(q->node)->version);
	return 0;
}
