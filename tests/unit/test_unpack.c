/* unpack: the strict reader takes one form of each value, counts what was read, and keeps its first error. Expected bytes
 * by hand from the MessagePack specification. */
#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

static struct pack_reader reader_of(const char *digits)
{
	struct pack_reader r;

	unpack_init(&r, hex(digits));
	return r;
}

static void test_scalars(void)
{
	struct pack_reader r = reader_of("c0 c3 c2 7f cf ffffffffffffffff e0 d3 8000000000000000 "
	                                 "05 c4 03 010203 a2 c3a4 a0 c4 00");
	uint8_t fixed[3];
	struct span text;

	unpack_nil(&r);
	ok(unpack_bool(&r), "true");
	ok(!unpack_bool(&r), "false");
	is_u64(unpack_uint(&r, 127), 127, "127 at its own maximum");
	is_u64(unpack_uint(&r, UINT64_MAX), UINT64_MAX, "the greatest number");
	is_int(unpack_int(&r), -32, "a negative number");
	is_int(unpack_int(&r), INT64_MIN, "the least number");
	is_int(unpack_int(&r), 5, "a signed number may be positive");
	unpack_fixed(&r, fixed, 3);
	is_mem(fixed, "\1\2\3", 3, "three bytes");
	text = unpack_str(&r, 2);
	ok(span_is_equal(text, span_of_str("\xc3\xa4")), "a text of two bytes");
	is_int(unpack_str(&r, 0).size, 0, "an empty text");
	is_int(unpack_bin(&r, 0, 0).size, 0, "no bytes");
	is_int(unpack_peek(&r), VB_PACK_NONE, "then nothing");
	is_err(unpack_finish(&r), 0, "all was read");
}

/* What each reading function makes of a value that is not its own. */
static int read_as(char what, const char *digits)
{
	struct pack_reader r = reader_of(digits);
	uint8_t fixed[4] = { 9, 9, 9, 9 };
	int64_t last = -1;
	struct span last_text = { NULL, 0 };
	bool is_nothing = true;

	switch (what) {
	case 'n':
		unpack_nil(&r);
		break;
	case 'b':
		is_nothing = !unpack_bool(&r);
		break;
	case 'u':
		is_nothing = unpack_uint(&r, 300) == 0;
		break;
	case 'i':
		is_nothing = unpack_int(&r) == 0;
		break;
	case 'B':
		is_nothing = unpack_bin(&r, 2, 4).data == NULL;
		break;
	case 'f':
		unpack_fixed(&r, fixed, 4);
		is_nothing = memcmp(fixed, "\0\0\0\0", 4) == 0;
		break;
	case 's':
		is_nothing = unpack_str(&r, 3).data == NULL;
		break;
	case 'a':
		is_nothing = unpack_array(&r, 2) == 0;
		break;
	case 'm':
		is_nothing = unpack_map(&r, 2) == 0;
		break;
	case 'k':
		is_nothing = unpack_key(&r, &last) == 0 && last == -1;
		break;
	case 'K':
		is_nothing = unpack_str_key(&r, &last_text).data == NULL && last_text.data == NULL;
		break;
	default:
		is_nothing = unpack_any(&r).data == NULL;
		break;
	}
	ok(is_nothing && unpack_peek(&r) == VB_PACK_NONE,
	   "%c %s: gives nothing and ends the reading", what, digits);
	return unpack_finish(&r);
}

