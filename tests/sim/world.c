#include "tests/sim/world.h"

#include "daemon/core/own_card.h"
#include "daemon/core/partner.h"
#include "daemon/core/settings.h"
#include "protocol/pack.h"
#include "store/env.h"
#include "tests/sim/dice.h"
#include "tests/sim/events.h"
#include "tests/sim/harm.h"
#include "tests/sim/mishap.h"
#include "tests/sim/turnover.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERASURE_DELAY_MS 15000u
#define TICK_MS 1000u
#define START_MS UINT64_C(1795000000000) /* 2026-11-18 */
#define DIAL_EVERY_MS 2000u

/* ---- randomness: splitmix64 (Steele et al. 2014) for the world itself ---- */

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint32_t world_random(struct world *world, uint32_t bound)
{
	return (uint32_t)(splitmix(&world->seed) % bound);
}

bool world_chance(struct world *world, uint32_t percent)
{
	return world_random(world, 100) < percent;
}

void world_count(struct world *world, enum toll toll)
{
	world->tolls.count[toll]++;
}

static void trace(struct world *world, uint32_t node, uint32_t what, struct span bytes)
{
	uint8_t head[16];

	put_be64(head, world->now_ms);
	put_be32(head + 8, node);
	put_be32(head + 12, what);
	hasher_put(&world->trace, head, sizeof(head));
	hasher_put(&world->trace, bytes.data, bytes.size);
}

void world_trace(const struct world *world, struct hash *out)
{
	struct hasher copy = world->trace;

	hasher_finish(&copy, out);
}

/* ---- links ---- */

/* The link with this number, and which end of it the number is. */
static struct world_link *find_link(struct world *world, uint32_t number, int *end)
{
	uint32_t at = number / 2 < world->link_at_capacity ? world->link_at[number / 2] : 0;

	*end = (int)(number % 2);
	return at < world->link_count && world->links[at].number[*end] == number ? &world->links[at]
	                                                                         : NULL;
}

/* Notes where a link stands. */
static void place_link(struct world *world, uint32_t at)
{
	uint32_t pair = world->links[at].number[0] / 2;

	if (pair >= world->link_at_capacity) {
		world->link_at_capacity = 2 * pair + 64;
		world->link_at =
			realloc(world->link_at, world->link_at_capacity * sizeof(*world->link_at));
		if (!world->link_at)
			abort();
	}
	world->link_at[pair] = at;
}

static void set_linked(struct world *world, const uint32_t node[2], bool is_linked)
{
	world->is_linked[node[0]][node[1]] = world->is_linked[node[1]][node[0]] = is_linked;
}

static void drop_link(struct world *world, struct world_link *link)
{
	set_linked(world, link->node, false);
	*link = world->links[--world->link_count];
	if (link < world->links + world->link_count)
		place_link(world, (uint32_t)(link - world->links));
}

/* Breaks a link; the ends hear of it, but for the one that hung up itself (-1: both hear). */
static void break_link(struct world *world, struct world_link *link, int silent_end)
{
	struct world_link copy = *link;

	drop_link(world, link);
	for (int end = 0; end < 2; end++)
		if (end != silent_end)
			events_push(&world->events, (struct event){ .at = world->now_ms + 1,
			                                            .link = copy.number[end],
			                                            .to = copy.node[end],
			                                            .is_down = true });
}

/* Puts a frame on its way, if it is not lost. end: of who sends it. */
static void carry(struct world *world, struct world_node *from, struct world_link *link, int end,
                  struct span frame)
{
	struct event event = { .size = frame.size };

	if (world_chance(world, world->loss_percent)) {
		world_count(world, TOLL_FRAME_LOST);
		return;
	}
	event.at = world->now_ms + 1 + world_random(world, 40);
	if (event.at <= link->last_arrival[!end]) {
		if (world_chance(world, world->reorder_percent))
			world_count(world, TOLL_FRAME_OVERTAKEN);
		else
			event.at = link->last_arrival[!end];
	}
	link->last_arrival[!end] = event.at;
	event.to = link->node[!end];
	event.link = link->number[!end];
	event.bytes = malloc(frame.size);
	if (!event.bytes)
		abort();
	memcpy(event.bytes, frame.data, frame.size);
	if (from->is_hostile)
		mishap_twist(world, event.bytes, &event.size);
	link->in_flight[!end]++;
	events_push(&world->events, event);
}

