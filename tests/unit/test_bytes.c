/* bytes: spans, the bounded buffer and the read cursor. Expected bytes: by hand, varints from Python. */
#include "protocol/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

static void test_spans(void)
{
	struct span empty = { NULL, 0 }, a = span_of_str("a"), ab = span_of_str("ab"),
		    b = span_of_str("b");
	struct span high = hex("ff");

	is_int(ab.size, 2, "a C string without its NUL");
	ok(span_is_equal(ab, span_of_str("ab")) && !span_is_equal(ab, a) && !span_is_equal(a, b),
	   "equality");
	ok(span_is_equal(empty, span_of_str("")), "nothing is nothing, wherever it points");
	ok(span_compare(a, ab) < 0 && span_compare(ab, a) > 0, "a prefix comes first");
	ok(span_compare(ab, b) < 0 && span_compare(b, ab) > 0,
	   "the first difference decides, not the length");
	ok(span_compare(b, high) < 0, "bytes are unsigned");
	ok(span_compare(empty, a) < 0 && span_compare(a, empty) > 0,
	   "nothing comes before everything");
	is_int(span_compare(empty, span_of_str("")), 0, "nothing equals nothing");
}

static void test_integers(void)
{
	struct span want = hex("ab 1234 89abcdef 0123456789abcdef 0000 ffffffff");
	uint8_t be[8];
	struct buf b;

	buf_init(&b, 100);
	buf_put_u8(&b, 0xab);
	buf_put_u16(&b, 0x1234);
	buf_put_u32(&b, 0x89abcdef);
	buf_put_u64(&b, UINT64_C(0x0123456789abcdef));
	buf_put_u16(&b, 0);
	buf_put_u32(&b, UINT32_MAX);
	is_int(b.size, want.size, "all integers have their size");
	is_mem(b.data, want.data, want.size, "all integers are big-endian");
	buf_release(&b);
	put_be16(be, 0xfedc);
	is_int(get_be16(be), 0xfedc, "two bytes there and back");
	put_be32(be, 0xfedcba98);
	is_int(get_be32(be), 0xfedcba98, "four bytes there and back");
	put_be64(be, UINT64_C(0xfedcba9876543210));
	is_u64(get_be64(be), UINT64_C(0xfedcba9876543210), "eight bytes there and back");
	is_mem(be, hex("fedcba9876543210").data, 8, "big-endian");
}

static void test_buffer_ceiling(void)
{
	struct buf b;

	buf_init(&b, 5);
	ok(b.data == NULL, "starting allocates nothing");
	buf_put(&b, "abc", 3);
	buf_put(&b, "de", 2);
	is_int(b.err, 0, "full to the last byte");
	buf_put(&b, NULL, 0);
	is_int(b.err, 0, "nothing fits always");
	buf_put_u8(&b, 1);
	is_err(b.err, VB_ERR_TOO_LARGE, "one byte more");
	is_int(b.size, 5, "what does not fit is not put in part");
	ok(buf_extend(&b, 0) == NULL, "the error is sticky");
	buf_clear(&b);
	ok(b.size == 0 && b.err == 0 && b.capacity <= 5, "clear forgets contents and error");
	buf_put_u32(&b, 7);
	buf_put_u16(&b, 7);
	is_int(b.size, 4, "an integer that does not fit is not cut");
	is_err(b.err, VB_ERR_TOO_LARGE, "and leaves the error");
	buf_release(&b);
	ok(b.data == NULL && b.size == 0 && b.err == 0, "released");
	buf_put(&b, "again", 5);
	is_mem(b.data, "again", 5, "and usable again, with the same ceiling");
	buf_put_u8(&b, 0);
	is_err(b.err, VB_ERR_TOO_LARGE, "which still holds");
	buf_release(&b);
}

