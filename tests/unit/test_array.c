/* array: it grows when it must, keeps what it holds, and not more often than in doubling steps. */
#include "protocol/array.h"

#include <stdlib.h>

#include "tests/tap.h"

int main(void)
{
	uint32_t *numbers = NULL, capacity = 0;
	unsigned moves = 0, wrong = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		uint32_t before = capacity;

		numbers = array_reserve(numbers, &capacity, i + 1, sizeof(*numbers));
		if (capacity <= i)
			bail("no room");
		moves += capacity != before;
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < 100000; i++)
		wrong += numbers[i] != i;
	is_int(wrong, 0, "all is kept");
	ok(moves <= 18, "%u steps for 100000 items", moves);
	ok(array_reserve(numbers, &capacity, 5, sizeof(*numbers)) == numbers,
	   "room that is there is not asked for");
	numbers = array_reserve(numbers, &capacity, 3000000, sizeof(*numbers));
	ok(capacity >= 3000000 && numbers[99999] == 99999, "a large step");
	free(numbers);
	return done();
}
