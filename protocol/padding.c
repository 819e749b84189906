/* padding: the lengths that plaintexts are padded to; see padding.h. */
#include "protocol/padding.h"

#include <assert.h>

#define STEP_BYTES 32u
#define STEPS_UP_TO_BYTES 512u
#define MAX_BYTES (1u << 31)

static uint32_t log2_floor(uint32_t value)
{
	uint32_t log = 0;

	while (value >>= 1)
		log++;
	return log;
}

/* The distance of permitted lengths about this size. */
static uint32_t step_at(uint32_t size)
{
	uint32_t exponent;

	if (size <= STEPS_UP_TO_BYTES)
		return STEP_BYTES;
	exponent = log2_floor(size);
	assert(exponent >= 9);
	return 1u << (exponent - (log2_floor(exponent) + 1));
}

uint32_t padding_bytes(size_t size, size_t max)
{
	uint32_t step, padded;

	assert(max <= MAX_BYTES);
	if (size == 0 || size > max)
		return 0;
	step = step_at((uint32_t)size);
	padded = ((uint32_t)size + step - 1) / step * step;
	return padded <= max ? padded : 0;
}

int padding_check(struct span padded, size_t used)
{
	uint8_t any = 0;

	if (padded.size > MAX_BYTES || padded.size != padding_bytes(used, padded.size))
		return VB_ERR_NOT_CANONICAL;
	for (size_t i = used; i < padded.size; i++)
		any |= padded.data[i];
	return any == 0 ? 0 : VB_ERR_NOT_CANONICAL;
}
