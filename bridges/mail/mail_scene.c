/* mail_scene: sentences that many mails have; see mail_scene.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_scene.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/kinds/calendar.h"

#define TEXT_MAX_BYTES (64u << 10)
#define DAY_MS 86400000LL
#define NOON_MS 43200000LL

static char *copy_of(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		abort();
	return copy;
}

static bool is_addressee(const struct matter_person *one, const struct addressee *to)
{
	if (!record_id_is_zero(&to->person))
		return record_id_is_equal(&one->person, &to->person);
	return one->address != NULL && strcmp(one->address, to->address) == 0;
}

/* With the seat that the mailing is for; else with whichever they have. */
static const struct matter_person *find(const struct mail_order *order, const struct matter *matter)
{
	const struct matter_person *found = NULL;

	for (size_t i = 0; matter->people != NULL && i < matter->person_count; i++) {
		const struct matter_person *one = &matter->people[i];

		if (!is_addressee(one, order->addressee))
			continue;
		if (record_id_is_equal(&one->seat, &order->mailing->seat))
			return one;
		if (found == NULL)
			found = one;
	}
	return found;
}

void mail_scene_init(struct mail_scene *scene, const struct mail_order *order, enum tongue tongue,
                     bool is_brief)
{
	*scene = (struct mail_scene){ .order = order, .tongue = tongue, .is_brief = is_brief };
	if (order->matter_count == 0)
		return;
	scene->matter = &order->matters[0];
	scene->who = find(order, scene->matter);
}

/* ---- words ---- */

char *mail_scene_say(const struct mail_scene *scene, enum mail_word word, const char *value)
{
	return tongue_say(scene->tongue, word, (const char *[VB_CAPTIONS_PLACES_MAX]){ value });
}

char *mail_scene_moment(const struct mail_scene *scene, int64_t ms, const char *zone, bool is_day)
{
	if (ms <= 0 || !civil_is_sound(ms))
		return NULL;
	return captions_moment(tongue_captions(scene->tongue), tongue_time(scene->tongue, ms, zone),
	                       is_day);
}

char *mail_scene_day(const struct mail_scene *scene, const char *day)
{
	int32_t number;

	if (day == NULL)
		return NULL;
	if (calendar_parse(span_of_str(day), &number) < 0)
		return copy_of(day);
	/* By the clock of UTC noon is on that day, whatever the zone. */
	return captions_moment(tongue_captions(scene->tongue),
	                       (struct captions_time){ .ms = number * DAY_MS + NOON_MS }, true);
}

char *mail_scene_name(const struct matter *matter)
{
	const char *values[VB_CAPTIONS_PLACES_MAX] = { matter->committee, matter->name };

	if (matter->name == NULL || matter->committee == NULL)
		return copy_of(matter->name != NULL        ? matter->name
		               : matter->committee != NULL ? matter->committee
		                                           : "");
	return captions_fill("{0}: {1}", values);
}

bool mail_scene_has_answer(const struct mail_scene *scene, enum matter_answer answer)
{
	return scene->who != NULL && scene->who->answer == answer;
}

/* ---- blocks ---- */

void mail_scene_start(const struct mail_scene *scene, struct form *form)
{
	const struct captions *captions = tongue_captions(scene->tongue);

	form_set_language(form, captions->language);
	form->is_rtl = captions->is_rtl;
	form->made_ms = scene->order->now_ms;
	if (!scene->is_brief)
		form_put(form, FORM_TEXT, NULL, VB_MAIL_MARKER);
}

void mail_scene_put_title(const struct mail_scene *scene, struct form *form, const char *phrase,
                          const char *name)
{
	char *title = captions_say(tongue_captions(scene->tongue), phrase,
	                           (const char *[VB_CAPTIONS_PLACES_MAX]){ name });

	form_set(form, &form->title, title);
	form_put(form, scene->is_brief ? FORM_STRONG : FORM_TITLE, NULL, title);
	free(title);
}

