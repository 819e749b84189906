/* header_value: values of headers; see header_value.h. */
#include "bridges/mail/header_value.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/harmless.h"
#include "protocol/bytes.h"

#define LOCAL_MAX_BYTES 64u
#define ADDRESS_MAX_BYTES 254u
#define URL_MAX_BYTES 800u
#define TYPE_MAX_BYTES 100u
#define VALUE_MAX_BYTES 4096u /* of VB_HEADER_VALUE_MAX_CHARACTERS, each with its marks */
#define ELLIPSIS "\xe2\x80\xa6"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* harmless leaves what letters of a text need, which a header is not: LRM, RLM and ALM turn what stands beside them. */
static bool is_turning(uint32_t character)
{
	return character == 0x200e || character == 0x200f || character == 0x061c;
}

char *header_value_new(const char *text, size_t max_characters)
{
	char *clean = harmless_new(text, HARMLESS_LINE);
	struct buf value;
	size_t count = 0;
	size_t cut = 0; /* where the last character begins that may stand */
	uint32_t before = 0;

	assert(max_characters > 0 && max_characters <= VB_HEADER_VALUE_MAX_CHARACTERS);
	buf_init(&value, VALUE_MAX_BYTES);
	for (const char *at = clean; *at != '\0' && count <= max_characters;) {
		const char *next = at;
		uint32_t character = harmless_next(&next);

		if (!is_turning(character) && !(before == '=' && character == '?')) {
			if (++count == max_characters)
				cut = value.size;
			buf_put(&value, at, (size_t)(next - at));
			before = character;
		}
		at = next;
	}
	if (count > max_characters) {
		value.size = cut;
		buf_put(&value, ELLIPSIS, strlen(ELLIPSIS));
	}
	buf_put_u8(&value, '\0');
	free(clean);
	return (char *)value.data;
}

static bool is_of(const char *text, size_t size, const char *set)
{
	for (size_t i = 0; i < size; i++) {
		if (strchr(set, text[i]) == NULL)
			return false;
	}
	return size > 0;
}

/* Words with single dots between them. */
static bool is_dotted(const char *text, size_t size, const char *set)
{
	if (!is_of(text, size, set) || text[0] == '.' || text[size - 1] == '.')
		return false;
	for (size_t i = 1; i < size; i++) {
		if (text[i] == '.' && text[i - 1] == '.')
			return false;
	}
	return true;
}

bool header_value_is_address(const char *text)
{
	const char *at = text != NULL ? strchr(text, '@') : NULL;
	size_t size = at != NULL ? strnlen(text, ADDRESS_MAX_BYTES + 1) : 0;

	return size > 0 && size <= ADDRESS_MAX_BYTES && (size_t)(at - text) <= LOCAL_MAX_BYTES &&
	       is_dotted(text, (size_t)(at - text), LETTERS DIGITS "!#$%&'*+/=?^_`{|}~.-") &&
	       is_dotted(at + 1, size - (size_t)(at - text) - 1, LETTERS DIGITS ".-");
}

bool header_value_is_word(const char *text, size_t max_bytes)
{
	size_t size = text != NULL ? strnlen(text, max_bytes + 1) : 0;

	return size <= max_bytes && is_of(text, size, LETTERS DIGITS ".-");
}

bool header_value_is_url(const char *text)
{
	size_t size = text != NULL ? strnlen(text, URL_MAX_BYTES + 1) : 0;

	return size > strlen("https://") && size <= URL_MAX_BYTES &&
	       strncmp(text, "https://", strlen("https://")) == 0 &&
	       is_of(text, size, LETTERS DIGITS "-._~:/?#[]@!$&'()*+;=%");
}

bool header_value_is_type(const char *text)
{
	const char *slash = text != NULL ? strchr(text, '/') : NULL;
	size_t size = slash != NULL ? strnlen(text, TYPE_MAX_BYTES + 1) : 0;
	const char *const set = LETTERS DIGITS "!#$&^_.+-";

	return size > 0 && size <= TYPE_MAX_BYTES && is_of(text, (size_t)(slash - text), set) &&
	       is_of(slash + 1, size - (size_t)(slash - text) - 1, set);
}

bool header_value_is_id(const char *text)
{
	size_t size = text != NULL ? strnlen(text, VB_HEADER_VALUE_MAX_BYTES + 1) : 0;
	unsigned signs = 0;

	if (size < 5 || size > VB_HEADER_VALUE_MAX_BYTES || text[0] != '<' || text[size - 1] != '>')
		return false;
	for (size_t i = 1; i + 1 < size; i++) {
		if (text[i] <= 0x20 || text[i] >= 0x7f || strchr("<>()\"\\,;", text[i]) != NULL)
			return false;
		signs += text[i] == '@';
	}
	return signs == 1;
}
