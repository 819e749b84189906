/* heads: DIGEST, HEADS and WANT against tests/vectors/frame.txt. */
#include "protocol/peer/heads.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct heads_items last;
static struct heads last_heads;

static int decode_digests(struct span payload)
{
	return digest_list_decode(payload, &last);
}

static int decode_heads(struct span payload)
{
	return heads_decode(payload, &last_heads);
}

static int decode_wants(struct span payload)
{
	return want_list_decode(payload, &last);
}

static struct span payload_of(const char *name)
{
	struct span bytes = vector_bytes(name);

	return span_of(bytes.data + VB_FRAME_HEAD_BYTES, bytes.size - VB_FRAME_HEAD_BYTES);
}

static struct log_id log_of(unsigned number)
{
	struct log_id log;

	memcpy(log.b, vector_numbered("log", number).data, sizeof(log.b));
	return log;
}

static struct space_id space_of(void)
{
	struct space_id space;

	memcpy(space.b, vector_bytes("space").data, sizeof(space.b));
	return space;
}

/* ---- DIGEST ---- */

static void test_digest(void)
{
	struct span good = payload_of("digest");
	struct digest digest;
	struct heads_items at;
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_digests(good), 0, "digests");
	is_int(last.count, 2, "two");
	at = last;
	ok(digest_list_next(&at, &digest), "the first");
	is_int(digest.stream, VB_STREAM_ALL, "stream");
	is_mem(digest.hash.b, vector_bytes("digest_hash").data, 32, "hash");
	digest_encode(&digest, &b);
	ok(digest_list_next(&at, &digest), "the second");
	is_int(digest.stream, VB_STREAM_CONTROL, "stream");
	digest_encode(&digest, &b);
	ok(!digest_list_next(&at, &digest), "no third");
	ok(span_is_equal(buf_span(&b), good), "written");
	hostile_cut(decode_digests, span_of(good.data, 65), "digest");
	hostile_tail(decode_digests, good, VB_ERR_TRUNCATED, "digest");
	b.data[32] = 4;
	is_err(decode_digests(buf_span(&b)), VB_ERR_MALFORMED, "no such stream");
	b.data[32] = 3;
	is_err(decode_digests(buf_span(&b)), VB_ERR_NOT_CANONICAL, "twice the same");
	b.data[0]++;
	is_err(decode_digests(buf_span(&b)), VB_ERR_NOT_CANONICAL, "descending");
	buf_release(&b);
}

static void test_digest_hash(void)
{
	struct space_id space = space_of();
	struct hasher h;
	struct hash hash;

	digest_hash_init(&h, &space, VB_STREAM_ALL);
	for (unsigned i = 0; i < 2; i++) {
		struct log_id log = log_of(i);
		struct entry_id id;

		memcpy(id.b, vector_numbered("last", i).data, sizeof(id.b));
		digest_hash_put(&h, &log, get_be64(vector_numbered("count", i).data), &id);
	}
	hasher_finish(&h, &hash);
	is_mem(hash.b, vector_bytes("digest_hash").data, sizeof(hash.b), "digest of a stream");
}

/* ---- HEADS ---- */

static void test_heads(void)
{
	struct span good = payload_of("heads");
	struct heads_items at;
	struct head head;
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_heads(good), 0, "heads");
	is_int(last_heads.stream, VB_STREAM_ALL, "stream");
	is_int(last_heads.items.count, 2, "two logs");
	at = last_heads.items;
	heads_begin(&b, &last_heads.space, last_heads.stream);
	for (unsigned i = 0; i < 2; i++) {
		ok(heads_next(&at, &head), "log %u", i);
		is_mem(head.log.b, vector_numbered("log", i).data, sizeof(head.log.b), "its id");
		is_u64(head.count, get_be64(vector_numbered("count", i).data), "its count");
		is_mem(head.prefix, vector_numbered("last", i).data, sizeof(head.prefix),
		       "its last");
		head_encode(&head, &b);
	}
	ok(!heads_next(&at, &head), "no third");
	ok(span_is_equal(buf_span(&b), good), "written");
	is_err(decode_heads(payload_of("heads_none")), 0, "no heads");
	is_int(last_heads.items.count, 0, "are none");
	buf_release(&b);
}

static void test_heads_hostile(void)
{
	struct span good = payload_of("heads");
	uint8_t bytes[4096];
	size_t item = VB_HASH_BYTES + 1 + VB_HEAD_PREFIX_BYTES;

	hostile_cut(decode_heads, payload_of("heads_none"), "no heads");
	hostile_tail(decode_heads, good, VB_ERR_TRUNCATED, "heads");
	is_err(decode_heads(span_of(good.data, good.size - 1)), VB_ERR_TRUNCATED, "a byte less");
	memcpy(bytes, good.data, good.size);
	bytes[32] = 4;
	is_err(decode_heads(span_of(bytes, good.size)), VB_ERR_MALFORMED, "no such stream");
	bytes[32] = 0;
	bytes[33 + 32] = 0;
	is_err(decode_heads(span_of(bytes, good.size)), VB_ERR_MALFORMED, "a count of 0");
	bytes[33 + 32] = 1;
	memcpy(bytes + 33, bytes + 33 + item, VB_HASH_BYTES);
	is_err(decode_heads(span_of(bytes, good.size)), VB_ERR_NOT_CANONICAL, "twice the same");
	bytes[33]++;
	is_err(decode_heads(span_of(bytes, good.size)), VB_ERR_NOT_CANONICAL, "descending");
	bytes[33 + 32] = 0x80;
	bytes[33 + 33] = 0x00;
	is_err(decode_heads(span_of(bytes, good.size)), VB_ERR_NOT_CANONICAL, "a long varint");
}

/* ---- WANT ---- */

static void test_want(void)
{
	struct span good = payload_of("want");
	struct heads_items at;
	struct want want;
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_wants(good), 0, "wants");
	is_int(last.count, 2, "two");
	at = last;
	ok(want_list_next(&at, &want), "the first");
	is_mem(want.log.b, vector_bytes("log_all").data, sizeof(want.log.b), "log");
	is_u64(want.first_seq, 3, "from");
	is_u64(want.count, 300, "count");
	want_encode(&want, &b);
	ok(want_list_next(&at, &want), "the second");
	is_mem(want.log.b, want.space.b, sizeof(want.log.b), "the control log");
	want_encode(&want, &b);
	ok(!want_list_next(&at, &want), "no third");
	ok(span_is_equal(buf_span(&b), good), "written");
	is_err(decode_wants(hex("")), VB_ERR_TRUNCATED, "none");
	hostile_cut(decode_wants, span_of(good.data, 67), "want");
	hostile_tail(decode_wants, good, VB_ERR_TRUNCATED, "want");
	b.data[b.size - 1] = 0;
	is_err(decode_wants(buf_span(&b)), VB_ERR_MALFORMED, "a count of 0");
	b.size -= 2;
	buf_put(&b, hex("ffffffffffffffffff01 01").data, 11);
	is_err(decode_wants(buf_span(&b)), VB_ERR_OUT_OF_RANGE, "beyond the last seq");
	b.size -= 11;
	buf_put(&b, hex("feffffffffffffffff01 01").data, 11);
	is_err(decode_wants(buf_span(&b)), 0, "the last seq");
	buf_release(&b);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/frame.txt");
	test_digest();
	test_digest_hash();
	test_heads();
	test_heads_hostile();
	test_want();
	vectors_close();
	return done();
}
