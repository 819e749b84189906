/* succession: the owner is cut off, decides alone, and the other stewards take the committee over meanwhile.
 *
 * What the owner decided alone is void when it comes back. Before, everybody is let have one control log, so that nothing
 * that others wrote rests on what becomes void.
 */
#ifndef VB_TESTS_SIM_SUCCESSION_H
#define VB_TESTS_SIM_SUCCESSION_H

#include "tests/sim/plan.h"

/* Nodes 0, 1 and 2 are the stewards. Leaves the owner alone on its island. Returns whether node 1 is in charge then. */
bool succession_run(struct plan *plan);

#endif
