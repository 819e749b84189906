/* mail_duty: duties and requests; see mail_duty.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_duty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 12

struct named {
	const char *name;
	enum mail_word word;
};

static const char *in_words(const struct mail_scene *scene, const struct named *table, size_t count,
                            const char *name)
{
	for (size_t i = 0; name != NULL && i < count; i++) {
		if (strcmp(table[i].name, name) == 0)
			return tongue_word(scene->tongue, table[i].word);
	}
	return name;
}

static void put_name(const struct mail_scene *scene, struct form *form, enum mail_word phrase)
{
	mail_scene_put_title(scene, form, tongue_word(scene->tongue, phrase), scene->matter->name);
	mail_scene_put_greeting(scene, form);
}

void mail_duty_fill(const struct mail_scene *scene, struct form *form)
{
	static const struct named kinds[] = {
		{ "obligation", MAIL_WORD_OBLIGATION },
		{ "commentRequest", MAIL_WORD_COMMENT_REQUEST },
		{ "agreement", MAIL_WORD_AGREEMENT },
		{ "measure", MAIL_WORD_MEASURE },
	};
	const struct matter *duty = scene->matter;
	char *due = mail_scene_day(scene, duty->due);

	put_name(scene, form, MAIL_WORD_DUE_OF);
	mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_DUTY_DUE, NULL);
	form_put(form, FORM_FACT,
	         in_words(scene, kinds, sizeof(kinds) / sizeof(kinds[0]), duty->duty_kind),
	         duty->name);
	mail_scene_put_fact(scene, form, MAIL_WORD_DUE, due);
	mail_scene_put_fact(scene, form, MAIL_WORD_RESPONSIBLE, duty->responsible);
	form_put(form, FORM_FACT, tongue_captions(scene->tongue)->word[CAPTION_COMMITTEE],
	         duty->committee);
	if (!scene->is_brief) {
		form_put(form, FORM_TEXT, NULL, duty->description);
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
	}
	free(due);
}

const char *mail_duty_role(const struct mail_scene *scene, const char *role)
{
	static const struct named roles[] = {
		{ "interpreter", MAIL_WORD_INTERPRETER },
		{ "volunteer", MAIL_WORD_VOLUNTEER },
	};

	return in_words(scene, roles, sizeof(roles) / sizeof(roles[0]), role);
}

/* By its tag; as it stands where it is another text. */
static const char *language_of(const struct mail_scene *scene, const char *language)
{
	static const struct named languages[] = {
		{ "de", MAIL_WORD_LANGUAGE_DE }, { "en", MAIL_WORD_LANGUAGE_EN },
		{ "uk", MAIL_WORD_LANGUAGE_UK }, { "ar", MAIL_WORD_LANGUAGE_AR },
		{ "fa", MAIL_WORD_LANGUAGE_FA }, { "ru", MAIL_WORD_LANGUAGE_RU },
		{ "fr", MAIL_WORD_LANGUAGE_FR }, { "tr", MAIL_WORD_LANGUAGE_TR },
		{ "ku", MAIL_WORD_LANGUAGE_KU }, { "ps", MAIL_WORD_LANGUAGE_PS },
		{ "ti", MAIL_WORD_LANGUAGE_TI }, { "so", MAIL_WORD_LANGUAGE_SO },
		{ "sq", MAIL_WORD_LANGUAGE_SQ }, { "sr", MAIL_WORD_LANGUAGE_SR },
		{ "pl", MAIL_WORD_LANGUAGE_PL }, { "ro", MAIL_WORD_LANGUAGE_RO },
		{ "bg", MAIL_WORD_LANGUAGE_BG }, { "es", MAIL_WORD_LANGUAGE_ES },
	};

	return in_words(scene, languages, sizeof(languages) / sizeof(languages[0]), language);
}

void mail_duty_fill_request(const struct mail_scene *scene, struct form *form)
{
	const struct matter *request = scene->matter;
	char needed[NUMBER_BYTES] = "";

	put_name(scene, form, MAIL_WORD_REQUEST_OF);
	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_REQUESTED, NULL);
	mail_scene_put_fact(scene, form, MAIL_WORD_TASK, mail_duty_role(scene, request->role));
	mail_scene_put_fact(scene, form, MAIL_WORD_LANGUAGE, language_of(scene, request->language));
	if (request->needed > 0)
		(void)snprintf(needed, sizeof(needed), "%u", request->needed);
	mail_scene_put_fact(scene, form, MAIL_WORD_NEEDED, needed);
	mail_scene_put_when(scene, form, request);
	if (!scene->is_brief)
		form_put(form, FORM_TEXT, NULL, request->description);
	mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_HOW_REQUEST, NULL);
	if (!scene->is_brief)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
}
