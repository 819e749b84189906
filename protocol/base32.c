/* base32: digits of ids and codes; see base32.h. */
#include "protocol/base32.h"

size_t base32_digits(size_t size)
{
	return (size * 8 + 4) / 5;
}

char base32_digit(const uint8_t *data, size_t size, size_t number)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	size_t bit = number * 5;
	unsigned pair = (unsigned)data[bit / 8] << 8;

	if (bit / 8 + 1 < size)
		pair |= data[bit / 8 + 1];
	return digits[pair >> (11 - bit % 8) & 31];
}

int base32_value(char digit)
{
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a';
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= '2' && digit <= '7')
		return digit - '2' + 26;
	return -1;
}

int base32_join(const uint8_t *values, size_t count, uint8_t *out)
{
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < count; i++) {
		bits = (bits << 5 | values[i]) & 0xfff;
		held += 5;
		if (held >= 8) {
			held -= 8;
			*out++ = (uint8_t)(bits >> held);
		}
	}
	return held >= 5 || (bits & ((1u << held) - 1)) != 0 ? VB_ERR_MALFORMED : 0;
}
