/* town: see town.h. */
#include "tests/unit/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/admit.h"
#include "daemon/core/author.h"
#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"
#include "protocol/blob.h"
#include "protocol/ipc.h"
#include "protocol/peer/frame.h"
#include "store/entries.h"
#include "store/spaces.h"
#include "tests/tap.h"

#define DIGITS 123456u
#define START_MS 1790000000000u /* 2026-09-21 */
#define ROUNDS_MAX 100000u
#define MEMORY_DIR "/dev/shm"

struct town_frame {
	struct town_frame *next;
	uint32_t from, to;
	size_t size;
	uint8_t bytes[];
};

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

/* The number of the link to an office is the same on every node. */
static uint32_t link_to(uint32_t office)
{
	return office + 1;
}

/* ---- what the nodes say ---- */

void town_send(struct town *t, uint32_t from, uint32_t to, struct span bytes)
{
	struct town_frame *frame = malloc(sizeof(*frame) + bytes.size);
	if (frame == NULL)
		abort();
	frame->next = NULL;
	frame->from = from;
	frame->to = to;
	frame->size = bytes.size;
	memcpy(frame->bytes, bytes.data, bytes.size);
	if (t->last != NULL)
		t->last->next = frame;
	else
		t->first = frame;
	t->last = frame;
}

void town_hush(struct town *t)
{
	while (t->first != NULL) {
		struct town_frame *frame = t->first;

		t->first = frame->next;
		free(frame);
	}
	t->last = NULL;
}

/* Counts the chunks of files. */
static void count_blob(struct town *t, struct span bytes)
{
	struct blob_chunk chunk;
	struct frame frame;

	if (frame_decode(bytes, &frame) != 0 || frame.type != VB_FRAME_BLOB ||
	    blob_chunk_decode(frame.payload, &chunk) != 0)
		return;
	t->blob_frames++;
	t->blob_bytes += chunk.data.size;
}

static int on_send(void *ctx, uint32_t link, struct span bytes)
{
	struct town_port *port = ctx;
	struct town *t = port->town;

	if (!t->linked[port->office][link - 1])
		return VB_ERR_UNREACHABLE;
	count_blob(t, bytes);
	town_send(t, port->office, link - 1, bytes);
	return 0;
}

static void on_close(void *ctx, uint32_t link, int err)
{
	struct town_port *port = ctx;

	diag("office %u closes its link to %u: %s", port->office, link - 1, err_name(err));
	town_unlink(port->town, port->office, link - 1);
}

static void on_answer(void *ctx, uint32_t client, struct span answer)
{
	struct town_port *port = ctx;
	struct ipc_answer decoded;

	(void)client;
	must(ipc_answer_decode(answer, &decoded), "answer");
	port->town->answers++;
	port->town->last_answer_error = decoded.err;
	port->town->last_answer_id = decoded.id;
}

static void on_partners(void *ctx)
{
	(void)ctx;
}

/* ---- founding and closing ---- */

static const char *home_of(const struct town *t, uint32_t office)
{
	char name[8];

	snprintf(name, sizeof(name), "%u", office);
	return scratch_path(t->dir, name);
}

const char *town_file(const struct town *t, uint32_t office, const char *name)
{
	return scratch_path(home_of(t, office), name);
}

static void open_office(struct town *t, uint32_t office)
{
	struct node_output output = { .ctx = &t->ports[office],
		                      .send_frame = on_send,
		                      .close_link = on_close,
		                      .answer = on_answer,
		                      .partners_changed = on_partners };

	must(node_open(home_of(t, office), &t->options, &output, t->now, &t->nodes[office]),
	     "node_open");
	t->ids[office] = *node_self(t->nodes[office]);
}

void town_init(struct town *t, uint32_t count)
{
	town_init_sized(t, count, 0);
}