static const struct {
	char what;
	const char *digits;
	int err;
} refused[] = {
	{ 'n', "", VB_ERR_TRUNCATED },
	{ 'n', "c2", VB_ERR_MALFORMED },
	{ 'b', "c0", VB_ERR_MALFORMED },
	{ 'b', "01", VB_ERR_MALFORMED },
	{ 'u', "ff", VB_ERR_MALFORMED },
	{ 'u', "cd012d", VB_ERR_OUT_OF_RANGE },
	{ 'u', "cc05", VB_ERR_NOT_CANONICAL },
	{ 'u', "cd00ff", VB_ERR_NOT_CANONICAL },
	{ 'u', "ce0000ffff", VB_ERR_NOT_CANONICAL },
	{ 'u', "cf00000000ffffffff", VB_ERR_NOT_CANONICAL },
	{ 'u', "d005", VB_ERR_NOT_CANONICAL },
	{ 'u', "cc", VB_ERR_TRUNCATED },
	{ 'u', "ca3f800000", VB_ERR_MALFORMED },
	{ 'u', "a130", VB_ERR_MALFORMED },
	{ 'i', "d0e0", VB_ERR_NOT_CANONICAL },
	{ 'i', "d1ff80", VB_ERR_NOT_CANONICAL },
	{ 'i', "d2ffff8000", VB_ERR_NOT_CANONICAL },
	{ 'i', "d3ffffffff80000000", VB_ERR_NOT_CANONICAL },
	{ 'i', "cf8000000000000000", VB_ERR_OUT_OF_RANGE },
	{ 'i', "c0", VB_ERR_MALFORMED },
	{ 'i', "", VB_ERR_TRUNCATED },
	{ 'i', "d3ffff", VB_ERR_TRUNCATED },
	{ 'B', "c40101", VB_ERR_MALFORMED },
	{ 'B', "c4050102030405", VB_ERR_TOO_LARGE },
	{ 'B', "c4030102", VB_ERR_TRUNCATED },
	{ 'B', "c5000301020300", VB_ERR_NOT_CANONICAL },
	{ 'B', "a26162", VB_ERR_MALFORMED },
	{ 'B', "c6ffffffff", VB_ERR_TRUNCATED },
	{ 'f', "c403010203", VB_ERR_MALFORMED },
	{ 'f', "c4050102030405", VB_ERR_TOO_LARGE },
	{ 'f', "a461626364", VB_ERR_MALFORMED },
	{ 's', "a461626364", VB_ERR_TOO_LARGE },
	{ 's', "a100", VB_ERR_BAD_UTF8 },
	{ 's', "a2c328", VB_ERR_BAD_UTF8 },
	{ 's', "d90161", VB_ERR_NOT_CANONICAL },
	{ 's', "a261", VB_ERR_TRUNCATED },
	{ 's', "c40161", VB_ERR_MALFORMED },
	{ 'a', "93c0c0c0", VB_ERR_TOO_LARGE },
	{ 'a', "dc0001c0", VB_ERR_NOT_CANONICAL },
	{ 'a', "92c0", VB_ERR_TRUNCATED },
	{ 'a', "81c0c0", VB_ERR_MALFORMED },
	{ 'm', "83010102020303", VB_ERR_TOO_LARGE },
	{ 'm', "de00010101", VB_ERR_NOT_CANONICAL },
	{ 'm', "8101", VB_ERR_TRUNCATED },
	{ 'm', "92c0c0", VB_ERR_MALFORMED },
	{ 'k', "cf0000000100000000", VB_ERR_OUT_OF_RANGE },
	{ 'k', "ff", VB_ERR_MALFORMED },
	{ 'k', "a161", VB_ERR_MALFORMED },
	{ 'K', "01", VB_ERR_MALFORMED },
	{ 'K', "a1ff", VB_ERR_BAD_UTF8 },
	{ '*', "c1", VB_ERR_MALFORMED },
	{ '*', "cb3ff0000000000000", VB_ERR_MALFORMED },
	{ '*', "d40100", VB_ERR_MALFORMED },
	{ '*', "c70100", VB_ERR_MALFORMED },
	{ '*', "", VB_ERR_TRUNCATED },
};

static void test_refused(void)
{
	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		int err = read_as(refused[i].what, refused[i].digits);

		is_err(err, refused[i].err, "%c %s: refused", refused[i].what, refused[i].digits);
	}
}

