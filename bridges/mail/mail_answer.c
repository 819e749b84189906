/* mail_answer: receipts, confirmations, notes; see mail_answer.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_answer.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/mail_reason.h"

struct sentence {
	const char *reason; /* NULL: any other, last */
	enum mail_word word;
};

static const struct sentence receipts[] = {
	{ VB_REASON_YES, MAIL_WORD_NOTED_YES },     { VB_REASON_NO, MAIL_WORD_NOTED_NO },
	{ VB_REASON_MAYBE, MAIL_WORD_NOTED_MAYBE }, { VB_REASON_DELEGATED, MAIL_WORD_NOTED_OTHER },
	{ VB_REASON_OFFER, MAIL_WORD_NOTED_OFFER }, { VB_REASON_DECLINE, MAIL_WORD_NOTED_DECLINE },
	{ VB_REASON_POST, MAIL_WORD_NOTED_POST },   { VB_REASON_STOP, MAIL_WORD_NOTED_STOP },
	{ VB_REASON_START, MAIL_WORD_NOTED_START }, { NULL, MAIL_WORD_NOTED_HELD },
};
static const struct sentence confirmations[] = {
	{ VB_REASON_YES, MAIL_WORD_WAS_YES },
	{ VB_REASON_NO, MAIL_WORD_WAS_NO },
	{ VB_REASON_MAYBE, MAIL_WORD_WAS_MAYBE },
	{ VB_REASON_START, MAIL_WORD_WAS_START },
	{ NULL, MAIL_WORD_WAS_OTHER },
};
static const struct sentence notes[] = {
	{ VB_REASON_ENCRYPTED, MAIL_WORD_NOTE_ENCRYPTED },
	{ VB_REASON_TNEF, MAIL_WORD_NOTE_TNEF },
	{ VB_REASON_EMPTY, MAIL_WORD_NOTE_EMPTY },
	{ VB_REASON_LARGE, MAIL_WORD_NOTE_LARGE },
	{ VB_REASON_STRANGER, MAIL_WORD_NOTE_STRANGER },
	{ VB_REASON_UNCLEAR, MAIL_WORD_NOTE_UNCLEAR },
	{ VB_REASON_COUNTER, MAIL_WORD_NOTE_COUNTER },
	{ VB_REASON_OVER, MAIL_WORD_NOTE_OVER },
	{ VB_REASON_OLD, MAIL_WORD_NOTE_OLD },
	{ VB_REASON_VOTE, MAIL_WORD_NOTE_VOTE },
	{ NULL, MAIL_WORD_NOTE_UNREADABLE },
};

static enum mail_word find(const struct sentence *table, const char *reason)
{
	while (table->reason != NULL && strcmp(table->reason, reason) != 0)
		table++;
	return table->word;
}

char *mail_answer_name(const struct mail_scene *scene)
{
	const struct matter *matter = scene->matter;
	const char *office = scene->order->office->name;
	char *copy;

	if (matter != NULL && matter->subject == MATTER_MESSAGE && matter->target_name != NULL)
		office = matter->target_name;
	else if (matter != NULL && (matter->name != NULL || matter->committee != NULL))
		return mail_scene_name(matter);
	copy = strdup(office != NULL ? office : "");
	if (copy == NULL)
		abort();
	return copy;
}

/* Title, greeting, the sentence, and what it is about. */
static void put_head(const struct mail_scene *scene, struct form *form, enum mail_word phrase,
                     enum mail_word sentence)
{
	char *name = mail_answer_name(scene);

	mail_scene_put_title(scene, form, tongue_word(scene->tongue, phrase), name);
	mail_scene_put_greeting(scene, form);
	mail_scene_put(scene, form, FORM_STRONG, sentence, NULL);
	if (scene->matter != NULL && scene->matter->subject == MATTER_MEETING)
		mail_scene_put_when(scene, form, scene->matter);
	free(name);
}

/* Of several matters: what each of them is and what was answered, since one word fits the last of them alone. */
static void put_several(const struct mail_scene *scene, struct form *form)
{
	for (size_t i = 0; i < scene->order->matter_count; i++) {
		struct mail_order order = *scene->order;
		struct mail_scene one;
		char *name;

		order.matters += i;
		order.matter_count = 1;
		mail_scene_init(&one, &order, scene->tongue, scene->is_brief);
		name = mail_answer_name(&one);
		form_put(form, FORM_HEADING, NULL, name);
		free(name);
		if (mail_scene_has_answer(&one, MATTER_YES))
			mail_scene_put(&one, form, FORM_STRONG, MAIL_WORD_ANSWERED_YES, NULL);
		else if (mail_scene_has_answer(&one, MATTER_NO))
			mail_scene_put(&one, form, FORM_STRONG, MAIL_WORD_ANSWERED_NO, NULL);
		else if (mail_scene_has_answer(&one, MATTER_MAYBE))
			mail_scene_put(&one, form, FORM_STRONG, MAIL_WORD_ANSWERED_MAYBE, NULL);
		if (one.matter->subject == MATTER_MEETING)
			mail_scene_put_when(&one, form, one.matter);
	}
}

void mail_answer_fill_receipt(const struct mail_scene *scene, struct form *form)
{
	if (scene->order->matter_count > 1) {
		mail_scene_put_title(scene, form, tongue_word(scene->tongue, MAIL_WORD_RECEIPT_OF),
		                     scene->order->office->name);
		mail_scene_put_greeting(scene, form);
		put_several(scene, form);
	} else {
		put_head(scene, form, MAIL_WORD_RECEIPT_OF,
		         find(receipts, scene->order->mailing->reason));
		/* It counts, but who gave it may not know that the meeting was moved meanwhile. */
		if (scene->order->mailing->sequence == 1)
			mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_CHANGED, NULL);
	}
	if (!scene->is_brief)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_NOT_YOU, NULL);
}

void mail_answer_fill_confirm(const struct mail_scene *scene, struct form *form)
{
	put_head(scene, form, MAIL_WORD_CONFIRM_OF,
	         find(confirmations, scene->order->mailing->reason));
	mail_scene_put(scene, form, FORM_STRONG, MAIL_WORD_HOW_CONFIRM, NULL);
}

void mail_answer_fill_note(const struct mail_scene *scene, struct form *form)
{
	put_head(scene, form, MAIL_WORD_NOTE_OF, find(notes, scene->order->mailing->reason));
	if (!scene->is_brief)
		mail_scene_put(scene, form, FORM_TEXT, MAIL_WORD_ASK_OFFICE, NULL);
}

void mail_answer_fill_test(const struct mail_scene *scene, struct form *form)
{
	put_head(scene, form, MAIL_WORD_TEST_OF, MAIL_WORD_TESTED);
}
