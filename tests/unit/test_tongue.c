/* tongue: eight languages without a gap, each with the same places, and none in which another one's words were left. */
#include "bridges/mail/tongue.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/render/harmless.h"
#include "tests/tap.h"

/* Letters a language is written in: most of those in a phrase without its values are of this range; 0: Latin ones. */
static const struct {
	uint32_t first, last;
} scripts[TONGUE_COUNT] = {
	[TONGUE_UK] = { 0x400, 0x4ff },
	[TONGUE_RU] = { 0x400, 0x4ff },
	[TONGUE_AR] = { 0x600, 0x6ff },
	[TONGUE_FA] = { 0x600, 0x6ff },
};

static const char *const captions_english[] = {
#define ENGLISH(name, english) english,
	VB_CAPTIONS(ENGLISH)
};
static const char *const words_english[] = { VB_MAIL_WORDS(ENGLISH)
#undef ENGLISH
};
static const char *const captions_names[] = {
#define NAME(name, english) #name,
	VB_CAPTIONS(NAME)
};
static const char *const words_names[] = { VB_MAIL_WORDS(NAME)
#undef NAME
};

static void test_tags(void)
{
	static const char *const tags[] = { "de", "en", "uk", "ar", "fa", "ru", "fr", "tr" };
	enum tongue tongue = TONGUE_COUNT;

	for (size_t i = 0; i < TONGUE_COUNT; i++) {
		is_str(tongue_tag((enum tongue)i), tags[i], "the numbers never change");
		ok(tongue_parse(span_of_str(tags[i]), &tongue) && tongue == (enum tongue)i,
		   "%s is one", tags[i]);
		is_int(tongue_captions((enum tongue)i)->is_rtl, i == TONGUE_AR || i == TONGUE_FA,
		       "and its direction");
	}
	ok(!tongue_parse(span_of_str("it"), &tongue) && !tongue_parse(span_of_str(""), &tongue) &&
	           !tongue_parse(span_of_str("deu"), &tongue),
	   "others are not");
}

/* Which places are in a phrase, as bits. */
static unsigned places_of(const char *text)
{
	unsigned places = 0;

	for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
		if (at[1] >= '0' && at[1] < '5' && at[2] == '}')
			places |= 1u << (at[1] - '0');
	}
	return places;
}

/* How many letters are of the script of the language, and how many are Latin ones outside of quotes, which are what one types. */
static void count_letters(const char *text, enum tongue tongue, unsigned *own, unsigned *latin)
{
	*own = *latin = 0;
	while (*text != '\0') {
		uint32_t c = harmless_next(&text);

		if (scripts[tongue].first != 0 && c >= scripts[tongue].first &&
		    c <= scripts[tongue].last)
			(*own)++;
		if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
			(*latin)++;
	}
}

/* Some words are alike in languages of Europe. */
static bool is_shared(const char *english)
{
	static const char *const shared[] = {
		"Version",  "Message",        "Obligation",       "Date",
		"{0}:{1}",  "{0}, {1} ({2})", "{0}, {1} {2} {3}", "April",
		"August",   "September",      "November",         "Min.",
		"Tigrinya", "Somali",         "Message",          "public"
	};

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		if (strcmp(english, shared[i]) == 0)
			return true;
	}
	return false;
}

static void test_phrase(enum tongue tongue, const char *name, const char *text, const char *english)
{
	const char *tag = tongue_tag(tongue);
	unsigned own, latin, foreign = 0;
	char *line;

	ok(text != NULL && text[0] != '\0', "%s: %s is there", tag, name);
	if (text == NULL)
		return;
	is_int(places_of(text), places_of(english), "%s: %s has the same places", tag, name);
	line = harmless_new(text, HARMLESS_LINE);
	is_str(text, line, "%s: %s is one line and harmless", tag, name);
	free(line);
	if (tongue != TONGUE_EN && !is_shared(english) && strpbrk(english, "abcdefghij") != NULL)
		ok(strcmp(text, english) != 0, "%s: %s is translated", tag, name);
	count_letters(text, tongue, &own, &latin);
	if (scripts[tongue].first != 0 && strchr("{", english[0]) == NULL)
		ok(own > latin, "%s: %s is in its script", tag, name);
	for (enum tongue other = 0; other < TONGUE_COUNT; other++) {
		if (scripts[other].first == 0 || scripts[other].first == scripts[tongue].first)
			continue;
		count_letters(text, other, &own, &latin);
		foreign += own;
	}
	is_int(foreign, 0, "%s: %s has no letter of another script", tag, name);
}

/* Ukrainian and Russian, Arabic and Persian share a script and not all letters of it. */
static void test_neighbours(enum tongue tongue, const char *text)
{
	static const char *const foreign[TONGUE_COUNT][5] = {
		[TONGUE_UK] = { "ы", "э", "ъ", "ё" },
		[TONGUE_RU] = { "і", "ї", "є", "ґ" },
		[TONGUE_AR] = { "پ", "چ", "گ", "ی", "ک" },
		[TONGUE_FA] = { "ي", "ك", "ة", "ى" },
	};

	bool is_clean = true;

	for (size_t i = 0; i < 5 && foreign[tongue][i] != NULL; i++)
		is_clean = is_clean && strstr(text, foreign[tongue][i]) == NULL;
	ok(is_clean, "%s: no letter of its neighbour in \"%s\"", tongue_tag(tongue), text);
}

static void test_tables(void)
{
	for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
		for (unsigned i = 0; i < CAPTION_COUNT; i++) {
			test_phrase(tongue, captions_names[i], tongue_captions(tongue)->word[i],
			            captions_english[i]);
			test_neighbours(tongue, tongue_captions(tongue)->word[i]);
		}
		for (unsigned i = 0; i < MAIL_WORD_COUNT; i++) {
			test_phrase(tongue, words_names[i], tongue_word(tongue, (enum mail_word)i),
			            words_english[i]);
			test_neighbours(tongue, tongue_word(tongue, (enum mail_word)i));
		}
	}
}

/* The hour of Berlin, in words; another place in the world's time. */
static void test_time(void)
{
	const int64_t winter = 1796144400000, summer = 1782896400000; /* 2026-12-01, 2026-07-01 */
	struct captions_time time = tongue_time(TONGUE_DE, winter, NULL);

	is_int(time.offset_minutes, 60, "one hour ahead in winter");
	is_str(time.zone, "MEZ", "by its German name");
	time = tongue_time(TONGUE_DE, summer, "Europe/Berlin");
	is_int(time.offset_minutes, 120, "two in summer");
	is_str(time.zone, "MESZ", "by another name");
	time = tongue_time(TONGUE_AR, winter, "Asia/Damascus");
	is_int(time.offset_minutes, 0, "elsewhere it is the time of the world");
	is_str(time.zone, "بالتوقيت العالمي UTC", "and says so");
}

int main(void)
{
	test_tags();
	test_tables();
	test_time();
	return done();
}