static void test_buffer_extremes(void)
{
	struct buf b;

	buf_init(&b, 0);
	ok(buf_extend(&b, 0) != NULL, "a buffer of nothing holds nothing");
	buf_put_u8(&b, 0);
	is_err(b.err, VB_ERR_TOO_LARGE, "and not a byte");
	buf_release(&b);
	buf_init(&b, SIZE_MAX);
	buf_put(&b, "x", 1);
	ok(buf_extend(&b, 10) == b.data + 1, "extend hands out the place behind");
	is_int(b.size, 11, "and counts it");
	buf_release(&b);
	buf_init(&b, 1000);
	buf_put(&b, "x", 1);
	ok(buf_extend(&b, SIZE_MAX) == NULL, "a size that would overflow");
	is_err(b.err, VB_ERR_TOO_LARGE, "is too large");
	buf_release(&b);
}

/* A million appends hold the same bytes as a plain array, and memory stays within twice what is needed. */
static void test_buffer_growth(void)
{
	enum { SIZE = 1000000 };
	uint8_t *want = malloc(SIZE);
	struct seeded s = { 1 };
	struct buf b;
	size_t at = 0;
	bool is_lean = true;

	seeded_fill(&s, want, SIZE);
	buf_init(&b, SIZE);
	while (at < SIZE) {
		size_t size = seeded_below(&s, 700) + 1;

		size = size < SIZE - at ? size : SIZE - at;
		buf_put(&b, want + at, size);
		at += size;
		is_lean = is_lean && b.capacity <= SIZE &&
		          (b.capacity <= 2 * b.size || b.capacity <= 1024);
	}
	is_mem(b.data, want, SIZE, "a million bytes in pieces");
	ok(is_lean, "the memory is never more than twice the contents, nor over the ceiling");
	buf_release(&b);
	free(want);
}

static void test_cursor(void)
{
	struct span data = hex("01 0203 04050607 08090a0b0c0d0e0f 1011 12131415");
	struct cursor c;
	uint8_t copy[4];

	cursor_init(&c, data);
	is_int(cursor_u8(&c), 1, "one byte");
	is_int(cursor_u16(&c), 0x0203, "two bytes");
	is_int(cursor_u32(&c), 0x04050607, "four bytes");
	is_u64(cursor_u64(&c), UINT64_C(0x08090a0b0c0d0e0f), "eight bytes");
	ok(cursor_take(&c, 2).data == data.data + 15, "a span is borrowed from the data");
	is_int(cursor_left(&c), 4, "four are left");
	is_err(cursor_finish(&c), VB_ERR_TRAILING, "so it is not finished");
	cursor_copy(&c, copy, 4);
	is_mem(copy, hex("12131415").data, 4, "copied");
	is_err(cursor_finish(&c), 0, "all was read");
	cursor_copy(&c, copy, 0);
	ok(cursor_take(&c, 0).data == data.data + data.size, "nothing can be taken at the end");
	is_err(cursor_finish(&c), 0, "without an error");
}

static void test_cursor_truncated(void)
{
	uint8_t copy[4] = { 9, 9, 9, 9 };
	struct cursor c;

	cursor_init(&c, hex("010203"));
	is_int(cursor_u32(&c), 0, "an integer that is not all there is 0");
	is_err(c.err, VB_ERR_TRUNCATED, "and an error");
	is_int(cursor_left(&c), 0, "after which nothing is left");
	is_int(cursor_u8(&c), 0, "and nothing can be read");
	ok(cursor_take(&c, 0).data == NULL && cursor_take(&c, 1).data == NULL, "not even nothing");
	cursor_copy(&c, copy, 4);
	is_mem(copy, hex("00000000").data, 4, "a copy is zeroed");
	is_int(cursor_varint(&c, UINT64_MAX), 0, "a varint is 0");
	is_err(cursor_finish(&c), VB_ERR_TRUNCATED, "the first error stays");
	cursor_init(&c, span_of(NULL, 0));
	is_err(cursor_finish(&c), 0, "no data are finished at once");
	cursor_init(&c, hex("01"));
	ok(cursor_take(&c, SIZE_MAX).data == NULL, "the greatest size");
	is_err(c.err, VB_ERR_TRUNCATED, "is not there");
}

