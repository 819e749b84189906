/* ipc: requests and answers against bytes written by hand after the MessagePack specification, and the stream against
 * every way of cutting it into pieces. */
#include "protocol/ipc.h"

#include <stdio.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"

static struct span args_of_two(struct buf *b)
{
	pack_map(b, 2);
	pack_cstr(b, "name");
	pack_cstr(b, "Forum");
	pack_cstr(b, "wait");
	pack_uint(b, 300);
	return buf_span(b);
}

static void test_encode(void)
{
	static const uint8_t bare[] = "\x83\xa4"
				      "args\x80\xa4"
				      "call\xa6"
				      "status\xa2"
				      "id\x07";
	static const uint8_t full[] = "\x83\xa4"
				      "args\x82\xa4name\xa5"
				      "Forum\xa4wait\xcd\x01\x2c\xa4"
				      "call\xab"
				      "peer.invite\xa2"
				      "id\xcd\x01\x00";
	struct buf out, args;

	buf_init(&out, 1000);
	buf_init(&args, 1000);
	ipc_request_encode(&out, 7, "status", span_of(NULL, 0));
	is_int(out.size, sizeof(bare) - 1, "size of a request without arguments");
	is_mem(out.data, bare, sizeof(bare) - 1, "bytes of a request without arguments");
	buf_clear(&out);
	ipc_request_encode(&out, 256, "peer.invite", args_of_two(&args));
	is_int(out.size, sizeof(full) - 1, "size of a request with arguments");
	is_mem(out.data, full, sizeof(full) - 1, "bytes of a request with arguments");
	buf_release(&out);
	buf_release(&args);
}

/* Other people's libraries: str32 and u64 forms, keys in any order, keys we do not know. */
static void test_decode_foreign(void)
{
	static const uint8_t odd[] = "\x84\xa2"
				     "id\xcf\x00\x00\x00\x00\x00\x00\x00\x05\xd9\x04"
				     "call\xda\x00\x04"
				     "ping\xa2zz\xc0\xa4"
				     "args\x82\xa1z\x01\xa1"
				     "a\xd1\x00\x02";
	static const uint8_t args[] = "\x82\xa1"
				      "a\x02\xa1z\x01";
	struct ipc_request request = { 0 };
	struct buf normal;

	buf_init(&normal, VB_IPC_FRAME_MAX_BYTES);
	is_err(ipc_request_decode(span_of(odd, sizeof(odd) - 2), &normal, &request),
	       VB_ERR_TRUNCATED, "the last byte is missing");
	buf_clear(&normal);
	is_err(ipc_request_decode(span_of(odd, sizeof(odd) - 1), &normal, &request), 0,
	       "long forms, any order and unknown keys are read");
	is_u64(request.id, 5, "id");
	is_mem(request.call.data, "ping", 4, "call");
	is_int(request.args.size, sizeof(args) - 1, "arguments are canonical: size");
	is_mem(request.args.data, args, sizeof(args) - 1, "arguments are canonical: bytes");
	buf_release(&normal);
}

