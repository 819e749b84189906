/* mail_template: one row a kind of mail; see mail_template.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/header_value.h"
#include "bridges/mail/mail_answer.h"
#include "bridges/mail/mail_duty.h"
#include "bridges/mail/mail_news.h"
#include "bridges/mail/mail_sitting.h"
#include "bridges/render/harmless.h"

#define NUMBER_BYTES 12

struct kind_row {
	/* The phrase of the subject and what fills it, the caller frees that; with a date if the matter has a time. */
	const char *(*phrase)(const struct mail_scene *scene);
	char *(*value)(const struct mail_scene *scene);
	int (*fill_sitting)(const struct mail_scene *scene, struct form *form);
	void (*fill)(const struct mail_scene *scene, struct form *form);
	unsigned flags;
	enum mail_word word; /* without phrase */
	bool needs_matter, has_date;
};

static char *copy_of(const char *text)
{
	char *copy = strdup(text != NULL ? text : "");

	if (copy == NULL)
		abort();
	return copy;
}

static char *name_value(const struct mail_scene *scene)
{
	return mail_scene_name(scene->matter);
}

static char *office_value(const struct mail_scene *scene)
{
	return copy_of(scene->order->office->name);
}

static char *bare_name_value(const struct mail_scene *scene)
{
	return copy_of(scene->matter->name);
}

static char *thread_value(const struct mail_scene *scene)
{
	const struct matter *message = scene->matter;

	return copy_of(message->target_name != NULL ? message->target_name : message->committee);
}

/* What answers a message has its subject, as mail programs expect of one thread. */
static const char *thread_phrase(const struct mail_scene *scene)
{
	return record_id_is_zero(&scene->matter->in_reply_to) ? "{0}" : "Re: {0}";
}

#define SITTING(bits)                                                                              \
	{                                                                                          \
		.phrase = mail_sitting_phrase, .value = name_value,                                \
		.fill_sitting = mail_sitting_fill, .flags = MAIL_TEMPLATE_LIST | (bits),           \
		.needs_matter = true, .has_date = true                                             \
	}
#define NEWS(title, named, template)                                                               \
	{                                                                                          \
		.word = (title), .value = (named), .fill = (template),                             \
		.flags = MAIL_TEMPLATE_LIST | MAIL_TEMPLATE_STOP, .needs_matter = true             \
	}
#define ANSWER(title, template)                                                                    \
	{                                                                                          \
		.word = (title), .value = mail_answer_name, .fill = (template),                    \
		.flags = MAIL_TEMPLATE_ANSWER, .has_date = true                                    \
	}

static const struct kind_row rows[MAILING_KIND_COUNT] = {
	[MAILING_INVITATION] = SITTING(MAIL_TEMPLATE_CALENDAR | MAIL_TEMPLATE_FILES),
	[MAILING_CHANGE] = SITTING(MAIL_TEMPLATE_CALENDAR | MAIL_TEMPLATE_ANEW),
	[MAILING_CANCELLATION] = SITTING(MAIL_TEMPLATE_CALENDAR),
	[MAILING_REMINDER] = SITTING(MAIL_TEMPLATE_STOP),
	[MAILING_AGENDA] =
		SITTING(MAIL_TEMPLATE_CALENDAR | MAIL_TEMPLATE_FILES | MAIL_TEMPLATE_STOP),
	[MAILING_PAPERS] = SITTING(MAIL_TEMPLATE_FILES | MAIL_TEMPLATE_STOP),
	[MAILING_DUTY] = NEWS(MAIL_WORD_DUE_OF, bare_name_value, mail_duty_fill),
	[MAILING_REQUEST] = { .word = MAIL_WORD_REQUEST_OF,
	                      .value = bare_name_value,
	                      .fill = mail_duty_fill_request,
	                      .flags = MAIL_TEMPLATE_LIST | MAIL_TEMPLATE_STOP,
	                      .needs_matter = true,
	                      .has_date = true },
	[MAILING_MESSAGE] = { .phrase = thread_phrase,
	                      .value = thread_value,
	                      .fill = mail_news_fill_message,
	                      .flags = MAIL_TEMPLATE_LIST | MAIL_TEMPLATE_STOP,
	                      .needs_matter = true },
	[MAILING_DIGEST] = NEWS(MAIL_WORD_DIGEST_OF, office_value, mail_news_fill_digest),
	[MAILING_NEWSLETTER] =
		NEWS(MAIL_WORD_NEWSLETTER_OF, office_value, mail_news_fill_newsletter),
	[MAILING_RECEIPT] = ANSWER(MAIL_WORD_RECEIPT_OF, mail_answer_fill_receipt),
	[MAILING_CONFIRM] = ANSWER(MAIL_WORD_CONFIRM_OF, mail_answer_fill_confirm),
	[MAILING_NOTE] = ANSWER(MAIL_WORD_NOTE_OF, mail_answer_fill_note),
	[MAILING_TEST] = { .word = MAIL_WORD_TEST_OF,
	                   .value = office_value,
	                   .fill = mail_answer_fill_test },
};

