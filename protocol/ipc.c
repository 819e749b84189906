/* ipc: see ipc.h. */
#include "protocol/ipc.h"

#include <string.h>

#include "protocol/pack.h"
#include "protocol/utf8.h"

#define ROOM_BYTES 65536u
#define KEEP_BYTES (2 * ROOM_BYTES) /* what an idle stream may hold on to */
#define WHAT_MAX_BYTES 400u

static bool span_is(struct span s, const char *text)
{
	return span_is_equal(s, span_of_str(text));
}

/* ---- requests ---- */

static void put_map_or_empty(struct buf *out, struct span map)
{
	if (map.size > 0)
		pack_raw(out, map);
	else
		pack_map(out, 0);
}

void ipc_request_encode(struct buf *out, uint64_t id, const char *call, struct span args)
{
	pack_map(out, 3);
	pack_cstr(out, "args");
	put_map_or_empty(out, args);
	pack_cstr(out, "call");
	pack_cstr(out, call);
	pack_cstr(out, "id");
	pack_uint(out, id);
}

/* All keys of args are strings, which the table of requests relies on. */
static struct span read_args(struct pack_reader *r)
{
	struct span args, last = { NULL, 0 };
	struct pack_reader inner;

	if (unpack_peek(r) != VB_PACK_MAP)
		unpack_fail(r, VB_ERR_MALFORMED);
	args = unpack_any(r);
	if (args.size == 0)
		return args;
	unpack_init(&inner, args);
	for (uint32_t left = unpack_map(&inner, VB_IPC_MAX_ITEMS); left > 0; left--) {
		(void)unpack_str_key(&inner, &last);
		(void)unpack_any(&inner);
	}
	unpack_end(&inner);
	if (unpack_finish(&inner) < 0)
		unpack_fail(r, VB_ERR_MALFORMED);
	return args;
}

/* The id goes to *id as soon as it is read, so that an error further on can name it. */
static int read_request(struct span normal, struct ipc_request *out, uint64_t *id)
{
	static const uint8_t empty_map = 0x80;
	struct ipc_request request = { .args = span_of(&empty_map, 1) };
	struct span last = { NULL, 0 };
	bool has_call = false, has_id = false;
	struct pack_reader r;
	int err;

	unpack_init(&r, normal);
	for (uint32_t left = unpack_map(&r, VB_IPC_MAX_ITEMS); left > 0; left--) {
		struct span key = unpack_str_key(&r, &last);

		if (span_is(key, "args")) {
			request.args = read_args(&r);
		} else if (span_is(key, "call")) {
			request.call = unpack_str(&r, VB_IPC_CALL_MAX_BYTES);
			has_call = true;
		} else if (span_is(key, "id")) {
			request.id = unpack_uint(&r, UINT64_MAX);
			has_id = r.err == 0;
		} else {
			(void)unpack_any(&r);
		}
	}
	unpack_end(&r);
	err = unpack_finish(&r);
	if (err < 0)
		return err;
	if (has_id)
		*id = request.id;
	if (!has_id || !has_call)
		return VB_ERR_MISSING_VALUE;
	if (request.call.size == 0)
		return VB_ERR_MALFORMED;
	*out = request;
	return 0;
}

/* Where the rest is wrong, the id may still be right: the client then knows which request failed. */
static uint64_t find_id(struct span normal)
{
	uint64_t id = 0;

	(void)ipc_map_uint(normal, "id", &id);
	return id;
}

int ipc_request_decode(struct span in, struct buf *normal, struct ipc_request *out)
{
	int err;

	out->id = 0;
	err = pack_normalise(in, normal);
	if (err < 0)
		return err;
	out->id = find_id(buf_span(normal));
	return read_request(buf_span(normal), out, &out->id);
}

/* ---- answers ---- */

void ipc_answer_result(struct buf *out, uint64_t id, struct span result)
{
	pack_map(out, 2);
	pack_cstr(out, "id");
	pack_uint(out, id);
	pack_cstr(out, "result");
	if (result.size > 0)
		pack_raw(out, result);
	else
		pack_nil(out);
}

/* The longest valid beginning of at most max bytes. */
static struct span valid_prefix(const char *text, size_t max)
{
	struct span s = { (const uint8_t *)text, strnlen(text, max) };

	while (s.size > 0 && !utf8_is_valid(s))
		s.size--;
	return s;
}

void ipc_answer_error(struct buf *out, uint64_t id, int err, const char *detail)
{
	pack_map(out, 2);
	pack_cstr(out, "error");
	pack_map(out, 3);
	pack_cstr(out, "code");
	pack_uint(out, (uint64_t)-err);
	pack_cstr(out, "detail");
	pack_str(out, valid_prefix(detail ? detail : "", VB_IPC_DETAIL_MAX_BYTES));
	pack_cstr(out, "what");
	pack_cstr(out, err_what(err));
	pack_cstr(out, "id");
	pack_uint(out, id);
}

