#include "tests/sim/plan.h"

#include "protocol/node_id.h"
#include "protocol/pack.h"
#include "tests/sim/ask.h"
#include "tests/sim/clerks.h"
#include "tests/sim/mishap.h"
#include "tests/sim/papers.h"
#include "tests/sim/secrecy.h"
#include "tests/sim/succession.h"
#include "tests/sim/turnover.h"
#include "tests/sim/verdict.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAOS_MS 120000u

void plan_fail(struct plan *plan, const char *format, ...)
{
	va_list args;

	if (plan->result->failure[0])
		return;
	va_start(args, format);
	vsnprintf(plan->result->failure, sizeof(plan->result->failure), format, args);
	va_end(args);
}

static void on_frame(struct world *world, uint32_t from, uint32_t to, struct span frame)
{
	secrecy_look((struct plan *)(void *)world, from, to, frame);
}

/* ---- what people do ---- */

static void found(struct plan *plan)
{
	struct buf b;

	plan->founding = plan->write_count;
	ask_begin(&b, 1);
	ask_text(&b, "name", PLAN_COMMITTEE " Integration");
	ask_end(plan, &b, "committee.create", 0, &(struct write){ 0 });
}

static void ask_about(struct plan *plan, uint32_t asker, uint32_t node, enum role role,
                      const char *call, enum toll toll)
{
	struct buf b;
	char id[VB_NODE_ID_TEXT_BYTES];

	node_id_format(&plan->world.nodes[node].id, id);
	ask_begin(&b, role == VB_ROLE_NONE ? 2 : 3);
	ask_text(&b, "id", plan->space);
	ask_text(&b, "peer", id);
	if (role != VB_ROLE_NONE)
		ask_text(&b, "role", role_name(role));
	ask_end(plan, &b, call, asker, &(struct write){ .toll = toll });
}

static void set_role(struct plan *plan, uint32_t node, enum role role, const char *call,
                     enum toll toll)
{
	ask_about(plan, 0, node, role, call, toll);
}

static void plan_meeting(struct plan *plan)
{
	struct buf b;

	plan->planning = plan->write_count;
	ask_begin(&b, 3);
	pack_cstr(&b, "fields");
	pack_map(&b, 2);
	ask_text(&b, "name", "1. Sitzung");
	pack_cstr(&b, "start");
	pack_uint(&b, UINT64_C(1796148000000));
	ask_text(&b, "kind", "meeting");
	ask_text(&b, "space", plan->space);
	ask_end(plan, &b, "record.create", 0, &(struct write){ .is_create = true });
}

static void add_item(struct plan *plan, uint32_t node)
{
	bool is_internal = plan->roles[node] >= VB_ROLE_MEMBER && world_chance(&plan->world, 30);
	char name[64];
	struct buf b;

	snprintf(name, sizeof(name), "%s %u von Amt %u", is_internal ? PLAN_INTERNAL : PLAN_PUBLIC,
	         plan->write_count, node);
	ask_begin(&b, 3);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "name", name);
	pack_cstr(&b, "internal");
	pack_bool(&b, is_internal);
	ask_text(&b, "meeting", plan->meeting);
	ask_end(plan, &b, "agenda.add", node,
	        &(struct write){ .node = node, .is_create = true, .is_internal = is_internal });
}

static void post(struct plan *plan, uint32_t node)
{
	char text[600];
	struct buf b;

	memset(text, 'a' + (int)(plan->write_count % 26), sizeof(text));
	text[1 + world_random(&plan->world, sizeof(text) - 2)] = '\0';
	ask_begin(&b, 2);
	ask_text(&b, "target", plan->space);
	ask_text(&b, "text", text);
	ask_end(plan, &b, "message.post", node, &(struct write){ .node = node, .is_create = true });
}

/* Kept under a key of its own. */
static void add_person(struct plan *plan, uint32_t node)
{
	char name[64];
	struct buf b;

	snprintf(name, sizeof(name), "%s %u", PLAN_PERSON, plan->write_count);
	ask_begin(&b, 3);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "name", name);
	ask_text(&b, "kind", "person");
	ask_text(&b, "space", plan->space);
	ask_end(plan, &b, "record.create", node,
	        &(struct write){ .node = node, .is_create = true });
}

/* Some agenda item that was acknowledged to anybody; NULL when there is none yet. */
static const struct write *some_item(struct plan *plan)
{
	for (int tries = 0; tries < 20; tries++) {
		const struct write *write =
			&plan->writes[world_random(&plan->world, plan->write_count)];

		if (write->is_create && write->is_acknowledged)
			return write;
	}
	return NULL;
}

