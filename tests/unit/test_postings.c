/* postings: blocks of numbers with weights, bytes by hand, and what is no block. */
#include "store/postings.h"

#include "tests/tap.h"

static void test_bytes(void)
{
	/* 1 * 16 + 1 = 0x11; 7 * 16 + 4 = 0x74; 16 * 16 + 7 = 263 = 2 * 128 + 7; up to the greatest number of all:
	 * (2^32 - 1 - 24) * 16 + 2 = 0xffffffe72, in groups of seven bits from the lowest 72 7c 7f 7f 7f 01. */
	static const uint8_t want[] = {
		0x11, 0x74, 0x87, 0x02, 0xf2, 0xfc, 0xff, 0xff, 0xff, 0x01
	};
	static const uint32_t numbers[] = { 1, 8, 24, UINT32_MAX };
	static const uint8_t weights[] = { 1, 4, 7, 2 };
	struct postings_writer w;
	struct postings p;
	uint32_t number;
	uint8_t weight;

	postings_begin(&w);
	for (int i = 0; i < 4; i++)
		ok(postings_put(&w, numbers[i], weights[i]), "number %u", numbers[i]);
	is_int(w.size, sizeof(want), "takes so many bytes");
	is_mem(w.bytes, want, sizeof(want), "these");
	postings_open(&p, span_of(w.bytes, w.size));
	for (int i = 0; i < 4; i++) {
		ok(postings_next(&p, &number, &weight), "read");
		is_u64(number, numbers[i], "number");
		is_int(weight, weights[i], "weight");
	}
	ok(!postings_next(&p, &number, &weight) && !p.is_damaged, "the end");
}

/* A full block takes nothing more, and what it holds stays. */
static void test_full(void)
{
	struct postings_writer w;
	struct postings p;
	uint32_t number = 0, count = 0;
	uint8_t weight;

	postings_begin(&w);
	while (postings_put(&w, w.number + 8, 1))
		count++;
	is_int(count, VB_POSTINGS_BLOCK_BYTES / 2, "of two bytes each");
	postings_open(&p, span_of(w.bytes, w.size));
	while (postings_next(&p, &number, &weight))
		count--;
	is_int(count, 0, "all are read again");
	is_u64(number, 8 * (VB_POSTINGS_BLOCK_BYTES / 2), "up to the last");
	ok(!p.is_damaged, "without damage");
}

static void test_damage(void)
{
	static const struct {
		uint8_t bytes[8];
		size_t size;
		const char *what;
	} rows[] = {
		{ { 0x80 }, 1, "ends within a number" },
		{ { 0x10 }, 1, "no weight" },
		{ { 0x01 }, 1, "the same number again" },
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, 6, "a number above all" },
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 7, "more bytes than a number has" },
	};
	struct postings p;
	uint32_t number;
	uint8_t weight;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		postings_open(&p, span_of(rows[i].bytes, rows[i].size));
		ok(!postings_next(&p, &number, &weight) && p.is_damaged, "%s", rows[i].what);
		ok(!postings_next(&p, &number, &weight), "and it goes no further");
	}
	postings_open(&p, span_of(NULL, 0));
	ok(!postings_next(&p, &number, &weight) && !p.is_damaged, "an empty block is none");
}

int main(void)
{
	test_bytes();
	test_full();
	test_damage();
	return done();
}
