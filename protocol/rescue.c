/* rescue: codes of recovery sheets; see rescue.h. */
#include "protocol/rescue.h"

#include <string.h>

#include "protocol/base32.h"
#include "protocol/crypt_chunk.h"
#include "protocol/crypt_parts.h"
#include "protocol/limits.h"

#define FORMAT 1u
#define COST_AT 1u
#define SALT_AT 2u
#define ID_AT (SALT_AT + VB_SALT_BYTES)
#define ID_BYTES 4u
#define SEALED_AT (ID_AT + ID_BYTES)
#define SEALED_BYTES (VB_KEY_BYTES + VB_TAG_BYTES)

#define DIGITS 16u      /* of the bytes of a line */
#define CHECK_DIGITS 4u /* behind them */
#define LINE_DIGITS (DIGITS + CHECK_DIGITS)
#define GROUP_DIGITS 4u

#define DOMAIN_LINE "verbund/sheet/1"
#define DOMAIN_LOCKED "verbund/keysafe/1"

static const char prefix[] = "VBS1";

_Static_assert(SEALED_AT + SEALED_BYTES == VB_RESCUE_BYTES, "the code is full");
_Static_assert(VB_RESCUE_LINE_BYTES * 8 == DIGITS * 5, "no digit is shared by two lines");
_Static_assert(sizeof(prefix) + VB_RESCUE_LINES * LINE_DIGITS == VB_RESCUE_TEXT_BYTES, "text");
_Static_assert(LINE_DIGITS / GROUP_DIGITS * (GROUP_DIGITS + 1) == VB_RESCUE_LINE_TEXT_BYTES,
               "line");
_Static_assert(VB_RESCUE_LOCKED_MAX_BYTES == VB_NODE_KEYS_MAX_BYTES + VB_KEY_BYTES + 8, "locked");

/* ---- keys ---- */

int rescue_seal(const struct node_keys *keys, struct span passphrase, enum crypt_cost cost,
                struct rescue *out)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct rescue code = { { FORMAT, (uint8_t)cost } };
	struct public_key sign = node_keys_sign_public(keys);
	struct node_id id;
	int err;

	crypt_random(code.b + SALT_AT, VB_SALT_BYTES);
	crypt_node_id(&sign, &id);
	memcpy(code.b + ID_AT, id.b, ID_BYTES);
	node_keys_export(keys, secrets);
	err = passphrase_seal(passphrase, cost, code.b + SALT_AT, span_of(code.b, SEALED_AT),
	                      span_of(secrets, VB_KEY_BYTES), code.b + SEALED_AT);
	crypt_wipe(secrets, sizeof(secrets));
	if (err == 0)
		*out = code;
	return err;
}

int rescue_open(const struct rescue *code, struct span passphrase, struct node_keys **out)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES] = { 0 };
	int err;

	if (code->b[0] != FORMAT)
		return VB_ERR_VERSION;
	err = passphrase_open(passphrase, code->b[COST_AT], code->b + SALT_AT,
	                      span_of(code->b, SEALED_AT),
	                      span_of(code->b + SEALED_AT, SEALED_BYTES), secrets);
	if (err == 0)
		*out = node_keys_import(secrets);
	crypt_wipe(secrets, sizeof(secrets));
	return err;
}

bool rescue_is_of(const struct rescue *code, const struct node_id *office)
{
	return memcmp(code->b + ID_AT, office->b, ID_BYTES) == 0;
}

void rescue_lock(const struct node_keys *keys, struct buf *out)
{
	uint8_t secrets[VB_NODE_KEYS_MAX_BYTES], key[VB_KEY_BYTES];
	size_t size = node_keys_export_all(keys, secrets);
	uint8_t *to = buf_extend(out, size + VB_BODY_OVERHEAD_BYTES);

	crypt_own_key(keys, DOMAIN_LOCKED, key);
	if (to != NULL)
		crypt_aead_seal(key, span_of(NULL, 0), span_of(secrets, size), to);
	crypt_wipe(secrets, sizeof(secrets));
	crypt_wipe(key, sizeof(key));
}

