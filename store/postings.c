/* postings: writing blocks; see postings.h. */
#include "store/postings.h"

#include <assert.h>
#include <string.h>

#include "store/wordlist.h"

#define POSTING_MAX_BYTES 6u /* 32 bits of number and 4 of weight, in groups of 7 */

void postings_begin(struct postings_writer *w)
{
	w->size = 0;
	w->number = 0;
}

bool postings_put(struct postings_writer *w, uint32_t number, uint8_t weight)
{
	uint64_t value = (uint64_t)(number - w->number) << 4 | weight;
	uint8_t bytes[POSTING_MAX_BYTES];
	size_t size = 0;

	assert(number > w->number && weight > 0 && weight <= VB_WORD_WEIGHT_MAX);
	for (; value >= 0x80; value >>= 7)
		bytes[size++] = (uint8_t)(value | 0x80);
	bytes[size++] = (uint8_t)value;
	if (size > sizeof(w->bytes) - w->size)
		return false;
	memcpy(w->bytes + w->size, bytes, size);
	w->size += size;
	w->number = number;
	return true;
}
