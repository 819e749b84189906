/* plan: what people and misfortune do in one simulated run, and what has to be true at its end.
 *
 * Node 0 founds a committee and admits the others (stewards, members, guests). Then, while links break, frames are lost,
 * islands form and nodes crash or lose their store, everybody writes, and the owner dismisses and re-ranks. At the end
 * everything heals.
 * Safety, always: every write that was acknowledged to a member whose rights were never touched is there at every member
 * who may read it; a guest holds no core log; no answer tells of a damaged store; records made anew from their entries are
 * the same bytes; the full walk over each store finds nothing.
 * Liveness, after healing: equal state hashes within PLAN_HEAL_MS.
 */
#ifndef VB_TESTS_SIM_PLAN_H
#define VB_TESTS_SIM_PLAN_H

#include "tests/sim/world.h"

#define PLAN_HEAL_MS 400000u /* digests come every five minutes when nothing else happens */

struct plan_result {
	struct hash trace;
	uint32_t acknowledged; /* writes */
	uint32_t refused;
	uint32_t crashes;
	uint32_t wipes;
	uint32_t converged_ms; /* after healing */
	char failure[256];     /* empty: all is well */
};

/* One run. */
void plan_run(uint64_t seed, uint32_t node_count, struct plan_result *out);

#endif
