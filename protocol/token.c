/* token: the head of one MessagePack value, and how to step over a whole one; see token.h. */
#include "protocol/token.h"

#include <stdlib.h>

#include "protocol/utf8.h"

_Static_assert(VB_IPC_MAX_ITEMS == VB_PACK_MAX_ITEMS, "one limit for requests and for the wire");

/* ---- heads ---- */

/* The types 0xc0 to 0xdf: bytes of the number behind the type byte, and the least number that needs
 * so many (for negative numbers: the greatest magnitude that does not). NONE: never allowed. */
static const struct {
	enum pack_type type;
	uint8_t width;
	uint64_t least;
} forms[32] = {
	[0x00] = { VB_PACK_NIL, 0, 0 },         [0x02] = { VB_PACK_BOOL, 0, 0 },
	[0x03] = { VB_PACK_BOOL, 0, 0 },        [0x04] = { VB_PACK_BIN, 1, 0 },
	[0x05] = { VB_PACK_BIN, 2, 0x100 },     [0x06] = { VB_PACK_BIN, 4, 0x10000 },
	[0x0c] = { VB_PACK_UINT, 1, 0x80 },     [0x0d] = { VB_PACK_UINT, 2, 0x100 },
	[0x0e] = { VB_PACK_UINT, 4, 0x10000 },  [0x0f] = { VB_PACK_UINT, 8, UINT64_C(0x100000000) },
	[0x10] = { VB_PACK_INT, 1, 0x20 },      [0x11] = { VB_PACK_INT, 2, 0x80 },
	[0x12] = { VB_PACK_INT, 4, 0x8000 },    [0x13] = { VB_PACK_INT, 8, UINT64_C(0x80000000) },
	[0x19] = { VB_PACK_STR, 1, 0x20 },      [0x1a] = { VB_PACK_STR, 2, 0x100 },
	[0x1b] = { VB_PACK_STR, 4, 0x10000 },   [0x1c] = { VB_PACK_ARRAY, 2, 0x10 },
	[0x1d] = { VB_PACK_ARRAY, 4, 0x10000 }, [0x1e] = { VB_PACK_MAP, 2, 0x10 },
	[0x1f] = { VB_PACK_MAP, 4, 0x10000 },
};

static uint64_t number_read(const uint8_t *at, unsigned width)
{
	switch (width) {
	case 1:
		return at[0];
	case 2:
		return get_be16(at);
	case 4:
		return get_be32(at);
	default:
		return get_be64(at);
	}
}

/* Makes number, width bytes of two's complement, a negative token, or an unsigned one in a form that is
 * never the shortest. */
static void number_sign(struct token *t, unsigned width, uint64_t least)
{
	unsigned shift = 64 - 8 * width;
	int64_t value = (int64_t)(t->number << shift) >> shift;

	t->number = (uint64_t)value;
	t->type = value < 0 ? VB_PACK_INT : VB_PACK_UINT;
	t->is_shortest = value < -(int64_t)least;
}

/* Reads the types 0xc0 to 0xdf; left counts the type byte. */
static int head_read_long(const uint8_t *at, size_t left, struct token *t)
{
	unsigned form = at[0] & 0x1f, width = forms[form].width;

	t->type = forms[form].type;
	if (t->type == VB_PACK_NONE)
		return VB_ERR_MALFORMED;
	if (left - 1 < width)
		return VB_ERR_TRUNCATED;
	t->size = 1 + width;
	t->number = width > 0 ? number_read(at + 1, width) : at[0] & 1;
	t->is_shortest = width == 0 || t->number >= forms[form].least;
	if (t->type == VB_PACK_INT)
		number_sign(t, width, forms[form].least);
	return 0;
}

/* The types that hold their number in the type byte. */
static void head_read_short(uint8_t byte, struct token *t)
{
	t->is_shortest = true;
	t->size = 1;
	if (byte < 0x80) {
		t->type = VB_PACK_UINT;
		t->number = byte;
	} else if (byte >= 0xe0) {
		t->type = VB_PACK_INT;
		t->number = (uint64_t)((int64_t)byte - 0x100);
	} else if (byte >= 0xa0) {
		t->type = VB_PACK_STR;
		t->number = byte & 0x1f;
	} else {
		t->type = byte >= 0x90 ? VB_PACK_ARRAY : VB_PACK_MAP;
		t->number = byte & 0x0f;
	}
}

