/* dice: libsodium's randomness from a seed, ChaCha20, so that a run is the same every time.
 *
 * There is one for the whole process, as libsodium has it; the world draws from its own numbers besides (world_random).
 * Called by world.
 */
#ifndef VB_TESTS_SIM_DICE_H
#define VB_TESTS_SIM_DICE_H

#include <stdint.h>

/* Takes the place of the system's randomness, before crypt_init. */
void dice_install(void);
/* Starts anew from a seed. */
void dice_start(uint64_t seed);

#endif