void town_init_sized(struct town *t, uint32_t count, uint64_t map_bytes)
{
	*t = (struct town){ .count = count,
		            .options = { .flags = VB_ENV_NO_FSYNC, .map_bytes = map_bytes } };
	t->now.wall.v = START_MS;
	t->now.mono.v = 1000;
	/* Making a home is synced to the disk: in memory that costs nothing. */
	if (getenv("TMPDIR") == NULL && access(MEMORY_DIR, W_OK) == 0)
		setenv("TMPDIR", MEMORY_DIR, 1);
	scratch_make(t->dir);
	for (uint32_t i = 0; i < count; i++) {
		struct card card = { .kind = VB_NODE_CITY, .name = span_of_str("Amt") };

		t->ports[i] = (struct town_port){ .town = t, .office = i };
		must(node_create(home_of(t, i), &card, t->now.wall), "node_create");
		open_office(t, i);
	}
}

void town_release(struct town *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		node_close(&t->nodes[i]);
	town_hush(t);
	scratch_remove(t->dir);
}

/* ---- links ---- */

int town_commit(struct town *t, uint32_t office)
{
	return node_turn_end(t->nodes[office], t->now);
}

static void keep(struct town *t, uint32_t at, uint32_t other)
{
	struct node *node = t->nodes[at];
	struct buf card;

	buf_init(&card, VB_CARD_MAX_BYTES);
	buf_put(&card, node_card_bytes(t->nodes[other]).data,
	        node_card_bytes(t->nodes[other]).size);
	must(partner_keep(node, buf_span(&card), DIGITS, VB_ROLE_NONE, NULL, t->now),
	     "partner_keep");
	must(partner_confirm(node, &t->ids[other], DIGITS, t->now), "partner_confirm");
	must(town_commit(t, at), "commit of pairing");
	buf_release(&card);
}

void town_pair(struct town *t, uint32_t a, uint32_t b)
{
	keep(t, a, b);
	keep(t, b, a);
}

struct public_key town_curve(const struct town *t, uint32_t office)
{
	return node_keys_curve_of(node_keys(t->nodes[office]),
	                          node_link_generation(t->nodes[office]));
}

void town_link(struct town *t, uint32_t a, uint32_t b)
{
	struct public_key of_a = town_curve(t, a);
	struct public_key of_b = town_curve(t, b);

	t->linked[a][b] = t->linked[b][a] = true;
	node_on_link_up(t->nodes[a], link_to(b), &t->ids[b], &of_b, false, t->now);
	node_on_link_up(t->nodes[b], link_to(a), &t->ids[a], &of_a, true, t->now);
}

/* Frames between the two are lost. */
static void drop_frames(struct town *t, uint32_t a, uint32_t b)
{
	struct town_frame **at = &t->first;

	t->last = NULL;
	while (*at != NULL) {
		struct town_frame *frame = *at;

		if ((frame->from == a && frame->to == b) || (frame->from == b && frame->to == a)) {
			*at = frame->next;
			free(frame);
		} else {
			t->last = frame;
			at = &frame->next;
		}
	}
}

void town_unlink(struct town *t, uint32_t a, uint32_t b)
{
	if (!t->linked[a][b])
		return;
	t->linked[a][b] = t->linked[b][a] = false;
	drop_frames(t, a, b);
	node_on_link_down(t->nodes[a], link_to(b), t->now);
	node_on_link_down(t->nodes[b], link_to(a), t->now);
}

/* Ends a turn in town_run. A failed one ends the run of frames, as the office does not get anywhere. */
static bool end_turn(struct town *t, uint32_t office)
{
	int err = town_commit(t, office);

	if (err == 0)
		return true;
	if (t->fails_allowed == 0)
		must(err, "commit");
	t->fails_allowed--;
	for (uint32_t i = 0; i < t->count; i++)
		town_unlink(t, office, i);
	return false;
}

