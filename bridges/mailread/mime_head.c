/* mime_head: values of headers as they are taken apart before anything is made harmless; see mime_head.h.
 * tested by tests/unit/test_reading.c */
#include "bridges/mailread/mime_head.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridges/mailread/encoded_word.h"
#include "bridges/mailread/mime_mail.h"

char *mime_head_unfold(const char *raw)
{
	size_t size = strlen(raw), kept = 0;
	char *value;

	if (size > VB_MIME_HEADER_MAX_BYTES)
		size = VB_MIME_HEADER_MAX_BYTES;
	value = malloc(size + 1);
	if (value == NULL)
		abort();
	for (size_t i = 0; i < size; i++) {
		if (raw[i] != '\r' && raw[i] != '\n' &&
		    (kept > 0 || (raw[i] != ' ' && raw[i] != '\t')))
			value[kept++] = raw[i];
	}
	value[kept] = '\0';
	return value;
}

/* A character of an address without quotes; bytes beyond ASCII are some (RFC 6532). */
static bool is_of_address(char c)
{
	return c != '\0' && strchr(" \t<>()[],;:\\\"@", c) == NULL;
}

/* The '@' is that of this address, whole. */
static bool is_same(const char *value, const char *at, const char *address)
{
	const char *monkey = strchr(address, '@');
	ptrdiff_t before = monkey != NULL ? monkey - address : 0;
	size_t size = strlen(address);

	if (monkey == NULL || at - value < before || strncasecmp(at - before, address, size) != 0)
		return false;
	return (at - value == before || !is_of_address(at[-before - 1])) &&
	       !is_of_address(at[(ptrdiff_t)size - before]);
}

bool mime_head_is_clear(const char *value, const char *address)
{
	unsigned comments = 0;
	bool is_quoted = false;

	for (const char *at = value; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0') {
			at++;
			continue;
		}
		if (*at == '"' && comments == 0)
			is_quoted = !is_quoted;
		if (is_quoted)
			continue;
		comments += *at == '(';
		comments -= *at == ')' && comments > 0;
		if (*at == '@' && comments == 0 && !is_same(value, at, address))
			return false;
	}
	return true;
}

char *mime_head_decode(const char *value)
{
	struct buf text;

	buf_init(&text, VB_MIME_TEXTS_MAX_BYTES);
	encoded_word_put(&text, value);
	for (size_t i = 0; i < text.size; i++)
		text.data[i] = text.data[i] == 0 ? ' ' : text.data[i];
	if (text.err != 0)
		buf_clear(&text);
	buf_put_u8(&text, 0);
	return (char *)text.data;
}

char *mime_head_phrase(const char *value)
{
	const char *angle = strrchr(value, '<');
	char *phrase, *name;
	size_t size = 0;

	if (angle == NULL)
		return NULL;
	phrase = malloc(strlen(value) + 1);
	if (phrase == NULL)
		abort();
	for (const char *at = value; at < angle; at++) {
		if (*at == '\\' && at + 1 < angle)
			at++;
		else if (*at == '"')
			continue;
		phrase[size++] = *at;
	}
	phrase[size] = '\0';
	name = mime_head_decode(phrase);
	free(phrase);
	return name;
}

char *mime_head_parameter(const char *raw, const char *parameter)
{
	char *value = mime_head_unfold(raw), *at = value, *name = NULL;
	size_t size = strlen(parameter);

	while (at != NULL && (at = strchr(at, '=')) != NULL) {
		size_t before = (size_t)(at - value);

		at++;
		if (before < size || strncasecmp(at - 1 - size, parameter, size) != 0)
			continue;
		at += *at == '"';
		if (strncmp(at, "=?", 2) == 0) {
			at[strcspn(at, "\";")] = '\0';
			name = mime_head_decode(at);
		}
		break;
	}
	free(value);
	return name;
}
