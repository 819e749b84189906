/* notation: packed values as text and back; see notation.h. */
#include "tests/unit/notation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/ids.h"
#include "protocol/pack.h"
#include "tests/tap.h"

#define MAX_BYTES (4u << 20)

/* ---- from text ---- */

static void value_pack(const char **at, struct buf *out);

static void skip_spaces(const char **at)
{
	while (**at == ' ' || **at == '\n' || **at == '\t')
		(*at)++;
}

static void expect(const char **at, char c)
{
	skip_spaces(at);
	if (**at != c)
		bail("notation: %c expected at: %.40s", c, *at);
	(*at)++;
}

static void text_pack(const char **at, struct buf *out)
{
	struct buf text;

	buf_init(&text, MAX_BYTES);
	expect(at, '\'');
	for (; **at != '\'' && **at != '\0'; (*at)++) {
		char c = **at;

		if (c == '\\') {
			(*at)++;
			c = **at == 'n' ? '\n' : **at == 't' ? '\t' : **at;
		}
		buf_put_u8(&text, (uint8_t)c);
	}
	expect(at, '\'');
	pack_str(out, buf_span(&text));
	if (out->err != 0)
		bail("notation: a text that is not UTF-8");
	buf_release(&text);
}

/* Packs what stands between the brackets; returns how many elements, or pairs of a map. */
static uint32_t elements_pack(const char **at, char end, bool is_map, struct buf *out)
{
	uint32_t count = 0;

	for (skip_spaces(at); **at != end; skip_spaces(at)) {
		if (count++ > 0)
			expect(at, ',');
		if (is_map) {
			skip_spaces(at);
			value_pack(at, out);
			expect(at, ':');
		}
		value_pack(at, out);
	}
	(*at)++;
	return count;
}

static void group_pack(const char **at, bool is_map, struct buf *out)
{
	struct buf inner;
	uint32_t count;

	buf_init(&inner, MAX_BYTES);
	(*at)++;
	count = elements_pack(at, is_map ? '}' : ']', is_map, &inner);
	if (is_map)
		pack_map(out, count);
	else
		pack_array(out, count);
	if (inner.size > 0)
		buf_put(out, inner.data, inner.size);
	buf_release(&inner);
}

static bool word_take(const char **at, const char *word)
{
	if (strncmp(*at, word, strlen(word)) != 0)
		return false;
	*at += strlen(word);
	return true;
}

static void number_pack(const char **at, struct buf *out)
{
	char *end = NULL;

	if (**at == '-')
		pack_int(out, strtoll(*at, &end, 10));
	else
		pack_uint(out, strtoull(*at, &end, 10));
	if (end == *at)
		bail("notation: a value expected at: %.40s", *at);
	*at = end;
}

static void bin_pack(const char **at, struct buf *out)
{
	struct buf bytes;
	uint8_t byte;

	buf_init(&bytes, MAX_BYTES);
	for (; **at != '\'' && **at != '\0'; *at += 2) {
		if (hex_parse(*at, 2, &byte, 1) != 0)
			bail("notation: hexadecimal digits expected at: %.40s", *at);
		buf_put_u8(&bytes, byte);
	}
	expect(at, '\'');
	pack_bin(out, bytes.data, bytes.size);
	buf_release(&bytes);
}

static void value_pack(const char **at, struct buf *out)
{
	skip_spaces(at);
	if (**at == '{' || **at == '[')
		group_pack(at, **at == '{', out);
	else if (**at == '\'')
		text_pack(at, out);
	else if (word_take(at, "x'"))
		bin_pack(at, out);
	else if (word_take(at, "true"))
		pack_bool(out, true);
	else if (word_take(at, "false"))
		pack_bool(out, false);
	else if (word_take(at, "null"))
		pack_nil(out);
	else
		number_pack(at, out);
}

void notation_pack(const char *text, struct buf *out)
{
	const char *at = text;

	value_pack(&at, out);
	skip_spaces(&at);
	if (*at != '\0')
		bail("notation: the end expected at: %.40s", at);
}

/* ---- to text ---- */

static void value_write(struct pack_reader *r, struct buf *out);

static void chars_put(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

static void text_write(struct span text, struct buf *out)
{
	buf_put_u8(out, '\'');
	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];

		if (c == '\'' || c == '\\' || c == '\n' || c == '\t')
			buf_put_u8(out, '\\');
		buf_put_u8(out, (uint8_t)(c == '\n' ? 'n' : c == '\t' ? 't' : c));
	}
	buf_put_u8(out, '\'');
}

static void group_write(struct pack_reader *r, bool is_map, struct buf *out)
{
	uint32_t count = is_map ? unpack_map(r, UINT32_MAX) : unpack_array(r, UINT32_MAX);

	buf_put_u8(out, is_map ? '{' : '[');
	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		if (i > 0)
			buf_put_u8(out, ',');
		if (is_map) {
			value_write(r, out);
			buf_put_u8(out, ':');
		}
		value_write(r, out);
	}
	buf_put_u8(out, is_map ? '}' : ']');
	unpack_end(r);
}

static void number_write(struct pack_reader *r, bool is_negative, struct buf *out)
{
	char digits[32];

	if (is_negative)
		(void)snprintf(digits, sizeof(digits), "%lld", (long long)unpack_int(r));
	else
		(void)snprintf(digits, sizeof(digits), "%llu",
		               (unsigned long long)unpack_uint(r, UINT64_MAX));
	chars_put(out, digits);
}

/* Binary values; anything else of no other type ends the run. */
static void bin_write(struct pack_reader *r, struct buf *out)
{
	struct span bytes = unpack_bin(r, 0, SIZE_MAX);
	char digits[3];

	chars_put(out, "x'");
	for (size_t i = 0; i < bytes.size; i++) {
		hex_format(bytes.data + i, 1, digits);
		chars_put(out, digits);
	}
	buf_put_u8(out, '\'');
}

static void value_write(struct pack_reader *r, struct buf *out)
{
	switch (unpack_peek(r)) {
	case VB_PACK_MAP:
		group_write(r, true, out);
		break;
	case VB_PACK_ARRAY:
		group_write(r, false, out);
		break;
	case VB_PACK_STR:
		text_write(unpack_str(r, SIZE_MAX), out);
		break;
	case VB_PACK_BOOL:
		chars_put(out, unpack_bool(r) ? "true" : "false");
		break;
	case VB_PACK_NIL:
		unpack_nil(r);
		chars_put(out, "null");
		break;
	case VB_PACK_UINT:
		number_write(r, false, out);
		break;
	case VB_PACK_INT:
		number_write(r, true, out);
		break;
	default:
		bin_write(r, out);
	}
}

void notation_write(struct span packed, struct buf *out)
{
	struct pack_reader r;

	unpack_init(&r, packed);
	value_write(&r, out);
	if (unpack_finish(&r) != 0)
		bail("notation: not canonical: %s", err_name(unpack_finish(&r)));
	buf_put_u8(out, 0);
}
