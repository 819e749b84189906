/* token: the head behind each of the 256 first bytes, after the MessagePack specification (msgpack/spec.md, "Formats"). */
#include "protocol/token.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

static int read_hex(const char *digits, struct token *t)
{
	struct cursor c;

	memset(t, 0, sizeof(*t));
	cursor_init(&c, hex(digits));
	return token_read(&c, t);
}

static const struct {
	const char *digits;
	enum pack_type type;
	size_t size;
	uint64_t number;
	bool is_shortest;
} heads[] = {
	{ "00", VB_PACK_UINT, 1, 0, true },
	{ "7f", VB_PACK_UINT, 1, 127, true },
	{ "cc80", VB_PACK_UINT, 2, 128, true },
	{ "cc7f", VB_PACK_UINT, 2, 127, false },
	{ "ccff", VB_PACK_UINT, 2, 255, true },
	{ "cd0100", VB_PACK_UINT, 3, 256, true },
	{ "cd00ff", VB_PACK_UINT, 3, 255, false },
	{ "ce00010000", VB_PACK_UINT, 5, 65536, true },
	{ "ce0000ffff", VB_PACK_UINT, 5, 65535, false },
	{ "cf0000000100000000", VB_PACK_UINT, 9, UINT64_C(1) << 32, true },
	{ "cf00000000ffffffff", VB_PACK_UINT, 9, UINT32_MAX, false },
	{ "cfffffffffffffffff", VB_PACK_UINT, 9, UINT64_MAX, true },
	{ "e0", VB_PACK_INT, 1, (uint64_t)-32, true },
	{ "ff", VB_PACK_INT, 1, (uint64_t)-1, true },
	{ "d0df", VB_PACK_INT, 2, (uint64_t)-33, true },
	{ "d0e0", VB_PACK_INT, 2, (uint64_t)-32, false },
	{ "d005", VB_PACK_UINT, 2, 5, false },
	{ "d1ff7f", VB_PACK_INT, 3, (uint64_t)-129, true },
	{ "d1ff80", VB_PACK_INT, 3, (uint64_t)-128, false },
	{ "d17fff", VB_PACK_UINT, 3, 32767, false },
	{ "d2ffff7fff", VB_PACK_INT, 5, (uint64_t)-32769, true },
	{ "d2ffff8000", VB_PACK_INT, 5, (uint64_t)-32768, false },
	{ "d27fffffff", VB_PACK_UINT, 5, INT32_MAX, false },
	{ "d3ffffffff7fffffff", VB_PACK_INT, 9, (uint64_t)-2147483649, true },
	{ "d3ffffffff80000000", VB_PACK_INT, 9, (uint64_t)-2147483648, false },
	{ "d38000000000000000", VB_PACK_INT, 9, (uint64_t)INT64_MIN, true },
	{ "d37fffffffffffffff", VB_PACK_UINT, 9, INT64_MAX, false },
	{ "c0", VB_PACK_NIL, 1, 0, true },
	{ "c2", VB_PACK_BOOL, 1, 0, true },
	{ "c3", VB_PACK_BOOL, 1, 1, true },
	{ "a0", VB_PACK_STR, 1, 0, true },
	{ "a26162", VB_PACK_STR, 1, 2, true },
	{ "d90161", VB_PACK_STR, 2, 1, false },
	{ "da000161", VB_PACK_STR, 3, 1, false },
	{ "db0000000161", VB_PACK_STR, 5, 1, false },
	{ "c400", VB_PACK_BIN, 2, 0, true },
	{ "c50001aa", VB_PACK_BIN, 3, 1, false },
	{ "c600000001aa", VB_PACK_BIN, 5, 1, false },
	{ "90", VB_PACK_ARRAY, 1, 0, true },
	{ "92c0c0", VB_PACK_ARRAY, 1, 2, true },
	{ "dc0001c0", VB_PACK_ARRAY, 3, 1, false },
	{ "dd00000001c0", VB_PACK_ARRAY, 5, 1, false },
	{ "80", VB_PACK_MAP, 1, 0, true },
	{ "8101c0", VB_PACK_MAP, 1, 1, true },
	{ "de000101c0", VB_PACK_MAP, 3, 1, false },
	{ "df0000000101c0", VB_PACK_MAP, 5, 1, false },
};

static void test_heads(void)
{
	for (unsigned i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct token t;

		is_err(read_hex(heads[i].digits, &t), 0, "%s is read", heads[i].digits);
		ok(t.type == heads[i].type && t.size == heads[i].size &&
		           t.number == heads[i].number,
		   "%s: type %d, head of %zu, number %llx", heads[i].digits, t.type, t.size,
		   (unsigned long long)t.number);
		is_int(t.is_shortest, heads[i].is_shortest, "%s: shortest form or not",
		       heads[i].digits);
	}
}