static void test_sticky(void)
{
	struct pack_reader r = reader_of("01 a1ff 02");

	is_int(unpack_uint(&r, 9), 1, "a good value");
	unpack_str(&r, 9);
	is_int(unpack_uint(&r, 9), 0, "nothing after a bad one");
	unpack_nil(&r);
	unpack_end(&r);
	is_err(unpack_finish(&r), VB_ERR_BAD_UTF8, "the first error stays");
	unpack_fail(&r, VB_ERR_TRUNCATED);
	is_err(unpack_finish(&r), VB_ERR_BAD_UTF8, "also when the caller finds another");
	r = reader_of("01");
	unpack_fail(&r, VB_ERR_OUT_OF_RANGE);
	is_int(unpack_peek(&r), VB_PACK_NONE, "a caller's error ends the reading");
	is_err(unpack_finish(&r), VB_ERR_OUT_OF_RANGE, "and is told");
	r = reader_of("01 02");
	unpack_uint(&r, 9);
	is_err(unpack_finish(&r), VB_ERR_TRAILING, "something follows");
}

static void test_peek(void)
{
	static const struct {
		const char *digits;
		enum pack_type type;
	} cases[] = { { "c0", VB_PACK_NIL },         { "c2", VB_PACK_BOOL },
		      { "05", VB_PACK_UINT },        { "e5", VB_PACK_INT },
		      { "c400", VB_PACK_BIN },       { "a0", VB_PACK_STR },
		      { "90", VB_PACK_ARRAY },       { "80", VB_PACK_MAP },
		      { "", VB_PACK_NONE },          { "c1", VB_PACK_NONE },
		      { "ca00000000", VB_PACK_NONE } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pack_reader r = reader_of(cases[i].digits);

		is_int(unpack_peek(&r), cases[i].type, "peek at %s", cases[i].digits);
		is_int(unpack_peek(&r), cases[i].type, "and again: it does not move");
	}
}

/* [[1], 2] read in full, with a value too few, and with a value too many. */
static void test_counting(void)
{
	struct pack_reader r = reader_of("92 91 01 02");

	is_int(unpack_array(&r, 2), 2, "two values");
	is_int(unpack_array(&r, 2), 1, "of which the first holds one");
	unpack_uint(&r, 9);
	is_int(unpack_peek(&r), VB_PACK_NONE, "which is all of it");
	unpack_end(&r);
	unpack_uint(&r, 9);
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "read in full");
	r = reader_of("92 91 01 02");
	unpack_array(&r, 2);
	unpack_array(&r, 2);
	unpack_uint(&r, 9);
	unpack_uint(&r, 9);
	is_err(unpack_finish(&r), VB_ERR_MALFORMED, "a value more than the inner one holds");
	r = reader_of("92 91 01 02");
	unpack_array(&r, 2);
	unpack_any(&r);
	unpack_end(&r);
	is_err(unpack_finish(&r), VB_ERR_MALFORMED, "a value less than the outer one holds");
	r = reader_of("91 01");
	unpack_array(&r, 2);
	unpack_uint(&r, 9);
	is_err(unpack_finish(&r), VB_ERR_MALFORMED, "an array that was not left");
	r = reader_of("82 01 02 03 04");
	is_int(unpack_map(&r, 2), 2, "two pairs");
	for (int i = 0; i < 4; i++)
		unpack_uint(&r, 9);
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "are four values");
	r = reader_of("90 80");
	is_int(unpack_array(&r, 0), 0, "an empty array");
	unpack_end(&r);
	is_int(unpack_map(&r, 0), 0, "an empty map");
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "are left at once");
}

