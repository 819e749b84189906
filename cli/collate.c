/* collate: sort keys of names; see collate.h. */
#include "cli/collate.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A key is four parts, each ended by END: base letters; letters with their marks; case; the bytes themselves. */
#define END 0x00
#define BLANK 0x01
#define NUMBER 0x02
#define SMALL 0x01
#define CAPITAL 0x02
#define LIGATURE 0x03 /* the second letter of two that are written as one */
#define KEY_MAX_BYTES ((size_t)1 << 20)

/* Letters that do not come apart into a base and a mark; DIN 5007-1 has them where their base stands. */
static const struct {
	utf8proc_int32_t letter;
	const char *base;
} bases[] = {
	{ 0x00E6, "ae" }, { 0x00F0, "d" }, { 0x00F8, "o" }, { 0x00FE, "th" }, { 0x0111, "d" },
	{ 0x0127, "h" },  { 0x0131, "i" }, { 0x0142, "l" }, { 0x0153, "oe" }, { 0x0167, "t" },
};

/* Marks that only colour a letter: accents, points of Hebrew, vowels of Arabic. Others (viramas, voicing marks, vowels of
 * Thai) make it another letter. Unicode 15, canonical combining classes. */
static bool is_mark(utf8proc_int32_t code)
{
	int class = utf8proc_get_property(code)->combining_class;

	return (class >= 10 && class <= 36) || class >= 200;
}

static bool is_blank(utf8proc_int32_t code)
{
	utf8proc_category_t category = utf8proc_category(code);

	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_PD ||
	       code == '\t' || code == '\n' || code == '/' || code == '_';
}

static bool is_letter(utf8proc_int32_t code)
{
	return utf8proc_category(code) <= UTF8PROC_CATEGORY_NO &&
	       utf8proc_category(code) >= UTF8PROC_CATEGORY_LU;
}

/* ---- base letters ---- */

/* What the next character adds to the part of base letters. */
struct bases {
	struct buf *out;
	bool has_gap;        /* a blank is due before the next letter */
	bool is_begun;       /* a letter or number was put */
	uint8_t digits[256]; /* of the number under way, without zeros in front */
	size_t count;
	bool is_number;
};

/* A longer number is greater; of equally long ones the digits tell. */
static void end_number(struct bases *b)
{
	if (!b->is_number)
		return;
	buf_put_u8(b->out, NUMBER);
	buf_put_u8(b->out, (uint8_t)(b->count + 1));
	buf_put(b->out, b->digits, b->count);
	b->is_number = false;
	b->count = 0;
}

static void put_gap(struct bases *b)
{
	if (b->has_gap && b->is_begun)
		buf_put_u8(b->out, BLANK);
	b->has_gap = false;
	b->is_begun = true;
}

static void put_digit(struct bases *b, uint8_t digit)
{
	if (b->count == sizeof(b->digits) - 2)
		end_number(b);
	if (!b->is_number)
		put_gap(b);
	b->is_number = true;
	if (b->count > 0 || digit != '0')
		b->digits[b->count++] = digit;
}

static void put_letter(struct bases *b, utf8proc_int32_t code)
{
	utf8proc_uint8_t bytes[4];

	put_gap(b);
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		if (bases[i].letter == code) {
			buf_put(b->out, bases[i].base, strlen(bases[i].base));
			return;
		}
	}
	buf_put(b->out, bytes, (size_t)utf8proc_encode_char(code, bytes));
}

static void put_base(struct bases *b, utf8proc_int32_t code)
{
	if (is_mark(code))
		return;
	if (code >= '0' && code <= '9') {
		put_digit(b, (uint8_t)code);
		return;
	}
	end_number(b);
	if (is_blank(code))
		b->has_gap = true;
	else if (is_letter(code))
		put_letter(b, code);
}

/* ---- the key ---- */

/* Capitals and small letters apart, and ß behind ss; what has no case counts as small. */
static void put_cases(struct span text, struct buf *out)
{
	while (text.size > 0) {
		utf8proc_int32_t code;
		utf8proc_ssize_t size =
			utf8proc_iterate(text.data, (utf8proc_ssize_t)text.size, &code);

		if (size <= 0)
			break;
		buf_put_u8(out, utf8proc_category(code) == UTF8PROC_CATEGORY_LU ? CAPITAL : SMALL);
		if (code == 0x00DF || code == 0x1E9E)
			buf_put_u8(out, LIGATURE);
		text = span_of(text.data + size, text.size - (size_t)size);
	}
}

static void put_bases(struct span folded, struct buf *out)
{
	struct bases b = { .out = out };

	while (folded.size > 0) {
		utf8proc_int32_t code;
		utf8proc_ssize_t size =
			utf8proc_iterate(folded.data, (utf8proc_ssize_t)folded.size, &code);

		if (size <= 0)
			break;
		put_base(&b, code);
		folded = span_of(folded.data + size, folded.size - (size_t)size);
	}
	end_number(&b);
}

void collate_key(struct span text, struct buf *out)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t size = utf8proc_map(
		text.data, (utf8proc_ssize_t)text.size, &folded,
		UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);

	if (size == UTF8PROC_ERROR_NOMEM)
		abort();
	if (size > 0) {
		put_bases(span_of(folded, (size_t)size), out);
		buf_put_u8(out, END);
		buf_put(out, folded, (size_t)size);
		buf_put_u8(out, END);
		put_cases(text, out);
		buf_put_u8(out, END);
	}
	buf_put(out, text.data, text.size);
	free(folded);
}

int collate_compare(const char *a, const char *b)
{
	struct buf first;
	struct buf second;
	int order;

	buf_init(&first, KEY_MAX_BYTES);
	buf_init(&second, KEY_MAX_BYTES);
	collate_key(span_of_str(a), &first);
	collate_key(span_of_str(b), &second);
	order = span_compare(buf_span(&first), buf_span(&second));
	buf_release(&first);
	buf_release(&second);
	return order;
}
