#include "tests/sim/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/own_card.h"
#include "daemon/core/rebuild.h"
#include "store/check.h"
#include "store/entries.h"
#include "store/erasures.h"
#include "store/keyspace.h"
#include "store/records.h"
#include "tests/sim/papers.h"
#include "tests/sim/secrecy.h"
#include "tests/unit/wordsum.h"

#define CHECK_EVERY_MS 5000u

static bool state_of(struct plan *plan, uint32_t node, enum audience audience, struct hash *out)
{
	struct world_node *n = &plan->world.nodes[node];
	struct space_id id;
	struct node_space *space;

	if (hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return false;
	space = node_space_find(n->node, &id);
	return space &&
	       records_state_hash(node_view(n->node), space->number, &id, audience, out) == 0;
}

/* True if all who may read an audience hold the same. */
static bool is_equal(struct plan *plan, enum audience audience, enum role least)
{
	struct hash first, other;
	bool is_same = state_of(plan, 0, audience, &first);

	for (uint32_t i = 1; is_same && i < plan->world.node_count; i++)
		if (plan->roles[i] >= least && !plan->world.nodes[i].is_hostile)
			is_same = state_of(plan, i, audience, &other) &&
			          memcmp(first.b, other.b, sizeof(first.b)) == 0;
	for (uint32_t i = 0; i < plan->world.node_count; i++)
		world_turn(&plan->world, &plan->world.nodes[i]);
	return is_same;
}

/* The records of one node and audience, by id and hash of what they hold. */
static void describe_records(FILE *out, struct node *node, uint32_t space, enum audience audience)
{
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	struct hash hash;
	char id[33];

	records_open(&c, node_view(node), space, audience, NULL);
	while (records_next(&c, &ref, &merged)) {
		crypt_hash(merged, &hash);
		hex_format(ref.id.b, sizeof(ref.id.b), id);
		fprintf(out, "#   record %d %s %08x\n", audience, id, get_be32(hash.b));
	}
	if (records_close(&c) != 0)
		fprintf(out, "#   the records cannot be read\n");
}

/* The offices that must see the new keys of a node before its former ones end. */
static void describe_waiting(FILE *out, const struct plan *plan, const struct node *node)
{
	struct node_id office;
	uint32_t at = 0;

	while (own_card_next_waiting(node, &at, &office)) {
		for (uint32_t i = 0; i < plan->world.node_count; i++)
			if (node_id_is_equal(&plan->world.nodes[i].id, &office))
				fprintf(out, "#   its new keys are not known to node %u\n", i);
	}
}

static void describe_logs(FILE *out, struct node *node, const struct node_space *space,
                          enum audience stream)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(node), space->number, stream, &count);

	for (size_t i = 0; i < count; i++)
		fprintf(out, "#   %d %08x count %llu valid %llu applied %llu fault %s\n", stream,
		        get_be32(logs[i]->id.b), (unsigned long long)logs[i]->count,
		        (unsigned long long)logs[i]->valid, (unsigned long long)logs[i]->applied,
		        err_name(logs[i]->fault));
}

static void describe_node(FILE *out, const struct plan *plan, uint32_t index,
                          const struct space_id *id)
{
	struct node *node = plan->world.nodes[index].node;
	struct node_space *space = node ? node_space_find(node, id) : NULL;

	fprintf(out, "# node %u: role %s, control entries %u%s%s\n", index,
	        role_name(plan->roles[index]), space ? space_count(space->space) : 0,
	        space && space->fetching ? ", fetching" : "",
	        node && own_card_is_rotating(node) ? ", rotating" : "");
	if (node && own_card_is_rotating(node))
		describe_waiting(out, plan, node);
	for (int a = VB_AUDIENCE_ALL; space && a <= VB_AUDIENCE_CORE; a++)
		describe_records(out, node, space->number, (enum audience)a);
	for (int a = VB_AUDIENCE_ALL; space && a <= VB_AUDIENCE_OPEN; a++)
		describe_logs(out, node, space, (enum audience)a);
}

/* What each node holds, for whoever replays a failing seed: in one piece, as others are running. */
static void describe(const struct plan *plan)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct space_id id;

	if (out == NULL || hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		abort();
	fprintf(out, "# what the nodes hold of seed %llu:\n", (unsigned long long)plan->seed);
	for (uint32_t i = 0; i < plan->world.node_count; i++)
		describe_node(out, plan, i, &id);
	(void)fclose(out);
	fwrite(text, 1, size, stderr);
	free(text);
}

