/* bytes: borrowed spans, a bounded growing buffer and a read cursor; see bytes.h. */
#include "protocol/bytes.h"

#include <stdlib.h>
#include <string.h>

#define BUF_START_BYTES 64u
#define VARINT_MAX_BYTES 10u

struct span span_of_str(const char *text)
{
	return span_of(text, strlen(text));
}

bool span_is_equal(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int span_compare(struct span a, struct span b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common == 0 ? 0 : memcmp(a.data, b.data, common);

	if (order != 0)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_release(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
	b->size = 0;
	b->err = 0;
}

/* Makes room for need bytes in all; need is at most b->max. Doubling keeps appends constant in the
 * mean. */
static void buf_grow(struct buf *b, size_t need)
{
	size_t capacity = b->capacity > 0 ? b->capacity : BUF_START_BYTES;

	while (capacity < need)
		capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
	if (capacity > b->max)
		capacity = b->max > 0 ? b->max : 1;
	b->data = realloc(b->data, capacity);
	if (b->data == NULL)
		abort();
	b->capacity = capacity;
}

uint8_t *buf_extend(struct buf *b, size_t size)
{
	uint8_t *start;

	if (b->err != 0)
		return NULL;
	if (size > b->max - b->size) {
		b->err = VB_ERR_TOO_LARGE;
		return NULL;
	}
	if (b->data == NULL || size > b->capacity - b->size)
		buf_grow(b, b->size + size);
	start = b->data + b->size;
	b->size += size;
	return start;
}

void buf_put(struct buf *b, const void *data, size_t size)
{
	uint8_t *to = buf_extend(b, size);

	if (to != NULL && size > 0)
		memcpy(to, data, size);
}

void buf_put_u8(struct buf *b, uint8_t value)
{
	buf_put(b, &value, 1);
}

void buf_put_u16(struct buf *b, uint16_t value)
{
	uint8_t *to = buf_extend(b, 2);

	if (to != NULL)
		put_be16(to, value);
}

void buf_put_u32(struct buf *b, uint32_t value)
{
	uint8_t *to = buf_extend(b, 4);

	if (to != NULL)
		put_be32(to, value);
}

void buf_put_u64(struct buf *b, uint64_t value)
{
	uint8_t *to = buf_extend(b, 8);

	if (to != NULL)
		put_be64(to, value);
}

void buf_put_varint(struct buf *b, uint64_t value)
{
	uint8_t bytes[VARINT_MAX_BYTES];
	size_t size = 0;

	while (value >= 0x80) {
		bytes[size++] = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	bytes[size++] = (uint8_t)value;
	buf_put(b, bytes, size);
}

void put_be16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

void put_be32(uint8_t *p, uint32_t value)
{
	put_be16(p, (uint16_t)(value >> 16));
	put_be16(p + 2, (uint16_t)value);
}

void put_be64(uint8_t *p, uint64_t value)
{
	put_be32(p, (uint32_t)(value >> 32));
	put_be32(p + 4, (uint32_t)value);
}

uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)get_be16(p) << 16 | get_be16(p + 2);
}

uint64_t get_be64(const uint8_t *p)
{
	return (uint64_t)get_be32(p) << 32 | get_be32(p + 4);
}

void cursor_init(struct cursor *c, struct span s)
{
	c->at = s.data;
	c->end = s.size > 0 ? s.data + s.size : s.data;
	c->err = 0;
}

size_t cursor_left(const struct cursor *c)
{
	return c->err != 0 ? 0 : (size_t)(c->end - c->at);
}

struct span cursor_take(struct cursor *c, size_t size)
{
	struct span taken = { NULL, 0 };

	if (c->err != 0)
		return taken;
	if (size > cursor_left(c)) {
		c->err = VB_ERR_TRUNCATED;
		return taken;
	}
	taken = span_of(c->at, size);
	if (size > 0)
		c->at += size;
	return taken;
}

void cursor_copy(struct cursor *c, void *out, size_t size)
{
	struct span from = cursor_take(c, size);

	if (size == 0)
		return;
	if (from.data != NULL)
		memcpy(out, from.data, size);
	else
		memset(out, 0, size);
}

uint8_t cursor_u8(struct cursor *c)
{
	struct span from = cursor_take(c, 1);

	return from.data != NULL ? from.data[0] : 0;
}

uint16_t cursor_u16(struct cursor *c)
{
	struct span from = cursor_take(c, 2);

	return from.data != NULL ? get_be16(from.data) : 0;
}

uint32_t cursor_u32(struct cursor *c)
{
	struct span from = cursor_take(c, 4);

	return from.data != NULL ? get_be32(from.data) : 0;
}

uint64_t cursor_u64(struct cursor *c)
{
	struct span from = cursor_take(c, 8);

	return from.data != NULL ? get_be64(from.data) : 0;
}

/* Reads the number; 0 or an error, *value untouched on error. The tenth byte has room for one bit,
 * so the loop ends there at the latest. */
static int varint_read(struct cursor *c, uint64_t *value)
{
	uint64_t sum = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t byte = cursor_u8(c);

		if (c->err != 0)
			return c->err;
		if (shift == 7 * (VARINT_MAX_BYTES - 1) && byte > 1)
			return VB_ERR_TOO_LARGE;
		if (byte == 0 && shift > 0)
			return VB_ERR_NOT_CANONICAL;
		sum |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			break;
	}
	*value = sum;
	return 0;
}

uint64_t cursor_varint(struct cursor *c, uint64_t max)
{
	uint64_t value = 0;

	if (c->err != 0)
		return 0;
	c->err = varint_read(c, &value);
	if (c->err == 0 && value > max)
		c->err = VB_ERR_TOO_LARGE;
	return c->err == 0 ? value : 0;
}

int cursor_finish(const struct cursor *c)
{
	if (c->err != 0)
		return c->err;
	return c->at == c->end ? 0 : VB_ERR_TRAILING;
}
