/* key: a table key under construction, and what is told by the keys of most tables: which record.
 *
 * Numbers go in big-endian, so that the order of the bytes is the order of the numbers, of logs and of time. All on
 * the stack, nothing is allocated. Layouts: keyspace.c.
 * Thread rule: pure.
 */
#ifndef VB_STORE_KEY_H
#define VB_STORE_KEY_H

#include <assert.h>
#include <string.h>

#include "protocol/ids.h"

#define VB_KEY_MAX_BYTES 511u /* LMDB takes no more */

/* A record of one space and audience. space: the store's short number. */
struct record_ref {
	uint32_t space;
	enum audience audience;
	struct record_id id;
};

#define VB_KEY_RECORD_BYTES 21u /* u32 space, u8 audience, record id */

struct key {
	size_t size;
	uint8_t b[VB_KEY_MAX_BYTES];
};

/* The bytes so far; they live as long as the key and until it grows. */
static inline struct span key_span(const struct key *k)
{
	return span_of(k->b, k->size);
}

/* Starts an empty key. */
static inline void key_init(struct key *k)
{
	k->size = 0;
}

/* Appends bytes; more than a key holds is our bug. */
static inline void key_bytes(struct key *k, const void *data, size_t size)
{
	assert(size <= sizeof(k->b) - k->size);
	if (size > 0)
		memcpy(k->b + k->size, data, size);
	k->size += size;
}

/* Appends one byte. */
static inline void key_u8(struct key *k, uint8_t value)
{
	key_bytes(k, &value, sizeof(value));
}

/* Appends four bytes, big-endian. */
static inline void key_u32(struct key *k, uint32_t value)
{
	uint8_t b[4];

	put_be32(b, value);
	key_bytes(k, b, sizeof(b));
}

/* Appends eight bytes, big-endian. */
static inline void key_u64(struct key *k, uint64_t value)
{
	uint8_t b[8];

	put_be64(b, value);
	key_bytes(k, b, sizeof(b));
}

/* Appends space, audience and record id. */
static inline void key_record(struct key *k, const struct record_ref *ref)
{
	key_u32(k, ref->space);
	key_u8(k, (uint8_t)ref->audience);
	key_bytes(k, ref->id.b, sizeof(ref->id.b));
}

/* Reads what key_record wrote. */
struct record_ref key_read_record(struct cursor *c);

/* True if a and b are the same record. */
bool key_is_same_record(const struct record_ref *a, const struct record_ref *b);
/* The order of two struct record_ref, which is that of their keys; for qsort and bsearch. */
int key_compare_records(const void *x, const void *y);

#endif
