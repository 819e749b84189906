/* pack: MessagePack, written with msgpack-c and read by a strict reader of our own.
 *
 * The reader allocates nothing and accepts exactly one encoding of each value: shortest integers and headers, map keys
 * unique and ascending (integers by value first, then strings bytewise), valid UTF-8 without NUL, no floats, no
 * extension types, nesting <= 8, counts no larger than the bytes left. So decode(encode(x)) == x and
 * encode(decode(y)) == y. A caller need not compare counts: reading fewer or more values of an array than it holds is
 * an error. msgpack-c's unpacker never sees bytes from outside (a 5-byte header makes it allocate
 * gigabytes). Errors are sticky in the reader: read everything, then ask once.
 * pack_* stand in pack.c, unpack_* in unpack.c. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PACK_H
#define VB_PROTOCOL_PACK_H

#include "protocol/bytes.h"
#include "protocol/limits.h"
#include "protocol/token.h"
#include "protocol/utf8.h"

/* Appends nil. */
void pack_nil(struct buf *b);
/* Appends true or false. */
void pack_bool(struct buf *b, bool value);
/* Appends an unsigned integer, shortest form. */
void pack_uint(struct buf *b, uint64_t value);
/* Appends a signed integer, shortest form (non-negative ones as unsigned). */
void pack_int(struct buf *b, int64_t value);
/* Appends bytes as bin. */
void pack_bin(struct buf *b, const void *data, size_t size);
/* Appends a string; sticky VB_ERR_BAD_UTF8 in b when it is not valid UTF-8 without NUL. */
void pack_str(struct buf *b, struct span text);
/* Appends a C string. */
void pack_cstr(struct buf *b, const char *text);
/* Appends the header of an array of count elements (at most VB_PACK_MAX_ITEMS); the elements follow. */
void pack_array(struct buf *b, uint32_t count);
/* Appends the header of a map of count pairs; keys must follow in ascending order. */
void pack_map(struct buf *b, uint32_t count);
/* Appends one already encoded value. */
void pack_raw(struct buf *b, struct span value);

struct pack_reader {
	struct cursor c;
	uint32_t depth;
	uint32_t due[VB_PACK_MAX_DEPTH]; /* values still to be read of each array or map around */
	int err;                         /* sticky */
};

/* Starts reading; borrows the bytes. */
void unpack_init(struct pack_reader *r, struct span data);

/* The type of the next value; VB_PACK_NONE at the end of the data or of the array or map, after an error or at a type
 * that is never allowed. */
enum pack_type unpack_peek(const struct pack_reader *r);

/* Reads nil. */
void unpack_nil(struct pack_reader *r);
/* Reads a boolean; false on error. */
bool unpack_bool(struct pack_reader *r);
/* Reads an unsigned integer of at most max; sticky VB_ERR_OUT_OF_RANGE above. 0 on error. */
uint64_t unpack_uint(struct pack_reader *r, uint64_t max);
/* Reads a signed integer; 0 on error. */
int64_t unpack_int(struct pack_reader *r);
/* Reads bin of min to max bytes; sticky VB_ERR_TOO_LARGE above, VB_ERR_MALFORMED below. Borrowed. */
struct span unpack_bin(struct pack_reader *r, size_t min, size_t max);
/* Reads bin of exactly size bytes into out; zeroes on error. */
void unpack_fixed(struct pack_reader *r, void *out, size_t size);
/* Reads a UTF-8 string of at most max bytes. Borrowed. */
struct span unpack_str(struct pack_reader *r, size_t max);
/* Reads an array header of at most max elements and goes one level down; 0 on error. Call unpack_end after them. */
uint32_t unpack_array(struct pack_reader *r, uint32_t max);
/* Reads a map header of at most max pairs and goes one level down; 0 on error. Call unpack_end after them. */
uint32_t unpack_map(struct pack_reader *r, uint32_t max);
/* Leaves an array or map; sticky VB_ERR_MALFORMED when not all of it was read. Reading more than it holds fails, too.
 */
void unpack_end(struct pack_reader *r);
/* Reads an integer map key; it must be greater than *last (start with -1), else sticky VB_ERR_NOT_CANONICAL. */
uint32_t unpack_key(struct pack_reader *r, int64_t *last);
/* Reads a string map key; it must be greater bytewise than *last (start with an empty span with NULL data), else
 * sticky VB_ERR_NOT_CANONICAL. Borrowed. */
struct span unpack_str_key(struct pack_reader *r, struct span *last);
/* Reads one value of any kind, checked for canonical form all the way down; returns its bytes. Borrowed. */
struct span unpack_any(struct pack_reader *r);
/* Steps over one value that was found canonical before, looking for its end only; returns its bytes. Borrowed. */
struct span unpack_checked(struct pack_reader *r);
/* Sets the sticky error if none is set. For schema errors found by the caller. */
void unpack_fail(struct pack_reader *r, int err);
/* 0 if all was read without error, else the sticky error or VB_ERR_TRAILING. */
VB_MUST int unpack_finish(const struct pack_reader *r);

/* Re-encodes any well-formed MessagePack value of one document (longer forms and any key order are accepted; duplicate
 * keys, floats, ext, bad UTF-8, depth and counts beyond the limits are not) in canonical form. Local socket only.
 * Appends to out; nothing stays there on failure. Memory beside out: at most four times the input.
 * Errors: VB_ERR_TRUNCATED, VB_ERR_MALFORMED, VB_ERR_TOO_DEEP, VB_ERR_TOO_LARGE (also: over 1 MiB, or out full),
 * VB_ERR_BAD_UTF8, VB_ERR_TRAILING. */
VB_MUST int pack_normalise(struct span in, struct buf *out);

#endif
