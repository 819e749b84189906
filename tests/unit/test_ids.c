/* ids: equality to the last bit, hexadecimal text, names of roles. */
#include "protocol/ids.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

/* Runs is_equal over two ids that differ in one bit, for each bit. */
#define CHECK_EQUAL(type, is_equal)                                                                \
	do {                                                                                       \
		struct type a = { { 0 } }, b;                                                      \
		struct seeded s = { 3 };                                                           \
		bool all = true;                                                                   \
		seeded_fill(&s, a.b, sizeof(a.b));                                                 \
		b = a;                                                                             \
		ok(is_equal(&a, &b), #type ": the same bytes are equal");                          \
		for (size_t bit = 0; bit < 8 * sizeof(a.b); bit++) {                               \
			b = a;                                                                     \
			b.b[bit / 8] ^= (uint8_t)(1u << bit % 8);                                  \
			all = all && !is_equal(&a, &b);                                            \
		}                                                                                  \
		ok(all, #type ": one bit makes another");                                          \
	} while (0)

static void test_equal(void)
{
	CHECK_EQUAL(node_id, node_id_is_equal);
	CHECK_EQUAL(space_id, space_id_is_equal);
	CHECK_EQUAL(log_id, log_id_is_equal);
	CHECK_EQUAL(entry_id, entry_id_is_equal);
	CHECK_EQUAL(record_id, record_id_is_equal);
}

static void test_zero(void)
{
	struct record_id id = { { 0 } };
	bool all = true;

	ok(record_id_is_zero(&id), "sixteen zero bytes are no record");
	for (unsigned i = 0; i < VB_RECORD_ID_BYTES; i++) {
		memset(&id, 0, sizeof(id));
		id.b[i] = 1;
		all = all && !record_id_is_zero(&id);
	}
	ok(all, "any other byte is one");
}

static void test_hex(void)
{
	uint8_t bytes[5] = { 0x00, 0x9a, 0xff, 0x10, 0x0f }, got[5];
	char text[11];

	hex_format(bytes, sizeof(bytes), text);
	is_str(text, "009aff100f", "as text");
	hex_format(bytes, 0, text);
	is_str(text, "", "no bytes are no digits");
	is_err(hex_parse("009aff100f", 10, got, 5), 0, "read");
	is_mem(got, bytes, 5, "back again");
	is_err(hex_parse("009AfF100F", 10, got, 5), 0, "either case");
	is_mem(got, bytes, 5, "is the same");
	is_err(hex_parse("", 0, got, 0), 0, "nothing");
}

static void test_hex_refused(void)
{
	static const char *const bad[] = { "009aff100",  "009aff100f0",     "009aff100f00",
		                           "009aff100g", "009aff10 f",      "0x9aff100f",
		                           "-09aff100f", "009aff10\xc3\xa4" };
	static const uint8_t before[5] = { 1, 2, 3, 4, 5 };

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t got[5];

		memcpy(got, before, sizeof(got));
		is_err(hex_parse(bad[i], strlen(bad[i]), got, 5), VB_ERR_MALFORMED, "refused: %s",
		       bad[i]);
		is_mem(got, before, 5, "and the result is untouched");
	}
}

static void test_all_digits(void)
{
	int valid = 0;

	for (int digit = 0; digit < 256; digit++) {
		char text[2] = { '0', (char)digit };
		uint8_t got;

		valid += hex_parse(text, 2, &got, 1) == 0;
	}
	is_int(valid, 22, "22 of the 256 bytes are digits");
}

static void test_roles(void)
{
	static const char *const names[] = { "none", "relay", "guest", "member", "steward" };
	static const char *const bad[] = { "none", "", "Member", "members", "owner", "steward " };

	for (int i = 0; i <= VB_ROLE_STEWARD; i++) {
		enum role role = VB_ROLE_NONE;

		is_str(role_name((enum role)i), names[i], "role %d", i);
		if (i > 0) {
			is_err(role_parse(names[i], &role), 0, "%s is a role", names[i]);
			is_int(role, i, "the right one");
		}
	}
	is_str(role_name((enum role)5), "none", "a number that is no role");
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		enum role role = VB_ROLE_GUEST;

		is_err(role_parse(bad[i], &role), VB_ERR_BAD_VALUE, "cannot be given: \"%s\"",
		       bad[i]);
		is_int(role, VB_ROLE_GUEST, "and the result is untouched");
	}
}

/* SPEC.md 5: all needs a guest, core a member, the open log a relay. */
static void test_entitled(void)
{
	static const enum role least[] = { VB_ROLE_GUEST, VB_ROLE_MEMBER, VB_ROLE_RELAY };

	for (int audience = VB_AUDIENCE_ALL; audience <= VB_AUDIENCE_OPEN; audience++) {
		for (int role = VB_ROLE_NONE; role <= VB_ROLE_STEWARD; role++)
			is_int(role_is_entitled((enum role)role, (enum audience)audience),
			       role >= (int)least[audience], "audience %d, %s", audience,
			       role_name((enum role)role));
	}
	ok(!role_is_entitled(VB_ROLE_STEWARD, (enum audience)3),
	   "nobody to an audience that is none");
}

int main(void)
{
	test_equal();
	test_zero();
	test_hex();
	test_hex_refused();
	test_all_digits();
	test_roles();
	test_entitled();
	return done();
}
