/* have: the statement of tests/vectors/frame.txt both ways, and what a statement must not be. */
#include "protocol/peer/have.h"

#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct have last;

static int decode(struct span bytes)
{
	return have_decode(bytes, &last);
}

static struct span payload(void)
{
	struct span bytes = vector_bytes("have");

	return span_of(bytes.data + 2, bytes.size - 2);
}

static void test_both_ways(void)
{
	struct node_keys *keys = vector_keys(0x41);
	struct public_key author = node_keys_sign_public(keys);
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode(payload()), 0, "read");
	is_int(last.audience, VB_AUDIENCE_ALL, "audience");
	is_u64(last.counter, 41, "counter");
	is_err(have_verify(payload(), &author), 0, "the signature fits");
	is_err(have_encode(&last, keys, &b), 0, "written");
	ok(span_is_equal(buf_span(&b), payload()), "the same bytes");
	b.data[b.size - 1] ^= 1;
	is_err(have_verify(buf_span(&b), &author), VB_ERR_BAD_SIGNATURE, "another count");
	author.b[0] ^= 1;
	is_err(have_verify(payload(), &author), VB_ERR_BAD_SIGNATURE, "another author");
	node_keys_destroy(&keys);
	buf_release(&b);
}

static void test_counts(void)
{
	struct log_id logs[2];
	struct hash hash;
	struct span at;
	uint64_t count = 0;

	is_err(decode(payload()), 0, "read");
	is_int(last.count, 2, "two counts");
	at = last.counts;
	ok(have_next(&at, &count) && count == 5, "the first");
	ok(have_next(&at, &count) && count == 300, "the second");
	ok(!have_next(&at, &count), "no third");
	memcpy(logs[0].b, vector_bytes("log_0").data, sizeof(logs[0].b));
	memcpy(logs[1].b, vector_bytes("log_1").data, sizeof(logs[1].b));
	have_logs_hash(logs, 2, &hash);
	is_mem(hash.b, last.logs.b, sizeof(hash.b), "of these logs");
}

/* One that lacks the files of the last entry of the second log. */
static void test_files(void)
{
	struct node_keys *keys = vector_keys(0x41);
	struct span bytes = vector_bytes("have_files");
	struct span at;
	uint64_t count = 0;
	struct buf b;

	buf_init(&b, 4096);
	bytes = span_of(bytes.data + 2, bytes.size - 2);
	is_err(decode(payload()), 0, "read");
	is_u64(last.files.size, 0, "without files it has all of them");
	is_err(decode(bytes), 0, "read");
	at = last.files;
	ok(have_next(&at, &count) && count == 5, "all of the first log");
	ok(have_next(&at, &count) && count == 299, "of the second all but one");
	is_err(have_encode(&last, keys, &b), 0, "written");
	ok(span_is_equal(buf_span(&b), bytes), "the same bytes");
	node_keys_destroy(&keys);
	buf_release(&b);
}

static void test_hostile_files(void)
{
	struct span bytes = vector_bytes("have_files");
	static const struct hostile_case cases[] = {
		{ "one count less", "06c403 05 ab02", "06c402 ab02", VB_ERR_MALFORMED },
		{ "one more", "06c403 05 ab02", "06c404 0505 ab02", VB_ERR_MALFORMED },
		{ "none", "06c403 05 ab02", "06c400", VB_ERR_MALFORMED },
		{ "a varint cut off", "06c403 05 ab02", "06c403 05 ab82", VB_ERR_TRUNCATED },
	};

	bytes = span_of(bytes.data + 2, bytes.size - 2);
	hostile_cut(decode, bytes, "have_files");
	hostile_table(decode, bytes, cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "the open log", "0100 02c420", "0102 02c420", VB_ERR_OUT_OF_RANGE },
		{ "a node id of 31 bytes", "0100 02c420", "0100 02c41f", VB_ERR_MALFORMED },
		{ "a counter as text", "0329 04", "03a129 04", VB_ERR_MALFORMED },
		{ "a varint in a long form", "05c403 05 ac02", "05c403 8500 02",
		  VB_ERR_NOT_CANONICAL },
		{ "a varint cut off", "05c403 05 ac02", "05c403 05 ac82", VB_ERR_TRUNCATED },
		{ "no counts", "05c403 05 ac02", "05c400", 0 },
		{ "counts as text", "05c403 05 ac02", "05a305 ac02", VB_ERR_MALFORMED },
		{ "a pair less", "8600c420", "8500c420", VB_ERR_MALFORMED },
		{ "a pair of a later version", "8600c420", "8700c420", VB_ERR_TRUNCATED },
	};

	hostile_cut(decode, payload(), "have");
	hostile_tail(decode, payload(), VB_ERR_TRAILING, "have");
	hostile_bits(decode, payload(), "have");
	hostile_table(decode, payload(), cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_limit(void)
{
	static uint8_t counts[VB_HAVE_COUNTS_MAX_BYTES + 1];
	struct node_keys *keys = node_keys_new();
	struct have have = { .counter = 1 };
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	have.counts = span_of(counts, sizeof(counts));
	is_err(have_encode(&have, keys, &b), VB_ERR_TOO_LARGE, "too many counts");
	have.counts.size--;
	is_err(have_encode(&have, keys, &b), 0, "as many as fit");
	is_err(decode(buf_span(&b)), 0, "are read");
	is_int(last.count, VB_HAVE_COUNTS_MAX_BYTES, "all of them");
	have.files = span_of(counts, 1);
	is_err(have_encode(&have, keys, &b), VB_ERR_TOO_LARGE, "files count, too");
	node_keys_destroy(&keys);
	buf_release(&b);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/frame.txt");
	test_both_ways();
	test_counts();
	test_files();
	test_hostile();
	test_hostile_files();
	test_limit();
	vectors_close();
	return done();
}
