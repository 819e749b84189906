/* turnover: nodes that get new keys, and who still recognises them.
 *
 * The network of the world has no CURVE; what a real one would refuse is refused here, and what takes a real node several
 * calls, one for each key, takes one here.
 */
#ifndef VB_TESTS_SIM_TURNOVER_H
#define VB_TESTS_SIM_TURNOVER_H

#include "tests/sim/world.h"

/* Gives a node new box and CURVE keys; halfway: it crashes when they are written and no card names them yet. One whose
 * last change is not over stays as it is. Returns whether it did. */
bool turnover_rotate(struct world *world, uint32_t index, bool halfway, uint64_t down_ms);

/* Whether a call comes through: by one of the keys that the caller knows of the other, with one of its own that the other
 * knows. In truth each takes a call of its own. */
bool turnover_lets_in(const struct world_node *from, const struct node_target *target,
                      const struct world_node *to);

#endif
