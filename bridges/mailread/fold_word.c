/* fold_word: words of eight languages as they are compared; see fold_word.h. */
#include "bridges/mailread/fold_word.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "bridges/render/harmless.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define BLANK 0x20u
#define NOTHING 0u

/* Where the small letter, or the one that it counts as, is not next to the great one. */
static const struct {
	uint32_t from, to;
} letters[] = {
	{ 0x0130, 'i' },                        /* İ */
	{ 0x0131, 'i' },                        /* ı: "hayir" is as often written as "hayır" */
	{ 0x0178, 0x00ff }, { 0x0490, 0x0491 }, /* Ґ */
	{ 0x0451, 0x0435 },                     /* ё as е */
	{ 0x0401, 0x0435 }, { 0x0622, 0x0627 }, /* آ أ إ as ا */
	{ 0x0623, 0x0627 }, { 0x0625, 0x0627 }, { 0x0629, 0x0647 }, /* ة as ه */
	{ 0x0643, 0x06a9 },                                         /* ك as ک */
	{ 0x0649, 0x06cc },                                         /* ى ي as ی */
	{ 0x064a, 0x06cc }, { 0x06c0, 0x0647 }, { 0x1e9e, 0x00df },
};

/* Marks and what joins letters: a word is the same without them. */
static bool is_dropped(uint32_t c)
{
	return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0610 && c <= 0x061a) || c == 0x0640 ||
	       (c >= 0x064b && c <= 0x065f) || c == 0x0670 || (c >= 0x200b && c <= 0x200f) ||
	       c == 0x00ad || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
}

/* The letters of Latin, Cyrillic, Arabic and Persian, and digits; all else parts words. */
static bool is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xdf && c <= 0x24f && c != 0xf7) || (c >= 0x430 && c <= 0x52f) ||
	       (c >= 0x620 && c <= 0x64a) || (c >= 0x660 && c <= 0x669) ||
	       (c >= 0x671 && c <= 0x6d3) || (c >= 0x6f0 && c <= 0x6f9);
}

static uint32_t folded(uint32_t c)
{
	for (size_t i = 0; i < COUNT(letters); i++) {
		if (letters[i].from == c)
			return letters[i].to;
	}
	if (is_dropped(c))
		return NOTHING;
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c + (c & 1);
	if (c >= 0x6f0 && c <= 0x6f9)
		return c - 0x6f0 + '0';
	if (c >= 0x660 && c <= 0x669)
		return c - 0x660 + '0';
	return is_letter(c) ? c : BLANK;
}

void fold_word(const char *text, char *out, size_t size)
{
	size_t used = 0;
	bool has_gap = false;

	while (*text != '\0') {
		uint32_t c = folded(harmless_next(&text));
		uint8_t bytes[3];
		size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;

		if (c == NOTHING)
			continue;
		if (c == BLANK) {
			has_gap = used > 0;
			continue;
		}
		if (used + count + has_gap + 1 > size)
			break;
		if (has_gap)
			out[used++] = ' ';
		has_gap = false;
		bytes[0] = (uint8_t)(c < 0x80 ? c : c < 0x800 ? 0xc0 | c >> 6 : 0xe0 | c >> 12);
		bytes[1] = (uint8_t)(0x80 | (count == 2 ? c & 0x3f : (c >> 6 & 0x3f)));
		bytes[2] = (uint8_t)(0x80 | (c & 0x3f));
		memcpy(out + used, bytes, count);
		used += count;
	}
	out[used] = '\0';
}
