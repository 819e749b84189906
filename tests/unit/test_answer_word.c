/* answer_word: the words of note 2.3 of each language, in any letter case and dress; and what is no answer. */
#include "bridges/mailread/answer_word.h"

#include <stdio.h>

#include "tests/tap.h"

static const struct {
	const char *language, *yes, *also_yes, *no, *also_no, *maybe;
} words[] = {
	{ "de", "ja", "Zusage", "nein", "Absage", "vielleicht" },
	{ "en", "yes", "I'll come", "no", "I can't come", "maybe" },
	{ "uk", "так", "Я прийду", "ні", "Не прийду", "можливо" },
	{ "ru", "да", "Приду", "нет", "Не приду", "возможно" },
	{ "fr", "oui", "Je viens", "non", "Je ne viens pas", "peut-être" },
	{ "tr", "evet", "Geliyorum", "hayır", "Gelmiyorum", "belki" },
	{ "ar", "نعم", "سأحضر", "لا", "لن أحضر", "ربما" },
	{ "fa", "بله", "می‌آیم", "نه", "نمی‌آیم", "شاید" },
};

/* Around a word, which stays one. */
static const char *const dresses[] = { "%s",      "  %s  ", "%s.",  "%s!!!",
	                               "\"%s\"",  "*%s*",   "%s,",  "- %s",
	                               "%s 🙂", "(%s)",   "„%s“", "\xe2\x80\x8f%s" };
/* And what makes it none. */
static const char *const doubts[] = { "%s?", "%s\xd8\x9f", "%s x7", "x7 %s", "%s oder doch nicht" };

static void check(const char *word, enum parcel_word want, const char *language)
{
	char line[200];

	for (size_t i = 0; i < sizeof(dresses) / sizeof(dresses[0]); i++) {
		snprintf(line, sizeof(line), dresses[i], word);
		is_int(answer_word(line), want, "%s: %s", language, line);
	}
	for (size_t i = 0; i < sizeof(doubts) / sizeof(doubts[0]); i++) {
		snprintf(line, sizeof(line), doubts[i], word);
		is_int(answer_word(line), PARCEL_NO_WORD, "%s: %s", language, line);
	}
}

static void test_none(void)
{
	static const char *const lines[] = {
		"",
		" ",
		"?",
		"ja nein",
		"yes no",
		"nicht",
		"ok",
		"danke",
		"jaja nein",
		"janein",
		"sie kommt",
		"не",
		"не знаю",
		"da",
		"ni",
		"net",
		"لا نعم",
		"yes yes yes no",
		"1",
		"👍",
		"ja, aber nur bis acht",
		"ja ich will nicht",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		is_int(answer_word(lines[i]), PARCEL_NO_WORD, "none: %s", lines[i]);
}

static void test_unsubscribe(void)
{
	static const char *const lines[] = { "unsubscribe",     "STOP",           "Abbestellen!",
		                             "відписатися",     "Отписаться",     "me désabonner",
		                             "ABONELİKTEN ÇIK", "إلغاء الاشتراك", "لغو اشتراك" };
	static const char *const others[] = { "unsubscribe?", "stop the bus",
		                              "Abbestellen des Saals", "subscribe", "" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ok(answer_is_unsubscribe(lines[i]), "no more mail: %s", lines[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ok(!answer_is_unsubscribe(others[i]), "not: %s", others[i]);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		check(words[i].yes, PARCEL_WORD_YES, words[i].language);
		check(words[i].also_yes, PARCEL_WORD_YES, words[i].language);
		check(words[i].no, PARCEL_WORD_NO, words[i].language);
		check(words[i].also_no, PARCEL_WORD_NO, words[i].language);
		check(words[i].maybe, PARCEL_WORD_MAYBE, words[i].language);
	}
	test_none();
	test_unsubscribe();
	return done();
}
