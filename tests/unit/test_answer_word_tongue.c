/* answer_word: what mails tell people to reply with is understood when they do: the words in quotes of each language. */
#include "bridges/mailread/answer_word.h"

#include <stdio.h>
#include <string.h>

#include "bridges/mail/tongue.h"
#include "tests/tap.h"

#define WORD_BYTES 64

/* The next word in quotes of any language, without them; NULL: none is left. */
static const char *next_quoted(const char *at, char word[static WORD_BYTES])
{
	static const char *const open[] = { "„", "“", "«" };
	static const char *const closing[] = { "“", "”", "»" };

	for (; *at != '\0'; at++) {
		for (size_t i = 0; i < 3; i++) {
			const char *end;
			size_t size;

			if (strncmp(at, open[i], strlen(open[i])) != 0)
				continue;
			at += strlen(open[i]);
			end = strstr(at, closing[i]);
			size = end != NULL ? (size_t)(end - at) : 0;
			if (size == 0 || size >= WORD_BYTES)
				return NULL;
			memcpy(word, at, size);
			word[size] = '\0';
			return end + strlen(closing[i]);
		}
	}
	return NULL;
}

static void test_phrase(enum tongue tongue, enum mail_word phrase, const enum parcel_word *wanted,
                        size_t count)
{
	const char *at = tongue_word(tongue, phrase);
	char word[WORD_BYTES] = "";

	for (size_t i = 0; i < count; i++) {
		at = next_quoted(at, word);
		ok(at != NULL, "%s: word %zu is in quotes", tongue_tag(tongue), i);
		if (at == NULL)
			return;
		is_int(answer_word(word), wanted[i], "%s: \"%s\" is that answer",
		       tongue_tag(tongue), word);
	}
	ok(next_quoted(at, word) == NULL, "%s: and no other is asked for", tongue_tag(tongue));
}

int main(void)
{
	static const enum parcel_word all[] = { PARCEL_WORD_YES, PARCEL_WORD_NO,
		                                PARCEL_WORD_MAYBE };
	char word[WORD_BYTES] = "";

	for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
		test_phrase(tongue, MAIL_WORD_HOW_MEETING, all, 3);
		test_phrase(tongue, MAIL_WORD_HOW_REPLY, all, 3);
		test_phrase(tongue, MAIL_WORD_NOTE_TNEF, all, 3);
		test_phrase(tongue, MAIL_WORD_NOTE_UNCLEAR, all, 3);
		test_phrase(tongue, MAIL_WORD_HOW_REQUEST, all, 2);
		test_phrase(tongue, MAIL_WORD_HOW_CONFIRM, all, 1);
		ok(next_quoted(tongue_word(tongue, MAIL_WORD_STOP), word) != NULL &&
		           answer_is_unsubscribe(word),
		   "%s: \"%s\" ends it", tongue_tag(tongue), word);
	}
	return done();
}
