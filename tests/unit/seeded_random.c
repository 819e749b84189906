/* seeded_random: randomness that follows from a seed; see seeded_random.h. */
#include "tests/unit/seeded_random.h"

#include <sodium.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

static struct seeded state;

static const char *name(void)
{
	return "seeded";
}

static uint32_t number(void)
{
	return (uint32_t)seeded_next(&state);
}

static void fill(void *const out, const size_t size)
{
	seeded_fill(&state, out, size);
}

void seeded_random_install(void)
{
	static struct randombytes_implementation implementation = { .implementation_name = name,
		                                                    .random = number,
		                                                    .buf = fill };

	if (randombytes_set_implementation(&implementation) != 0)
		bail("libsodium keeps its own randomness");
}

void seeded_random_start(uint64_t seed)
{
	state.state = seed;
}
