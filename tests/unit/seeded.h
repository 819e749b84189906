/*
 * seeded: random numbers that are the same in each run, for property tests.
 *
 * splitmix64 (Steele, Lea, Flood 2014). The seed is part of the test, so a failing case is found again.
 * Not for secrets, and not as even as it could be: seeded_below takes the remainder.
 */
#ifndef VB_TESTS_UNIT_SEEDED_H
#define VB_TESTS_UNIT_SEEDED_H

#include <stddef.h>
#include <stdint.h>

struct seeded {
	uint64_t state;
};

/* The next 64 random bits. */
uint64_t seeded_next(struct seeded *s);

/* A number below bound (bound > 0). */
uint64_t seeded_below(struct seeded *s, uint64_t bound);

/* Fills out with size random bytes. */
void seeded_fill(struct seeded *s, void *out, size_t size);

#endif
