/*
 * fixed_random: lets a test say what libsodium's randombytes gives, so that nonces are those of the vectors.
 *
 * For a program with one thread whose sealed bodies shall be compared byte by byte. Before fixed_random_install
 * nothing is changed. May call libsodium, as tests do.
 */
#ifndef VB_TESTS_UNIT_FIXED_RANDOM_H
#define VB_TESTS_UNIT_FIXED_RANDOM_H

#include "protocol/bytes.h"

/* Takes the place of the system's randomness; call before crypt_init. Until fixed_random_set, zeros. */
void fixed_random_install(void);

/* These bytes come next, then zeros. Borrowed until they are used up. */
void fixed_random_set(struct span bytes);

#endif
