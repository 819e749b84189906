#include "tests/sim/succession.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/core/ballot.h"
#include "daemon/core/council.h"

#define CALM_MS 20000u /* for all to have one control log */
#define HEAR_MS 10000u /* for a vote to get round */
#define FIRST 1u       /* the stewards beside the owner */
#define SECOND 2u

/* Everybody is up, and reaches everybody. */
static void calm(struct plan *plan)
{
	struct world *world = &plan->world;

	world->loss_percent = 0;
	for (uint32_t i = 0; i < world->node_count; i++) {
		world->nodes[i].island = 0;
		world->nodes[i].up_at = 0;
	}
	world_run_until(world, world->now_ms + CALM_MS);
}

/* The owner, alone, decides once more: nobody hears of it before it is void. */
static void decide_alone(struct plan *plan, const struct space_id *space)
{
	struct world *world = &plan->world;
	struct world_node *owner = &world->nodes[0];
	struct node_now now;
	int err;

	owner->island = 1;
	world_split(world);
	world_run_until(world, world->now_ms + 1000);
	if (!owner->node)
		return;
	now = world_now(owner);
	err = council_role(owner->node, space, &world->nodes[world->node_count - 1].id,
	                   VB_ROLE_GUEST, now);
	if (err != 0 && err != VB_ERR_DUPLICATE && err != VB_ERR_NOT_MEMBER &&
	    err != VB_ERR_NOT_OWNER && err != VB_ERR_BUSY)
		plan_fail(plan, "the owner cannot decide: %s", err_name(err));
	world_turn(world, owner);
}

static int agree(struct world_node *node, const struct space_id *space, bool proposes)
{
	struct node_now now = world_now(node);

	return proposes ? ballot_propose(node->node, space, &node->id, now)
	                : ballot_agree(node->node, space, NULL, now);
}

static bool is_owner(struct world_node *node, const struct space_id *id)
{
	struct node_space *space = node->node ? node_space_find(node->node, id) : NULL;

	return space && node_id_is_equal(space_owner(space->space), &node->id);
}

bool succession_run(struct plan *plan)
{
	struct world *world = &plan->world;
	struct world_node *first = &world->nodes[FIRST];
	struct world_node *second = &world->nodes[SECOND];
	struct space_id space;
	int err;

	if (hex_parse(plan->space, 64, space.b, sizeof(space.b)) != 0)
		return false;
	calm(plan);
	plan->is_touched[0] = true;
	decide_alone(plan, &space);
	if (!first->node || !second->node)
		return false;
	err = agree(first, &space, true);
	world_turn(world, first);
	world_run_until(world, world->now_ms + HEAR_MS);
	if (err == 0 && second->node) {
		err = agree(second, &space, false);
		world_turn(world, second);
	}
	world_run_until(world, world->now_ms + HEAR_MS);
	/* One that is fetching its store again has no say; the owner stays then. */
	if (err != 0 && err != VB_ERR_BUSY)
		plan_fail(plan, "the stewards cannot take over: %s", err_name(err));
	plan->owner = is_owner(first, &space) ? FIRST : 0;
	return plan->owner == FIRST;
}
