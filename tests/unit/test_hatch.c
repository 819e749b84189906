/* hatch: frames byte by byte, as the head of hatch.h writes them; what is none is refused. */
#include "bridges/mail/hatch.h"

#include <string.h>

#include "tests/tap.h"

/* u32 big-endian 3, kind 2, "ab". */
static const uint8_t frame[] = { 0, 0, 0, 3, 2, 'a', 'b' };

static void test_frame(void)
{
	enum hatch_kind kind = HATCH_BYTES;
	struct span body = { NULL, 0 };
	size_t used = 0;
	struct buf out;

	buf_init(&out, VB_HATCH_FRAME_MAX_BYTES);
	hatch_put(&out, HATCH_MAIL, span_of_str("ab"));
	is_int(out.size, sizeof(frame), "size of a frame");
	is_mem(out.data, frame, sizeof(frame), "its bytes");
	buf_put_u8(&out, 9);
	is_err(hatch_take(buf_span(&out), &kind, &body, &used), 0, "taken");
	is_int(kind, HATCH_MAIL, "kind");
	is_int(used, sizeof(frame), "what follows stays");
	ok(span_is_equal(body, span_of_str("ab")), "body");
	for (size_t size = 0; size < sizeof(frame); size++)
		is_err(hatch_take(span_of(frame, size), &kind, &body, &used), VB_ERR_TRUNCATED,
		       "%zu bytes of it", size);
	buf_release(&out);
}

static void test_refused(void)
{
	static const struct {
		const char *what;
		uint8_t bytes[5];
		int err;
	} rows[] = {
		{ "no kind", { 0, 0, 0, 0, 2 }, VB_ERR_MALFORMED },
		{ "kind 0", { 0, 0, 0, 1, 0 }, VB_ERR_MALFORMED },
		{ "kind 4", { 0, 0, 0, 1, 4 }, VB_ERR_MALFORMED },
		{ "kind 16", { 0, 0, 0, 1, 16 }, VB_ERR_MALFORMED },
		{ "kind 21", { 0, 0, 0, 1, 21 }, VB_ERR_MALFORMED },
		/* 10 MiB = 0xa00000, and the kind. */
		{ "the largest mail", { 0, 0xa0, 0, 1, 2 }, VB_ERR_TRUNCATED },
		{ "one byte more", { 0, 0xa0, 0, 2, 2 }, VB_ERR_TOO_LARGE },
		{ "4 GiB", { 0xff, 0xff, 0xff, 0xff, 2 }, VB_ERR_TOO_LARGE },
		{ "an empty mail", { 0, 0, 0, 1, 2 }, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum hatch_kind kind;
		struct span body;
		size_t used;

		is_err(hatch_take(span_of(rows[i].bytes, sizeof(rows[i].bytes)), &kind, &body,
		                  &used),
		       rows[i].err, "%s", rows[i].what);
	}
}

static void test_settings(void)
{
	struct hatch_settings settings = { "mx.stadt.example", "stadt.example", true }, read;
	struct buf out;

	buf_init(&out, 4096);
	hatch_settings_encode(&settings, &out);
	is_err(hatch_settings_decode(buf_span(&out), &read), 0, "settings");
	is_str(read.authserv, "mx.stadt.example", "authserv");
	is_str(read.domain, "stadt.example", "domain");
	ok(read.is_unconfined_allowed, "may go on without a filter");
	for (size_t size = 0; size < out.size; size++)
		is_err(hatch_settings_decode(span_of(out.data, size), &read), VB_ERR_MALFORMED,
		       "%zu bytes of it", size);
	buf_clear(&out);
	memset(settings.authserv, 'a', VB_HATCH_DOMAIN_MAX_BYTES);
	settings.is_unconfined_allowed = false;
	hatch_settings_encode(&settings, &out);
	is_err(hatch_settings_decode(buf_span(&out), &read), 0, "the longest name");
	ok(!read.is_unconfined_allowed, "may not");
	is_int(strlen(read.authserv), 253, "all of it");
	buf_release(&out);
}

static void test_piece(void)
{
	static const uint8_t bytes[] = { 0, 0, 0, 19, 0, 4, 0, 1, 0 };
	struct hatch_piece piece = { 19, 0x40001 }, read;
	struct buf out;

	buf_init(&out, 16);
	hatch_piece_encode(piece, &out);
	is_int(out.size, 8, "a piece");
	is_mem(out.data, bytes, 8, "its bytes");
	is_err(hatch_piece_decode(span_of(bytes, 8), &read), 0, "read");
	is_int(read.file, 19, "file");
	is_int(read.offset, 0x40001, "offset");
	is_err(hatch_piece_decode(span_of(bytes, 7), &read), VB_ERR_MALFORMED, "too short");
	is_err(hatch_piece_decode(span_of(bytes, 9), &read), VB_ERR_MALFORMED, "too long");
	buf_release(&out);
}

int main(void)
{
	test_frame();
	test_refused();
	test_settings();
	test_piece();
	return done();
}
