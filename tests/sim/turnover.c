#include "tests/sim/turnover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/own_card.h"
#include "store/keyfile.h"

/* Writes new keys into the home of a crashed node. */
static void rotate_file(struct world_node *n)
{
	struct node_keys *keys = NULL;
	int err = keyfile_load(n->home, &keys);

	if (!err && node_keys_count(keys) < VB_GENERATIONS_MAX) {
		node_keys_rotate(keys, world_now(n).wall);
		err = keyfile_replace(n->home, keys);
	}
	node_keys_destroy(&keys);
	if (err) {
		fprintf(stderr, "sim: no new keys for node %u: %s\n", n->index, err_name(err));
		abort();
	}
}

bool turnover_rotate(struct world *world, uint32_t index, bool halfway, uint64_t down_ms)
{
	struct world_node *n = &world->nodes[index];
	int err;

	if (!n->node || own_card_is_rotating(n->node))
		return false;
	if (halfway) {
		world_crash(world, index, true, down_ms);
		rotate_file(n);
		return true;
	}
	err = own_card_rotate(n->node, world_now(n));
	if (err && err != VB_ERR_TOO_MANY) {
		fprintf(stderr, "sim: no new keys for node %u: %s\n", index, err_name(err));
		abort();
	}
	world_turn(world, n);
	return !err;
}

bool turnover_lets_in(const struct world_node *from, const struct node_target *target,
                      const struct world_node *to)
{
	const struct node_keys *keys = node_keys(from->node);
	uint32_t in_use = node_link_generation(from->node);

	if (memcmp(to->curve.b, target->curve.b, sizeof(to->curve.b)) != 0 &&
	    (!target->has_former ||
	     memcmp(to->curve.b, target->former.b, sizeof(to->curve.b)) != 0))
		return false;
	for (uint32_t i = 0; i < target->own_keys; i++) {
		uint32_t generation = i == 0 ? in_use : i <= in_use ? i - 1 : i;
		struct public_key curve = node_keys_curve_of(keys, generation);
		struct node_id known;

		if (node_known_curve(to->node, &curve, &known) &&
		    node_id_is_equal(&known, &from->id))
			return true;
	}
	return false;
}