static void read_error(struct pack_reader *r, struct ipc_answer *out)
{
	struct span last = { NULL, 0 };

	for (uint32_t left = unpack_map(r, VB_IPC_MAX_ITEMS); left > 0; left--) {
		struct span key = unpack_str_key(r, &last);

		if (span_is(key, "code"))
			out->err = -(int)unpack_uint(r, 9999);
		else if (span_is(key, "detail"))
			out->detail = unpack_str(r, VB_IPC_DETAIL_MAX_BYTES);
		else if (span_is(key, "what"))
			out->what = unpack_str(r, WHAT_MAX_BYTES);
		else
			(void)unpack_any(r);
	}
	unpack_end(r);
	if (out->err == 0)
		unpack_fail(r, VB_ERR_MALFORMED);
}

int ipc_answer_decode(struct span in, struct ipc_answer *out)
{
	struct ipc_answer answer = { 0 };
	struct span last = { NULL, 0 };
	bool has_id = false, has_result = false;
	struct pack_reader r;
	int err;

	unpack_init(&r, in);
	for (uint32_t left = unpack_map(&r, VB_IPC_MAX_ITEMS); left > 0; left--) {
		struct span key = unpack_str_key(&r, &last);

		if (span_is(key, "id")) {
			answer.id = unpack_uint(&r, UINT64_MAX);
			has_id = true;
		} else if (span_is(key, "result")) {
			answer.result = unpack_any(&r);
			has_result = true;
		} else if (span_is(key, "error")) {
			read_error(&r, &answer);
		} else {
			(void)unpack_any(&r);
		}
	}
	unpack_end(&r);
	err = unpack_finish(&r);
	if (err < 0)
		return err;
	if (!has_id || has_result == (answer.err != 0))
		return VB_ERR_MALFORMED;
	*out = answer;
	return 0;
}

bool ipc_map_find(struct span map, const char *key, struct span *value)
{
	struct span last = { NULL, 0 };
	struct pack_reader r;

	unpack_init(&r, map);
	if (unpack_peek(&r) != VB_PACK_MAP)
		return false;
	for (uint32_t left = unpack_map(&r, VB_IPC_MAX_ITEMS); left > 0 && r.err == 0; left--) {
		struct span name = unpack_str_key(&r, &last);
		bool is_nil = unpack_peek(&r) == VB_PACK_NIL;
		struct span found = unpack_any(&r);

		if (r.err < 0 || !span_is(name, key))
			continue;
		if (is_nil)
			return false;
		*value = found;
		return true;
	}
	return false;
}

bool ipc_map_uint(struct span map, const char *key, uint64_t *out)
{
	struct pack_reader r;
	struct span value;
	uint64_t number;

	if (!ipc_map_find(map, key, &value))
		return false;
	unpack_init(&r, value);
	number = unpack_uint(&r, UINT64_MAX);
	if (unpack_finish(&r) != 0)
		return false;
	*out = number;
	return true;
}

bool ipc_map_text(struct span map, const char *key, uint32_t max, struct span *out)
{
	struct pack_reader r;
	struct span value, text;

	if (!ipc_map_find(map, key, &value))
		return false;
	unpack_init(&r, value);
	text = unpack_str(&r, max);
	if (unpack_finish(&r) != 0)
		return false;
	*out = text;
	return true;
}

/* ---- the stream ---- */

void ipc_head_put(uint8_t head[static VB_IPC_HEAD_BYTES], size_t document_bytes)
{
	put_be32(head, (uint32_t)document_bytes);
}

void ipc_stream_init(struct ipc_stream *s)
{
	buf_init(&s->bytes, VB_IPC_HEAD_BYTES + VB_IPC_FRAME_MAX_BYTES + ROOM_BYTES);
	s->at = 0;
}

void ipc_stream_release(struct ipc_stream *s)
{
	buf_release(&s->bytes);
	s->at = 0;
}

/* Moves what is left to the start. After a large document the memory goes back. */
static void drop_read(struct ipc_stream *s)
{
	size_t left = s->bytes.size - s->at;

	if (s->at == 0)
		return;
	if (left == 0 && s->bytes.capacity > KEEP_BYTES) {
		ipc_stream_release(s);
		return;
	}
	memmove(s->bytes.data, s->bytes.data + s->at, left);
	s->bytes.size = left;
	s->at = 0;
}

uint8_t *ipc_stream_room(struct ipc_stream *s, size_t *size)
{
	size_t filled, room;
	uint8_t *start;

	drop_read(s);
	filled = s->bytes.size;
	room = s->bytes.max - filled;
	*size = room < ROOM_BYTES ? room : ROOM_BYTES;
	start = buf_extend(&s->bytes, *size);
	s->bytes.size = filled;
	return start;
}

void ipc_stream_fill(struct ipc_stream *s, size_t size)
{
	s->bytes.size += size;
}

bool ipc_stream_next(struct ipc_stream *s, struct span *document, int *err)
{
	size_t left = s->bytes.size - s->at;
	const uint8_t *head = s->bytes.data + s->at;
	uint32_t size;

	*err = 0;
	if (left < VB_IPC_HEAD_BYTES)
		return false;
	size = get_be32(head);
	if (size == 0)
		*err = VB_ERR_MALFORMED;
	else if (size > VB_IPC_FRAME_MAX_BYTES)
		*err = VB_ERR_TOO_LARGE;
	if (*err < 0 || left - VB_IPC_HEAD_BYTES < size)
		return false;
	*document = span_of(head + VB_IPC_HEAD_BYTES, size);
	s->at += VB_IPC_HEAD_BYTES + size;
	return true;
}
