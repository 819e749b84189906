/* list: packed arrays that were checked once and are consumed without failing. */
#include "protocol/list.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct list list;

static int decode_ids(struct span bytes)
{
	struct pack_reader r;

	unpack_init(&r, bytes);
	list_read_ids(&r, 1, 3, &list);
	return unpack_finish(&r);
}

static int decode_uints(struct span bytes)
{
	struct pack_reader r;

	unpack_init(&r, bytes);
	list_read_uints(&r, 2, 3, &list);
	return unpack_finish(&r);
}

static int decode_bins(struct span bytes)
{
	struct pack_reader r;

	unpack_init(&r, bytes);
	list_read_bins(&r, 3, 4, &list);
	return unpack_finish(&r);
}

static int decode_any(struct span bytes)
{
	struct pack_reader r;

	unpack_init(&r, bytes);
	list_read_any(&r, 1, 3, &list);
	return unpack_finish(&r);
}

/* An array of count ids, each of 32 equal bytes: first, first + 1, ... */
static void ids_pack(struct buf *b, uint32_t count, uint8_t first)
{
	pack_array(b, count);
	for (uint32_t i = 0; i < count; i++) {
		uint8_t id[VB_HASH_BYTES];

		memset(id, first + (int)i, sizeof(id));
		pack_bin(b, id, sizeof(id));
	}
}

static void test_ids(void)
{
	uint8_t id[VB_HASH_BYTES];
	struct buf b, again;
	struct list at;
	int count = 0;

	buf_init(&b, 4096);
	buf_init(&again, 4096);
	ids_pack(&b, 3, 0x10);
	is_err(decode_ids(buf_span(&b)), 0, "three ids");
	is_int(list.count, 3, "count");
	for (at = list; list_next_id(&at, id); count++)
		is_int(id[31], 0x10 + count, "id %d", count);
	is_int(count, 3, "three were handed out");
	list_id_at(&list, 2, id);
	is_int(id[0], 0x12, "by index");
	list_pack(&again, &list);
	ok(span_is_equal(buf_span(&b), buf_span(&again)), "packed again");
	hostile_cut(decode_ids, buf_span(&b), "ids");
	hostile_tail(decode_ids, buf_span(&b), VB_ERR_TRAILING, "ids");
	buf_release(&b);
	buf_release(&again);
}

static void test_ids_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "ids: equal", "c420 11", "c420 10", 0 },
		{ "ids: an id of 31 bytes", "c420 10", "c41f", VB_ERR_MALFORMED },
		{ "ids: a text for an id", "c420 10", "d920 10", VB_ERR_MALFORMED },
		{ "ids: none", "92", "90", VB_ERR_MALFORMED },
		{ "ids: a map", "92", "82", VB_ERR_MALFORMED },
		{ "ids: too many", "92", "94", VB_ERR_TOO_LARGE },
		{ "ids: 2^32-1", "92", "ddffffffff", VB_ERR_TRUNCATED },
		{ "ids: one more than there is", "92", "93", VB_ERR_TRUNCATED },
	};
	struct buf b;

	buf_init(&b, 4096);
	ids_pack(&b, 2, 0x10);
	hostile_table(decode_ids, buf_span(&b), cases, sizeof(cases) / sizeof(cases[0]));
	memset(b.data + b.size - VB_HASH_BYTES, 0x10, VB_HASH_BYTES);
	is_err(decode_ids(buf_span(&b)), VB_ERR_NOT_CANONICAL, "ids: twice the same");
	b.data[b.size - 1] = 0x0f;
	is_err(decode_ids(buf_span(&b)), VB_ERR_NOT_CANONICAL, "ids: descending");
	is_int(list.count, 0, "an empty list then");
	buf_release(&b);
}

static void test_uints(void)
{
	static const struct hostile_case cases[] = {
		{ "numbers: equal", "cd012c", "01", VB_ERR_NOT_CANONICAL },
		{ "numbers: descending", "cd012c", "00", VB_ERR_NOT_CANONICAL },
		{ "numbers: negative", "01", "ff", VB_ERR_MALFORMED },
		{ "numbers: a long form", "01", "cc01", VB_ERR_NOT_CANONICAL },
		{ "numbers: too few", "93", "91", VB_ERR_MALFORMED },
		{ "numbers: too many", "93", "94", VB_ERR_TOO_LARGE },
	};
	struct span good = hex("93 01 cd012c cfffffffffffffffff");
	static const uint64_t wanted[] = { 1, 300, UINT64_MAX };
	uint64_t number;
	int count = 0;

	is_err(decode_uints(good), 0, "three numbers");
	for (struct list at = list; list_next_uint(&at, &number); count++)
		is_u64(number, wanted[count], "number %d", count);
	is_int(count, 3, "three were handed out");
	hostile_cut(decode_uints, good, "numbers");
	hostile_table(decode_uints, good, cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_bins(void)
{
	static const struct hostile_case cases[] = {
		{ "bins: empty", "c4020708", "c400", VB_ERR_MALFORMED },
		{ "bins: too long", "c4020708", "c4050102030405", VB_ERR_TOO_LARGE },
		{ "bins: any order", "c40109", "c40100", 0 },
		{ "bins: none", "92c4020708c40109", "90", 0 },
		{ "bins: too many", "92", "94", VB_ERR_TOO_LARGE },
	};
	struct span good = hex("92 c4020708 c40109"), bin;
	struct list at;

	is_err(decode_bins(good), 0, "two bins");
	at = list;
	ok(list_next_bin(&at, &bin) && span_is_equal(bin, hex("0708")), "the first");
	ok(list_next_bin(&at, &bin) && span_is_equal(bin, hex("09")), "the second");
	ok(!list_next_bin(&at, &bin), "no third");
	hostile_table(decode_bins, good, cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_any(void)
{
	static const struct hostile_case cases[] = {
		{ "any: not canonical inside", "820001a16100", "82a161000001",
		  VB_ERR_NOT_CANONICAL },
		{ "any: none", "92820001a16100c3", "90", VB_ERR_MALFORMED },
		{ "any: too many", "92", "94", VB_ERR_TOO_LARGE },
	};
	struct span good = hex("92 820001a16100 c3");
	struct pack_reader r;
	struct list at;

	is_err(decode_any(good), 0, "two values");
	is_int(list.count, 2, "count");
	ok(span_is_equal(list.packed, hex("820001a16100c3")), "their bytes");
	at = list;
	ok(list_enter(&at, &r) && unpack_any(&r).size == 6, "the first by hand");
	list_leave(&at, &r);
	ok(list_enter(&at, &r) && unpack_bool(&r), "the second by hand");
	list_leave(&at, &r);
	ok(!list_enter(&at, &r), "no third");
	hostile_table(decode_any, good, cases, sizeof(cases) / sizeof(cases[0]));
}

int main(void)
{
	test_ids();
	test_ids_hostile();
	test_uints();
	test_bins();
	test_any();
	return done();
}
