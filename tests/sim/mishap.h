/* mishap: what can go wrong with one node of the world: its disk, its clock, and a member that means harm.
 *
 * A copy of a store is taken between two turns, and put back after a crash as a restored backup is: with its incarnations forgotten,
 * so that no number of an entry is given twice. A hostile member sends what its core sends, but every now and then with a
 * bit changed, cut off, or something that it sent before instead.
 * Called by world and plan.
 */
#ifndef VB_TESTS_SIM_MISHAP_H
#define VB_TESTS_SIM_MISHAP_H

#include "tests/sim/world.h"

/* Removes the store of a crashed node; its keys and partner list stay. */
void mishap_wipe(struct world *world, uint32_t index);
/* Keeps a copy of the store of a node between two turns, in place of an older one. */
void mishap_keep(struct world *world, uint32_t index);
/* Puts the copy of the store of a crashed node back. */
void mishap_restore(struct world *world, uint32_t index);
/* The same without anybody's notice, as when the image of a machine's disk is put back: the office goes on where it was and
 * gives numbers twice. */
void mishap_set_back(struct world *world, uint32_t index);
/* Moves the wall clock of a node by some seconds, hours or years, forwards or back. */
void mishap_jump(struct world *world, uint32_t index);
/* What a hostile member sends instead of a frame: bytes of *size, in place, that become no more. */
void mishap_twist(struct world *world, uint8_t *bytes, size_t *size);
/* Removes the home of a node that is closed. */
void mishap_remove_home(const struct world_node *node);

#endif