static void test_integer_keys(void)
{
	struct pack_reader r = reader_of("83 00 c0 05 c0 ce ffffffff c0");
	int64_t last = -1;

	unpack_map(&r, 3);
	is_int(unpack_key(&r, &last), 0, "the least key");
	unpack_nil(&r);
	is_int(unpack_key(&r, &last), 5, "a greater one");
	unpack_nil(&r);
	is_int(unpack_key(&r, &last), UINT32_MAX, "the greatest");
	unpack_nil(&r);
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "in order");
	r = reader_of("82 05 c0 05 c0");
	last = -1;
	unpack_map(&r, 3);
	unpack_key(&r, &last);
	unpack_nil(&r);
	is_int(unpack_key(&r, &last), 0, "the same key again");
	is_err(unpack_finish(&r), VB_ERR_NOT_CANONICAL, "is refused");
	is_int(last, 5, "and the last good one stands");
	r = reader_of("04");
	is_int(unpack_key(&r, &last), 0, "a lesser key");
	is_err(unpack_finish(&r), VB_ERR_NOT_CANONICAL, "is refused");
}

static void test_string_keys(void)
{
	struct pack_reader r = reader_of("84 a0 c0 a161 c0 a26161 c0 a162 c0");
	struct span last = { NULL, 0 };
	static const char *const want[] = { "", "a", "aa", "b" };

	unpack_map(&r, 4);
	for (int i = 0; i < 4; i++) {
		ok(span_is_equal(unpack_str_key(&r, &last), span_of_str(want[i])), "key \"%s\"",
		   want[i]);
		unpack_nil(&r);
	}
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "in order");
	r = reader_of("a0 a0");
	last = span_of(NULL, 0);
	unpack_str_key(&r, &last);
	unpack_str_key(&r, &last);
	is_err(unpack_finish(&r), VB_ERR_NOT_CANONICAL, "the empty key twice");
	r = reader_of("a162 a161");
	last = span_of(NULL, 0);
	unpack_str_key(&r, &last);
	unpack_str_key(&r, &last);
	is_err(unpack_finish(&r), VB_ERR_NOT_CANONICAL, "a lesser key");
	ok(span_is_equal(last, span_of_str("b")), "and the last good one stands");
}

static void test_any(void)
{
	static const char *const good[] = { "c0",
		                            "7f",
		                            "ff",
		                            "a2c3a4",
		                            "c403010203",
		                            "90",
		                            "80",
		                            "93010203",
		                            "8101a161",
		                            "83ff0001 02a161 03",
		                            "82 01 81 02 03 04 92 c0 c3",
		                            "84 d0df c0 e0 c0 00 c0 a0 c0" };
	static const struct {
		const char *digits;
		int err;
	} bad[] = {
		{ "cc01", VB_ERR_NOT_CANONICAL },
		{ "91cc01", VB_ERR_NOT_CANONICAL },
		{ "81cc01c0", VB_ERR_NOT_CANONICAL },
		{ "810191d90161", VB_ERR_NOT_CANONICAL },
		{ "820201 0101", VB_ERR_NOT_CANONICAL },
		{ "820101 0102", VB_ERR_NOT_CANONICAL },
		{ "82a16101 0101", VB_ERR_NOT_CANONICAL },
		{ "8200c0 ffc0", VB_ERR_NOT_CANONICAL },
		{ "82a162c0 a161c0", VB_ERR_NOT_CANONICAL },
		{ "82a161c0 a161c0", VB_ERR_NOT_CANONICAL },
		{ "81c0c0", VB_ERR_MALFORMED },
		{ "81c3c0", VB_ERR_MALFORMED },
		{ "81c40101c0", VB_ERR_MALFORMED },
		{ "8190c0", VB_ERR_MALFORMED },
		{ "8180c0", VB_ERR_MALFORMED },
		{ "91ca00000000", VB_ERR_MALFORMED },
		{ "91c1", VB_ERR_MALFORMED },
		{ "91a1ff", VB_ERR_BAD_UTF8 },
		{ "81a1ffc0", VB_ERR_BAD_UTF8 },
		{ "9391c0c0", VB_ERR_TRUNCATED },
		{ "8201c003", VB_ERR_TRUNCATED },
		{ "92c0a261", VB_ERR_TRUNCATED },
	};

	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct span data = hex(good[i]);
		struct pack_reader r;

		unpack_init(&r, data);
		ok(span_is_equal(unpack_any(&r), data), "any: %s", good[i]);
		is_err(unpack_finish(&r), 0, "is the whole document");
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(read_as('*', bad[i].digits), bad[i].err, "any, refused: %s", bad[i].digits);
}

