/* fixed_random: randomness that a test chooses; see fixed_random.h. */
#include "tests/unit/fixed_random.h"

#include <sodium.h>
#include <string.h>

static struct span next;

static const char *implementation_name(void)
{
	return "fixed";
}

static void fill(void *const out, const size_t size)
{
	size_t given = size < next.size ? size : next.size;

	memset(out, 0, size);
	if (given > 0)
		memcpy(out, next.data, given);
	next = span_of(given > 0 ? next.data + given : next.data, next.size - given);
}

static uint32_t number(void)
{
	uint32_t value;

	fill(&value, sizeof(value));
	return value;
}

void fixed_random_install(void)
{
	static struct randombytes_implementation implementation = {
		.implementation_name = implementation_name, .random = number, .buf = fill
	};

	if (randombytes_set_implementation(&implementation) != 0)
		next = span_of(NULL, 0);
}

void fixed_random_set(struct span bytes)
{
	next = bytes;
}
