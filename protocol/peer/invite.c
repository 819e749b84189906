/* invite: the one-use code; see invite.h and SPEC.md 11. */
#include "protocol/peer/invite.h"

#include <assert.h>
#include <string.h>

#include "protocol/base32.h"
#include "protocol/peer/endpoint.h"

#define CODE_DOMAIN "verbund/code/1"
#define CODE_VERSION 1u
#define CODE_SPACE 1u /* cflags */
#define CHECK_BYTES 4u
#define GROUP_DIGITS 5u
#define PREFIX_DIGITS 3u /* "VB1" of the text */

static const char prefix[] = "VB1-";

/* version, flags, card hash, CURVE key, secret, expiry, length, endpoint, space, role, control head, checksum */
_Static_assert(1 + 1 + VB_HASH_BYTES + VB_PUBLIC_KEY_BYTES + VB_SECRET_BYTES + 4 + 1 +
                               VB_ENDPOINT_MAX_BYTES + VB_HASH_BYTES + 1 + 4 + VB_ID_PREFIX_BYTES +
                               CHECK_BYTES ==
                       VB_INVITE_MAX_BYTES,
               "the longest code");
#define TEXT_DIGITS ((VB_INVITE_MAX_BYTES * 8 + 4) / 5)
_Static_assert(sizeof(prefix) + TEXT_DIGITS + (TEXT_DIGITS - 1) / GROUP_DIGITS <=
                       VB_INVITE_TEXT_MAX_BYTES,
               "the longest text");

static void check_make(const uint8_t *data, size_t size, uint8_t out[static CHECK_BYTES])
{
	struct hasher h;
	struct hash hash;

	hasher_init(&h, CODE_DOMAIN);
	hasher_put(&h, data, size);
	hasher_finish(&h, &hash);
	memcpy(out, hash.b, CHECK_BYTES);
	crypt_wipe(&h, sizeof(h));
}

/* Appends to a code and moves behind it. */
static void put(uint8_t **at, const void *data, size_t size)
{
	memcpy(*at, data, size);
	*at += size;
}

size_t invite_encode(const struct invite *invite, uint8_t out[static VB_INVITE_MAX_BYTES])
{
	size_t endpoint_bytes = strlen(invite->endpoint);
	uint8_t *at = out, number[4];

	assert(endpoint_bytes > 0 && endpoint_bytes <= VB_ENDPOINT_MAX_BYTES);
	*at++ = CODE_VERSION;
	*at++ = invite->has_space ? CODE_SPACE : 0;
	put(&at, invite->card_hash.b, sizeof(invite->card_hash.b));
	put(&at, invite->curve.b, sizeof(invite->curve.b));
	put(&at, invite->secret, sizeof(invite->secret));
	put_be32(number, invite->expires);
	put(&at, number, sizeof(number));
	*at++ = (uint8_t)endpoint_bytes;
	put(&at, invite->endpoint, endpoint_bytes);
	if (invite->has_space) {
		put(&at, invite->space.b, sizeof(invite->space.b));
		*at++ = (uint8_t)invite->role;
		put_be32(number, invite->control_seq);
		put(&at, number, sizeof(number));
		put(&at, invite->control_prefix, sizeof(invite->control_prefix));
	}
	check_make(out, (size_t)(at - out), at);
	return (size_t)(at - out) + CHECK_BYTES;
}

/* Reads what stands before the space. */
static int peer_read(struct cursor *c, struct invite *out)
{
	struct endpoint endpoint;
	struct span text;

	cursor_copy(c, out->card_hash.b, sizeof(out->card_hash.b));
	cursor_copy(c, out->curve.b, sizeof(out->curve.b));
	cursor_copy(c, out->secret, sizeof(out->secret));
	out->expires = cursor_u32(c);
	text = cursor_take(c, cursor_u8(c));
	if (c->err != 0 || endpoint_parse(text, &endpoint) != 0)
		return VB_ERR_BAD_CODE;
	memcpy(out->endpoint, text.data, text.size);
	out->endpoint[text.size] = '\0';
	return 0;
}

static int space_read(struct cursor *c, struct invite *out)
{
	uint8_t role;

	cursor_copy(c, out->space.b, sizeof(out->space.b));
	role = cursor_u8(c);
	out->control_seq = cursor_u32(c);
	cursor_copy(c, out->control_prefix, sizeof(out->control_prefix));
	if (role < VB_ROLE_RELAY || role > VB_ROLE_STEWARD)
		return VB_ERR_BAD_CODE;
	out->role = (enum role)role;
	return 0;
}