/* One that was dismissed may wait for members who do not let it in any more: for 90 days. */
static bool is_anybody_rotating(const struct plan *plan)
{
	for (uint32_t i = 0; i < plan->world.node_count; i++)
		if (plan->roles[i] != VB_ROLE_NONE && !plan->world.nodes[i].is_hostile &&
		    own_card_is_rotating(plan->world.nodes[i].node))
			return true;
	return false;
}

/* All who may read the same hold the same. */
static bool is_agreed(struct plan *plan)
{
	return is_equal(plan, VB_AUDIENCE_ALL, VB_ROLE_GUEST) &&
	       is_equal(plan, VB_AUDIENCE_CORE, VB_ROLE_MEMBER);
}

static bool is_turned(struct plan *plan)
{
	return !is_anybody_rotating(plan);
}

/* Lets the world run until something is true; fails when it is not within so long. Returns how long it took. */
static uint32_t await(struct plan *plan, bool (*is_true)(struct plan *plan), uint32_t limit_ms,
                      const char *what)
{
	uint64_t start = plan->world.now_ms;

	while (plan->world.now_ms - start < limit_ms && !plan->result->failure[0]) {
		plan_settle(plan);
		world_run_until(&plan->world, plan->world.now_ms + CHECK_EVERY_MS);
		if (is_true(plan))
			return (uint32_t)(plan->world.now_ms - start);
	}
	if (plan->result->failure[0])
		return 0;
	plan_fail(plan, "%s %u s after healing", what, limit_ms / 1000);
	describe(plan);
	return limit_ms;
}

void verdict_await(struct plan *plan)
{
	plan->result->converged_ms = await(plan, is_agreed, PLAN_HEAL_MS, "no agreement");
	if (plan->world.node_count <= WORLD_MESH_NODES)
		(void)await(plan, papers_are_everywhere, PAPERS_AWAIT_MS, "documents are missing");
	if (plan->world.node_count > PLAN_TURNOVER_NODES)
		return;
	plan->result->turned_ms =
		await(plan, is_turned, PLAN_TURNOVER_MS, "changes of keys do not end");
}