static void deliver(struct town *t)
{
	struct town_frame *frame = t->first;

	t->first = frame->next;
	if (t->first == NULL)
		t->last = NULL;
	t->frames++;
	node_on_frame(t->nodes[frame->to], link_to(frame->from), span_of(frame->bytes, frame->size),
	              t->now);
	if (node_turn_is_full(t->nodes[frame->to]))
		end_turn(t, frame->to);
	free(frame);
}

void town_run(struct town *t)
{
	bool has_work = true;

	for (uint32_t round = 0; has_work; round++) {
		if (round == ROUNDS_MAX)
			bail("the offices never fall silent");
		for (uint64_t i = 0; t->first != NULL && (t->frames_max == 0 || i < t->frames_max);
		     i++)
			deliver(t);
		has_work = false;
		for (uint32_t i = 0; i < t->count; i++) {
			has_work |= end_turn(t, i) && node_has_work(t->nodes[i]);
		}
		has_work = (has_work || t->first != NULL) && t->frames_max == 0;
	}
}

void town_pass(struct town *t, uint64_t ms)
{
	t->now.wall.v += ms;
	t->now.mono.v += ms;
	for (uint32_t i = 0; i < t->count; i++)
		node_on_tick(t->nodes[i], t->now);
}

void town_close(struct town *t, uint32_t office)
{
	for (uint32_t i = 0; i < t->count; i++) {
		if (i != office)
			town_unlink(t, office, i);
	}
	node_close(&t->nodes[office]);
}

void town_restart(struct town *t, uint32_t office)
{
	town_close(t, office);
	open_office(t, office);
}

void town_reopen(struct town *t, uint32_t office)
{
	open_office(t, office);
}

void town_wipe(struct town *t, uint32_t office)
{
	town_close(t, office);
	if (unlink(town_file(t, office, "data.mdb")) != 0)
		bail("no store to remove");
	open_office(t, office);
}

void town_set_endpoint(struct town *t, uint32_t office, const char *endpoint)
{
	struct card card = { .kind = VB_NODE_CITY,
		             .name = span_of_str("Amt"),
		             .endpoints = { span_of_str(endpoint) },
		             .endpoint_count = 1 };

	node_close(&t->nodes[office]);
	scratch_remove(home_of(t, office));
	must(node_create(home_of(t, office), &card, t->now.wall), "node_create");
	open_office(t, office);
}

void town_new_card(struct town *t, uint32_t office, struct buf *out)
{
	struct node *node = t->nodes[office];
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct node_keys *keys;
	struct card card;

	node_keys_export(node_keys(node), secrets);
	keys = node_keys_import(secrets);
	node_keys_rotate(keys, (struct wall_ms){ 1 });
	must(card_decode(node_card_bytes(node), &card), "card");
	card.previous = card.hash;
	card.version++;
	card.box = node_keys_box_public(keys);
	card.curve = node_keys_curve_public(keys);
	card.issued = t->now.wall;
	buf_init(out, VB_CARD_MAX_BYTES);
	must(card_encode(&card, keys, out), "card_encode");
	node_keys_destroy(&keys);
}

/* ---- spaces ---- */

struct space_id town_found(struct town *t, uint32_t owner)
{
	struct space_id space;

	must(council_found(t->nodes[owner], VB_SPACE_COMMITTEE, t->now, &space), "council_found");
	must(town_commit(t, owner), "commit of founding");
	return space;
}

void town_admit(struct town *t, uint32_t owner, const struct space_id *space, uint32_t office,
                enum role role)
{
	struct buf card;

	buf_init(&card, VB_CARD_MAX_BYTES);
	buf_put(&card, node_card_bytes(t->nodes[office]).data,
	        node_card_bytes(t->nodes[office]).size);
	must(council_admit(t->nodes[owner], space, buf_span(&card), role, t->now), "council_admit");
	must(town_commit(t, owner), "commit of admission");
	buf_release(&card);
}

uint32_t town_space(struct town *t, uint32_t office, const struct space_id *space)
{
	struct node_space *found = node_space_find(t->nodes[office], space);

	return found == NULL ? 0 : found->number;
}
