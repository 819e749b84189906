/* postings: in which records one word stands: ascending numbers with a weight each, packed into blocks.
 *
 * A block is a list of varints (number - number before) * 16 + weight; the first counts from 0. A frequent word takes two
 * or three bytes a record this way. A block has at most VB_POSTINGS_BLOCK_BYTES, so that changing one costs the same however many
 * records there are; four blocks and their keys fit a page of the store.
 * Called by words, check_words. Thread rule: pure.
 */
#ifndef VB_STORE_POSTINGS_H
#define VB_STORE_POSTINGS_H

#include "protocol/bytes.h"

#define VB_POSTINGS_BLOCK_BYTES 900u

/* A block being read. */
struct postings {
	const uint8_t *at, *end;
	uint32_t number; /* read last */
	bool is_damaged;
};

/* Starts reading; borrows the bytes. */
static inline void postings_open(struct postings *p, struct span block)
{
	*p = (struct postings){ .at = block.data, .end = block.data + block.size };
}

/* Reads the next record's number, greater than the one before, and its weight. False at the end and at damage, which
 * is_damaged tells. Inline: a search reads millions. */
static inline bool postings_next(struct postings *p, uint32_t *number, uint8_t *weight)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	if (p->at == p->end)
		return false;
	do {
		byte = *p->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while ((byte & 0x80) != 0 && p->at < p->end && shift < 42);
	*weight = (uint8_t)(value & 15);
	value = (value >> 4) + p->number;
	p->is_damaged =
		(byte & 0x80) != 0 || *weight == 0 || value <= p->number || value > UINT32_MAX;
	if (p->is_damaged) {
		p->at = p->end;
		return false;
	}
	*number = p->number = (uint32_t)value;
	return true;
}

/* A block being written. */
struct postings_writer {
	uint8_t bytes[VB_POSTINGS_BLOCK_BYTES];
	size_t size;
	uint32_t number; /* written last */
};

/* Starts an empty block. */
void postings_begin(struct postings_writer *w);
/* Appends a number greater than the one before, with a weight of 1 to 15. False: the block is full; nothing was
 * written. */
bool postings_put(struct postings_writer *w, uint32_t number, uint8_t weight);

#endif
