/* mail_sitting: mails about a meeting; see mail_sitting.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_sitting.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX_BYTES VB_FORM_TEXT_MAX_BYTES

/* ---- the meeting ---- */

static void *zeroed(size_t count, size_t size)
{
	void *made = calloc(count > 0 ? count : 1, size);

	if (made == NULL)
		abort();
	return made;
}

static size_t papers_of(const struct matter_item *item)
{
	return item->paper_count < VB_INVITATION_PAPERS_MAX ? item->paper_count
	                                                    : VB_INVITATION_PAPERS_MAX;
}

static void set_item(struct invitation_item *to, const struct matter_item *item,
                     struct invitation_paper *papers)
{
	/* Of what is not public there is only a number, whatever else somebody put there. */
	*to = (struct invitation_item){ .depth = item->depth,
		                        .number = item->number,
		                        .is_internal = item->is_internal };
	if (item->is_internal)
		return;
	to->title = item->title;
	to->kind = item->kind;
	to->submitter = item->submitter;
	to->note = item->note;
	to->minutes = item->minutes;
	to->papers = papers;
	to->paper_count = papers_of(item);
	for (size_t i = 0; i < to->paper_count; i++)
		papers[i] = (struct invitation_paper){ item->papers[i].reference,
			                               item->papers[i].title };
}

static void set_items(struct mail_sitting *sitting, const struct matter *meeting,
                      uint32_t from_edition)
{
	size_t paper_count = 0;
	size_t used = 0;

	for (size_t i = 0; i < meeting->item_count; i++)
		paper_count += papers_of(&meeting->items[i]);
	sitting->items = zeroed(meeting->item_count, sizeof(*sitting->items));
	sitting->papers = zeroed(paper_count, sizeof(*sitting->papers));
	for (size_t i = 0; i < meeting->item_count; i++) {
		const struct matter_item *item = &meeting->items[i];
		struct invitation_item *to = &sitting->items[sitting->invitation.item_count];

		if (item->edition == UINT32_MAX || item->edition < from_edition)
			continue;
		set_item(to, item, &sitting->papers[used]);
		used += to->paper_count;
		sitting->invitation.item_count++;
	}
	sitting->invitation.items = sitting->items;
}

static bool is_moment(int64_t ms)
{
	return ms > 0 && civil_is_sound(ms);
}

bool mail_sitting_has_time(const struct matter *meeting)
{
	return is_moment(meeting->start_ms);
}

bool mail_sitting_is_cancelled(const struct matter *meeting)
{
	return meeting->state != NULL && strcmp(meeting->state, "cancelled") == 0;
}

void mail_sitting_init(struct mail_sitting *sitting, const struct mail_scene *scene,
                       uint32_t from_edition)
{
	const struct matter *meeting = scene->matter;
	struct invitation *to = &sitting->invitation;

	*sitting = (struct mail_sitting){
		.invitation = { .audience = INVITATION_PUBLIC,
		                .committee = meeting->committee,
		                .name = meeting->name != NULL ? meeting->name : meeting->committee,
		                .place = meeting->place,
		                .has_start = mail_sitting_has_time(meeting),
		                .has_reply_by = is_moment(meeting->deadline_ms),
		                .made_ms = scene->order->now_ms },
	};
	to->has_end =
		to->has_start && is_moment(meeting->end_ms) && meeting->end_ms > meeting->start_ms;
	to->start = tongue_time(scene->tongue, meeting->start_ms, meeting->zone);
	to->end = tongue_time(scene->tongue, meeting->end_ms, meeting->zone);
	to->reply_by = tongue_time(scene->tongue, meeting->deadline_ms, meeting->zone);
	set_items(sitting, meeting, from_edition);
}

void mail_sitting_release(struct mail_sitting *sitting)
{
	free(sitting->items);
	free(sitting->papers);
	*sitting = (struct mail_sitting){ 0 };
}

/* ---- what is said ---- */