/* Reads a code without its checksum, which was found to fit. */
static int fields_read(struct span code, struct invite *out)
{
	struct cursor c;
	uint8_t version, flags;
	int err;

	cursor_init(&c, code);
	version = cursor_u8(&c);
	flags = cursor_u8(&c);
	if (version != CODE_VERSION || (flags & ~CODE_SPACE) != 0)
		return version == 0 ? VB_ERR_BAD_CODE : VB_ERR_VERSION;
	out->has_space = (flags & CODE_SPACE) != 0;
	err = peer_read(&c, out);
	if (err == 0 && out->has_space)
		err = space_read(&c, out);
	return err == 0 && cursor_finish(&c) != 0 ? VB_ERR_BAD_CODE : err;
}

int invite_decode(struct span code, struct invite *out)
{
	struct invite invite = { .expires = 0 };
	uint8_t check[CHECK_BYTES];
	size_t size;
	int err;

	if (code.size > VB_INVITE_MAX_BYTES || code.size < 2 + CHECK_BYTES)
		return VB_ERR_BAD_CODE;
	size = code.size - CHECK_BYTES;
	check_make(code.data, size, check);
	if (memcmp(check, code.data + size, CHECK_BYTES) != 0)
		return VB_ERR_BAD_CODE;
	err = fields_read(span_of(code.data, size), &invite);
	if (err == 0)
		*out = invite;
	invite_wipe(&invite);
	return err;
}

void invite_format(const struct invite *invite, char out[static VB_INVITE_TEXT_MAX_BYTES])
{
	uint8_t code[VB_INVITE_MAX_BYTES];
	size_t size = invite_encode(invite, code);
	char *to = out + sizeof(prefix) - 1;

	memcpy(out, prefix, sizeof(prefix) - 1);
	for (size_t i = 0; i < base32_digits(size); i++) {
		if (i > 0 && i % GROUP_DIGITS == 0)
			*to++ = '-';
		*to++ = base32_digit(code, size, i);
	}
	*to = '\0';
	crypt_wipe(code, sizeof(code));
}

/* What people put between digits. */
static bool is_filler(char c)
{
	return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Moves behind the prefix, whatever stands between its digits. */
static int prefix_skip(const char *text, size_t size, size_t *at)
{
	static const char wanted[] = "vb1";
	size_t found = 0;

	for (; *at < size && found < PREFIX_DIGITS; (*at)++) {
		char c = text[*at] >= 'A' && text[*at] <= 'Z' ? (char)(text[*at] + ('a' - 'A'))
		                                              : text[*at];

		if (is_filler(c))
			continue;
		if (c != wanted[found++])
			return VB_ERR_BAD_CODE;
	}
	return found == PREFIX_DIGITS ? 0 : VB_ERR_BAD_CODE;
}

/* Collects the digits of the text from at on. */
static int digits_read(const char *text, size_t size, size_t at, uint8_t values[static TEXT_DIGITS],
                       size_t *out_count)
{
	size_t count = 0;

	for (; at < size; at++) {
		int value = base32_value(text[at]);

		if (is_filler(text[at]))
			continue;
		if (value < 0 || count == TEXT_DIGITS)
			return VB_ERR_BAD_CODE;
		values[count++] = (uint8_t)value;
	}
	*out_count = count;
	return 0;
}

int invite_parse(const char *text, size_t size, struct invite *out)
{
	uint8_t values[TEXT_DIGITS], code[VB_INVITE_MAX_BYTES];
	size_t at = 0, count = 0;
	int err = prefix_skip(text, size, &at);

	if (err == 0)
		err = digits_read(text, size, at, values, &count);
	if (err == 0 && base32_join(values, count, code) != 0)
		err = VB_ERR_BAD_CODE;
	if (err == 0)
		err = invite_decode(span_of(code, count * 5 / 8), out);
	crypt_wipe(values, sizeof(values));
	crypt_wipe(code, sizeof(code));
	return err;
}

bool invite_is_expired(const struct invite *invite, struct wall_ms now)
{
	return now.v / 1000 >= invite->expires;
}

void invite_wipe(struct invite *invite)
{
	crypt_wipe(invite->secret, sizeof(invite->secret));
}
