/* tongue: the eight languages; see tongue.h. */
#include "bridges/mail/tongue.h"

#include <assert.h>
#include <string.h>

static const struct mail_words *const tables[TONGUE_COUNT] = {
	[TONGUE_DE] = &mail_words_de, [TONGUE_EN] = &mail_words_en, [TONGUE_UK] = &mail_words_uk,
	[TONGUE_AR] = &mail_words_ar, [TONGUE_FA] = &mail_words_fa, [TONGUE_RU] = &mail_words_ru,
	[TONGUE_FR] = &mail_words_fr, [TONGUE_TR] = &mail_words_tr,
};

static const struct mail_words *table_of(enum tongue tongue)
{
	assert(tongue < TONGUE_COUNT);
	return tables[tongue];
}

bool tongue_parse(struct span tag, enum tongue *out)
{
	for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
		if (span_is_equal(tag, span_of_str(tongue_tag(tongue)))) {
			*out = tongue;
			return true;
		}
	}
	return false;
}

const char *tongue_tag(enum tongue tongue)
{
	return table_of(tongue)->captions.language;
}

const struct captions *tongue_captions(enum tongue tongue)
{
	return &table_of(tongue)->captions;
}

const char *tongue_word(enum tongue tongue, enum mail_word word)
{
	assert(word < MAIL_WORD_COUNT);
	return table_of(tongue)->word[word];
}

char *tongue_say(enum tongue tongue, enum mail_word word,
                 const char *const values[static VB_CAPTIONS_PLACES_MAX])
{
	return captions_say(tongue_captions(tongue), tongue_word(tongue, word), values);
}

struct captions_time tongue_time(enum tongue tongue, int64_t ms, const char *zone)
{
	struct captions_time time = { .ms = ms, .zone = tongue_word(tongue, MAIL_WORD_ZONE_UTC) };

	if (zone != NULL && strcmp(zone, VB_CIVIL_BERLIN) != 0)
		return time;
	time.offset_minutes = civil_berlin_offset(ms);
	time.zone = tongue_word(
		tongue, time.offset_minutes > 60 ? MAIL_WORD_ZONE_SUMMER : MAIL_WORD_ZONE_WINTER);
	return time;
}
