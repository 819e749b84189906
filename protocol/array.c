/* array: room for one more in a growing array; see array.h. */
#include "protocol/array.h"

#include <stdlib.h>

#define START_ITEMS 16u

void *array_reserve(void *array, uint32_t *capacity, uint32_t need, size_t item_bytes)
{
	uint32_t room = *capacity > 0 ? *capacity : START_ITEMS;

	if (need <= *capacity)
		return array;
	while (room < need)
		room = room > UINT32_MAX / 2 ? need : room * 2;
	array = reallocarray(array, room, item_bytes);
	if (array == NULL)
		abort();
	*capacity = room;
	return array;
}
