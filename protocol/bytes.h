/* bytes: borrowed spans, a bounded growing buffer and a read cursor.
 *
 * Everything that becomes or comes from bytes goes through these three. Integers are big-endian. A varint is
 * unsigned LEB128 in its shortest form. Both buffer and cursor carry a sticky error: call, call, call, then look once.
 * Out of memory aborts; a buffer never grows beyond the ceiling given at its start. Not for secrets (buffers move).
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_BYTES_H
#define VB_PROTOCOL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/err.h"

/* Bytes that belong to somebody else; the place where one is handed out says for how long they live. */
struct span {
	const uint8_t *data;
	size_t size;
};

/* A span over a C string, without its NUL. */
struct span span_of_str(const char *text);

/* A span over size bytes at data. */
static inline struct span span_of(const void *data, size_t size)
{
	return (struct span){ (const uint8_t *)data, size };
}

/* True if both hold the same bytes. Not for secrets. */
bool span_is_equal(struct span a, struct span b);

/* Negative, 0 or positive like memcmp; a shorter span that is a prefix comes first. */
int span_compare(struct span a, struct span b);

struct buf {
	uint8_t *data;
	size_t size;
	size_t capacity;
	size_t max;
	int err; /* sticky: 0, VB_ERR_TOO_LARGE, or VB_ERR_BAD_UTF8 from pack_str */
};

/* Starts an empty buffer that never holds more than max bytes. Allocates nothing yet. */
void buf_init(struct buf *b, size_t max);

/* Frees the bytes; the buffer is empty and usable again. */
void buf_release(struct buf *b);

/* Forgets the contents and the sticky error, keeps the memory. */
void buf_clear(struct buf *b);

/* Appends size bytes. */
void buf_put(struct buf *b, const void *data, size_t size);

/* Appends size bytes of unspecified contents and returns where they start, NULL when over the ceiling.
 * The pointer lives until the next append. */
uint8_t *buf_extend(struct buf *b, size_t size);

/* Appends one integer, big-endian. */
void buf_put_u8(struct buf *b, uint8_t value);
/* Appends two bytes, big-endian. */
void buf_put_u16(struct buf *b, uint16_t value);
/* Appends four bytes, big-endian. */
void buf_put_u32(struct buf *b, uint32_t value);
/* Appends eight bytes, big-endian. */
void buf_put_u64(struct buf *b, uint64_t value);
/* Appends 1 to 10 bytes: unsigned LEB128, shortest form. */
void buf_put_varint(struct buf *b, uint64_t value);

/* The contents; they live until the next append or release. */
static inline struct span buf_span(const struct buf *b)
{
	return (struct span){ b->data, b->size };
}

/* Writes the integer big-endian at p (2, 4 or 8 bytes). */
void put_be16(uint8_t *p, uint16_t value);
/* Writes four bytes, big-endian. */
void put_be32(uint8_t *p, uint32_t value);
/* Writes eight bytes, big-endian. */
void put_be64(uint8_t *p, uint64_t value);
/* Reads two bytes, big-endian. */
uint16_t get_be16(const uint8_t *p);
/* Reads four bytes, big-endian. */
uint32_t get_be32(const uint8_t *p);
/* Reads eight bytes, big-endian. */
uint64_t get_be64(const uint8_t *p);

struct cursor {
	const uint8_t *at;
	const uint8_t *end;
	int err; /* sticky: 0, VB_ERR_TRUNCATED, VB_ERR_NOT_CANONICAL (varint), VB_ERR_TOO_LARGE */
};

/* Starts reading s; borrows its bytes. */
void cursor_init(struct cursor *c, struct span s);

/* Bytes not read yet; 0 after an error. */
size_t cursor_left(const struct cursor *c);

/* The next size bytes, borrowed; an empty span with data NULL and the sticky error when fewer are left. */
struct span cursor_take(struct cursor *c, size_t size);

/* Copies the next size bytes to out; zeroes out on error. */
void cursor_copy(struct cursor *c, void *out, size_t size);

/* Reads one byte; 0 on error. */
uint8_t cursor_u8(struct cursor *c);
/* Reads two bytes, big-endian; 0 on error. */
uint16_t cursor_u16(struct cursor *c);
/* Reads four bytes, big-endian; 0 on error. */
uint32_t cursor_u32(struct cursor *c);
/* Reads eight bytes, big-endian; 0 on error. */
uint64_t cursor_u64(struct cursor *c);
/* Reads an unsigned LEB128 number of at most max; sticky NOT_CANONICAL when not shortest, TOO_LARGE above max. */
uint64_t cursor_varint(struct cursor *c, uint64_t max);

/* 0 if everything was read without error; the sticky error, or VB_ERR_TRAILING when bytes are left. */
VB_MUST int cursor_finish(const struct cursor *c);

#endif