/* A paragraph of the opening. */
static void add(const struct mail_scene *scene, struct buf *text, enum mail_word word,
                const char *value)
{
	char *said;

	if (value != NULL && strnlen(value, TEXT_MAX_BYTES) == TEXT_MAX_BYTES)
		value = NULL;
	said = mail_scene_say(scene, word, value);
	if (text->size > 0)
		buf_put(text, "\n\n", 2);
	buf_put(text, said, strlen(said));
	free(said);
}

static void add_answer(const struct mail_scene *scene, struct buf *text)
{
	static const enum mail_word words[] = {
		[MATTER_NO_ANSWER] = MAIL_WORD_ANSWERED_NOT,
		[MATTER_YES] = MAIL_WORD_ANSWERED_YES,
		[MATTER_NO] = MAIL_WORD_ANSWERED_NO,
		[MATTER_MAYBE] = MAIL_WORD_ANSWERED_MAYBE,
		[MATTER_DELEGATED] = MAIL_WORD_ANSWERED_OTHER,
	};

	bool is_asked_first = scene->order->mailing->kind == MAILING_INVITATION &&
	                      mail_scene_has_answer(scene, MATTER_NO_ANSWER);

	if (scene->who != NULL && scene->who->answer <= MATTER_DELEGATED && !is_asked_first)
		add(scene, text, words[scene->who->answer], NULL);
}

static void add_invited(const struct mail_scene *scene, struct buf *text)
{
	const char *for_whom = scene->who != NULL ? scene->who->for_whom : NULL;

	if (for_whom != NULL && for_whom[0] != '\0')
		add(scene, text, MAIL_WORD_INVITED_FOR, for_whom);
	else
		add(scene, text, MAIL_WORD_INVITED, NULL);
}

/* Why this mail comes. */
static void add_lead(const struct mail_scene *scene, struct buf *text)
{
	const struct matter *meeting = scene->matter;
	char *was = mail_scene_moment(scene, scene->order->was_ms, meeting->zone, false);

	switch (scene->order->mailing->kind) {
	case MAILING_CHANGE:
		add(scene, text, MAIL_WORD_CHANGED, NULL);
		if (was != NULL)
			add(scene, text, MAIL_WORD_WAS, was);
		break;
	case MAILING_REMINDER:
		add(scene, text, MAIL_WORD_REMINDED, NULL);
		break;
	case MAILING_AGENDA:
		add(scene, text,
		    scene->order->mailing->edition > 0 ? MAIL_WORD_SUPPLEMENTED
		                                       : MAIL_WORD_HAS_AGENDA,
		    NULL);
		break;
	case MAILING_PAPERS:
		add(scene, text, MAIL_WORD_NEW_PAPERS, NULL);
		break;
	case MAILING_CANCELLATION:
		break;
	default:
		add_invited(scene, text);
	}
	if (meeting->reason != NULL &&
	    (scene->order->mailing->kind == MAILING_CHANGE || mail_sitting_is_cancelled(meeting)))
		add(scene, text, MAIL_WORD_REASON, meeting->reason);
	free(was);
}

static void add_greeting(const struct mail_scene *scene, struct buf *text)
{
	const char *name = scene->order->addressee->name;

	if (name[0] != '\0')
		add(scene, text, MAIL_WORD_GREETING, name);
	else
		add(scene, text, MAIL_WORD_GREETING_ALL, NULL);
}

static void put_how(const struct mail_scene *scene, struct form *form)
{
	bool has_calendar = mail_sitting_has_time(scene->matter) &&
	                    scene->order->mailing->kind != MAILING_REMINDER &&
	                    scene->order->mailing->kind != MAILING_PAPERS;

	mail_scene_put(scene, form, FORM_STRONG,
	               has_calendar ? MAIL_WORD_HOW_MEETING : MAIL_WORD_HOW_REPLY, NULL);
}

static void put_questions(const struct mail_scene *scene, struct form *form)
{
	if (scene->is_brief)
		return;
	if (scene->matter->committee != NULL)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_QUESTIONS,
		               scene->matter->committee);
	else
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
}

