/* padding: permitted lengths against those of tests/vectors/generate.py, and what may stand behind a text. */
#include "protocol/padding.h"

#include <stdio.h>
#include <string.h>

#include "protocol/crypt.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define MAX_BYTES 32768u

static void test_named(void)
{
	static const unsigned sizes[] = {
		1,    31,   32,   33,   511,  512,   513,   543,   1023,
		1024, 1025, 2048, 2049, 9999, 32255, 32256, 32767, 32768
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char name[32];

		snprintf(name, sizeof(name), "padded_%u", sizes[i]);
		is_int(padding_bytes(sizes[i], MAX_BYTES), get_be32(vector_bytes(name).data), "%u",
		       sizes[i]);
	}
}

static void test_all(void)
{
	struct hasher h;
	struct hash hash;
	uint32_t worst = 0;

	hasher_init(&h, NULL);
	for (uint32_t size = 1; size <= MAX_BYTES; size++) {
		uint8_t bytes[4];
		uint32_t padded = padding_bytes(size, MAX_BYTES);

		put_be32(bytes, padded);
		hasher_put(&h, bytes, sizeof(bytes));
		if (size > 512 && (padded - size) * 100 / size > worst)
			worst = (padded - size) * 100 / size;
	}
	hasher_finish(&h, &hash);
	is_mem(hash.b, vector_bytes("padded_digest").data, sizeof(hash.b), "all lengths");
	ok(worst < 7, "beyond 512 bytes never 7 %% longer");
}

static void test_limits(void)
{
	is_int(padding_bytes(0, MAX_BYTES), 0, "nothing to pad");
	is_int(padding_bytes(MAX_BYTES + 1, MAX_BYTES), 0, "too long");
	is_int(padding_bytes(990, 991), 0, "too long when padded");
	is_int(padding_bytes(992, 992), 992, "just fits");
	is_int(padding_bytes(65000, 65536), 65536, "envelopes go further");
}

static void test_check(void)
{
	uint8_t text[64] = "text";

	is_err(padding_check(span_of(text, 32), 4), 0, "zeros up to the length");
	is_err(padding_check(span_of(text, 64), 4), VB_ERR_NOT_CANONICAL, "too many zeros");
	is_err(padding_check(span_of(text, 31), 4), VB_ERR_NOT_CANONICAL, "too few");
	is_err(padding_check(span_of(text, 4), 4), VB_ERR_NOT_CANONICAL, "none");
	is_err(padding_check(span_of(text, 32), 32), 0, "none needed");
	is_err(padding_check(span_of(text, 32), 33), VB_ERR_NOT_CANONICAL, "longer than there is");
	is_err(padding_check(span_of(text, 0), 0), 0, "nothing at all");
	text[31] = 1;
	is_err(padding_check(span_of(text, 32), 4), VB_ERR_NOT_CANONICAL, "not zero at the end");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/body.txt");
	test_named();
	test_all();
	test_limits();
	test_check();
	vectors_close();
	return done();
}