int rescue_unlock(const struct node_keys *sheet, struct span locked, struct node_keys **out)
{
	uint8_t secrets[VB_NODE_KEYS_MAX_BYTES], key[VB_KEY_BYTES];
	struct public_key wanted = node_keys_sign_public(sheet), found;
	struct node_keys *keys = NULL;
	int err;

	if (locked.size > VB_RESCUE_LOCKED_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	crypt_own_key(sheet, DOMAIN_LOCKED, key);
	err = crypt_aead_open(key, span_of(NULL, 0), locked, secrets);
	if (err == 0)
		err = node_keys_import_all(span_of(secrets, locked.size - VB_BODY_OVERHEAD_BYTES),
		                           &keys);
	crypt_wipe(secrets, sizeof(secrets));
	crypt_wipe(key, sizeof(key));
	if (err != 0)
		return err;
	found = node_keys_sign_public(keys);
	if (memcmp(found.b, wanted.b, sizeof(found.b)) != 0) {
		node_keys_destroy(&keys);
		return VB_ERR_DECRYPT;
	}
	*out = keys;
	return 0;
}

/* ---- text ---- */

/* The check of a line: the first 20 bits count. */
static void line_check(const uint8_t *bytes, uint32_t line, struct hash *out)
{
	uint8_t number = (uint8_t)line;
	struct hasher h;

	hasher_init(&h, DOMAIN_LINE);
	hasher_put(&h, &number, 1);
	hasher_put(&h, bytes, VB_RESCUE_LINE_BYTES);
	hasher_finish(&h, out);
}

/* The 20 digits of a line, in capitals, which are easier to read on paper. */
static void line_digits(const struct rescue *code, uint32_t line, char out[static LINE_DIGITS])
{
	const uint8_t *bytes = code->b + line * VB_RESCUE_LINE_BYTES;
	struct hash check;

	line_check(bytes, line, &check);
	for (size_t i = 0; i < LINE_DIGITS; i++) {
		char digit = i < DIGITS ? base32_digit(bytes, VB_RESCUE_LINE_BYTES, i)
		                        : base32_digit(check.b, sizeof(check.b), i - DIGITS);

		out[i] = digit >= 'a' ? (char)(digit - 'a' + 'A') : digit;
	}
}

void rescue_format_line(const struct rescue *code, uint32_t line,
                        char out[static VB_RESCUE_LINE_TEXT_BYTES])
{
	char digits[LINE_DIGITS];
	char *to = out;

	line_digits(code, line, digits);
	for (size_t i = 0; i < LINE_DIGITS; i++) {
		if (i > 0 && i % GROUP_DIGITS == 0)
			*to++ = ' ';
		*to++ = digits[i];
	}
	*to = '\0';
}

void rescue_format(const struct rescue *code, char out[static VB_RESCUE_TEXT_BYTES])
{
	memcpy(out, prefix, sizeof(prefix) - 1);
	for (uint32_t line = 0; line < VB_RESCUE_LINES; line++)
		line_digits(code, line, out + sizeof(prefix) - 1 + line * LINE_DIGITS);
	out[VB_RESCUE_TEXT_BYTES - 1] = '\0';
}

/* Takes one line from 20 values of digits. */
static int line_join(const uint8_t values[static LINE_DIGITS], uint32_t line, struct rescue *out)
{
	uint8_t bytes[VB_RESCUE_LINE_BYTES];
	struct hash check;

	if (base32_join(values, DIGITS, bytes) != 0)
		return VB_ERR_BAD_SHEET;
	line_check(bytes, line, &check);
	for (size_t i = 0; i < CHECK_DIGITS; i++) {
		if (values[DIGITS + i] != base32_value(base32_digit(check.b, sizeof(check.b), i)))
			return VB_ERR_BAD_SHEET;
	}
	memcpy(out->b + line * VB_RESCUE_LINE_BYTES, bytes, sizeof(bytes));
	return 0;
}

/* Collects digits without what may stand between them. False: something else is there, or there are not so many. */
static bool digits_read(struct span text, uint8_t *values, size_t wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];
		int value = base32_value(c);

		if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n')
			continue;
		if (value < 0 || count == wanted)
			return false;
		values[count++] = (uint8_t)value;
	}
	return count == wanted;
}

static struct span skip_blanks(struct span text)
{
	while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
		text = span_of(text.data + 1, text.size - 1);
	return text;
}

/* Steps over "3:" in front of a line. No digit of base32 is followed by a colon. */
static struct span skip_number(struct span text, uint32_t line)
{
	text = skip_blanks(text);
	if (text.size > 1 && text.data[0] == '1' + line && text.data[1] == ':')
		text = span_of(text.data + 2, text.size - 2);
	return text;
}

int rescue_parse_line(struct span text, uint32_t line, struct rescue *out)
{
	uint8_t values[LINE_DIGITS];

	if (!digits_read(skip_number(text, line), values, sizeof(values)))
		return VB_ERR_BAD_SHEET;
	return line_join(values, line, out);
}

/* The code as a picture has it. */
static int parse_picture(struct span text, struct rescue *out, uint32_t *line)
{
	uint8_t values[VB_RESCUE_LINES * LINE_DIGITS];

	*line = 0;
	if (!digits_read(text, values, sizeof(values)))
		return VB_ERR_BAD_SHEET;
	while (*line < VB_RESCUE_LINES && line_join(values + *line * LINE_DIGITS, *line, out) == 0)
		(*line)++;
	return *line == VB_RESCUE_LINES ? 0 : VB_ERR_BAD_SHEET;
}

/* The next line of the text, without its end, and what is left. */
static struct span next_line(struct span *text)
{
	const uint8_t *end = memchr(text->data, '\n', text->size);
	size_t size = end == NULL ? text->size : (size_t)(end - text->data);
	struct span line = span_of(text->data, size);
	size_t gone = end == NULL ? size : size + 1;

	*text = span_of(text->data + gone, text->size - gone);
	return skip_blanks(line);
}

int rescue_parse(struct span text, struct rescue *out, uint32_t *line)
{
	struct rescue code = { { 0 } };
	size_t prefix_size = sizeof(prefix) - 1;
	int err = VB_ERR_BAD_SHEET;

	for (*line = 0; text.size > 0 && *line < VB_RESCUE_LINES;) {
		struct span all = skip_blanks(text);
		struct span here = next_line(&text);

		if (here.size >= prefix_size && memcmp(here.data, prefix, prefix_size) == 0) {
			err = parse_picture(span_of(all.data + prefix_size, all.size - prefix_size),
			                    &code, line);
			break;
		}
		if (here.size > 1 && here.data[0] == '1' + *line && here.data[1] == ':') {
			if (rescue_parse_line(here, *line, &code) != 0)
				break;
			(*line)++;
		}
	}
	if (*line == VB_RESCUE_LINES)
		err = 0;
	if (err == 0)
		*out = code;
	crypt_wipe(&code, sizeof(code));
	return err;
}
