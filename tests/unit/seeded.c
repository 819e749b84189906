/* seeded: random numbers that are the same in each run; see seeded.h. */
#include "tests/unit/seeded.h"

uint64_t seeded_next(struct seeded *s)
{
	uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint64_t seeded_below(struct seeded *s, uint64_t bound)
{
	return seeded_next(s) % bound;
}

void seeded_fill(struct seeded *s, void *out, size_t size)
{
	uint8_t *to = out;

	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)seeded_next(s);
}
