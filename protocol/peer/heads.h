/* heads: what nodes tell each other about how far they are: DIGEST, HEADS, WANT. SPEC.md 10.
 *
 * A decoder checks the whole payload and hands out a value that is consumed item by item and cannot fail any more.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_HEADS_H
#define VB_PROTOCOL_PEER_HEADS_H

#include "protocol/peer/frame.h"

#define VB_HEAD_PREFIX_BYTES 16u /* of an entry id in HEADS */

/* The items of one payload, checked; a copy is consumed. */
struct heads_items {
	struct span bytes; /* borrowed */
	uint32_t count;
};

struct digest {
	struct space_id space;
	enum stream stream;
	struct hash hash; /* zero: empty, or not known yet */
};

/* Appends one item of DIGEST; items ascend by (space, stream). */
void digest_encode(const struct digest *digest, struct buf *out);

/* Reads all items. Errors: VB_ERR_TRUNCATED (also: none), VB_ERR_MALFORMED (stream), VB_ERR_NOT_CANONICAL (order). */
VB_MUST int digest_list_decode(struct span payload, struct heads_items *out);

/* Takes the next item; false at the end. */
bool digest_list_next(struct heads_items *at, struct digest *out);

/* Starts computing the digest of a stream; logs follow in ascending order. */
void digest_hash_init(struct hasher *h, const struct space_id *space, enum stream stream);

/* Adds one log with count > 0 entries and the id of the last. */
void digest_hash_put(struct hasher *h, const struct log_id *log, uint64_t count,
                     const struct entry_id *last);

struct head {
	struct log_id log;
	uint64_t count;                       /* entries, at least 1 */
	uint8_t prefix[VB_HEAD_PREFIX_BYTES]; /* of the id of entry count-1 */
};

struct heads {
	struct space_id space;
	enum stream stream;
	struct heads_items items; /* may be none */
};

/* Starts the payload of HEADS; head_encode appends the items. */
void heads_begin(struct buf *out, const struct space_id *space, enum stream stream);

/* Appends one item; items ascend by log id. */
void head_encode(const struct head *head, struct buf *out);

/* Reads all. Errors: VB_ERR_TRUNCATED, VB_ERR_MALFORMED (stream, count 0), VB_ERR_NOT_CANONICAL (order, varint). */
VB_MUST int heads_decode(struct span payload, struct heads *out);

/* Takes the next item; false at the end. */
bool heads_next(struct heads_items *at, struct head *out);

struct want {
	struct space_id space;
	struct log_id log; /* control log: the bytes of the space id */
	uint64_t first_seq;
	uint64_t count; /* at least 1 */
};

/* Appends one item of WANT. */
void want_encode(const struct want *want, struct buf *out);

/* Reads all items. Errors: VB_ERR_TRUNCATED (also: none), VB_ERR_MALFORMED (count 0), VB_ERR_NOT_CANONICAL,
 * VB_ERR_OUT_OF_RANGE (beyond the last seq). */
VB_MUST int want_list_decode(struct span payload, struct heads_items *out);

/* Takes the next item; false at the end. */
bool want_list_next(struct heads_items *at, struct want *out);

#endif
