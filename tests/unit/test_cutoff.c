/* cutoff: lists of what was accepted, in the order of log ids. */
#include "protocol/cutoff.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct list list;

static int decode(struct span bytes)
{
	struct pack_reader r;

	unpack_init(&r, bytes);
	cutoff_list_read(&r, &list);
	return unpack_finish(&r);
}

static struct cutoff cutoff_of(uint8_t log, uint64_t count)
{
	struct cutoff cutoff = { .count = count };

	memset(cutoff.log.b, log, sizeof(cutoff.log.b));
	memset(cutoff.entry.b, 0xee, sizeof(cutoff.entry.b));
	return cutoff;
}

static void list_make(struct buf *b, uint32_t count)
{
	pack_array(b, count);
	for (uint32_t i = 0; i < count; i++) {
		struct cutoff cutoff = cutoff_of((uint8_t)(i / 256), i + 1);

		cutoff.log.b[1] = (uint8_t)i;
		cutoff_pack(b, &cutoff);
	}
}

static void test_vector(void)
{
	struct buf b;
	struct span wanted = vector_bytes("cutoff");
	struct cutoff cutoff;
	uint8_t array[] = { 0x91 };

	buf_init(&b, 4096);
	buf_put(&b, array, 1);
	buf_put(&b, wanted.data, wanted.size);
	is_err(decode(buf_span(&b)), 0, "the vector is read");
	ok(cutoff_list_next(&list, &cutoff), "one");
	buf_clear(&b);
	cutoff_pack(&b, &cutoff);
	ok(span_is_equal(buf_span(&b), wanted), "and written");
	ok(!cutoff_list_next(&list, &cutoff), "no more");
	buf_release(&b);
}

static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "a count of zero", "cd012c", "00", VB_ERR_OUT_OF_RANGE },
		{ "a negative count", "cd012c", "ff", VB_ERR_MALFORMED },
		{ "a count in a long form", "cd012c", "ce0000012c", VB_ERR_NOT_CANONICAL },
		{ "the greatest count", "cd012c", "cfffffffffffffffff", 0 },
		{ "two values for three", "93c420", "92c420", VB_ERR_MALFORMED },
		{ "four values", "93c420", "94c420", VB_ERR_TOO_LARGE },
		{ "a short log id", "93c42005", "93c41f", VB_ERR_MALFORMED },
	};
	struct cutoff five = cutoff_of(5, 300), six = cutoff_of(6, 300);
	struct buf b;

	buf_init(&b, 65536);
	pack_array(&b, 2);
	cutoff_pack(&b, &five);
	cutoff_pack(&b, &six);
	is_err(decode(buf_span(&b)), 0, "two");
	hostile_cut(decode, buf_span(&b), "cut-offs");
	hostile_tail(decode, buf_span(&b), VB_ERR_TRAILING, "cut-offs");
	hostile_table(decode, buf_span(&b), cases, sizeof(cases) / sizeof(cases[0]));
	buf_clear(&b);
	pack_array(&b, 2);
	cutoff_pack(&b, &six);
	cutoff_pack(&b, &five);
	is_err(decode(buf_span(&b)), VB_ERR_NOT_CANONICAL, "descending");
	buf_clear(&b);
	pack_array(&b, 2);
	cutoff_pack(&b, &six);
	cutoff_pack(&b, &six);
	is_err(decode(buf_span(&b)), VB_ERR_NOT_CANONICAL, "twice the same");
	buf_clear(&b);
	list_make(&b, VB_CUTOFFS_MAX_COUNT);
	is_err(decode(buf_span(&b)), 0, "512");
	buf_clear(&b);
	/* limit VB_CUTOFFS_MAX_COUNT */
	list_make(&b, VB_CUTOFFS_MAX_COUNT + 1);
	is_err(decode(buf_span(&b)), VB_ERR_TOO_LARGE, "513");
	is_err(decode(hex("90")), 0, "none");
	buf_release(&b);
}

int main(void)
{
	vectors_open("tests/vectors/control.txt");
	test_vector();
	test_hostile();
	vectors_close();
	return done();
}
