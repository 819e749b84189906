/* pack: MessagePack written with msgpack-c, and other people's MessagePack brought into our form;
 * see pack.h. The only file that knows msgpack-c.
 */
#include "protocol/pack.h"

#include <msgpack.h>
#include <stdlib.h>

#include "protocol/token.h"

/* ---- writing ---- */

/* What msgpack-c calls with each piece. The buffer keeps its error itself. */
static int packer_write(void *data, const char *bytes, size_t size)
{
	buf_put(data, bytes, size);
	return 0;
}

static msgpack_packer packer_of(struct buf *b)
{
	return (msgpack_packer){ .data = b, .callback = packer_write };
}

void pack_nil(struct buf *b)
{
	msgpack_packer packer = packer_of(b);

	msgpack_pack_nil(&packer);
}

void pack_bool(struct buf *b, bool value)
{
	msgpack_packer packer = packer_of(b);

	if (value)
		msgpack_pack_true(&packer);
	else
		msgpack_pack_false(&packer);
}

void pack_uint(struct buf *b, uint64_t value)
{
	msgpack_packer packer = packer_of(b);

	msgpack_pack_uint64(&packer, value);
}

void pack_int(struct buf *b, int64_t value)
{
	msgpack_packer packer = packer_of(b);

	if (value >= 0)
		msgpack_pack_uint64(&packer, (uint64_t)value);
	else
		msgpack_pack_int64(&packer, value);
}

void pack_bin(struct buf *b, const void *data, size_t size)
{
	msgpack_packer packer = packer_of(b);

	if (size > UINT32_MAX && b->err == 0)
		b->err = VB_ERR_TOO_LARGE;
	msgpack_pack_bin(&packer, size);
	buf_put(b, data, size);
}

/* Appends a string that is known to be valid. */
static void str_put(struct buf *b, struct span text)
{
	msgpack_packer packer = packer_of(b);

	if (text.size > UINT32_MAX && b->err == 0)
		b->err = VB_ERR_TOO_LARGE;
	msgpack_pack_str(&packer, text.size);
	buf_put(b, text.data, text.size);
}

void pack_str(struct buf *b, struct span text)
{
	if (b->err == 0 && !utf8_is_valid(text))
		b->err = VB_ERR_BAD_UTF8;
	str_put(b, text);
}

void pack_cstr(struct buf *b, const char *text)
{
	pack_str(b, span_of_str(text));
}

void pack_array(struct buf *b, uint32_t count)
{
	msgpack_packer packer = packer_of(b);

	if (count > VB_PACK_MAX_ITEMS && b->err == 0)
		b->err = VB_ERR_TOO_LARGE;
	msgpack_pack_array(&packer, count);
}

void pack_map(struct buf *b, uint32_t count)
{
	msgpack_packer packer = packer_of(b);

	if (count > VB_PACK_MAX_ITEMS && b->err == 0)
		b->err = VB_ERR_TOO_LARGE;
	msgpack_pack_map(&packer, count);
}

void pack_raw(struct buf *b, struct span value)
{
	buf_put(b, value.data, value.size);
}

/* ---- other people's MessagePack ---- */

static int pair_compare(const void *a, const void *b)
{
	return token_key_compare(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

static int value_emit(struct cursor *c, struct buf *out);

/* Writes the pairs that start at the count pointers, in the order of their keys. */
static int pairs_emit(const uint8_t **pairs, size_t count, const uint8_t *end, struct buf *out)
{
	int err = 0;

	qsort(pairs, count, sizeof(*pairs), pair_compare);
	for (size_t i = 1; i < count; i++) {
		if (token_key_compare(pairs[i - 1], pairs[i]) == 0)
			return VB_ERR_MALFORMED;
	}
	for (size_t i = 0; i < count && err == 0; i++) {
		struct cursor c;

		cursor_init(&c, span_of(pairs[i], (size_t)(end - pairs[i])));
		err = value_emit(&c, out);
		if (err == 0)
			err = value_emit(&c, out);
	}
	return err;
}

/* Writes a map of count pairs. Memory: one pointer a pair, that is at most 4 bytes for each of input. */
static int map_emit(struct cursor *c, size_t count, struct buf *out)
{
	const uint8_t **pairs;
	int err = 0;

	pack_map(out, (uint32_t)count);
	if (count == 0)
		return 0;
	pairs = malloc(count * sizeof(*pairs));
	if (pairs == NULL)
		abort();
	for (size_t i = 0; i < count && err == 0; i++) {
		pairs[i] = c->at;
		err = token_skip(c, 0, TOKEN_CHECKED);
		if (err == 0)
			err = token_skip(c, 0, TOKEN_CHECKED);
	}
	if (err == 0)
		err = pairs_emit(pairs, count, c->end, out);
	free(pairs);
	return err;
}

/* Writes the value at the cursor, found well-formed before, and moves behind it. */
static int value_emit(struct cursor *c, struct buf *out)
{
	struct token t;
	int err = token_read(c, &t);

	if (err != 0)
		return err;
	c->at += t.size;
	switch (t.type) {
	case VB_PACK_BOOL:
		pack_bool(out, t.number != 0);
		break;
	case VB_PACK_UINT:
		pack_uint(out, t.number);
		break;
	case VB_PACK_INT:
		pack_int(out, (int64_t)t.number);
		break;
	case VB_PACK_BIN:
		pack_bin(out, c->at, t.number);
		break;
	case VB_PACK_STR:
		str_put(out, span_of(c->at, t.number));
		break;
	case VB_PACK_ARRAY:
		pack_array(out, (uint32_t)t.number);
		for (uint64_t i = 0; i < t.number && err == 0; i++)
			err = value_emit(c, out);
		return err;
	case VB_PACK_MAP:
		return map_emit(c, t.number, out);
	default:
		pack_nil(out);
		break;
	}
	c->at += token_need(&t);
	return 0;
}

int pack_normalise(struct span in, struct buf *out)
{
	size_t size_before = out->size;
	struct cursor c;
	int err;

	if (in.size > VB_IPC_FRAME_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	cursor_init(&c, in);
	err = token_skip(&c, 0, TOKEN_WELL_FORMED);
	if (err == 0 && c.at != c.end)
		err = VB_ERR_TRAILING;
	if (err == 0) {
		cursor_init(&c, in);
		err = value_emit(&c, out);
	}
	if (err == 0)
		err = out->err;
	if (err != 0)
		out->size = size_before;
	return err;
}