static int on_send_frame(void *ctx, uint32_t number, struct span frame)
{
	struct world_node *from = ctx;
	struct world *world = from->world;
	struct world_link *link;
	int end;

	trace(world, from->index, 1, frame);
	link = find_link(world, number, &end);
	if (!link || from->is_mute)
		return 0;
	if (world->on_frame)
		world->on_frame(world, from->index, link->node[!end], frame);
	if (link->in_flight[!end] >= WORLD_LINK_FRAMES_MAX) {
		link->refused[end] = true;
		world_count(world, TOLL_LINK_FULL);
		return VB_ERR_BUSY;
	}
	carry(world, from, link, end, frame);
	return 0;
}

void world_say(struct world *world, uint32_t index, uint32_t number, struct span frame)
{
	int end;
	struct world_link *link = find_link(world, number, &end);

	if (link)
		carry(world, &world->nodes[index], link, end, frame);
}

uint32_t world_some_link(struct world *world, uint32_t index)
{
	uint32_t first = world->link_count ? world_random(world, world->link_count) : 0;

	for (uint32_t i = 0; i < world->link_count; i++) {
		const struct world_link *link = &world->links[(first + i) % world->link_count];

		if (link->node[0] == index || link->node[1] == index)
			return link->number[link->node[1] == index];
	}
	return 0;
}

static void on_close_link(void *ctx, uint32_t number, int err)
{
	struct world_node *from = ctx;
	int end;
	struct world_link *link = find_link(from->world, number, &end);

	trace(from->world, from->index, 2, span_of(&err, sizeof(err)));
	if (link)
		break_link(from->world, link, end);
}

static void on_answer(void *ctx, uint32_t client, struct span answer)
{
	struct world_node *from = ctx;
	struct world *world = from->world;
	struct span key, last = { 0 }, result = { 0 };
	struct pack_reader r;
	uint64_t id = 0;
	int err = 0;

	(void)client;
	trace(world, from->index, 3, answer);
	unpack_init(&r, answer);
	for (uint32_t pairs = unpack_map(&r, 3); pairs > 0; pairs--) {
		key = unpack_str_key(&r, &last);
		if (span_is_equal(key, span_of_str("id"))) {
			id = unpack_uint(&r, UINT64_MAX);
		} else if (span_is_equal(key, span_of_str("result"))) {
			result = unpack_any(&r);
		} else {
			struct span at = { 0 };

			for (uint32_t fields = unpack_map(&r, 8); fields > 0; fields--)
				if (span_is_equal(unpack_str_key(&r, &at), span_of_str("code")))
					err = -(int)unpack_uint(&r, 9999);
				else
					(void)unpack_any(&r);
			unpack_end(&r);
		}
	}
	world->on_answer(world, from, id, err, result);
}

static struct public_key key_in_use(const struct world_node *n)
{
	return node_keys_curve_of(node_keys(n->node), node_link_generation(n->node));
}

/* A node that makes its links with another key from now on has to make them all anew. */
static void on_partners_changed(void *ctx)
{
	struct world_node *n = ctx;
	struct public_key curve = key_in_use(n);
	struct world *world = n->world;

	if (memcmp(curve.b, n->curve.b, sizeof(curve.b)) == 0)
		return;
	n->curve = curve;
	for (uint32_t i = world->link_count; i-- > 0;) {
		const uint32_t *node = world->links[i].node;

		if (node[0] == n->index || node[1] == n->index)
			break_link(world, &world->links[i], -1);
	}
}

/* ---- nodes ---- */

struct node_now world_now(const struct world_node *node)
{
	return (struct node_now){ { (uint64_t)((int64_t)node->world->now_ms + node->clock_ms) },
		                  { node->world->now_ms } };
}

static const char *endpoint_of(const struct world_node *n, char out[static 64])
{
	snprintf(out, 64, "tcp://127.0.0.1:%u", 7000 + n->index);
	return out;
}

static void open_node(struct world_node *n)
{
	struct node_output output = { .ctx = n,
		                      .send_frame = on_send_frame,
		                      .close_link = on_close_link,
		                      .answer = on_answer,
		                      .partners_changed = on_partners_changed };
	struct env_options options = { .flags = VB_ENV_NO_FSYNC };
	char text[64];
	const char *endpoint = endpoint_of(n, text);
	int err = node_open(n->home, &options, &output, world_now(n), &n->node);

	if (!err) {
		n->curve = key_in_use(n);
		err = own_card_set_endpoints(n->node, &endpoint, n->is_listening, world_now(n));
	}
	if (!err)
		err = node_turn_end(n->node, world_now(n));
	if (err) {
		fprintf(stderr, "sim: node %u does not open: %s\n", n->index, err_name(err));
		abort();
	}
	/* Relays give up what they can while things go wrong, not only a month later. */
	if (n->world->node_count <= WORLD_MESH_NODES)
		node_settings(n->node)->arrival_every_ms = 10000;
	node_settings(n->node)->relay_keep_ms = 20000;
	/* Several runs, and their receipts, in the time of a plan. */
	node_settings(n->node)->erasure_delay_ms = ERASURE_DELAY_MS;
	n->is_mute = false;
}