/* Each kind of length at its limit: the least one that needs the head. */
static void test_shortest_lengths(void)
{
	static const struct {
		const char *head;
		size_t need;
		bool is_shortest;
	} cases[] = {
		{ "bf", 31, true },
		{ "d91f", 31, false },
		{ "d920", 32, true },
		{ "d9ff", 255, true },
		{ "da00ff", 255, false },
		{ "da0100", 256, true },
		{ "daffff", 65535, true },
		{ "db0000ffff", 65535, false },
		{ "db00010000", 65536, true },
		{ "c4ff", 255, true },
		{ "c500ff", 255, false },
		{ "c50100", 256, true },
		{ "c5ffff", 65535, true },
		{ "c60000ffff", 65535, false },
		{ "c600010000", 65536, true },
		{ "9f", 15, true },
		{ "dc000f", 15, false },
		{ "dc0010", 16, true },
		{ "dcffff", 65535, true },
		{ "dd0000ffff", 65535, false },
		{ "dd00010000", 65536, true },
		{ "8f", 30, true },
		{ "de000f", 30, false },
		{ "de0010", 32, true },
		{ "deffff", 131070, true },
		{ "df0000ffff", 131070, false },
		{ "df00010000", 131072, true },
	};
	static uint8_t data[131072 + 5];

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span head = hex(cases[i].head);
		struct cursor c;
		struct token t;

		memcpy(data, head.data, head.size);
		cursor_init(&c, span_of(data, head.size + cases[i].need));
		is_err(token_read(&c, &t), 0, "%s with all it needs", cases[i].head);
		is_u64(token_need(&t), cases[i].need, "%s: needs", cases[i].head);
		is_int(t.is_shortest, cases[i].is_shortest, "%s: shortest form or not",
		       cases[i].head);
		cursor_init(&c, span_of(data, head.size + cases[i].need - 1));
		is_err(token_read(&c, &t), VB_ERR_TRUNCATED, "%s with a byte less", cases[i].head);
	}
}

/* The 256 first bytes, each with nothing and with nine zero bytes behind it. */
static void test_first_bytes(void)
{
	static const char *const never = "c1 c7 c8 c9 ca cb d4 d5 d6 d7 d8";
	int wrong = 0, refused = 0;

	for (unsigned first = 0; first < 256; first++) {
		uint8_t data[40] = { (uint8_t)first };
		struct cursor c;
		struct token t;
		int err;

		cursor_init(&c, span_of(data, sizeof(data)));
		err = token_read(&c, &t);
		refused += err != 0;
		wrong += err != 0 && err != VB_ERR_MALFORMED;
		for (unsigned i = 0; i < hex(never).size; i++)
			wrong += hex(never).data[i] == first && err != VB_ERR_MALFORMED;
		for (size_t size = 1; err == 0 && size < t.size; size++) {
			cursor_init(&c, span_of(data, size));
			wrong += token_read(&c, &t) != VB_ERR_TRUNCATED;
		}
	}
	is_int(refused, 11, "ext, floats and the type never used are refused");
	is_int(wrong, 0, "and nothing else, unless a byte is missing");
}

static void test_hostile_lengths(void)
{
	static const char *const cases[] = { "",           "dd00ffffff",   "ddffffffff",
		                             "df7fffffff", "dfffffffff",   "dbffffffff",
		                             "c6ffffffff", "9f",           "8f",
		                             "8100",       "ddffffffff00", "81" };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct token t;

		is_err(read_hex(cases[i], &t), VB_ERR_TRUNCATED, "announces more than there is: %s",
		       cases[i]);
	}
}

/* Each key is less than all behind it: integers by value, then strings bytewise. */
static void test_key_order(void)
{
	static const char *const keys[] = { "d38000000000000000",
		                            "d2ffff7fff",
		                            "d1ff7f",
		                            "d0df",
		                            "e0",
		                            "ff",
		                            "00",
		                            "7f",
		                            "cc80",
		                            "ccff",
		                            "cd0100",
		                            "ce00010000",
		                            "cfffffffffffffffff",
		                            "a0",
		                            "a161",
		                            "a26161",
		                            "a162",
		                            "a2c3a4",
		                            "a4f09f9880" };
	int wrong = 0, count = sizeof(keys) / sizeof(keys[0]);

	for (int i = 0; i < count; i++) {
		for (int j = 0; j < count; j++) {
			int order = token_key_compare(hex(keys[i]).data, hex(keys[j]).data);

			wrong += (order > 0) - (order < 0) != (i > j) - (i < j);
		}
	}
	is_int(wrong, 0, "all pairs of keys");
	is_int(token_key_compare(hex("05").data, hex("d30000000000000005").data), 0,
	       "five is five in every form");
	is_int(token_key_compare(hex("a161").data, hex("db0000000161").data), 0,
	       "and so is a text");
	is_int(token_key_compare(hex("ff").data, hex("d1ffff").data), 0, "and a negative number");
}

int main(void)
{
	test_heads();
	test_shortest_lengths();
	test_first_bytes();
	test_hostile_lengths();
	test_key_order();
	return done();
}
