/* openlog: each body of tests/vectors/open.txt both ways, and what open bodies must not be. */
#include "protocol/openlog.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct open_body last;

static int decode(struct span bytes)
{
	return open_body_decode(bytes, &last);
}

static struct span body_of(const char *name)
{
	return vector_of("body", name);
}

static void test_both_ways(const char *name, enum open_type type)
{
	struct span bytes = body_of(name);
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES);
	is_err(decode(bytes), 0, "%s: read", name);
	is_int(last.type, type, "%s: type", name);
	ok(!last.is_extended, "%s: all keys known", name);
	open_body_encode(&last, &b);
	ok(span_is_equal(buf_span(&b), bytes), "%s: written", name);
	hostile_cut(decode, bytes, name);
	hostile_tail(decode, bytes, VB_ERR_TRAILING, name);
	hostile_bits(decode, bytes, name);
	buf_release(&b);
}

static void test_fields(void)
{
	struct open_erased erased;
	struct list at;

	is_err(decode(body_of("begin")), 0, "begin");
	is_u64(last.u.begin.incarnation, UINT64_C(0x1122334455667788), "incarnation");
	is_err(decode(body_of("suspend_all")), 0, "suspend");
	is_int(last.u.suspend.cutoffs.count, 0, "from the beginning");
	is_err(decode(body_of("erase")), 0, "erase");
	is_int(last.u.erase.ground, 3, "ground");
	at = last.u.erase.records;
	ok(open_erased_next(&at, &erased), "a record");
	ok(!record_id_is_zero(&erased.replacement), "with a replacement");
	is_u64(erased.incarnation, UINT64_C(0x1122334455667788), "incarnation");
	ok(open_erased_next(&at, &erased), "a second");
	ok(record_id_is_zero(&erased.replacement), "without");
	is_int(erased.audience, VB_AUDIENCE_CORE, "audience");
	is_u64(erased.seq, 9, "seq");
	ok(!open_erased_next(&at, &erased), "no third");
	is_err(decode(body_of("receipt")), 0, "receipt");
	is_int(last.u.receipt.dropped, 2, "records dropped");
	is_err(decode(body_of("unknown")), 0, "an unknown type");
	is_int(last.type, 600, "is kept");
	is_err(decode(hex("83 0001 0100 07c0")), VB_ERR_MALFORMED, "begin with a key more");
	is_err(decode(body_of("extended")), 0, "an unknown key");
	ok(last.is_extended, "is told");
}

static void test_hostile(void)
{
	static const struct hostile_case begin[] = {
		{ "type 0", "8200 01", "8200 00", VB_ERR_OUT_OF_RANGE },
		{ "type 65536", "8200 01", "8200 ce00010000", VB_ERR_OUT_OF_RANGE },
		{ "a type as text", "8200 01", "8200 a131", VB_ERR_MALFORMED },
		{ "no type", "8200 01", "8202 01", VB_ERR_MALFORMED },
		{ "begin: no incarnation", "8200 01 01", "8200 01 02", VB_ERR_MALFORMED },
		{ "begin: a negative incarnation", "01cf", "01d3", VB_ERR_NOT_CANONICAL },
		{ "no map", "8200", "9200", VB_ERR_MALFORMED },
		{ "an unknown type whose keys descend", "8200 01 01", "8200 09 00",
		  VB_ERR_NOT_CANONICAL },
	};
	static const struct hostile_case erase[] = {
		{ "erase: no ground", "0203", "0303", VB_ERR_MALFORMED },
		{ "erase: ground 65536", "0203", "02ce00010000", VB_ERR_OUT_OF_RANGE },
		{ "erase: of the open log", "cd012c 01", "cd012c 02", VB_ERR_OUT_OF_RANGE },
		{ "erase: none", "0192", "0190", VB_ERR_MALFORMED },
		{ "erase: a record of six values", "95c410", "96c410", VB_ERR_TOO_LARGE },
		{ "erase: a record of four", "95c410", "94c410", VB_ERR_MALFORMED },
		{ "erase: a replacement of zeros", "c0cd012c",
		  "c410 00000000000000000000000000000000 cd012c", VB_ERR_NOT_CANONICAL },
		{ "erase: a replacement as text", "c0cd012c", "a0cd012c", VB_ERR_MALFORMED },
	};
	static const struct hostile_case receipt[] = {
		{ "receipt: 257 records", "0202", "02cd0101", VB_ERR_OUT_OF_RANGE },
		{ "receipt: 256 records", "0202", "02cd0100", 0 },
	};
	static const struct hostile_case propose[] = {
		{ "propose: nothing", "01c426", "01c400", VB_ERR_MALFORMED },
	};

	hostile_table(decode, body_of("begin"), begin, sizeof(begin) / sizeof(begin[0]));
	hostile_table(decode, body_of("erase"), erase, sizeof(erase) / sizeof(erase[0]));
	hostile_table(decode, body_of("receipt"), receipt, sizeof(receipt) / sizeof(receipt[0]));
	hostile_table(decode, body_of("propose"), propose, 1);
}

/* An erase of count records, their ids rising, or all the same. */
static void erase_make(struct buf *b, uint32_t count, bool is_rising)
{
	struct open_body body = { .type = VB_OPEN_ERASE };
	struct open_erased erased = { .seq = 1 };
	struct buf records;

	buf_init(&records, VB_BODY_MAX_BYTES);
	for (uint32_t i = 0; i < count; i++) {
		put_be32(erased.record.b, is_rising ? i + 1 : 7);
		open_erased_pack(&records, &erased);
	}
	body.u.erase.records = (struct list){ buf_span(&records), count };
	buf_clear(b);
	open_body_encode(&body, b);
	buf_release(&records);
}

static void test_erase_lists(void)
{
	static uint8_t bytes[VB_BODY_MAX_BYTES + 1];
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES);
	erase_make(&b, VB_ERASE_MAX_COUNT, true);
	is_err(decode(buf_span(&b)), 0, "erase: 256 records");
	/* limit VB_ERASE_MAX_COUNT */
	erase_make(&b, VB_ERASE_MAX_COUNT + 1, true);
	is_err(decode(buf_span(&b)), VB_ERR_TOO_LARGE, "erase: 257 records");
	erase_make(&b, 2, false);
	is_err(decode(buf_span(&b)), VB_ERR_NOT_CANONICAL, "erase: the same twice");
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_TOO_LARGE, "a body over 32 KiB");
	buf_release(&b);
}

int main(void)
{
	vectors_open("tests/vectors/open.txt");
	test_both_ways("begin", VB_OPEN_BEGIN);
	test_both_ways("propose", VB_OPEN_PROPOSE);
	test_both_ways("suspend", VB_OPEN_SUSPEND);
	test_both_ways("suspend_all", VB_OPEN_SUSPEND);
	test_both_ways("erase", VB_OPEN_ERASE);
	test_both_ways("receipt", VB_OPEN_RECEIPT);
	test_fields();
	test_hostile();
	test_erase_lists();
	vectors_close();
	return done();
}
