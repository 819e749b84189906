/* unpack: the strict reader of MessagePack; see pack.h. */
#include <assert.h>
#include <string.h>

#include "protocol/pack.h"
#include "protocol/token.h"

void unpack_init(struct pack_reader *r, struct span data)
{
	memset(r, 0, sizeof(*r));
	cursor_init(&r->c, data);
}

void unpack_fail(struct pack_reader *r, int err)
{
	assert(err < 0);
	if (r->err == 0)
		r->err = err;
	r->c.at = r->c.end;
}

/* True if a value may stand here: the arrays and maps around it are not used up. */
static bool is_value_due(const struct pack_reader *r)
{
	return r->err == 0 && (r->depth == 0 || r->due[r->depth - 1] > 0);
}

/* Reads the head at the cursor without moving it. */
static int reader_look(const struct pack_reader *r, struct token *t)
{
	if (r->err != 0)
		return r->err;
	if (!is_value_due(r))
		return VB_ERR_MALFORMED;
	return token_read(&r->c, t);
}

/* Moves behind the head of a value that reader_look found. */
static void reader_step(struct pack_reader *r, const struct token *t)
{
	r->c.at += t->size;
	if (r->depth > 0)
		r->due[r->depth - 1]--;
}

/* Reads a head of this type in its shortest form; false and a sticky error when there is none. */
static bool reader_take(struct pack_reader *r, enum pack_type type, struct token *t)
{
	int err = reader_look(r, t);

	if (err == 0 && t->type != type)
		err = VB_ERR_MALFORMED;
	if (err == 0 && !t->is_shortest)
		err = VB_ERR_NOT_CANONICAL;
	if (err != 0) {
		unpack_fail(r, err);
		return false;
	}
	reader_step(r, t);
	return true;
}

enum pack_type unpack_peek(const struct pack_reader *r)
{
	struct token t;

	return reader_look(r, &t) == 0 ? t.type : VB_PACK_NONE;
}

void unpack_nil(struct pack_reader *r)
{
	struct token t;

	reader_take(r, VB_PACK_NIL, &t);
}

bool unpack_bool(struct pack_reader *r)
{
	struct token t;

	return reader_take(r, VB_PACK_BOOL, &t) && t.number != 0;
}

uint64_t unpack_uint(struct pack_reader *r, uint64_t max)
{
	struct token t;

	if (!reader_take(r, VB_PACK_UINT, &t))
		return 0;
	if (t.number > max) {
		unpack_fail(r, VB_ERR_OUT_OF_RANGE);
		return 0;
	}
	return t.number;
}

int64_t unpack_int(struct pack_reader *r)
{
	struct token t;

	if (unpack_peek(r) != VB_PACK_INT)
		return (int64_t)unpack_uint(r, INT64_MAX);
	return reader_take(r, VB_PACK_INT, &t) ? (int64_t)t.number : 0;
}

/* Reads the payload of a value of min to max bytes. */
static struct span payload_read(struct pack_reader *r, enum pack_type type, size_t min, size_t max)
{
	struct span none = { NULL, 0 };
	struct token t;

	if (!reader_take(r, type, &t))
		return none;
	if (t.number > max || t.number < min) {
		unpack_fail(r, t.number > max ? VB_ERR_TOO_LARGE : VB_ERR_MALFORMED);
		return none;
	}
	return cursor_take(&r->c, t.number);
}

struct span unpack_bin(struct pack_reader *r, size_t min, size_t max)
{
	return payload_read(r, VB_PACK_BIN, min, max);
}

void unpack_fixed(struct pack_reader *r, void *out, size_t size)
{
	struct span from = unpack_bin(r, size, size);

	if (from.size > 0)
		memcpy(out, from.data, size);
	else if (size > 0)
		memset(out, 0, size);
}

struct span unpack_str(struct pack_reader *r, size_t max)
{
	struct span text = payload_read(r, VB_PACK_STR, 0, max);

	if (!utf8_is_valid(text)) {
		unpack_fail(r, VB_ERR_BAD_UTF8);
		return span_of(NULL, 0);
	}
	return text;
}

/* Reads the head of an array or map and goes one level down; each item is per_item values. */
static uint32_t level_open(struct pack_reader *r, enum pack_type type, uint32_t max,
                           uint32_t per_item)
{
	struct token t;
	int err = 0;

	if (!reader_take(r, type, &t))
		return 0;
	if (t.number > max || t.number > VB_PACK_MAX_ITEMS)
		err = VB_ERR_TOO_LARGE;
	else if (r->depth >= VB_PACK_MAX_DEPTH)
		err = VB_ERR_TOO_DEEP;
	if (err != 0) {
		unpack_fail(r, err);
		return 0;
	}
	r->due[r->depth++] = (uint32_t)t.number * per_item;
	return (uint32_t)t.number;
}

uint32_t unpack_array(struct pack_reader *r, uint32_t max)
{
	return level_open(r, VB_PACK_ARRAY, max, 1);
}

uint32_t unpack_map(struct pack_reader *r, uint32_t max)
{
	return level_open(r, VB_PACK_MAP, max, 2);
}

void unpack_end(struct pack_reader *r)
{
	if (r->err != 0)
		return;
	assert(r->depth > 0);
	if (is_value_due(r))
		unpack_fail(r, VB_ERR_MALFORMED);
	else
		r->depth--;
}

uint32_t unpack_key(struct pack_reader *r, int64_t *last)
{
	uint32_t key = (uint32_t)unpack_uint(r, UINT32_MAX);

	if (r->err == 0 && key <= *last)
		unpack_fail(r, VB_ERR_NOT_CANONICAL);
	if (r->err != 0)
		return 0;
	*last = key;
	return key;
}

struct span unpack_str_key(struct pack_reader *r, struct span *last)
{
	struct span key = unpack_str(r, VB_IPC_FRAME_MAX_BYTES);

	if (r->err == 0 && last->data != NULL && span_compare(*last, key) >= 0)
		unpack_fail(r, VB_ERR_NOT_CANONICAL);
	if (r->err != 0)
		return span_of(NULL, 0);
	*last = key;
	return key;
}

/* Steps over one value; its bytes. */
static struct span value_read(struct pack_reader *r, enum token_form form)
{
	struct cursor c = r->c;
	struct token t;
	int err = reader_look(r, &t);

	if (err == 0)
		err = token_skip(&c, r->depth, form);
	if (err != 0) {
		unpack_fail(r, err);
		return span_of(NULL, 0);
	}
	t.size = (size_t)(c.at - r->c.at);
	reader_step(r, &t);
	return span_of(c.at - t.size, t.size);
}

struct span unpack_any(struct pack_reader *r)
{
	return value_read(r, TOKEN_CANONICAL);
}

struct span unpack_checked(struct pack_reader *r)
{
	return value_read(r, TOKEN_CHECKED);
}

int unpack_finish(const struct pack_reader *r)
{
	if (r->err != 0)
		return r->err;
	if (r->c.at != r->c.end)
		return VB_ERR_TRAILING;
	return r->depth == 0 ? 0 : VB_ERR_MALFORMED;
}