uint64_t token_need(const struct token *t)
{
	switch (t->type) {
	case VB_PACK_BIN:
	case VB_PACK_STR:
	case VB_PACK_ARRAY:
		return t->number;
	case VB_PACK_MAP:
		return 2 * t->number;
	default:
		return 0;
	}
}

int token_read(const struct cursor *c, struct token *t)
{
	const uint8_t *at = c->at;
	size_t left = (size_t)(c->end - at);
	int err = 0;

	if (left == 0)
		return VB_ERR_TRUNCATED;
	if (at[0] >= 0xc0 && at[0] < 0xe0)
		err = head_read_long(at, left, t);
	else
		head_read_short(at[0], t);
	if (err == 0 && token_need(t) > left - t->size)
		err = VB_ERR_TRUNCATED;
	return err;
}

/* ---- whole values ---- */

static int integer_compare(const struct token *a, const struct token *b)
{
	if (a->type != b->type)
		return a->type == VB_PACK_INT ? -1 : 1;
	/* Two negative numbers order like their two's complements. */
	return (a->number > b->number) - (a->number < b->number);
}

/* The head of a key that was found well-formed before: its end is not needed. */
static struct token key_read(const uint8_t *at)
{
	struct token t;

	if (at[0] >= 0xc0 && at[0] < 0xe0) {
		if (head_read_long(at, 1 + sizeof(uint64_t), &t) != 0)
			abort();
	} else {
		head_read_short(at[0], &t);
	}
	return t;
}

int token_key_compare(const uint8_t *a, const uint8_t *b)
{
	struct token ta = key_read(a), tb = key_read(b);

	if ((ta.type == VB_PACK_STR) != (tb.type == VB_PACK_STR))
		return ta.type == VB_PACK_STR ? 1 : -1;
	if (ta.type != VB_PACK_STR)
		return integer_compare(&ta, &tb);
	return span_compare(span_of(a + ta.size, ta.number), span_of(b + tb.size, tb.number));
}

static bool is_key_type(enum pack_type type)
{
	return type == VB_PACK_UINT || type == VB_PACK_INT || type == VB_PACK_STR;
}

/* Steps over the pairs of a map. */
static int pairs_skip(struct cursor *c, uint64_t count, uint32_t depth, enum token_form form)
{
	const uint8_t *last = NULL, *key;
	struct token t;
	int err = 0;

	for (uint64_t i = 0; i < count && err == 0; i++) {
		key = c->at;
		err = token_read(c, &t);
		if (err == 0 && !is_key_type(t.type))
			err = VB_ERR_MALFORMED;
		if (err == 0)
			err = token_skip(c, depth, form);
		if (err == 0 && form == TOKEN_CANONICAL && last != NULL &&
		    token_key_compare(last, key) >= 0)
			err = VB_ERR_NOT_CANONICAL;
		if (err == 0)
			err = token_skip(c, depth, form);
		last = key;
	}
	return err;
}

/* Steps over the elements of an array or map at this depth. */
static int items_skip(struct cursor *c, const struct token *t, uint32_t depth, enum token_form form)
{
	int err = 0;

	if (depth >= VB_PACK_MAX_DEPTH)
		return VB_ERR_TOO_DEEP;
	if (t->number > VB_PACK_MAX_ITEMS)
		return VB_ERR_TOO_LARGE;
	if (t->type == VB_PACK_MAP)
		return pairs_skip(c, t->number, depth + 1, form);
	for (uint64_t i = 0; i < t->number && err == 0; i++)
		err = token_skip(c, depth + 1, form);
	return err;
}

int token_skip(struct cursor *c, uint32_t depth, enum token_form form)
{
	struct token t;
	int err = token_read(c, &t);

	if (err != 0)
		return err;
	if (form == TOKEN_CANONICAL && !t.is_shortest)
		return VB_ERR_NOT_CANONICAL;
	c->at += t.size;
	if (t.type == VB_PACK_ARRAY || t.type == VB_PACK_MAP)
		return items_skip(c, &t, depth, form);
	if (t.type == VB_PACK_STR && form != TOKEN_CHECKED &&
	    !utf8_is_valid(span_of(c->at, t.number)))
		return VB_ERR_BAD_UTF8;
	c->at += token_need(&t);
	return 0;
}
