/* base32: the test vectors of RFC 4648, and digits that no bytes give. */
#include "protocol/base32.h"

#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *text;
	const char *digits;
} rfc[] = {
	{ "f", "my" },         { "fo", "mzxq" },        { "foo", "mzxw6" },
	{ "foob", "mzxw6yq" }, { "fooba", "mzxw6ytb" }, { "foobar", "mzxw6ytboi" },
};

static void test_both_ways(const char *text, const char *digits)
{
	size_t size = strlen(text), count = strlen(digits);
	uint8_t values[16], bytes[16];
	char got[17] = "";

	is_int(base32_digits(size), count, "%s: digits", text);
	for (size_t i = 0; i < count; i++) {
		got[i] = base32_digit((const uint8_t *)text, size, i);
		values[i] = (uint8_t)base32_value(digits[i]);
	}
	is_str(got, digits, "%s: written", text);
	is_err(base32_join(values, count, bytes), 0, "%s: read", text);
	is_mem(bytes, text, size, "%s: bytes", text);
}

static void test_values(void)
{
	static const char no_digits[] = "018-= \n@[`{\xc3/9";

	is_int(base32_value('a'), 0, "a");
	is_int(base32_value('Z'), 25, "Z");
	is_int(base32_value('2'), 26, "2");
	is_int(base32_value('7'), 31, "7");
	for (size_t i = 0; i < sizeof(no_digits); i++)
		is_int(base32_value(no_digits[i]), -1, "no digit: 0x%02x", (uint8_t)no_digits[i]);
}

static void test_wrong(void)
{
	static const uint8_t loose[] = { 12, 25 }, many[] = { 12, 24, 0 }, one[] = { 0 },
			     three[] = { 12, 25, 23, 16, 0, 0 };
	uint8_t bytes[8];

	is_err(base32_join(loose, 2, bytes), VB_ERR_MALFORMED, "a bit behind the last byte");
	is_err(base32_join(many, 3, bytes), VB_ERR_MALFORMED, "a digit too many");
	is_err(base32_join(one, 1, bytes), VB_ERR_MALFORMED, "one digit is no byte");
	is_err(base32_join(three, 6, bytes), VB_ERR_MALFORMED, "six digits are no bytes");
	is_err(base32_join(one, 0, bytes), 0, "nothing");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rfc) / sizeof(rfc[0]); i++)
		test_both_ways(rfc[i].text, rfc[i].digits);
	test_values();
	test_wrong();
	return done();
}
