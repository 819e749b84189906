/* blob: lists, manifests and frames of blobs against tests/vectors/blob.txt. */
#include "protocol/blob.h"

#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static size_t list_size;
static uint32_t list_count;
static struct blob_want last_want;
static struct blob_chunk last_chunk;

static int decode_list(struct span bytes)
{
	return blob_list_decode(bytes, &list_size, &list_count);
}

static int decode_want(struct span bytes)
{
	return blob_want_decode(bytes, &last_want);
}

static int decode_chunk(struct span bytes)
{
	return blob_chunk_decode(bytes, &last_chunk);
}

static void test_list(void)
{
	static struct blob many[64];
	struct span good = vector_bytes("list");
	struct blob blobs[2];
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_list(good), 0, "a list");
	is_int(list_size, good.size, "its size");
	is_int(list_count, 2, "two blobs");
	for (uint32_t i = 0; i < 2; i++)
		blob_list_at(good, i, &blobs[i]);
	is_mem(blobs[0].manifest.b, vector_bytes("manifest").data, 32, "manifest");
	is_u64(blobs[0].size, 49152 + 24, "size");
	is_u64(blobs[1].size, 1, "size of the second");
	blob_list_encode(blobs, 2, &b);
	ok(span_is_equal(buf_span(&b), good), "written");
	hostile_cut(decode_list, good, "list");
	is_err(decode_list(hex("00")), VB_ERR_MALFORMED, "an empty list");
	/* limit VB_BLOBS_MAX_COUNT */
	is_err(decode_list(hex("41")), VB_ERR_MALFORMED, "65 blobs");
	buf_clear(&b);
	for (uint8_t i = 0; i < 64; i++) {
		many[i].manifest.b[0] = i;
		many[i].size = 1;
	}
	blob_list_encode(many, 64, &b);
	is_err(decode_list(buf_span(&b)), 0, "64 blobs");
	buf_release(&b);
}

static void test_manifest(void)
{
	struct hash chunks[2], manifest;

	crypt_hash(vector_bytes("chunk_0"), &chunks[0]);
	crypt_hash(vector_bytes("chunk_1"), &chunks[1]);
	blob_manifest(49152 + 24, chunks, 2, &manifest);
	is_mem(manifest.b, vector_bytes("manifest").data, sizeof(manifest.b), "manifest");
	is_u64(blob_chunk_count(0), 0, "an empty file");
	is_u64(blob_chunk_count(1), 1, "one byte");
	is_u64(blob_chunk_count(49152), 1, "one chunk");
	is_u64(blob_chunk_count(49153), 2, "one byte more");
	is_u64(blob_chunk_count(UINT64_MAX), UINT64_MAX / 49152 + 1, "the longest");
}

static void test_want(void)
{
	/* What stands at the end, for first chunk 0 and count 2. */
	static const struct {
		const char *name;
		const char *numbers;
		int err;
	} cases[] = {
		{ "no chunk", "0000", VB_ERR_MALFORMED },
		{ "a varint in a long form", "800002", VB_ERR_NOT_CANONICAL },
		{ "the greatest numbers", "ffffffffffffffffff01ffffffffffffffffff01", 0 },
		{ "more than 64 bits", "ffffffffffffffffff0302", VB_ERR_TOO_LARGE },
	};
	struct span good = vector_bytes("want");
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_want(good), 0, "want");
	is_u64(last_want.first, 0, "first chunk");
	is_u64(last_want.count, 2, "count");
	is_mem(last_want.manifest.b, vector_bytes("manifest").data, 32, "manifest");
	blob_want_encode(&last_want, &b);
	ok(span_is_equal(buf_span(&b), good), "written");
	hostile_cut(decode_want, good, "want");
	hostile_tail(decode_want, good, VB_ERR_TRAILING, "want");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span bad = span_of(good.data, good.size - 2);

		buf_clear(&b);
		buf_put(&b, bad.data, bad.size);
		buf_put(&b, hex(cases[i].numbers).data, hex(cases[i].numbers).size);
		is_err(decode_want(buf_span(&b)), cases[i].err, "want: %s", cases[i].name);
	}
	buf_release(&b);
}

static void test_chunk(void)
{
	/* limit VB_BLOB_CHUNK_BYTES */
	static uint8_t big[VB_HASH_BYTES + 1 + VB_BLOB_CHUNK_BYTES + 17];
	struct span good = vector_bytes("chunk");
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_chunk(good), 0, "chunk");
	is_u64(last_chunk.index, 1, "number");
	ok(span_is_equal(last_chunk.data, vector_bytes("chunk_1")), "data");
	blob_chunk_encode(&last_chunk, &b);
	ok(span_is_equal(buf_span(&b), good), "written");
	is_err(decode_chunk(span_of(good.data, VB_HASH_BYTES + 1)), 0, "without data");
	is_int(last_chunk.data.size, 0, "it is not there");
	for (size_t cut = 0; cut < VB_HASH_BYTES + 1 + 17; cut++) {
		if (cut != VB_HASH_BYTES + 1)
			is_err(decode_chunk(span_of(good.data, cut)), VB_ERR_TRUNCATED,
			       "chunk of %zu bytes", cut);
	}
	is_err(decode_chunk(span_of(big, sizeof(big) - 1)), 0, "a whole chunk");
	is_err(decode_chunk(span_of(big, sizeof(big))), VB_ERR_TOO_LARGE, "a byte more");
	buf_release(&b);
}

/* What the Python program encrypted opens, and what is encrypted here is the same. */
static void test_seal(void)
{
	uint64_t size = VB_BLOB_CHUNK_BYTES + 24;
	uint8_t plain[VB_BLOB_CHUNK_BYTES], sealed[VB_BLOB_STORED_MAX_BYTES];
	struct span want = vector_bytes("sealed_1");
	struct file_key key;

	memcpy(key.key, vector_bytes("file_key").data, sizeof(key.key));
	memcpy(key.nonce, vector_bytes("file_nonce").data, sizeof(key.nonce));
	is_int(blob_chunk_bytes(size, 0), 49152, "the first chunk");
	is_int(blob_chunk_bytes(size, 1), 24, "the last chunk");
	blob_chunk_seal(&key, size, 1, vector_bytes("plain_1").data, sealed);
	is_mem(sealed, want.data, 40, "encrypted");
	is_err(blob_chunk_open(&key, size, 1, want, plain), 0, "opened");
	is_mem(plain, vector_bytes("plain_1").data, 24, "itself");
	is_err(blob_chunk_open(&key, size, 0, want, plain), VB_ERR_MALFORMED,
	       "not as long as the first");
	is_err(blob_chunk_open(&key, size, 2, want, plain), VB_ERR_MALFORMED, "there is no third");
	is_err(blob_chunk_open(&key, size, UINT64_MAX, want, plain), VB_ERR_MALFORMED,
	       "far behind");
	is_err(blob_chunk_open(&key, 2 * VB_BLOB_CHUNK_BYTES + 24, 2, want, plain), VB_ERR_DECRYPT,
	       "of a longer file");
	memcpy(sealed, want.data, want.size);
	sealed[3] ^= 1;
	is_err(blob_chunk_open(&key, size, 1, span_of(sealed, want.size), plain), VB_ERR_DECRYPT,
	       "changed");
	key.nonce[15] ^= 1;
	is_err(blob_chunk_open(&key, size, 1, want, plain), VB_ERR_DECRYPT, "another file");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/blob.txt");
	test_list();
	test_manifest();
	test_seal();
	test_want();
	test_chunk();
	vectors_close();
	return done();
}