static void make_node(struct world *world, uint32_t index)
{
	struct world_node *n = &world->nodes[index];
	struct card card = { .kind = VB_NODE_CITY };
	char text[64];
	int err;

	*n = (struct world_node){ .world = world, .index = index };
	n->is_listening = world->node_count > WORLD_MESH_NODES ? index % WORLD_HUB_EVERY == 0
	                                                       : index % 3 != 2;
	n->clock_ms =
		world_chance(world, 70) ? 0 : (int64_t)world_random(world, 20000000) - 10000000;
	snprintf(n->name, sizeof(n->name), "Amt %u", index);
	snprintf(n->home, sizeof(n->home), "%s/%u", world->root, index);
	card.name = span_of_str(n->name);
	if (n->is_listening)
		card.endpoints[card.endpoint_count++] = span_of_str(endpoint_of(n, text));
	err = node_create(n->home, &card, world_now(n).wall);
	if (err) {
		fprintf(stderr, "sim: node %u cannot be made: %s\n", index, err_name(err));
		abort();
	}
	open_node(n);
	n->id = *node_self(n->node);
	events_push(
		&world->events,
		(struct event){ .at = world->now_ms + world_random(world, TICK_MS), .to = index });
}

void world_turn(struct world *world, struct world_node *n)
{
	world->turns++;
	if (node_turn_end(n->node, world_now(n)) != 0) {
		fprintf(stderr, "sim: the turn of node %u failed\n", n->index);
		abort();
	}
}

void world_crash(struct world *world, uint32_t index, bool after_commit, uint64_t down_ms)
{
	struct world_node *n = &world->nodes[index];

	if (!n->node)
		return;
	trace(world, index, 4, span_of(&down_ms, sizeof(down_ms)));
	for (uint32_t i = world->link_count; i-- > 0;) {
		struct world_link *link = &world->links[i];

		if (link->node[0] == index || link->node[1] == index)
			break_link(world, link, link->node[0] == index ? 0 : 1);
	}
	world_count(world, after_commit ? TOLL_CRASHED_MUTE : TOLL_CRASHED);
	if (after_commit) {
		n->is_mute = true;
		world_turn(world, n);
	}
	node_close(&n->node);
	n->up_at = world->now_ms + down_ms;
}

void world_request(struct world *world, uint32_t index, struct span request)
{
	struct world_node *n = &world->nodes[index];
	struct node_caller caller = { .client = 1, .uid = (uint32_t)getuid() };

	if (!n->node)
		return;
	node_on_request(n->node, &caller, request, world_now(n));
	world_turn(world, n);
}

void world_pair(struct world *world, uint32_t a, uint32_t b)
{
	for (int i = 0; i < 2; i++) {
		struct world_node *n = &world->nodes[i ? b : a];
		struct world_node *other = &world->nodes[i ? a : b];
		int err = partner_keep(n->node, node_card_bytes(other->node), 123456, VB_ROLE_NONE,
		                       NULL, world_now(n));

		if (!err)
			err = partner_confirm(n->node, &other->id, 123456, world_now(n));
		if (err) {
			fprintf(stderr, "sim: %u and %u do not pair: %s\n", a, b, err_name(err));
			abort();
		}
		world_turn(world, n);
	}
}