void mail_scene_put_greeting(const struct mail_scene *scene, struct form *form)
{
	const char *name = scene->order->addressee->name;

	if (scene->is_brief)
		return;
	if (name[0] != '\0')
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_GREETING, name);
	else
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_GREETING_ALL, NULL);
}

void mail_scene_put(const struct mail_scene *scene, struct form *form, enum form_kind kind,
                    enum mail_word word, const char *value)
{
	char *text = mail_scene_say(scene, word, value);

	form_put(form, kind, NULL, text);
	free(text);
}

void mail_scene_put_fact(const struct mail_scene *scene, struct form *form, enum mail_word label,
                         const char *text)
{
	form_put(form, FORM_FACT, tongue_word(scene->tongue, label), text);
}

static char *span_of_matter(const struct mail_scene *scene, const struct matter *matter)
{
	struct captions_time from, to;

	if (matter->start_ms <= 0 || !civil_is_sound(matter->start_ms))
		return NULL;
	if (matter->end_ms <= matter->start_ms || !civil_is_sound(matter->end_ms))
		return mail_scene_moment(scene, matter->start_ms, matter->zone, false);
	from = tongue_time(scene->tongue, matter->start_ms, matter->zone);
	to = tongue_time(scene->tongue, matter->end_ms, matter->zone);
	return captions_span(tongue_captions(scene->tongue), from, to);
}

void mail_scene_put_when(const struct mail_scene *scene, struct form *form,
                         const struct matter *matter)
{
	const char *const *words = tongue_captions(scene->tongue)->word;
	char *time = span_of_matter(scene, matter);
	char *deadline = mail_scene_moment(scene, matter->deadline_ms, matter->zone, false);

	form_put(form, FORM_FACT, words[CAPTION_COMMITTEE], matter->committee);
	form_put(form, FORM_FACT, words[CAPTION_TIME], time);
	form_put(form, FORM_FACT, words[CAPTION_PLACE], matter->place);
	form_put(form, FORM_FACT, words[CAPTION_REPLY_BY], deadline);
	free(time);
	free(deadline);
}

/* ---- the end ---- */

/* Names of files, each isolated, with commas. */
static void put_files(const struct mail_scene *scene, struct form *form, bool is_there,
                      enum mail_word word)
{
	const struct mail_order *order = scene->order;
	struct buf names;

	buf_init(&names, TEXT_MAX_BYTES);
	for (size_t i = 0; i < order->file_count; i++) {
		const char *name = order->files[i].name;

		bool is_attached = i < VB_MAIL_FILES_MAX && order->files[i].bytes.data != NULL;

		if (is_attached != is_there || name == NULL)
			continue;
		if (names.size > 0)
			buf_put(&names, ", ", 2);
		buf_put(&names, name, strnlen(name, VB_FORM_TEXT_MAX_BYTES));
	}
	buf_put_u8(&names, '\0');
	if (names.err != 0)
		form->err = VB_ERR_TOO_LARGE;
	else if (names.size > 1)
		mail_scene_put(scene, form, FORM_TEXT, word, (const char *)names.data);
	buf_release(&names);
}

static void put_stop(const struct mail_scene *scene, struct form *form)
{
	const char *values[VB_CAPTIONS_PLACES_MAX] = { scene->order->office->web_url,
		                                       VB_MAIL_UNSUBSCRIBE_PATH,
		                                       scene->order->tokens.unsubscribe };
	char *url;

	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_STOP, NULL);
	if (values[0] == NULL || values[2] == NULL)
		return;
	url = captions_fill("{0}{1}{2}", values);
	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_STOP_LINK, url);
	free(url);
}

void mail_scene_put_end(const struct mail_scene *scene, struct form *form, bool is_stoppable)
{
	if (scene->is_brief)
		return;
	put_files(scene, form, true, MAIL_WORD_ATTACHED);
	put_files(scene, form, false, MAIL_WORD_NOT_ATTACHED);
	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_REGARDS, NULL);
	form_put(form, FORM_TEXT, NULL, scene->order->office->name);
	if (is_stoppable)
		put_stop(scene, form);
}