static void check_write(struct plan *plan, const struct write *write, uint32_t node)
{
	struct world_node *n = &plan->world.nodes[node];
	struct space_id id;
	struct record_ref ref;
	struct span merged;
	int err;

	if (hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return;
	err = records_find(node_view(n->node), node_space_find(n->node, &id)->number,
	                   &write->record, &ref, &merged);
	if (err)
		plan_fail(plan, "node %u: what was acknowledged to node %u is not there (%s)", node,
		          write->node, err_name(err));
}

/* True if somebody, by another request than one, asked for the end of this record, or of one in whose place it stands: who
 * asks for the end of what was replaced means what stands there. */
static bool is_asked_for(const struct plan *plan, const struct record_id *record,
                         const struct write *other, uint32_t steps)
{
	for (uint32_t w = 0; w < plan->write_count; w++) {
		const struct write *write = &plan->writes[w];

		if (write == other || !write->is_erase)
			continue;
		if (record_id_is_equal(&write->record, record))
			return true;
		if (steps > 0 && write->is_replaced &&
		    record_id_is_equal(&write->replacement, record) &&
		    is_asked_for(plan, &write->record, write, steps - 1))
			return true;
	}
	return false;
}

bool verdict_may_be_erased(const struct plan *plan, const struct record_id *record)
{
	return is_asked_for(plan, record, NULL, VB_REPLACEMENTS_MAX);
}

/* Bodies of entries of the record, in whatever log of the node. */
static uint32_t bodies_of(struct node *node, const struct node_space *space,
                          const struct record_id *record)
{
	const struct log_info *const *logs;
	struct entries_cursor c;
	struct entry_header header;
	struct entry_row row;
	uint32_t bodies = 0;
	size_t count;

	for (int stream = 0; stream < VB_AUDIENCE_OPEN; stream++) {
		logs = logs_in_stream(node_logs(node), space->number, (enum audience)stream,
		                      &count);
		for (size_t i = 0; i < count; i++) {
			entries_open(&c, node_view(node), logs[i]->handle, 0);
			while (entries_next(&c, &row))
				bodies += row.body.size > 0 &&
				          entry_header_decode(row.header, &header) == 0 &&
				          record_id_is_equal(&header.record, record);
			if (entries_close(&c) != 0)
				bodies++;
		}
	}
	return bodies;
}

/* What was acknowledged as erased by one whose rights were never touched is nowhere. */
static void check_erasures(struct plan *plan, uint32_t index)
{
	struct node *node = plan->world.nodes[index].node;
	struct node_space *space;
	struct space_id id;

	if (plan->roles[index] == VB_ROLE_NONE ||
	    hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return;
	space = node_space_find(node, &id);
	for (uint32_t w = 0; w < plan->write_count; w++) {
		const struct write *write = &plan->writes[w];

		if (write->is_erase && write->is_acknowledged && !plan->is_touched[write->node] &&
		    bodies_of(node, space, &write->record) > 0)
			plan_fail(plan, "node %u: holds what node %u erased", index, write->node);
	}
	world_turn(&plan->world, &plan->world.nodes[index]);
}

static void check_writes(struct plan *plan)
{
	for (uint32_t w = 0; w < plan->write_count; w++) {
		const struct write *write = &plan->writes[w];
		enum role least = write->is_internal ? VB_ROLE_MEMBER : VB_ROLE_GUEST;

		if (!write->is_create || !write->is_acknowledged || plan->is_touched[write->node] ||
		    verdict_may_be_erased(plan, &write->record))
			continue;
		for (uint32_t i = 0; i < plan->world.node_count && !plan->result->failure[0]; i++)
			if (plan->roles[i] >= least && !plan->world.nodes[i].is_hostile)
				check_write(plan, write, i);
	}
}

/* Every record made again from its entries has the bytes that applying them one by one gave. */
static void check_rebuild(struct plan *plan, uint32_t index, enum audience audience)
{
	struct world_node *n = &plan->world.nodes[index];
	struct hash before, after;
	struct records_cursor c;
	struct record_ref ref;
	struct rebuild rebuild;
	struct span merged;
	struct space_id id;

	if (!state_of(plan, index, audience, &before) ||
	    hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return;
	rebuild_init(&rebuild);
	records_open(&c, node_view(n->node), node_space_find(n->node, &id)->number, audience, NULL);
	while (records_next(&c, &ref, &merged))
		rebuild_add(&rebuild, n->node, &ref);
	if (records_close(&c) != 0)
		plan_fail(plan, "node %u: its records cannot be read", index);
	rebuild_run(&rebuild, n->node);
	rebuild_release(&rebuild);
	if (!state_of(plan, index, audience, &after) ||
	    memcmp(before.b, after.b, sizeof(after.b)) != 0)
		plan_fail(plan, "node %u: records made anew differ from those made step by step",
		          index);
	world_turn(&plan->world, n);
}

/* The index of words, as it grew, is one that is made anew from the records. */
static void check_index(struct plan *plan, uint32_t index)
{
	struct world_node *n = &plan->world.nodes[index];
	struct node_now now = world_now(n);
	struct wordsum grown = wordsum_of(n->node, &now);
	struct wordsum anew = wordsum_anew(n->node, &now);

	/* Each member has at least the organization of the committee. */
	if (!wordsum_is_equal(&grown, &anew) ||
	    (plan->roles[index] >= VB_ROLE_GUEST && grown.records == 0))
		plan_fail(plan, "node %u: its index of words is not that of its records", index);
}

/* The full walk over the store, as verbundd --check makes it. */
static void check_store(struct plan *plan, uint32_t index)
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	struct world_node *n = &plan->world.nodes[index];
	struct findings findings = { 0 };
	struct env *env;
	int err;

	node_close(&n->node);
	err = keyspace_open(n->home, &options, &env);
	if (err) {
		plan_fail(plan, "node %u: the store does not open: %s", index, err_name(err));
		return;
	}
	err = env_open_tables(env);
	if (!err)
		err = check_run(env, &findings);
	env_close(&env);
	if (err || findings.count > 0)
		plan_fail(plan, "node %u: the walk over its store: %s, %llu findings", index,
		          err_name(err), (unsigned long long)findings.count);
}

void verdict_check(struct plan *plan)
{
	check_writes(plan);
	for (uint32_t i = 0; i < plan->world.node_count && !plan->result->failure[0]; i++) {
		check_erasures(plan, i);
		check_rebuild(plan, i, VB_AUDIENCE_ALL);
		check_rebuild(plan, i, VB_AUDIENCE_CORE);
		check_index(plan, i);
		secrecy_check_open(plan, i);
		papers_check_open(plan, i);
		check_store(plan, i);
		secrecy_check_files(plan, i);
		papers_check_files(plan, i);
	}
}
