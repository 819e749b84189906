/* control_status: how this office is, and who it is; see control_calls.h. */
#include "daemon/control/control_calls.h"
#include "daemon/control/presence.h"
#include "daemon/control/states.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "store/keyspace.h"
#include "store/peers.h"

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

/* ---- status ---- */

static int space_pack(struct request *q, const struct node_space *space, struct merged *m,
                      struct buf *out)
{
	uint64_t records;
	int err = states_record_count(q, space, &records);

	if (err != 0)
		return err;
	pack_map(out, 6);
	pack_cstr(out, "id");
	view_space_id(&space->id, out);
	pack_cstr(out, "members");
	pack_uint(out, states_member_count(space));
	pack_cstr(out, "name");
	err = title_pack(q, space, m, out);
	if (err != 0)
		return err;
	pack_cstr(out, "records");
	pack_uint(out, records);
	pack_cstr(out, "role");
	pack_cstr(out, states_role(q, space));
	pack_cstr(out, "states");
	return states_pack(q, space, out);
}

/* What other offices have a part in. */
static bool is_shown(const struct node *node, const struct node_space *space)
{
	return !node_space_is_foreign(node, space) && !node_space_is_own(node, space);
}

static int spaces_pack(struct request *q, struct buf *out)
{
	uint32_t count = 0;
	struct merged m;
	int err = 0;

	for (size_t i = 0; i < node_space_count(q->node); i++)
		count += is_shown(q->node, node_space_at(q->node, i));
	merged_init(&m);
	pack_array(out, count);
	for (size_t i = 0; i < node_space_count(q->node) && err == 0; i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (is_shown(q->node, space))
			err = space_pack(q, space, &m, out);
	}
	merged_release(&m);
	return err;
}

static int peers_pack(struct request *q, struct buf *out)
{
	struct peers_cursor c;
	struct peer peer;
	struct card card;
	struct buf items;
	uint32_t count = 0;
	int err;

	buf_init(&items, VB_IPC_FRAME_MAX_BYTES);
	peers_open(&c, node_view(q->node));
	while (peers_next(&c, &peer)) {
		if (peer.state != VB_PEER_PAIRED || card_decode_stored(peer.card, &card) != 0)
			continue;
		pack_map(&items, 2 + presence_pair_count(q, &peer.id));
		pack_cstr(&items, "id");
		view_node_id(&peer.id, &items);
		presence_pack(q, &peer.id, &items);
		pack_cstr(&items, "name");
		pack_str(&items, card.name);
		count++;
	}
	err = peers_close(&c);
	pack_array(out, count);
	if (count > 0)
		pack_raw(out, buf_span(&items));
	buf_release(&items);
	return err;
}

static int store_pack(struct request *q, struct buf *out)
{
	struct env_info info;
	int err = node_measure(q->node, &info);

	if (err != 0)
		return err;
	pack_map(out, 2);
	pack_cstr(out, "bytes");
	pack_uint(out, info.file_bytes);
	pack_cstr(out, "entries");
	pack_uint(out, env_count(node_view(q->node), VB_TABLE_ENTRIES));
	return 0;
}

int control_status(struct request *q)
{
	const struct card *card = node_card(q->node);
	struct buf *out = &q->result;
	int err;

	pack_map(out, 7);
	pack_cstr(out, "id");
	view_node_id(node_self(q->node), out);
	pack_cstr(out, "kind");
	pack_cstr(out, node_kind_name(card->kind));
	pack_cstr(out, "name");
	pack_str(out, card->name);
	pack_cstr(out, "peers");
	err = peers_pack(q, out);
	if (err == 0) {
		pack_cstr(out, "spaces");
		err = spaces_pack(q, out);
	}
	if (err == 0) {
		pack_cstr(out, "store");
		err = store_pack(q, out);
	}
	pack_cstr(out, "version");
	pack_cstr(out, VB_VERSION);
	return err;
}
