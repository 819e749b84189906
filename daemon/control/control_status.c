/* control_status: how this office is; see control_calls.h. */
#include "daemon/control/backups.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/delivery.h"
#include "daemon/control/health.h"
#include "daemon/control/offices.h"
#include "daemon/control/states.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "daemon/core/settings.h"
#include "daemon/sync/stock.h"
#include "store/blobs.h"
#include "store/keyspace.h"

/* What this office keeps for the others, as a relay. */
static void kept_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	const struct sessions *sessions = node_sessions(q->node);

	pack_cstr(out, "relay");
	pack_map(out, 3);
	pack_cstr(out, "bytes");
	pack_uint(out, stock_bytes(sessions, space));
	pack_cstr(out, "full");
	pack_bool(out, stock_is_full(sessions, space));
	pack_cstr(out, "quota");
	pack_uint(out, node_settings(q->node)->relay_bytes);
}

static int space_pack(struct request *q, const struct node_space *space, struct merged *m,
                      struct buf *out)
{
	struct view_arrival arrival;
	bool is_kept = stock_is_kept(node_sessions(q->node), space);
	bool is_told;
	uint64_t records;
	int err = states_record_count(q, space, &records);

	if (err != 0)
		return err;
	/* Where this office is out, nothing is on its way. */
	is_told = space_role(space->space, node_self(q->node)) != VB_ROLE_NONE &&
	          delivery_look_all(q, space, &arrival);
	pack_map(out, 6u + is_told + is_kept);
	if (is_told)
		view_arrival(&arrival, out);
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
	if (is_kept)
		kept_pack(q, space, out);
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

struct peers {
	struct request *q;
	struct buf items;
	uint32_t count;
};

static void peer_add(void *ctx, const struct office_seen *office)
{
	struct peers *peers = ctx;

	if (office->state == OFFICE_DIGITS)
		return;
	office_pack(peers->q, office, true, &peers->items);
	peers->count++;
}

static int peers_pack(struct request *q, struct buf *out)
{
	struct peers peers = { .q = q };
	int err;

	buf_init(&peers.items, VB_IPC_FRAME_MAX_BYTES);
	err = offices_each(q, peer_add, &peers);
	pack_array(out, peers.count);
	if (peers.count > 0)
		pack_raw(out, buf_span(&peers.items));
	buf_release(&peers.items);
	return err;
}

static void number_pack(struct buf *out, const char *key, uint64_t value)
{
	pack_cstr(out, key);
	pack_uint(out, value);
}

/* What is known without looking at every office and record. */
static void own_pack(struct request *q, struct buf *out)
{
	const struct card *card = node_card(q->node);

	pack_cstr(out, "id");
	view_node_id(node_self(q->node), out);
	pack_cstr(out, "kind");
	pack_cstr(out, node_kind_name(card->kind));
	pack_cstr(out, "name");
	pack_str(out, card->name);
}

static void store_pack(struct request *q, const struct env_info *info, struct buf *out)
{
	pack_cstr(out, "store");
	pack_map(out, 4);
	number_pack(out, "bytes", info->file_bytes);
	number_pack(out, "entries", env_count(node_view(q->node), VB_TABLE_ENTRIES));
	number_pack(out, "max", info->map_bytes);
	number_pack(out, "used", info->used_bytes);
}

static void disk_pack(const struct env_info *info, struct buf *out)
{
	pack_cstr(out, "disk");
	pack_map(out, 2);
	number_pack(out, "free", info->free_bytes);
	number_pack(out, "size", info->disk_bytes);
}

/* Of all documents that are meant for this office. */
static int files_pack(struct request *q, struct buf *out)
{
	struct blobs_cursor c;
	struct blob_row row;
	uint64_t total = 0, here = 0;
	int err;

	blobs_open_rows(&c, node_view(q->node), NULL);
	while (blobs_next_row(&c, &row)) {
		const struct node_space *space = node_space_number(q->node, row.place.record.space);
		uint64_t bytes = row.count * VB_BLOB_CHUNK_BYTES;

		/* What came with a file came without its documents. */
		if (row.state == VB_BLOB_FALSE || space == NULL || space->archive)
			continue;
		total += row.size;
		here += bytes < row.size ? bytes : row.size;
	}
	err = blobs_close_rows(&c);
	pack_cstr(out, "files");
	pack_map(out, 2);
	number_pack(out, "here", here);
	number_pack(out, "total", total);
	return err;
}

int control_status(struct request *q)
{
	struct buf *out = &q->result;
	struct health_waiting waiting;
	struct env_info info;
	uint64_t backup = backups_last(q->backups, VB_BACKUP_OF_ALL);
	int err = health_waiting(q, &waiting);

	if (err == 0)
		err = node_measure(q->node, &info);
	if (err != 0)
		return err;
	pack_map(out, 11u + (backup != 0));
	if (backup != 0)
		number_pack(out, "backup", backup);
	disk_pack(&info, out);
	pack_cstr(out, "faults");
	err = health_pack(q, out);
	if (err == 0)
		err = files_pack(q, out);
	own_pack(q, out);
	pack_cstr(out, "peers");
	if (err == 0)
		err = peers_pack(q, out);
	pack_cstr(out, "spaces");
	if (err == 0)
		err = spaces_pack(q, out);
	store_pack(q, &info, out);
	pack_cstr(out, "version");
	pack_cstr(out, VB_VERSION);
	health_waiting_pack(&waiting, out);
	return err;
}
