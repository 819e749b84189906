/* log_info: the row of a log, byte for byte and every way to break it. */
#include "store/log_info.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

/* The layout of keyspace.c, put down by hand. */
#define ROW                                                                                        \
	"00000102 01"                                                                              \
	"1111111111111111111111111111111111111111111111111111111111111111"                         \
	"2222222222222222222222222222222222222222222222222222222222222222"                         \
	"0102030405060708 0000000000000009"                                                        \
	"3333333333333333333333333333333333333333333333333333333333333333"                         \
	"018bcfe568000003 00000021 4444444444444444 00000005 00000700"                             \
	"0000000000000008 01 0000000000000007 0000000000000006 000004bb"

static struct log_info example(void)
{
	struct log_info i = { .handle = 3,
		              .space = 0x102,
		              .audience = VB_AUDIENCE_CORE,
		              .incarnation = 0x0102030405060708,
		              .count = 9,
		              .hlc = { 0x018bcfe568000003 },
		              .control_seq = 0x21,
		              .walk = { 5, 0x700 },
		              .sealed = 8,
		              .is_sealed_at_boundary = true,
		              .valid = 7,
		              .applied = 6,
		              .fault = VB_ERR_HELD };

	memset(i.id.b, 0x11, sizeof(i.id.b));
	memset(i.author.b, 0x22, sizeof(i.author.b));
	memset(i.head.b, 0x33, sizeof(i.head.b));
	memset(i.control_prefix, 0x44, sizeof(i.control_prefix));
	return i;
}

static void test_round(void)
{
	struct log_info in = example(), out;
	struct span want = hex(ROW);
	struct key row;

	log_info_encode(&in, &row);
	is_int(row.size, want.size, "size of a row");
	is_mem(row.b, want.data, want.size, "the row");
	memset(&out, 0xff, sizeof(out));
	is_err(log_info_decode(3, key_span(&row), &out), 0, "read");
	is_int(out.handle, 3, "the handle comes from the key");
	is_int(out.fault, VB_ERR_HELD, "why it is held");
	ok(out.is_sealed_at_boundary, "where it is sealed");
	log_info_encode(&out, &row);
	is_mem(row.b, want.data, want.size, "and written, the same");
}

/* One byte changed at a place makes the row damaged. */
struct damage {
	const char *name;
	size_t at;
	uint8_t value;
};

static const struct damage damages[] = {
	{ "a log of three audiences", 4, 3 },
	{ "more sealed than there is", 152, 10 },
	{ "a flag that is neither yes nor no", 153, 2 },
	{ "more valid than there is", 161, 10 },
	{ "more applied than valid", 169, 8 },
	{ "a fault that is no error", 171, 1 },
};

static void test_damage(void)
{
	struct log_info in = example(), out;
	struct key row, bad;

	log_info_encode(&in, &row);
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		bad = row;
		bad.b[damages[i].at] = damages[i].value;
		is_err(log_info_decode(3, key_span(&bad), &out), VB_ERR_STORE_CORRUPT, "%s",
		       damages[i].name);
	}
	bad = row;
	memset(bad.b, 0, 4);
	is_err(log_info_decode(3, key_span(&bad), &out), VB_ERR_STORE_CORRUPT, "space 0");
	is_err(log_info_decode(0, key_span(&row), &out), VB_ERR_STORE_CORRUPT, "handle 0");
	row.size--;
	is_err(log_info_decode(3, key_span(&row), &out), VB_ERR_STORE_CORRUPT, "a byte short");
	row.size += 2;
	is_err(log_info_decode(3, key_span(&row), &out), VB_ERR_STORE_CORRUPT, "a byte long");
}

int main(void)
{
	test_round();
	test_damage();
	return done();
}