static void edit(struct plan *plan, uint32_t node)
{
	const struct write *item = some_item(plan);
	char id[33], name[64];
	struct buf b;

	if (!item)
		return;
	hex_format(item->record.b, sizeof(item->record.b), id);
	snprintf(name, sizeof(name), "geändert von Amt %u", node);
	ask_begin(&b, 2);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "name", name);
	ask_text(&b, "id", id);
	ask_end(plan, &b, "record.edit", node, &(struct write){ .node = node });
}

static void delete (struct plan *plan, uint32_t node)
{
	const struct write *item = some_item(plan);
	char id[33];
	struct buf b;

	if (!item)
		return;
	hex_format(item->record.b, sizeof(item->record.b), id);
	ask_begin(&b, 1);
	ask_text(&b, "id", id);
	ask_end(plan, &b, "record.delete", node, &(struct write){ .node = node });
}

/* Whoever created it, or a steward, has something destroyed everywhere; sometimes another record takes its place. */
static void erase(struct plan *plan, uint32_t node)
{
	const struct write *item = some_item(plan);
	const struct write *other = some_item(plan);
	/* What refers to something replaced is shown to stewards only, which clerks' agendas do not look into. */
	bool is_replaced =
		other && other != item && !plan->has_clerks && world_chance(&plan->world, 30);
	struct write write = { .node = node, .is_erase = true, .toll = TOLL_ERASED };
	char id[33], other_id[33];
	struct buf b;

	if (!item || item == &plan->writes[plan->planning])
		return;
	write.record = item->record;
	if (item->is_document)
		write.toll = TOLL_DOCUMENT_ERASED;
	hex_format(item->record.b, sizeof(item->record.b), id);
	ask_begin(&b, is_replaced ? 2 : 1);
	ask_text(&b, "id", id);
	if (is_replaced) {
		write.is_replaced = true;
		write.replacement = other->record;
		hex_format(other->record.b, sizeof(other->record.b), other_id);
		ask_text(&b, "replacement", other_id);
	}
	ask_end(plan, &b, "record.erase", node, &write);
}

static void move(struct plan *plan, uint32_t node)
{
	const struct write *item = some_item(plan);
	const struct write *after = some_item(plan);
	char id[33], after_id[33];
	struct buf b;

	if (!item || !after || item == after)
		return;
	hex_format(item->record.b, sizeof(item->record.b), id);
	hex_format(after->record.b, sizeof(after->record.b), after_id);
	ask_begin(&b, 2);
	ask_text(&b, "after", after_id);
	ask_text(&b, "id", id);
	ask_end(plan, &b, "agenda.move", node, &(struct write){ .node = node });
}

static void act(struct plan *plan)
{
	uint32_t node = world_random(&plan->world, plan->world.node_count);

	if (!plan->world.nodes[node].node)
		return;
	if (plan->has_clerks && world_chance(&plan->world, 85)) {
		clerks_act(plan, node);
		return;
	}
	switch (world_random(&plan->world, 13)) {
	case 0:
	case 1:
	case 2:
		add_item(plan, node);
		break;
	case 3:
	case 4:
		edit(plan, node);
		break;
	case 5:
		move(plan, node);
		break;
	case 6:
		delete (plan, node);
		break;
	case 7:
		erase(plan, node);
		break;
	case 8:
		add_person(plan, node);
		break;
	case 9:
		papers_add(plan, node);
		break;
	default:
		post(plan, node);
	}
}

/* The owner changes somebody's rights; half of the nodes keep theirs all the time. */
static void govern(struct plan *plan)
{
	uint32_t half = plan->world.node_count / 2;
	uint32_t node = half + world_random(&plan->world, plan->world.node_count - half);
	enum role role = plan->roles[node] == VB_ROLE_MEMBER ? VB_ROLE_GUEST : VB_ROLE_MEMBER;

	if (!plan->world.nodes[0].node || plan->roles[node] == VB_ROLE_NONE)
		return;
	plan->is_touched[node] = true;
	if (world_chance(&plan->world, 30)) {
		plan->roles[node] = VB_ROLE_NONE;
		set_role(plan, node, VB_ROLE_NONE, "committee.dismiss", TOLL_DISMISSED);
	} else {
		plan->roles[node] = role;
		set_role(plan, node, role, "committee.role", TOLL_ROLE);
	}
}

