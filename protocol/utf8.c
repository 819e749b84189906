/* utf8: the one question about texts that every format asks; see utf8.h. */
#include "protocol/utf8.h"

#include <string.h>

/* True if none of the eight bytes is zero or beyond ASCII. */
static bool is_ascii_word(const uint8_t *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word | (word - ones)) & tops) == 0;
}

/* The size of the character at at, 0 when it is none: RFC 3629, section 4, without NUL. */
static size_t utf8_size(const uint8_t *at, size_t left)
{
	uint8_t low = 0x80, high = 0xbf;
	size_t size = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

	if (at[0] < 0x80)
		return at[0] != 0 ? 1 : 0;
	if (at[0] < 0xc2 || at[0] > 0xf4 || left < size)
		return 0;
	if (at[0] == 0xe0)
		low = 0xa0;
	if (at[0] == 0xed)
		high = 0x9f;
	if (at[0] == 0xf0)
		low = 0x90;
	if (at[0] == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	return size;
}

bool utf8_is_valid(struct span text)
{
	size_t at = 0;

	while (at < text.size) {
		size_t size = 8;

		if (text.size - at < size || !is_ascii_word(text.data + at))
			size = utf8_size(text.data + at, text.size - at);
		if (size == 0)
			return false;
		at += size;
	}
	return true;
}