static const struct kind_row *row_of(enum mailing_kind kind)
{
	return (unsigned)kind < MAILING_KIND_COUNT && rows[kind].value != NULL ? &rows[kind] : NULL;
}

const char *mail_template_name(enum mailing_kind kind)
{
	return row_of(kind) != NULL ? mailing_kind_word(kind) : NULL;
}

unsigned mail_template_flags(enum mailing_kind kind)
{
	const struct kind_row *row = row_of(kind);

	return row != NULL ? row->flags : 0;
}

enum diary_method mail_template_method(enum mailing_kind kind)
{
	return kind == MAILING_CANCELLATION ? DIARY_CANCEL : DIARY_REQUEST;
}

/* ---- the subject ---- */

static size_t characters_of(const char *text)
{
	size_t count = 0;

	while (*text != '\0') {
		(void)harmless_next(&text);
		count++;
	}
	return count;
}

/* The value, and the day of the matter behind it. Takes it. */
static char *with_date(const struct mail_scene *scene, char *value)
{
	const struct captions *captions = tongue_captions(scene->tongue);
	const struct matter *matter = scene->matter;
	struct captions_time time = tongue_time(scene->tongue, matter->start_ms, matter->zone);
	struct civil civil = civil_of(time.ms, time.offset_minutes);
	char day[NUMBER_BYTES], year[NUMBER_BYTES];
	const char *values[VB_CAPTIONS_PLACES_MAX] = {
		value, day, captions->word[CAPTION_JANUARY + civil.month - 1], year
	};
	char *text;

	(void)snprintf(day, sizeof(day), "%u", civil.day);
	(void)snprintf(year, sizeof(year), "%d", civil.year);
	text = captions_fill(tongue_word(scene->tongue, MAIL_WORD_SUBJECT_DATE), values);
	free(value);
	return text;
}

/* The whole of it with that value in it. */
static char *subject_with(const struct mail_scene *scene, const struct kind_row *row,
                          const char *value)
{
	const char *phrase =
		row->phrase != NULL ? row->phrase(scene) : tongue_word(scene->tongue, row->word);
	bool has_date = row->has_date && scene->matter != NULL &&
	                (scene->matter->subject == MATTER_MEETING ||
	                 scene->matter->subject == MATTER_REQUEST) &&
	                mail_sitting_has_time(scene->matter);
	char *inner = copy_of(value);
	char *text;

	if (has_date)
		inner = with_date(scene, inner);
	text = captions_fill(phrase, (const char *[VB_CAPTIONS_PLACES_MAX]){ inner });
	free(inner);
	return text;
}

/* The name is cut, so that what is said about it and the day stay. */
static char *subject_of(const struct mail_scene *scene, const struct kind_row *row)
{
	char *value = row->value(scene);
	char *frame = subject_with(scene, row, "");
	size_t around = characters_of(frame);
	size_t room = around + 2 < VB_MAIL_SUBJECT_MAX_CHARACTERS
	                      ? VB_MAIL_SUBJECT_MAX_CHARACTERS - around
	                      : 2;
	char *name = header_value_new(value, room);
	char *whole = subject_with(scene, row, name);
	char *subject = header_value_new(whole, VB_MAIL_SUBJECT_MAX_CHARACTERS);

	free(value);
	free(frame);
	free(name);
	free(whole);
	return subject;
}

/* ---- the text ---- */

static int fill(const struct mail_scene *scene, const struct kind_row *row, struct form *form)
{
	int err = 0;

	mail_scene_start(scene, form);
	if (row->fill_sitting != NULL)
		err = row->fill_sitting(scene, form);
	else
		row->fill(scene, form);
	if (err == 0)
		mail_scene_put_end(scene, form, (row->flags & MAIL_TEMPLATE_STOP) != 0);
	return err == 0 ? form->err : err;
}

int mail_template_fill(const struct mail_order *order, struct mail_text *out)
{
	const struct kind_row *row = row_of(order->mailing->kind);
	struct mail_scene scene;
	int err;

	*out = (struct mail_text){ NULL };
	form_init(&out->form);
	form_init(&out->german);
	if (row == NULL)
		return VB_ERR_BAD_VALUE;
	if (row->needs_matter && order->matter_count == 0)
		return VB_ERR_NOT_FOUND;
	mail_scene_init(&scene, order, order->addressee->tongue, false);
	out->subject = subject_of(&scene, row);
	err = fill(&scene, row, &out->form);
	if (err < 0 || order->addressee->tongue == TONGUE_DE)
		return err;
	mail_scene_put(&scene, &out->form, FORM_HEADING, MAIL_WORD_IN_GERMAN, NULL);
	mail_scene_init(&scene, order, TONGUE_DE, true);
	err = fill(&scene, row, &out->german);
	return err == 0 ? out->form.err : err;
}

void mail_template_release(struct mail_text *text)
{
	free(text->subject);
	text->subject = NULL;
	form_release(&text->form);
	form_release(&text->german);
}
