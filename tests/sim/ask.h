/* ask: requests of the people of the simulated offices, and what is noted of the answers: who got which id, what was acknowledged, what
 * was refused for a reason that tells of damage.
 *
 * Called by plan, papers.
 */
#ifndef VB_TESTS_SIM_ASK_H
#define VB_TESTS_SIM_ASK_H

#include "tests/sim/plan.h"

/* Starts {"args": {..count pairs..; the pairs follow, by ascending key. */
void ask_begin(struct buf *b, uint32_t args);
/* A pair with a text. */
void ask_text(struct buf *b, const char *key, const char *value);
/* Ends the request of a call and asks it of a node, which the plan notes as this write; releases b. True: it was acknowledged. */
bool ask_end(struct plan *plan, struct buf *b, const char *call, uint32_t node,
             const struct write *write);

/* What a request brought, for the world. */
void ask_on_answer(struct world *world, struct world_node *asker, uint64_t request, int err,
                   struct span result);

#endif
