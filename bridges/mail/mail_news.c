/* mail_news: messages, digest, newsletter; see mail_news.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/mail_duty.h"
#include "bridges/mail/mail_sitting.h"

#define BRIEF_MATTERS_MAX 10u /* a short form of more is none */
#define NUMBER_BYTES 24

/* ---- a message ---- */

static void put_writer(const struct mail_scene *scene, struct form *form,
                       const struct matter *message)
{
	char *when = mail_scene_moment(scene, message->written_ms, NULL, false);
	const char *values[VB_CAPTIONS_PLACES_MAX] = { message->by, when };
	char *said;

	if (message->by == NULL || message->by[0] == '\0') {
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_WROTE_SOMEBODY, when);
	} else {
		said = tongue_say(scene->tongue, MAIL_WORD_WROTE, values);
		form_put(form, FORM_TEXT, NULL, said);
		free(said);
	}
	free(when);
}

void mail_news_fill_message(const struct mail_scene *scene, struct form *form)
{
	const struct matter *message = scene->matter;

	mail_scene_put_title(
		scene, form, "{0}",
		message->target_name != NULL ? message->target_name : message->committee);
	form_put(form, FORM_FACT, tongue_captions(scene->tongue)->word[CAPTION_COMMITTEE],
	         message->committee);
	put_writer(scene, form, message);
	if (!scene->is_brief)
		form_put(form, FORM_TEXT, NULL, message->text);
	if (message->committee != NULL)
		mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_DISCUSS, message->committee);
	else
		mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_ASK_OFFICE, NULL);
}

/* ---- many matters ---- */

/* "Meeting (cancelled): 3. Sitzung". */
static void put_heading(const struct mail_scene *scene, struct form *form, const char *what,
                        const char *more, const char *name)
{
	const char *values[VB_CAPTIONS_PLACES_MAX] = { what, name, more };
	char *text = captions_say(tongue_captions(scene->tongue),
	                          name == NULL   ? "{0}"
	                          : more != NULL ? "{0} ({2}): {1}"
	                                         : "{0}: {1}",
	                          values);

	form_put(form, scene->is_brief ? FORM_STRONG : FORM_HEADING, NULL, text);
	free(text);
}

static void put_meeting(const struct mail_scene *scene, struct form *form,
                        const struct matter *meeting)
{
	put_heading(scene, form, tongue_word(scene->tongue, MAIL_WORD_MEETING),
	            mail_sitting_is_cancelled(meeting)
	                    ? tongue_word(scene->tongue, MAIL_WORD_TAKES_PLACE_NOT)
	                    : NULL,
	            meeting->name);
	mail_scene_put_when(scene, form, meeting);
}

static void put_paper(const struct mail_scene *scene, struct form *form, const struct matter *paper)
{
	const char *const *captions = tongue_captions(scene->tongue)->word;
	char *date = mail_scene_day(scene, paper->date);

	put_heading(scene, form, captions[CAPTION_PAPER_TITLE], NULL, paper->name);
	form_put(form, FORM_FACT, captions[CAPTION_REFERENCE], paper->reference);
	form_put(form, FORM_FACT, captions[CAPTION_DATE], date);
	form_put(form, FORM_FACT, captions[CAPTION_COMMITTEE], paper->committee);
	free(date);
}

static void put_message(const struct mail_scene *scene, struct form *form,
                        const struct matter *message)
{
	put_heading(scene, form, tongue_word(scene->tongue, MAIL_WORD_MESSAGE), NULL,
	            message->target_name != NULL ? message->target_name : message->committee);
	put_writer(scene, form, message);
	if (!scene->is_brief)
		form_put(form, FORM_TEXT, NULL, message->text);
}

static void put_duty(const struct mail_scene *scene, struct form *form, const struct matter *duty)
{
	char *due = mail_scene_day(scene, duty->due);

	put_heading(scene, form, tongue_word(scene->tongue, MAIL_WORD_TASK), NULL, duty->name);
	mail_scene_put_fact(scene, form, MAIL_WORD_DUE, due);
	mail_scene_put_fact(scene, form, MAIL_WORD_RESPONSIBLE, duty->responsible);
	free(due);
}

static void put_request(const struct mail_scene *scene, struct form *form,
                        const struct matter *request)
{
	put_heading(scene, form, tongue_word(scene->tongue, MAIL_WORD_REQUEST), NULL,
	            request->name);
	mail_scene_put_fact(scene, form, MAIL_WORD_TASK, mail_duty_role(scene, request->role));
	mail_scene_put_when(scene, form, request);
}

static void put_matter(const struct mail_scene *scene, struct form *form,
                       const struct matter *matter)
{
	switch (matter->subject) {
	case MATTER_MEETING:
		put_meeting(scene, form, matter);
		break;
	case MATTER_PAPER:
		put_paper(scene, form, matter);
		break;
	case MATTER_MESSAGE:
		put_message(scene, form, matter);
		break;
	case MATTER_DUTY:
		put_duty(scene, form, matter);
		break;
	case MATTER_REQUEST:
		put_request(scene, form, matter);
		break;
	default:
		break;
	}
}

static void put_matters(const struct mail_scene *scene, struct form *form)
{
	const struct mail_order *order = scene->order;
	size_t count = order->matter_count;
	char more[NUMBER_BYTES];

	if (scene->is_brief && count > BRIEF_MATTERS_MAX)
		count = BRIEF_MATTERS_MAX;
	for (size_t i = 0; i < count; i++)
		put_matter(scene, form, &order->matters[i]);
	(void)snprintf(more, sizeof(more), "%zu", order->matter_count - count);
	if (count < order->matter_count)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_MORE, more);
	if (order->matter_count == 0)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_NO_NEWS, NULL);
}

void mail_news_fill_digest(const struct mail_scene *scene, struct form *form)
{
	mail_scene_put_title(scene, form, tongue_word(scene->tongue, MAIL_WORD_DIGEST_OF),
	                     scene->order->office->name);
	mail_scene_put_greeting(scene, form);
	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_NEWS, NULL);
	put_matters(scene, form);
	for (size_t i = 0; i < scene->order->matter_count; i++) {
		/* Which request a bare "yes" means nobody could tell. */
		if (scene->order->matters[i].subject != MATTER_REQUEST)
			continue;
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_DIGEST_HELP, NULL);
		break;
	}
	if (!scene->is_brief)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
}

void mail_news_fill_newsletter(const struct mail_scene *scene, struct form *form)
{
	mail_scene_put_title(scene, form, tongue_word(scene->tongue, MAIL_WORD_NEWSLETTER_OF),
	                     scene->order->office->name);
	mail_scene_put_greeting(scene, form);
	mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_NEWSLETTER, NULL);
	put_matters(scene, form);
	if (!scene->is_brief)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
}
