/* card_text: the card of an office as text; see card_text.h. */
#include "cli/card_text.h"

#include <string.h>

#include "cli/language.h"
#include "protocol/base32.h"
#include "protocol/node_id.h"
#include "protocol/peer/fingerprint.h"

#define BEGIN "-----BEGIN VERBUND CARD-----"
#define END "-----END VERBUND CARD-----"
#define LINE_PREFIX "VBC1:"
#define LINE_DIGITS 64u
#define CHECK_DIGITS 8u /* of base32: 40 bits */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- base64: RFC 4648, section 4 ---- */

/* One digit: six bits from bit 6 * number on; '=' behind the end. */
static char digit_at(struct span bytes, size_t number)
{
	size_t bit = 6 * number;
	uint32_t pair;

	if (bit / 8 >= bytes.size)
		return '=';
	pair = (uint32_t)bytes.data[bit / 8] << 8;
	if (bit / 8 + 1 < bytes.size)
		pair |= bytes.data[bit / 8 + 1];
	return digits[pair >> (10 - bit % 8) & 63];
}

/* Digits with those that fill up to four. */
static size_t digit_count(size_t size)
{
	return (size + 2) / 3 * 4;
}

static void put_digits(struct span bytes, size_t line_digits, struct buf *out)
{
	size_t count = digit_count(bytes.size);

	for (size_t i = 0; i < count; i++) {
		char digit = digit_at(bytes, i);

		if (line_digits > 0 && i > 0 && i % line_digits == 0)
			buf_put(out, "\n", 1);
		buf_put(out, &digit, 1);
	}
}

/* Digits on their way to bytes. */
struct intake {
	struct buf *out;
	uint32_t bits;
	unsigned bit_count;
	unsigned fill; /* '=' seen: nothing follows */
};

/* Takes one digit; false if it is none, or not due. */
static bool take_digit(struct intake *in, char c)
{
	const char *place = c == '\0' ? NULL : strchr(digits, c);
	uint8_t byte;

	if (c == '=')
		return ++in->fill <= 2;
	if (place == NULL || in->fill > 0)
		return false;
	in->bits = in->bits << 6 | (uint32_t)(place - digits);
	in->bit_count += 6;
	if (in->bit_count < 8)
		return true;
	in->bit_count -= 8;
	byte = (uint8_t)(in->bits >> in->bit_count);
	buf_put(in->out, &byte, 1);
	in->bits &= (1u << in->bit_count) - 1;
	return true;
}

static bool take_digits(struct intake *in, struct span line)
{
	for (size_t i = 0; i < line.size; i++) {
		if (!take_digit(in, (char)line.data[i]))
			return false;
	}
	return true;
}

/* ---- the checksum: the first 40 bits of BLAKE2b-256 of the card, in base32 ---- */

static void check_of(struct span bytes, char out[static CHECK_DIGITS])
{
	struct hash hash;

	crypt_hash(bytes, &hash);
	for (size_t i = 0; i < CHECK_DIGITS; i++)
		out[i] = base32_digit(hash.b, sizeof(hash.b), i);
}

/* ---- writing ---- */

static void put_text(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

static void put_head(struct buf *out, const char *title, struct span value)
{
	put_text(out, title);
	put_text(out, ": ");
	buf_put(out, value.data, value.size);
	put_text(out, "\n");
}

void card_text_format(struct span bytes, const struct card *card, bool is_for_people,
                      struct buf *out)
{
	char id[VB_NODE_ID_TEXT_BYTES], fingerprint[VB_FINGERPRINT_TEXT_BYTES];
	char check[CHECK_DIGITS];

	node_id_format(&card->id, id);
	fingerprint_format(card, fingerprint);
	check_of(bytes, check);
	put_text(out, BEGIN "\n");
	put_head(out, is_for_people ? _("Name") : "Name", card->name);
	put_head(out, is_for_people ? _("Number") : "Number", span_of_str(id));
	put_head(out, is_for_people ? _("Fingerprint") : "Fingerprint", span_of_str(fingerprint));
	put_text(out, "\n");
	put_digits(bytes, LINE_DIGITS, out);
	put_text(out, "\n#");
	buf_put(out, check, sizeof(check));
	put_text(out, "\n" END "\n");
}

void card_text_line(struct span bytes, struct buf *out)
{
	put_text(out, LINE_PREFIX);
	put_digits(bytes, 0, out);
}

/* ---- reading ---- */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '>';
}

/* The next line without what mail puts around it; false at the end. */
static bool next_line(struct span *text, struct span *line)
{
	size_t size = 0;

	if (text->size == 0)
		return false;
	while (size < text->size && text->data[size] != '\n')
		size++;
	*line = span_of(text->data, size);
	*text = span_of(text->data + size + (size < text->size),
	                text->size - size - (size < text->size));
	while (line->size > 0 && is_blank(line->data[0]))
		*line = span_of(line->data + 1, line->size - 1);
	while (line->size > 0 && is_blank(line->data[line->size - 1]))
		line->size--;
	return true;
}

static bool begins_with(struct span line, const char *text)
{
	return line.size >= strlen(text) && memcmp(line.data, text, strlen(text)) == 0;
}

static bool is_check_of(struct span line, struct span bytes)
{
	char check[CHECK_DIGITS];

	check_of(bytes, check);
	for (size_t i = 0; line.size == CHECK_DIGITS && i < CHECK_DIGITS; i++) {
		if (base32_value((char)line.data[i]) != base32_value(check[i]))
			return false;
	}
	return line.size == CHECK_DIGITS;
}

/* What stands behind the first mark. */
static int parse_lines(struct span text, struct buf *out)
{
	struct intake in = { .out = out };
	size_t before = out->size;
	struct span line;
	bool is_checked = false;

	/* The head ends with an empty line. */
	while (next_line(&text, &line) && line.size > 0)
		;
	while (next_line(&text, &line)) {
		if (begins_with(line, END))
			return is_checked ? 0 : VB_ERR_BAD_HASH;
		if (line.size == 0)
			continue;
		if (is_checked)
			return VB_ERR_BAD_HASH;
		if (line.data[0] == '#') {
			is_checked = is_check_of(span_of(line.data + 1, line.size - 1),
			                         span_of(out->data + before, out->size - before));
			if (!is_checked)
				return VB_ERR_BAD_HASH;
		} else if (!take_digits(&in, line)) {
			return VB_ERR_BAD_HASH;
		}
		if (out->err != 0)
			return out->err;
	}
	return VB_ERR_TRUNCATED;
}

int card_text_parse(struct span text, struct buf *out)
{
	struct intake in = { .out = out };
	struct span line;

	while (next_line(&text, &line)) {
		if (begins_with(line, BEGIN))
			return parse_lines(text, out);
		if (!begins_with(line, LINE_PREFIX))
			continue;
		line = span_of(line.data + strlen(LINE_PREFIX), line.size - strlen(LINE_PREFIX));
		if (!take_digits(&in, line))
			return VB_ERR_BAD_HASH;
		return out->err;
	}
	return VB_ERR_BAD_INPUT;
}
