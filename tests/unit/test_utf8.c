/* utf8: RFC 3629 without NUL, at every place within a text. */
#include "protocol/utf8.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

/* Bounds from the table of RFC 3629, section 4; beyond them Kuhn's stress test. */
static const struct {
	const char *digits;
	bool is_valid;
} cases[] = {
	{ "", true },
	{ "01", true },
	{ "7f", true },
	{ "00", false },
	{ "c280", true },
	{ "dfbf", true },
	{ "e0a080", true },
	{ "ecbfbf", true },
	{ "ed8080", true },
	{ "ed9fbf", true },
	{ "ee8080", true },
	{ "efbfbf", true },
	{ "f0908080", true },
	{ "f3bfbfbf", true },
	{ "f48fbfbf", true },
	{ "c3a4", true },
	{ "80", false },
	{ "bf", false },
	{ "c080", false },
	{ "c1bf", false },
	{ "c2", false },
	{ "c27f", false },
	{ "c2c0", false },
	{ "e09fbf", false },
	{ "e0a0", false },
	{ "e0a07f", false },
	{ "eda080", false },
	{ "edbfbf", false },
	{ "ee80", false },
	{ "ee80c0", false },
	{ "f08fbfbf", false },
	{ "f0908f", false },
	{ "f090807f", false },
	{ "f0908f7f", false },
	{ "f4908080", false },
	{ "f5808080", false },
	{ "f888808080", false },
	{ "fc8480808080", false },
	{ "fe", false },
	{ "ff", false },
	{ "6100", false },
	{ "c3a400", false },
};

/* A case in the middle of texts that make it straddle words of eight bytes. */
static void test_cases(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span bytes = hex(cases[i].digits);
		bool all = true;

		for (size_t before = 0; before < 18; before++) {
			uint8_t text[64];

			memset(text, 'x', sizeof(text));
			if (bytes.size > 0)
				memcpy(text + before, bytes.data, bytes.size);
			all = all && utf8_is_valid(span_of(text, before + bytes.size)) ==
			                     cases[i].is_valid;
			all = all && utf8_is_valid(span_of(text, before + bytes.size + 17)) ==
			                     cases[i].is_valid;
		}
		ok(all, "%s is %s", cases[i].digits, cases[i].is_valid ? "valid" : "refused");
	}
}

/* Writes the code point in two to four bytes, or one below 0x80: RFC 3629, section 3. */
static size_t encode(uint32_t code, uint8_t *out)
{
	size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = size; i-- > 1; code >>= 6)
		out[i] = (uint8_t)(0x80 | (code & 0x3f));
	out[0] = (uint8_t)(lead[size] | code);
	return size;
}

static void test_all_code_points(void)
{
	uint32_t wrong = 0;

	for (uint32_t code = 0; code < 0x200000; code++) {
		bool is_scalar = code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff);
		uint8_t bytes[4];

		if (utf8_is_valid(span_of(bytes, encode(code, bytes))) != is_scalar)
			wrong++;
	}
	is_int(wrong, 0, "exactly the Unicode scalar values but NUL are valid");
}

/* All texts of two bytes, counted by the table of RFC 3629: two of ASCII, or one of two bytes. */
static void test_all_pairs(void)
{
	int valid = 0;

	for (unsigned pair = 0; pair < 0x10000; pair++) {
		uint8_t bytes[2] = { (uint8_t)(pair >> 8), (uint8_t)pair };

		valid += utf8_is_valid(span_of(bytes, 2));
	}
	is_int(valid, 127 * 127 + 30 * 64, "valid texts of two bytes");
}

int main(void)
{
	test_cases();
	test_all_code_points();
	test_all_pairs();
	ok(utf8_is_valid(span_of(NULL, 0)), "nothing at all is a text");
	return done();
}
