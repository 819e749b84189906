/* array: room for one more in a growing array of items of one size.
 *
 * The owner keeps pointer, count and capacity; the ceiling is the owner's business, too: it compares counts that a
 * stranger chose with limits.h before it asks for room. Out of memory aborts. Items move when the array grows.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_ARRAY_H
#define VB_PROTOCOL_ARRAY_H

#include <stddef.h>
#include <stdint.h>

/* Returns the array (NULL: none yet) with room for at least need items of item_bytes, and notes that in *capacity;
 * the old pointer is used up. New items are not initialised. To be freed with free. Constant cost in the mean. */
void *array_reserve(void *array, uint32_t *capacity, uint32_t need, size_t item_bytes);

#endif