static void test_varint_values(void)
{
	static const uint64_t values[] = { 0,
		                           1,
		                           127,
		                           128,
		                           300,
		                           16383,
		                           16384,
		                           UINT32_MAX,
		                           UINT64_C(1) << 32,
		                           UINT64_C(1) << 63,
		                           UINT64_MAX };

	vectors_open("tests/vectors/ground.txt");
	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char name[40];
		struct span want;
		struct cursor c;
		struct buf b;

		snprintf(name, sizeof(name), "varint_%llu", (unsigned long long)values[i]);
		want = vector_bytes(name);
		buf_init(&b, 10);
		buf_put_varint(&b, values[i]);
		ok(span_is_equal(buf_span(&b), want), "%s is written in %zu bytes", name,
		   want.size);
		cursor_init(&c, want);
		is_u64(cursor_varint(&c, values[i]), values[i], "%s is read, at its own maximum",
		       name);
		is_err(cursor_finish(&c), 0, "%s: nothing is left", name);
		if (values[i] > 0) {
			cursor_init(&c, want);
			is_u64(cursor_varint(&c, values[i] - 1), 0, "%s is above the maximum",
			       name);
			is_err(c.err, VB_ERR_TOO_LARGE, "%s: and says so", name);
		}
		cursor_init(&c, span_of(want.data, want.size - 1));
		is_u64(cursor_varint(&c, UINT64_MAX), 0, "%s without its last byte", name);
		is_err(c.err, VB_ERR_TRUNCATED, "%s: is truncated", name);
		buf_release(&b);
	}
	vectors_close();
}

static void test_varint_refused(void)
{
	static const struct {
		const char *digits;
		int err;
	} cases[] = {
		{ "", VB_ERR_TRUNCATED },
		{ "80", VB_ERR_TRUNCATED },
		{ "8000", VB_ERR_NOT_CANONICAL },
		{ "ff00", VB_ERR_NOT_CANONICAL },
		{ "80808000", VB_ERR_NOT_CANONICAL },
		{ "80808080808080808000", VB_ERR_NOT_CANONICAL },
		{ "ffffffffffffffffff02", VB_ERR_TOO_LARGE },
		{ "ffffffffffffffffff7f", VB_ERR_TOO_LARGE },
		{ "ffffffffffffffffff8100", VB_ERR_TOO_LARGE },
		{ "808080808080808080808000", VB_ERR_TOO_LARGE },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cursor c;

		cursor_init(&c, hex(cases[i].digits));
		is_u64(cursor_varint(&c, UINT64_MAX), 0, "varint %s gives nothing",
		       cases[i].digits);
		is_err(c.err, cases[i].err, "varint %s is refused", cases[i].digits);
		is_int(cursor_left(&c), 0, "and nothing more is read");
	}
}

/* Every varint of up to three bytes is either refused or written again in the same bytes. */
static void test_varint_one_form(void)
{
	int wrong = 0;

	for (uint32_t bits = 0; bits < 1u << 24; bits += 7) {
		uint8_t bytes[3] = { (uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits };
		struct cursor c;
		struct buf b;
		uint64_t value;

		cursor_init(&c, span_of(bytes, 3));
		value = cursor_varint(&c, UINT64_MAX);
		if (c.err != 0)
			continue;
		buf_init(&b, 10);
		buf_put_varint(&b, value);
		wrong += b.size != (size_t)(c.at - bytes) || memcmp(b.data, bytes, b.size) != 0;
		buf_release(&b);
	}
	is_int(wrong, 0, "a number has one form");
}

int main(void)
{
	test_spans();
	test_integers();
	test_buffer_ceiling();
	test_buffer_extremes();
	test_buffer_growth();
	test_cursor();
	test_cursor_truncated();
	test_varint_values();
	test_varint_refused();
	test_varint_one_form();
	return done();
}