struct bad_request {
	const char *name;
	const char *bytes;
	size_t size;
	int err;
	uint64_t id;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct bad_request bad_requests[] = {
	{ "nothing", BYTES(""), VB_ERR_TRUNCATED, 0 },
	{ "not a map", BYTES("\x93\x01\x02\x03"), VB_ERR_MALFORMED, 0 },
	{ "no call", BYTES("\x81\xa2id\x09"), VB_ERR_MISSING_VALUE, 9 },
	{ "no id",
	  BYTES("\x81\xa4"
	        "call\xa1x"),
	  VB_ERR_MISSING_VALUE, 0 },
	{ "empty call",
	  BYTES("\x82\xa4"
	        "call\xa0\xa2id\x09"),
	  VB_ERR_MALFORMED, 9 },
	{ "call is a number",
	  BYTES("\x82\xa4"
	        "call\x01\xa2id\x09"),
	  VB_ERR_MALFORMED, 9 },
	{ "id is a text",
	  BYTES("\x82\xa4"
	        "call\xa1x\xa2id\xa1"
	        "9"),
	  VB_ERR_MALFORMED, 0 },
	{ "id is negative",
	  BYTES("\x82\xa4"
	        "call\xa1x\xa2id\xff"),
	  VB_ERR_MALFORMED, 0 },
	{ "args is a list",
	  BYTES("\x83\xa4"
	        "args\x90\xa4"
	        "call\xa1x\xa2id\x09"),
	  VB_ERR_MALFORMED, 9 },
	{ "args has a number as key",
	  BYTES("\x83\xa4"
	        "args\x81\x01\x02\xa4"
	        "call\xa1x\xa2id\x09"),
	  VB_ERR_MALFORMED, 9 },
	{ "something behind it",
	  BYTES("\x82\xa4"
	        "call\xa1x\xa2id\x09\x00"),
	  VB_ERR_TRAILING, 0 },
	{ "invalid UTF-8",
	  BYTES("\x82\xa4"
	        "call\xa1\xff\xa2id\x09"),
	  VB_ERR_BAD_UTF8, 0 },
	{ "map32 with 2^32-1 pairs", BYTES("\xdf\xff\xff\xff\xff"), VB_ERR_TRUNCATED, 0 },
};

static void test_decode_bad(void)
{
	struct buf normal;

	buf_init(&normal, VB_IPC_FRAME_MAX_BYTES);
	for (size_t i = 0; i < sizeof(bad_requests) / sizeof(bad_requests[0]); i++) {
		const struct bad_request *bad = &bad_requests[i];
		struct ipc_request request = { .id = 77 };

		buf_clear(&normal);
		is_err(ipc_request_decode(span_of(bad->bytes, bad->size), &normal, &request),
		       bad->err, "%s", bad->name);
		is_u64(request.id, bad->id, "%s: id for the answer", bad->name);
	}
	buf_release(&normal);
}

static void test_long_call(void)
{
	char call[VB_IPC_CALL_MAX_BYTES + 2];
	struct ipc_request request;
	struct buf out, normal;

	buf_init(&out, 1000);
	buf_init(&normal, 1000);
	memset(call, 'c', sizeof(call));
	call[VB_IPC_CALL_MAX_BYTES] = '\0';
	ipc_request_encode(&out, 1, call, span_of(NULL, 0));
	is_err(ipc_request_decode(buf_span(&out), &normal, &request), 0, "longest name of a call");
	is_int(request.args.size, 1, "no arguments are an empty map");
	buf_clear(&out);
	buf_clear(&normal);
	call[VB_IPC_CALL_MAX_BYTES] = 'c';
	call[VB_IPC_CALL_MAX_BYTES + 1] = '\0';
	ipc_request_encode(&out, 1, call, span_of(NULL, 0));
	is_err(ipc_request_decode(buf_span(&out), &normal, &request), VB_ERR_TOO_LARGE,
	       "one byte longer");
	buf_release(&out);
	buf_release(&normal);
}

static void test_answers(void)
{
	static const uint8_t want[] = "\x82\xa2id\x03\xa6result\xc3";
	static const uint8_t yes = 0xc3;
	struct ipc_answer answer;
	struct buf out;

	buf_init(&out, 4000);
	ipc_answer_result(&out, 3, span_of(&yes, 1));
	is_int(out.size, sizeof(want) - 1, "size of an answer");
	is_mem(out.data, want, sizeof(want) - 1, "bytes of an answer");
	is_err(ipc_answer_decode(buf_span(&out), &answer), 0, "answer is read");
	is_int(answer.err, 0, "no error in it");
	is_mem(answer.result.data, &yes, 1, "its result");
	buf_clear(&out);
	ipc_answer_error(&out, 4, VB_ERR_NOT_PAIRED,
	                 "L\xc3\xbc"
	                 "beck");
	is_err(ipc_answer_decode(buf_span(&out), &answer), 0, "error answer is read");
	is_u64(answer.id, 4, "its id");
	is_err(answer.err, VB_ERR_NOT_PAIRED, "its code");
	is_mem(answer.detail.data,
	       "L\xc3\xbc"
	       "beck",
	       7, "its detail");
	ok(span_is_equal(answer.what, span_of_str(err_what(VB_ERR_NOT_PAIRED))), "its sentence");
	ok(answer.result.data == NULL, "it has no result");
	buf_release(&out);
}

static void test_detail(void)
{
	char umlauts[2 * VB_IPC_DETAIL_MAX_BYTES + 2] = "a";
	struct ipc_answer answer;
	struct buf out;

	buf_init(&out, 4000);
	for (size_t i = 1; i + 2 < sizeof(umlauts); i += 2)
		memcpy(umlauts + i, "\xc3\xa4", 3);
	ipc_answer_error(&out, 1, VB_ERR_BAD_VALUE, umlauts);
	is_err(ipc_answer_decode(buf_span(&out), &answer), 0, "long detail");
	is_int(answer.detail.size, VB_IPC_DETAIL_MAX_BYTES - 1, "is cut between two characters");
	buf_clear(&out);
	ipc_answer_error(&out, 1, VB_ERR_BAD_VALUE,
	                 "ab\xff"
	                 "cd");
	is_err(ipc_answer_decode(buf_span(&out), &answer), 0, "detail that is not UTF-8");
	is_int(answer.detail.size, 2, "ends before the bad byte");
	buf_clear(&out);
	ipc_answer_error(&out, 1, VB_ERR_BAD_VALUE, NULL);
	is_err(ipc_answer_decode(buf_span(&out), &answer), 0, "no detail");
	is_int(answer.detail.size, 0, "is an empty one");
	buf_release(&out);
}

static void test_bad_answers(void)
{
	static const char both[] = "\x83\xa5"
				   "error\x83\xa4"
				   "code\x05\xa6"
				   "detail\xa0\xa4what\xa0\xa2id\x03\xa6result\xc3";
	static const char neither[] = "\x81\xa2id\x03";
	static const char zero[] = "\x82\xa5"
				   "error\x81\xa4"
				   "code\x00\xa2id\x03";
	struct ipc_answer answer;

	is_err(ipc_answer_decode(span_of(both, sizeof(both) - 1), &answer), VB_ERR_MALFORMED,
	       "result and error");
	is_err(ipc_answer_decode(span_of(neither, sizeof(neither) - 1), &answer), VB_ERR_MALFORMED,
	       "neither");
	is_err(ipc_answer_decode(span_of(zero, sizeof(zero) - 1), &answer), VB_ERR_MALFORMED,
	       "an error with the code of success");
}

static void test_map_find(void)
{
	static const uint8_t text[] = "\x81\xa1"
				      "a\xa2"
				      "bc";
	const struct span map = { text, sizeof(text) - 1 };
	struct span value = { NULL, 0 };
	uint64_t number = 0;
	struct buf b;

	buf_init(&b, 100);
	(void)args_of_two(&b);
	ok(ipc_map_find(buf_span(&b), "wait", &value), "a key that is there");
	is_mem(value.data, "\xcd\x01\x2c", 3, "its value");
	ok(!ipc_map_find(buf_span(&b), "nam", &value), "a key that is not");
	ok(!ipc_map_find(span_of("\x90", 1), "name", &value), "not in a list");
	ok(!ipc_map_find(span_of(NULL, 0), "name", &value), "not in nothing");
	ok(!ipc_map_find(span_of("\x81\xa1"
	                         "a\xc0",
	                         4),
	                 "a", &value),
	   "nil is as absent");
	ok(ipc_map_uint(buf_span(&b), "wait", &number) && number == 300, "a number");
	ok(!ipc_map_uint(buf_span(&b), "name", &number) && number == 300,
	   "a text is none, and nothing changes");
	ok(!ipc_map_uint(buf_span(&b), "nam", &number), "nor is what is not there");
	ok(ipc_map_text(map, "a", 2, &value) && value.size == 2, "a text of its most bytes");
	ok(!ipc_map_text(map, "a", 1, &value) && value.size == 2, "one more is none");
	ok(!ipc_map_text(buf_span(&b), "wait", 10, &value), "a number is no text");
	buf_release(&b);
}

/* Feeds size bytes in pieces; returns how many documents came out and checks that document k is k+1 bytes of 'k'. */
static int feed(const uint8_t *bytes, size_t size, size_t piece, int *err)
{
	struct ipc_stream s;
	int count = 0;

	*err = 0;
	ipc_stream_init(&s);
	for (size_t at = 0; at < size && *err == 0;) {
		size_t room, n = size - at < piece ? size - at : piece;
		uint8_t *p = ipc_stream_room(&s, &room);
		struct span document;

		if (n > room)
			n = room;
		memcpy(p, bytes + at, n);
		ipc_stream_fill(&s, n);
		at += n;
		while (ipc_stream_next(&s, &document, err)) {
			bool fits = document.size == (size_t)count + 1;

			for (size_t i = 0; i < document.size; i++)
				fits = fits && document.data[i] == 'a' + count;
			count += fits ? 1 : 1000;
		}
	}
	ipc_stream_release(&s);
	return count;
}

static void test_stream_pieces(void)
{
	uint8_t bytes[5 * 4 + 1 + 2 + 3 + 4 + 5];
	size_t size = 0;
	int err, bad = 0;

	for (size_t k = 0; k < 5; k++) {
		ipc_head_put(bytes + size, k + 1);
		memset(bytes + size + 4, 'a' + (int)k, k + 1);
		size += 4 + k + 1;
	}
	for (size_t piece = 1; piece <= size; piece++)
		bad += feed(bytes, size, piece, &err) != 5 || err != 0;
	is_int(bad, 0, "five documents, cut into pieces of every size");
	is_int(feed(bytes, size - 1, 3, &err), 4, "the last one is not complete");
}

static void test_stream_limits(void)
{
	/* limit VB_IPC_FRAME_MAX_BYTES */
	static uint8_t big[4 + VB_IPC_FRAME_MAX_BYTES];
	struct ipc_stream s;
	struct span document;
	size_t room;
	int err;

	feed((const uint8_t *)"\x00\x10\x00\x01", 4, 4, &err);
	is_err(err, VB_ERR_TOO_LARGE, "1 MiB + 1");
	feed((const uint8_t *)"\xff\xff\xff\xff", 4, 1, &err);
	is_err(err, VB_ERR_TOO_LARGE, "4 GiB");
	feed((const uint8_t *)"\x00\x00\x00\x00", 4, 4, &err);
	is_err(err, VB_ERR_MALFORMED, "nothing");
	ipc_stream_init(&s);
	ipc_head_put(big, VB_IPC_FRAME_MAX_BYTES);
	for (size_t at = 0; at < sizeof(big);) {
		uint8_t *p = ipc_stream_room(&s, &room);

		if (room > sizeof(big) - at)
			room = sizeof(big) - at;
		memcpy(p, big + at, room);
		ipc_stream_fill(&s, room);
		at += room;
	}
	ok(ipc_stream_next(&s, &document, &err) && err == 0, "a whole MiB comes out");
	is_int(document.size, VB_IPC_FRAME_MAX_BYTES, "whole");
	ok(!ipc_stream_next(&s, &document, &err) && err == 0, "nothing left");
	ok(ipc_stream_room(&s, &room) != NULL && s.bytes.capacity < VB_IPC_FRAME_MAX_BYTES,
	   "the memory of a large document is given back");
	ipc_stream_release(&s);
}

/* One who never reads documents cannot make it grow. */
static void test_stream_full(void)
{
	struct ipc_stream s;
	size_t room;
	int rounds = 0;

	ipc_stream_init(&s);
	do {
		uint8_t *p = ipc_stream_room(&s, &room);

		memset(p, 1, room);
		ipc_stream_fill(&s, room);
	} while (room > 0 && ++rounds < 100);
	is_int(room, 0, "the room ends");
	ok(s.bytes.capacity <= 4 + VB_IPC_FRAME_MAX_BYTES + 65536 * 2, "memory is bounded");
	ipc_stream_release(&s);
}

int main(void)
{
	test_encode();
	test_decode_foreign();
	test_decode_bad();
	test_long_call();
	test_answers();
	test_detail();
	test_bad_answers();
	test_map_find();
	test_stream_pieces();
	test_stream_limits();
	test_stream_full();
	return done();
}
