/* encoded_word: headers that are not ASCII become UTF-8; see encoded_word.h. */
#include "bridges/mailread/encoded_word.h"

#include <string.h>
#include <strings.h>

#include "bridges/mailread/charset.h"

#define CHARSET_BYTES 40

/* =?charset?encoding?text?= */
struct word {
	char charset[CHARSET_BYTES];
	char encoding; /* B or Q */
	struct span text;
	const char *end; /* behind it */
};

/* Reads the word at the begin of at, which is "=?". False: it is none. */
static bool read_word(const char *at, struct word *word)
{
	size_t size = strcspn(at + 2, "?*");
	const char *mark = strchr(at + 2, '?'), *end;

	if (mark == NULL || size == 0 || size >= CHARSET_BYTES || mark[1] == '\0' || mark[2] != '?')
		return false;
	memcpy(word->charset, at + 2, size);
	word->charset[size] = '\0';
	word->encoding = mark[1];
	if (strchr("bBqQ", word->encoding) == NULL)
		return false;
	end = strstr(mark + 3, "?=");
	if (end == NULL)
		return false;
	word->text = span_of(mark + 3, (size_t)(end - mark - 3));
	word->end = end + 2;
	return true;
}

/* The value of a digit of base 64; -1: none. */
static int digit64(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void put_base64(struct buf *out, struct span text)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < text.size; i++) {
		int digit = digit64(text.data[i]);

		if (digit < 0)
			continue;
		bits = bits << 6 | (uint32_t)digit;
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_put_u8(out, (uint8_t)(bits >> count));
		}
	}
}

static int digit16(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_quoted(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (c == '=' && i + 2 < text.size && digit16(text.data[i + 1]) >= 0 &&
		    digit16(text.data[i + 2]) >= 0) {
			c = (uint8_t)(digit16(text.data[i + 1]) << 4 | digit16(text.data[i + 2]));
			i += 2;
		} else if (c == '_') {
			c = ' ';
		}
		buf_put_u8(out, c);
	}
}

/* Blanks alone between two words are nothing (RFC 2047, 6.2). The next word, or NULL. */
static const char *next_word(const char *at)
{
	size_t blanks = strspn(at, " \t");

	return at[blanks] == '=' && at[blanks + 1] == '?' ? at + blanks : NULL;
}

/* All words from at on that are of one character set. Returns where the last of them ends. */
static const char *put_words(struct buf *out, const char *at, const struct word *first)
{
	struct word word = *first;
	struct buf bytes;

	buf_init(&bytes, strlen(at) + 1);
	for (;;) {
		const char *next;

		if (word.encoding == 'b' || word.encoding == 'B')
			put_base64(&bytes, word.text);
		else
			put_quoted(&bytes, word.text);
		at = word.end;
		next = next_word(at);
		if (next == NULL || !read_word(next, &word) ||
		    strcasecmp(word.charset, first->charset) != 0)
			break;
	}
	charset_put(out, buf_span(&bytes), first->charset);
	buf_release(&bytes);
	return at;
}

void encoded_word_put(struct buf *out, const char *value)
{
	while (*value != '\0') {
		const char *mark = strstr(value, "=?");
		size_t size = mark != NULL ? (size_t)(mark - value) : strlen(value);
		struct word word;

		charset_put(out, span_of(value, size), NULL);
		if (mark == NULL)
			return;
		if (!read_word(mark, &word)) {
			buf_put(out, mark, 2);
			value = mark + 2;
			continue;
		}
		value = put_words(out, mark, &word);
		if (next_word(value) != NULL && read_word(next_word(value), &word))
			value = next_word(value);
	}
}
