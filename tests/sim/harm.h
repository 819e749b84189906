/* harm: what a member that means harm says of its own accord, beside what its core says (mishap_twist): it lies about what it
 * has, asks for what there is and what there is not, claims what it has not, and now and then floods a link with that.
 *
 * Called by world.
 */
#ifndef VB_TESTS_SIM_HARM_H
#define VB_TESTS_SIM_HARM_H

#include "tests/sim/world.h"

/* A second has passed for a hostile node that is open. */
void harm_on_tick(struct world *world, uint32_t index);

#endif
