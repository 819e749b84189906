/*
 * seeded_random: keys, nonces and incarnations that follow from a seed, so that a whole history replays.
 *
 * For one program with one thread. Before seeded_random_install nothing is changed. Not for secrets: whoever knows the
 * seed knows the keys.
 */
#ifndef VB_TESTS_UNIT_SEEDED_RANDOM_H
#define VB_TESTS_UNIT_SEEDED_RANDOM_H

#include <stdint.h>

/* Takes the place of the system's randomness; call before crypt_init. */
void seeded_random_install(void);

/* What comes next follows from the seed alone. */
void seeded_random_start(uint64_t seed);

#endif