/* Stewards, of whom node 1 is always one, suspend others and each other, and the owner confirms some of it and lifts some. In the
 * end all is lifted, so what was acknowledged counts. */
static void quarrel(struct plan *plan)
{
	uint32_t whom = world_random(&plan->world, plan->world.node_count);
	uint32_t by = world_random(&plan->world, plan->world.node_count);

	if (world_chance(&plan->world, 70))
		by = world_random(&plan->world, 2);
	if (!plan->world.nodes[by].node)
		return;
	if (by == 0 && world_chance(&plan->world, 40))
		ask_about(plan, by, whom, VB_ROLE_NONE, "committee.lift", TOLL_LIFTED);
	else
		ask_about(plan, by, whom, VB_ROLE_NONE, "committee.suspend", TOLL_SUSPENDED);
}

/* True if an office wrote two histories of a log and nobody has chosen yet. */
static bool is_forked(struct node *node, const struct node_space *space,
                      const struct node_id *office)
{
	for (int stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node_logs(node), space->number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++)
			if (logs[i]->fault == VB_ERR_FORK &&
			    node_id_is_equal(&logs[i]->author, office))
				return true;
	}
	return false;
}

static void ask_to_settle(struct plan *plan, uint32_t node)
{
	char id[VB_NODE_ID_TEXT_BYTES];
	struct buf b;

	node_id_format(&plan->world.nodes[node].id, id);
	ask_begin(&b, 3);
	ask_text(&b, "id", plan->space);
	pack_cstr(&b, "other");
	pack_bool(&b, world_chance(&plan->world, 50));
	ask_text(&b, "peer", id);
	ask_end(plan, &b, "committee.settle", plan->owner, &(struct write){ .toll = TOLL_SETTLED });
}

