/* segment: a run of entries of one log in its short wire form, ending in a seal. SPEC.md 9.
 *
 * What the receiver can compute is left out. Reading: segment_open, then segment_start with the predecessor's id and
 * segment_next until it says there is none left; nothing is allocated; each entry costs one hash of its header and one
 * of its body. Chain and form are checked here; whose log it is, the seal and the rights are the caller's.
 * Writing: segment_begin, segment_add one entry after the other, segment_seal wherever a seal is at hand,
 * segment_finish cuts back to the last of these.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_SEGMENT_H
#define VB_PROTOCOL_PEER_SEGMENT_H

#include "protocol/entry.h"

#define VB_SEGMENT_MAX_BYTES 65536u

/* The head of a segment. */
struct segment {
	enum audience audience; /* as the sender says: compare with the known log */
	bool is_introduced;     /* the next three are given, and log was derived from them */
	struct space_id space;
	struct node_id author;
	uint64_t incarnation;
	struct log_id log;
	bool has_prev; /* never at seq 0 */
	struct entry_id prev;
	uint64_t first_seq;
	uint32_t count; /* 1 to 256; not read by segment_begin */
	uint32_t control_seq;
	uint8_t control_prefix
		[VB_ID_PREFIX_BYTES]; /* of the first entry; not read by segment_begin */
	struct span items;            /* borrowed */
	struct signature seal;        /* of the last entry */
};

/* Reads the head. Borrows bytes. Errors: VB_ERR_TRUNCATED, VB_ERR_TOO_LARGE, VB_ERR_MALFORMED, VB_ERR_NOT_CANONICAL. */
VB_MUST int segment_open(struct span bytes, struct segment *out);

/* One entry of a segment. */
struct segment_entry {
	struct entry_header header;
	uint8_t bytes[VB_HEADER_BYTES]; /* the header, as hashed */
	struct entry_id id;
	struct span body; /* as stored, borrowed; data NULL: erased or withheld */
	bool is_create;   /* the record id is derived from this entry */
};

/* Where reading stands; opaque to callers. */
struct segment_reader {
	struct cursor c;
	enum audience audience;
	uint32_t left;
	bool is_first;
	struct entry_header next; /* what is known of the next entry before its item is read */
};

/* Starts reading the entries. prev: id of the entry before the first, the receiver's own head; not read at seq 0.
 * Where the segment gives a predecessor it is for the caller to choose between the two. */
void segment_start(const struct segment *segment, const struct entry_id *prev,
                   struct segment_reader *out);

/* True while entries are left. */
static inline bool segment_has_next(const struct segment_reader *r)
{
	return r->left > 0;
}

/* Reads the next entry; out is unspecified on error, and reading has ended then.
 * Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING (after the last), VB_ERR_MALFORMED, VB_ERR_NOT_CANONICAL (a form longer
 * than needed), VB_ERR_TOO_LARGE. */
VB_MUST int segment_next(struct segment_reader *r, struct segment_entry *out);

/* Where writing stands; opaque to callers. */
struct segment_writer {
	struct buf *out;
	size_t start; /* of the segment in out */
	size_t max_bytes;
	size_t count_at; /* of the count in out; 0: no entry is in yet */
	struct segment head;
	uint32_t count;
	struct entry_header last;
	uint32_t sealed_count; /* entries up to the last seal; 0: none yet */
	size_t sealed_end;
	struct signature seal;
};

/* Starts a segment of at most max_bytes (up to VB_SEGMENT_MAX_BYTES) at the end of out. Of head are read: audience,
 * is_introduced and its three, log, has_prev, prev, first_seq. Borrows out until segment_finish. */
void segment_begin(struct segment_writer *w, struct buf *out, size_t max_bytes,
                   const struct segment *head);

/* Appends the next entry; body.data NULL: it travels as its hash. Version 1 headers only.
 * Errors: VB_ERR_TOO_LARGE (does not fit, or 256 are in: finish and begin another), nothing changed then;
 * VB_ERR_BAD_CHAIN (another log or seq than due), VB_ERR_BAD_HASH (body of another size than the header says). */
VB_MUST int segment_add(struct segment_writer *w, const struct entry_header *h, struct span body);

/* Tells the seal of the entry added last. */
void segment_seal(struct segment_writer *w, const struct signature *seal);

/* Ends the segment behind the last entry that has a seal; *out_count entries are in it.
 * Errors: VB_ERR_BAD_SEAL (no entry has one); out is as before segment_begin then. */
VB_MUST int segment_finish(struct segment_writer *w, uint32_t *out_count);

#endif