/* depth arrays around an empty map, which is one level more. */
static int any_of_depth(size_t depth, size_t opened)
{
	uint8_t data[64];
	struct pack_reader r;

	memset(data, 0x91, sizeof(data));
	data[depth - 1] = 0x80;
	unpack_init(&r, span_of(data, depth));
	for (size_t i = 0; i < opened; i++)
		unpack_array(&r, 1);
	unpack_any(&r);
	for (size_t i = 0; i < opened; i++)
		unpack_end(&r);
	return unpack_finish(&r);
}

static void test_depth(void)
{
	struct pack_reader r = reader_of("91 91 91 91 91 91 91 91 90");

	for (size_t opened = 0; opened < 8; opened++) {
		/* limit VB_PACK_MAX_DEPTH */
		is_err(any_of_depth(8, opened), 0, "eight levels, %zu of them opened one by one",
		       opened);
		is_err(any_of_depth(9, opened), VB_ERR_TOO_DEEP, "nine levels, %zu of them opened",
		       opened);
	}
	for (int i = 0; i < 8; i++)
		is_int(unpack_array(&r, 1), 1, "level %d", i + 1);
	is_int(unpack_array(&r, 1), 0, "the ninth");
	is_err(unpack_finish(&r), VB_ERR_TOO_DEEP, "is too deep");
}

/* Arrays and maps of as many items as are allowed, and of one more. */
static void test_item_limit(void)
{
	size_t size = 5 + 5 * (VB_PACK_MAX_ITEMS + 1);
	uint8_t *data = calloc(1, size);
	struct pack_reader r;
	struct buf b;

	data[0] = 0xdd;
	memcpy(data + 1, hex("00010000").data, 4);
	unpack_init(&r, span_of(data, 5 + VB_PACK_MAX_ITEMS));
	is_int(unpack_any(&r).size, 5 + VB_PACK_MAX_ITEMS, "an array of 65,536");
	data[4] = 1;
	unpack_init(&r, span_of(data, 5 + VB_PACK_MAX_ITEMS + 1));
	unpack_any(&r);
	is_err(unpack_finish(&r), VB_ERR_TOO_LARGE, "an array of 65,537");
	unpack_init(&r, span_of(data, 5 + VB_PACK_MAX_ITEMS + 1));
	unpack_array(&r, UINT32_MAX);
	is_err(unpack_finish(&r), VB_ERR_TOO_LARGE, "whatever the caller would take");
	free(data);
	buf_init(&b, 2 * size);
	pack_map(&b, VB_PACK_MAX_ITEMS);
	for (uint32_t i = 0; i < VB_PACK_MAX_ITEMS; i++) {
		pack_uint(&b, i);
		pack_nil(&b);
	}
	unpack_init(&r, buf_span(&b));
	is_int(unpack_any(&r).size, b.size, "a map of 65,536 pairs");
	unpack_init(&r, buf_span(&b));
	is_int(unpack_map(&r, VB_PACK_MAX_ITEMS), VB_PACK_MAX_ITEMS, "pair by pair");
	for (uint32_t i = 0; i < 2 * VB_PACK_MAX_ITEMS; i++)
		unpack_any(&r);
	unpack_end(&r);
	is_err(unpack_finish(&r), 0, "is read in full");
	buf_release(&b);
}

int main(void)
{
	test_scalars();
	test_refused();
	test_sticky();
	test_peek();
	test_counting();
	test_integer_keys();
	test_string_keys();
	test_any();
	test_depth();
	test_item_limit();
	return done();
}
