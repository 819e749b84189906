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

/* Reads an array of min to max values of any kind, checked for canonical form. */
void list_read_any(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out);

/* For elements with a form of their own: starts an array of min to max elements; out->count values follow. */
void list_begin(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out);

/* Ends it; the list is there, empty after an error. */
void list_end(struct pack_reader *r, struct list *out);

/* For such elements again: starts a reader at the next element; false at the end of the list. */
bool list_enter(struct list *at, struct pack_reader *r);

/* Takes the element that was read from r off the list. It was checked before, so an error is ours: abort. */
void list_leave(struct list *at, const struct pack_reader *r);

/* Takes the next id off the list; false at its end. */
bool list_next_id(struct list *at, uint8_t out[static VB_HASH_BYTES]);

/* Takes the next unsigned integer off the list; false at its end. */
bool list_next_uint(struct list *at, uint64_t *out);

/* Takes the next bin off the list, borrowed; false at its end. */
bool list_next_bin(struct list *at, struct span *out);

/* The id at index (below count) of a list of ids. Constant cost. */
void list_id_at(const struct list *ids, uint32_t index, uint8_t out[static VB_HASH_BYTES]);

/* Appends the list as an array. */
void list_pack(struct buf *b, const struct list *list);

#endif
