/* list: a packed array inside a document that was checked as a whole, read without allocating.
 *
 * A decoder checks every element once and hands out a struct list: a copy of it is consumed element by element and
 * cannot fail any more. A writer packs the elements into a buffer of its own, counts them and hands over the span.
 * Lives as long as the document's bytes. Used by body, controllog, openlog and partners.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_LIST_H
#define VB_PROTOCOL_LIST_H

#include "protocol/crypt.h"
#include "protocol/pack.h"

struct list {
	struct span packed; /* the elements, without the array's header */
	uint32_t count;
};

/* Reads an array of min to max ids of 32 bytes, strictly ascending (else sticky VB_ERR_NOT_CANONICAL). */
void list_read_ids(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out);

/* Reads an array of min to max unsigned integers, strictly ascending. */
void list_read_uints(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out);

/* Reads an array of at most max bins of 1 to max_bytes, in any order. */
void list_read_bins(struct pack_reader *r, uint32_t max, size_t max_bytes, struct list *out);

/* Takes the next id off the list; false at its end. */
bool list_next_id(struct list *at, uint8_t out[static VB_HASH_BYTES]);

/* Takes the next unsigned integer off the list; false at its end. */
bool list_next_uint(struct list *at, uint64_t *out);

/* Takes the next bin off the list, borrowed; false at its end. */
bool list_next_bin(struct list *at, struct span *out);

/* The id at index (below count) of a list of ids. Constant cost. */
void list_id_at(const struct list *ids, uint32_t index, uint8_t out[static VB_HASH_BYTES]);

/* True if the id stands in the list of ids. Cost: logarithmic. */
bool list_has_id(const struct list *ids, const uint8_t id[static VB_HASH_BYTES]);

/* Appends the list as an array. */
void list_pack(struct buf *b, const struct list *list);

/* Hashes a document (a canonical map with integer keys) as if it had not the pair with this key: what a signature
 * that stands inside the document covers. Errors: VB_ERR_MALFORMED (not such a map). */
VB_MUST int list_hash_without(struct span document, uint32_t key, struct hash *out);

#endif