/* ---- the templates ---- */

const char *mail_sitting_phrase(const struct mail_scene *scene)
{
	const char *const *captions = tongue_captions(scene->tongue)->word;

	switch (scene->order->mailing->kind) {
	case MAILING_CHANGE:
		return captions[CAPTION_CHANGE];
	case MAILING_CANCELLATION:
		return captions[CAPTION_CANCELLATION];
	case MAILING_AGENDA:
		return captions[scene->order->mailing->edition > 0 ? CAPTION_SUPPLEMENT
		                                                   : CAPTION_AGENDA_OF];
	case MAILING_REMINDER:
		return tongue_word(scene->tongue, MAIL_WORD_REMINDER_OF);
	case MAILING_PAPERS:
		return tongue_word(scene->tongue, MAIL_WORD_PAPERS_OF);
	default:
		return captions[CAPTION_INVITATION];
	}
}

/* A few lines without the agenda: what is short, and what is off. */
static void fill_short(const struct mail_scene *scene, struct form *form)
{
	const struct matter *meeting = scene->matter;
	bool is_off = scene->order->mailing->kind == MAILING_CANCELLATION;
	struct buf text;

	mail_scene_put_title(scene, form, mail_sitting_phrase(scene),
	                     meeting->name != NULL ? meeting->name : meeting->committee);
	mail_scene_put_greeting(scene, form);
	if (is_off && mail_sitting_is_cancelled(meeting))
		form_put(form, FORM_STRONG, NULL,
		         tongue_captions(scene->tongue)->word[CAPTION_IS_CANCELLED]);
	else if (is_off)
		mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_UNINVITED, NULL);
	mail_scene_put_when(scene, form, meeting);
	buf_init(&text, VB_FORM_MAX_BYTES);
	add_lead(scene, &text);
	if (!is_off && !scene->is_brief)
		add_answer(scene, &text);
	buf_put_u8(&text, '\0');
	form_put(form, FORM_TEXT, NULL, (const char *)text.data);
	buf_release(&text);
	if (!is_off)
		put_how(scene, form);
	put_questions(scene, form);
}

static int fill_whole(const struct mail_scene *scene, struct form *form)
{
	static const enum invitation_occasion occasions[MAILING_KIND_COUNT] = {
		[MAILING_INVITATION] = INVITATION_INVITE,
		[MAILING_CHANGE] = INVITATION_CHANGE,
		[MAILING_AGENDA] = INVITATION_AGENDA,
	};
	const struct mailing *mailing = scene->order->mailing;
	bool is_supplement = mailing->kind == MAILING_AGENDA && mailing->edition > 0;
	struct mail_sitting sitting;
	struct buf text;
	int err;

	mail_sitting_init(&sitting, scene, is_supplement ? mailing->edition : 0);
	sitting.invitation.occasion =
		is_supplement ? INVITATION_SUPPLEMENT : occasions[mailing->kind];
	buf_init(&text, VB_FORM_MAX_BYTES);
	add_greeting(scene, &text);
	add_lead(scene, &text);
	if (mailing->kind != MAILING_CHANGE)
		add_answer(scene, &text);
	buf_put_u8(&text, '\0');
	sitting.invitation.opening = (const char *)text.data;
	err = text.err;
	if (err == 0)
		err = invitation_to_form(&sitting.invitation, tongue_captions(scene->tongue), form);
	buf_release(&text);
	mail_sitting_release(&sitting);
	if (err < 0)
		return err;
	put_how(scene, form);
	put_questions(scene, form);
	return 0;
}

int mail_sitting_fill(const struct mail_scene *scene, struct form *form)
{
	enum mailing_kind kind = scene->order->mailing->kind;

	if (!scene->is_brief &&
	    (kind == MAILING_INVITATION || kind == MAILING_CHANGE || kind == MAILING_AGENDA))
		return fill_whole(scene, form);
	fill_short(scene, form);
	return 0;
}
