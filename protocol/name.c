/* name: which texts may be names; see name.h. */
#include "protocol/name.h"

#include <string.h>

#include "protocol/limits.h"
#include "protocol/utf8.h"

/* True if each of the eight bytes is an ASCII character that can be seen, or a blank. */
static bool is_plain_word(const uint8_t *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word | (word - 0x20 * ones) | (word + ones)) & tops) == 0;
}

/* The code point at *at of a text that is valid UTF-8; moves behind it. */
static uint32_t code_point_next(const uint8_t **at)
{
	const uint8_t *p = *at;
	unsigned more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	uint32_t point = more == 0 ? p[0] : p[0] & (0x3fu >> more);

	for (unsigned i = 1; i <= more; i++)
		point = point << 6 | (p[i] & 0x3fu);
	*at += more + 1;
	return point;
}

static bool is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point <= 0x9f);
}

/* U+2028-2029 end lines, U+202A-202E and U+2066-2069 turn the direction of what follows. */
static bool is_layout(uint32_t point)
{
	return (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

static int text_check(struct span text, size_t max, bool has_lines)
{
	const uint8_t *at = text.data, *end = text.data + text.size;

	if (text.size == 0 || text.size > max)
		return VB_ERR_BAD_VALUE;
	if (!utf8_is_valid(text))
		return VB_ERR_BAD_UTF8;
	while (at < end) {
		uint32_t point;

		if (end - at >= 8 && is_plain_word(at)) {
			at += 8;
			continue;
		}
		point = code_point_next(&at);
		if (has_lines && (point == '\n' || point == '\t'))
			continue;
		if (is_control(point) || is_layout(point))
			return VB_ERR_BAD_VALUE;
	}
	return 0;
}

int name_check(struct span text)
{
	return text_check(text, VB_NAME_MAX_BYTES, false);
}

int name_check_max(struct span text, size_t max)
{
	return text_check(text, max, false);
}

int name_check_lines(struct span text, size_t max)
{
	return text_check(text, max, true);
}