void world_init(struct world *world, uint64_t seed, uint32_t node_count, world_answer_fn *answer)
{
	*world = (struct world){ .seed = seed,
		                 .now_ms = START_MS,
		                 .node_count = node_count,
		                 .next_link = 2,
		                 .on_answer = answer };
	hasher_init(&world->trace, "simulator");
	snprintf(world->root, sizeof(world->root), "%s/verbund-sim.XXXXXX",
	         access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	dice_install();
	if (crypt_init() != 0 || !mkdtemp(world->root))
		abort();
	/* Behind crypt_init, which draws something the first time: a seed is the same run wherever it stands. */
	dice_start(seed);
	for (uint32_t i = 0; i < node_count; i++)
		make_node(world, i);
}

void world_release(struct world *world)
{
	for (uint32_t i = 0; i < world->node_count; i++) {
		node_close(&world->nodes[i].node);
		mishap_remove_home(&world->nodes[i]);
	}
	rmdir(world->root);
	events_release(&world->events);
	free(world->links);
	free(world->link_at);
}

/* ---- the passing of time ---- */

static struct public_key link_key(const struct world_node *n)
{
	return node_keys_curve_of(node_keys(n->node), node_link_generation(n->node));
}

static void link_up(struct world *world, struct world_node *from, struct world_node *to)
{
	struct world_link link = { .number = { world->next_link, world->next_link + 1 },
		                   .node = { from->index, to->index } };
	struct public_key of_from = link_key(from);
	struct public_key of_to = link_key(to);

	world->next_link += 2;
	if (world->link_count == world->link_capacity) {
		world->link_capacity = world->link_capacity ? world->link_capacity * 2 : 64;
		world->links = realloc(world->links, world->link_capacity * sizeof(*world->links));
		if (!world->links)
			abort();
	}
	world->links[world->link_count] = link;
	place_link(world, world->link_count++);
	set_linked(world, link.node, true);
	node_on_link_up(from->node, link.number[0], &to->id, &of_to, true, world_now(from));
	world_turn(world, from);
	node_on_link_up(to->node, link.number[1], &from->id, &of_from, false, world_now(to));
	world_turn(world, to);
}

static void dial(struct world *world, struct world_node *from)
{
	struct node_target targets[WORLD_NODES_MAX];
	size_t count = node_dial_targets(from->node, targets, WORLD_NODES_MAX);

	for (size_t t = 0; t < count; t++)
		for (uint32_t i = 0; i < world->node_count; i++) {
			struct world_node *to = &world->nodes[i];

			if (!node_id_is_equal(&to->id, &targets[t].id) || !to->node ||
			    !to->is_listening || to->island != from->island ||
			    world->is_linked[from->index][i])
				continue;
			if (turnover_lets_in(from, &targets[t], to))
				link_up(world, from, to);
		}
}

void world_wake(struct world *world, uint32_t index)
{
	if (!world->nodes[index].node)
		open_node(&world->nodes[index]);
}

static void tick(struct world *world, struct world_node *n)
{
	events_push(&world->events,
	            (struct event){ .at = world->now_ms + TICK_MS, .to = n->index });
	if (!n->node && world->now_ms >= n->up_at)
		open_node(n);
	if (!n->node)
		return;
	if (n->is_hostile)
		harm_on_tick(world, n->index);
	node_on_tick(n->node, world_now(n));
	world_turn(world, n);
	if ((world->now_ms / TICK_MS) % (DIAL_EVERY_MS / TICK_MS) == 0)
		dial(world, n);
}

static void tell_writable(struct world *world, struct world_link *link, int end)
{
	struct world_node *sender = &world->nodes[link->node[end]];

	if (!link->refused[end] || link->in_flight[!end] > WORLD_LINK_FRAMES_MAX / 2 ||
	    !sender->node)
		return;
	link->refused[end] = false;
	node_on_link_writable(sender->node, link->number[end], world_now(sender));
	world_turn(world, sender);
}

static void arrive(struct world *world, struct event *event)
{
	struct world_node *n = &world->nodes[event->to];
	int end;
	struct world_link *link = find_link(world, event->link, &end);

	if (!n->node || (!link && !event->is_down))
		return;
	if (event->is_down) {
		node_on_link_down(n->node, event->link, world_now(n));
		world_turn(world, n);
		return;
	}
	link->in_flight[end]--;
	trace(world, n->index, 5, span_of(event->bytes, event->size));
	node_on_frame(n->node, event->link, span_of(event->bytes, event->size), world_now(n));
	world_turn(world, n);
	link = find_link(world, event->link, &end);
	if (link)
		tell_writable(world, link, !end);
}

void world_run_until(struct world *world, uint64_t at_ms)
{
	while (events_next_at(&world->events) <= at_ms) {
		struct event event = events_pop(&world->events);

		world->now_ms = event.at;
		if (event.link == 0)
			tick(world, &world->nodes[event.to]);
		else
			arrive(world, &event);
		free(event.bytes);
	}
	world->now_ms = at_ms;
}

void world_split(struct world *world)
{
	for (uint32_t i = world->link_count; i-- > 0;) {
		struct world_link *link = &world->links[i];

		if (world->nodes[link->node[0]].island != world->nodes[link->node[1]].island)
			break_link(world, link, -1);
	}
}