void plan_settle(struct plan *plan)
{
	struct node *owner = plan->world.nodes[plan->owner].node;
	struct node_space *space;
	struct space_id id;

	if (owner == NULL || hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return;
	space = node_space_find(owner, &id);
	for (uint32_t i = 0; space != NULL && i < plan->world.node_count; i++) {
		const struct node_id *office = &plan->world.nodes[i].id;

		if (i != plan->owner && is_forked(owner, space, office)) {
			plan->is_forked[i] = true;
			ask_to_settle(plan, i);
		}
		if (i != plan->owner && node_space_is_suspended(space, office))
			ask_about(plan, plan->owner, i, VB_ROLE_NONE, "committee.lift",
			          TOLL_LIFTED);
	}
}

/* ---- misfortune ---- */

/* The disk of a crashed node: lost, copied, or an older copy is put back. What was acknowledged to it and had not left it
 * yet is lost with the disk. */
static void change_disk(struct plan *plan, uint32_t node)
{
	struct world *world = &plan->world;
	bool may_decide = node < 3; /* is in charge, or may come to be */

	switch (world_random(world, 8)) {
	case 0:
		mishap_wipe(world, node);
		world_count(world, TOLL_DISK_LOST);
		plan->is_touched[node] = true;
		break;
	case 1:
	case 2:
		mishap_restore(world, node);
		world_count(world, TOLL_DISK_OLDER);
		plan->is_touched[node] = true;
		break;
	case 3:
		/* Of two histories of an office in charge nobody could choose, and until somebody has, names of entries in the one that is
		 * not here wait, where others take them for gone. */
		if (may_decide) {
			mishap_keep(world, node);
			break;
		}
		/* It goes on at once, before anybody can tell it what it has forgotten. */
		mishap_set_back(world, node);
		world_count(world, TOLL_DISK_SET_BACK);
		plan->is_touched[node] = true;
		world_wake(world, node);
		post(plan, node);
		add_item(plan, node);
		break;
	default:
		mishap_keep(world, node);
	}
}

static void misfortune(struct plan *plan)
{
	struct world *world = &plan->world;
	uint32_t node = world_random(world, world->node_count);

	if (world_chance(world, 8)) {
		for (uint32_t i = 0; i < world->node_count; i++)
			world->nodes[i].island = world_random(world, 3);
		world_split(world);
		world_count(world, TOLL_PARTED);
	} else if (world_chance(world, 10)) {
		for (uint32_t i = 0; i < world->node_count; i++)
			world->nodes[i].island = 0;
	}
	if (world_chance(world, 10))
		world->loss_percent = world_random(world, 2) * world_random(world, 8);
	if (world_chance(world, 5)) {
		mishap_jump(world, world_random(world, world->node_count));
		world_count(world, TOLL_CLOCK);
	}
	if (!world_chance(world, 6) || !world->nodes[node].node)
		return;
	world_crash(world, node, world_chance(world, 50), 1000 + world_random(world, 20000));
	if (node != 0)
		change_disk(plan, node);
}

/* New keys, as often as others take new cards of one office within an hour (8). */
static void rotate(struct plan *plan)
{
	struct world *world = &plan->world;
	uint32_t node = world_random(world, world->node_count);
	bool halfway = world_chance(world, 30);

	if (plan->rotations[node] == 3 ||
	    !turnover_rotate(world, node, halfway, 1000 + world_random(world, 10000)))
		return;
	plan->rotations[node]++;
	world_count(world, TOLL_KEYS);
}

static void chaos(struct plan *plan)
{
	uint64_t end = plan->world.now_ms + CHAOS_MS;

	plan->world.reorder_percent = 2;
	while (plan->world.now_ms < end && !plan->result->failure[0]) {
		world_run_until(&plan->world,
		                plan->world.now_ms + 100 + world_random(&plan->world, 900));
		act(plan);
		if (world_chance(&plan->world, 50))
			misfortune(plan);
		if (world_chance(&plan->world, 3))
			govern(plan);
		if (world_chance(&plan->world, 4))
			rotate(plan);
		if (world_chance(&plan->world, 3))
			quarrel(plan);
	}
}

static void heal(struct plan *plan)
{
	struct world *world = &plan->world;

	world->loss_percent = 0;
	world->reorder_percent = 0;
	for (uint32_t i = 0; i < world->node_count; i++) {
		world->nodes[i].island = 0;
		world->nodes[i].up_at = 0;
	}
	world_run_until(world, world->now_ms + 3000);
}

static void set_up(struct plan *plan)
{
	struct world *world = &plan->world;
	uint32_t hostile;

	for (uint32_t i = 1; i < world->node_count; i++)
		world_pair(world, 0, i);
	for (uint32_t i = 1; i + 1 < world->node_count; i++)
		world_pair(world, i, i + 1);
	found(plan);
	plan->roles[0] = VB_ROLE_STEWARD;
	for (uint32_t i = 1; i < world->node_count; i++) {
		plan->roles[i] = i <= 2                 ? VB_ROLE_STEWARD
		                 : i % 5 == 4           ? VB_ROLE_GUEST
		                 : i == 3 || i % 7 == 6 ? VB_ROLE_RELAY
		                                        : VB_ROLE_MEMBER;
		set_role(plan, i, plan->roles[i], "committee.admit", TOLL_NONE);
	}
	plan_meeting(plan);
	world_run_until(world, world->now_ms + 15000);
	for (uint32_t i = 0; i < world->node_count; i++)
		mishap_keep(world, i);
	if (world_chance(world, 33)) {
		hostile = 1 + world_random(world, world->node_count - 1);
		world->nodes[hostile].is_hostile = true;
		plan->is_touched[hostile] = true;
		world_count(world, TOLL_HOSTILE);
	}
	if (!plan->space[0] || !plan->meeting[0])
		plan_fail(plan, "the committee was not founded");
}

void plan_run(uint64_t seed, uint32_t node_count, bool has_clerks, struct plan_result *out)
{
	struct plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		abort();
	*out = (struct plan_result){ 0 };
	plan->result = out;
	plan->seed = seed;
	plan->has_clerks = has_clerks;
	world_init(&plan->world, seed, node_count, ask_on_answer);
	plan->world.on_frame = on_frame;
	set_up(plan);
	if (!out->failure[0] && has_clerks)
		clerks_open(plan);
	if (!out->failure[0])
		chaos(plan);
	if (!out->failure[0] && node_count >= 6 && plan->world.tolls.count[TOLL_HOSTILE] == 0 &&
	    seed % 2 == 0 && succession_run(plan))
		world_count(&plan->world, TOLL_SUCCESSION);
	heal(plan);
	if (!out->failure[0])
		verdict_await(plan);
	world_trace(&plan->world, &out->trace);
	if (!out->failure[0] && has_clerks)
		clerks_check(plan);
	if (!out->failure[0])
		verdict_check(plan);
	for (uint32_t i = 0; i < node_count; i++)
		plan->world.tolls.count[TOLL_FORKED] += plan->is_forked[i];
	out->tolls = plan->world.tolls;
	world_release(&plan->world);
	clerks_close(plan);
	free(plan);
}
