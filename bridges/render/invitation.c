/* invitation: from a sitting to a document; see invitation.h. */
#include "bridges/render/invitation.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 12
#define NOTE_MAX_BYTES VB_FORM_TEXT_MAX_BYTES

static const char *word_of(const struct captions *captions, enum caption caption)
{
	assert(captions->word[caption] != NULL);
	return captions->word[caption];
}

/* The phrase with one value. The caller frees it. */
static char *say(const struct captions *captions, enum caption caption, const char *value)
{
	return captions_say(captions, word_of(captions, caption),
	                    (const char *[VB_CAPTIONS_PLACES_MAX]){ value });
}

/* A phrase as long as that is too long for any form, and does not have to be made. */
static bool is_short(const char *text)
{
	return text == NULL || strnlen(text, VB_FORM_TEXT_MAX_BYTES + 1) <= VB_FORM_TEXT_MAX_BYTES;
}

/* ---- the agenda ---- */

static void add_line(struct buf *note, const char *line)
{
	if (line == NULL || line[0] == '\0')
		return;
	if (note->size > 0)
		buf_put_u8(note, '\n');
	buf_put(note, line, strlen(line));
}

static void put_paper(const struct invitation_paper *paper, const struct captions *captions,
                      struct buf *note)
{
	char *line;

	if (paper->reference == NULL || paper->title == NULL || !is_short(paper->reference) ||
	    !is_short(paper->title)) {
		add_line(note, paper->reference);
		add_line(note, paper->title);
		return;
	}
	line = captions_say(
		captions, word_of(captions, CAPTION_PAPER),
		(const char *[VB_CAPTIONS_PLACES_MAX]){ paper->reference, paper->title });
	add_line(note, line);
	free(line);
}

/* Each on a line of its own, so that a text written from right to left turns nothing else around. */
static int put_note(const struct invitation_item *item, const struct captions *captions,
                    struct buf *note)
{
	add_line(note, item->kind);
	if (item->submitter != NULL && is_short(item->submitter)) {
		char *line = say(captions, CAPTION_SUBMITTED, item->submitter);

		add_line(note, line);
		free(line);
	}
	if (item->paper_count > VB_INVITATION_PAPERS_MAX)
		return VB_ERR_OUT_OF_RANGE;
	for (size_t i = 0; i < item->paper_count; i++) {
		put_paper(&item->papers[i], captions, note);
	}
	add_line(note, item->note);
	buf_put_u8(note, '\0');
	return note->err;
}

static int put_item(const struct invitation_item *item, const struct captions *captions,
                    struct form *form)
{
	char minutes[NUMBER_BYTES] = "";
	struct buf note;
	int err;

	buf_init(&note, NOTE_MAX_BYTES);
	err = put_note(item, captions, &note);
	if (item->minutes > 0)
		(void)snprintf(minutes, sizeof(minutes), "%u", item->minutes);
	if (err == 0)
		form_put_row(form, item->depth, item->number, item->title, (const char *)note.data,
		             minutes);
	buf_release(&note);
	return err;
}

static void put_hidden_item(const struct invitation_item *item, const struct captions *captions,
                            struct form *form)
{
	char *text =
		say(captions, CAPTION_CONFIDENTIAL, is_short(item->number) ? item->number : NULL);

	form_put_row(form, item->depth, NULL, text, NULL, NULL);
	free(text);
}

static int put_agenda(const struct invitation *invitation, const struct captions *captions,
                      struct form *form)
{
	const struct invitation_item *hidden = NULL;
	int err = 0;

	form_set(form, &form->number, word_of(captions, CAPTION_NUMBER));
	form_set(form, &form->subject, word_of(captions, CAPTION_SUBJECT));
	form_set(form, &form->figure, word_of(captions, CAPTION_DURATION));
	for (size_t i = 0; i < invitation->item_count && err == 0; i++) {
		const struct invitation_item *item = &invitation->items[i];

		if (invitation->audience == INVITATION_MEMBERS) {
			err = put_item(item, captions, form);
			continue;
		}
		/* What stands below a hidden item says what it is about. */
		if (hidden != NULL && item->depth > hidden->depth)
			continue;
		hidden = item->is_internal ? item : NULL;
		if (hidden != NULL)
			put_hidden_item(item, captions, form);
		else
			err = put_item(item, captions, form);
	}
	return err;
}

/* ---- the sitting ---- */

static bool is_sound(const struct invitation *invitation)
{
	return (!invitation->has_start || civil_is_sound(invitation->start.ms)) &&
	       (!invitation->has_end || civil_is_sound(invitation->end.ms)) &&
	       (!invitation->has_reply_by || civil_is_sound(invitation->reply_by.ms)) &&
	       (invitation->letter == NULL || civil_is_sound(invitation->letter->date.ms)) &&
	       civil_is_sound(invitation->made_ms);
}

static char *time_of(const struct invitation *invitation, const struct captions *captions)
{
	if (!invitation->has_start)
		return NULL;
	if (invitation->has_end && !invitation->is_day)
		return captions_span(captions, invitation->start, invitation->end);
	return captions_moment(captions, invitation->start, invitation->is_day);
}

static void put_facts(const struct invitation *invitation, const struct captions *captions,
                      struct form *form)
{
	char *time = time_of(invitation, captions);
	char *reply_by = invitation->has_reply_by
	                         ? captions_moment(captions, invitation->reply_by, false)
	                         : NULL;

	form_put(form, FORM_FACT, word_of(captions, CAPTION_COMMITTEE), invitation->committee);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_TIME), time);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_PLACE), invitation->place);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_REPLY_BY), reply_by);
	free(time);
	free(reply_by);
}

static void put_letter(const struct invitation_letter *letter, const struct captions *captions,
                       struct form *form)
{
	char *date = captions_moment(captions, letter->date, true);
	size_t count = 0;

	form->is_letter = true;
	form_set(form, &form->sender, letter->sender);
	for (size_t i = 0; i < VB_FORM_ADDRESS_LINES && letter->address[i] != NULL; i++)
		form_set(form, &form->address[i], letter->address[i]);
	for (; count < VB_FORM_INFO_MAX - 1 && letter->info[count][0] != NULL; count++) {
		form_set(form, &form->info[count].label, letter->info[count][0]);
		form_set(form, &form->info[count].text, letter->info[count][1]);
	}
	form_set(form, &form->info[count].label, word_of(captions, CAPTION_DATE));
	form_set(form, &form->info[count].text, date);
	free(date);
}

/* What a form says about itself, whatever it says else. */
static void put_head(const struct invitation *invitation, const struct captions *captions,
                     struct form *form)
{
	static const enum caption titles[] = {
		[INVITATION_INVITE] = CAPTION_INVITATION,
		[INVITATION_AGENDA] = CAPTION_AGENDA_OF,
		[INVITATION_SUPPLEMENT] = CAPTION_SUPPLEMENT,
		[INVITATION_CHANGE] = CAPTION_CHANGE,
		[INVITATION_CANCEL] = CAPTION_CANCELLATION,
	};
	char *title = say(captions, titles[invitation->occasion],
	                  is_short(invitation->name) ? invitation->name : NULL);

	form_set_language(form, captions->language);
	form->is_rtl = captions->is_rtl;
	form->made_ms = invitation->made_ms;
	form_set(form, &form->office, invitation->office);
	form_set(form, &form->title, title);
	form_set(form, &form->page, word_of(captions, CAPTION_PAGE));
	form_put(form, FORM_TITLE, NULL, title);
	free(title);
}

int invitation_to_form(const struct invitation *invitation, const struct captions *captions,
                       struct form *form)
{
	int err = is_sound(invitation) ? 0 : VB_ERR_OUT_OF_RANGE;

	if (err < 0)
		return err;
	put_head(invitation, captions, form);
	if (invitation->letter != NULL)
		put_letter(invitation->letter, captions, form);
	if (invitation->occasion == INVITATION_CANCEL)
		form_put(form, FORM_STRONG, NULL, word_of(captions, CAPTION_IS_CANCELLED));
	put_facts(invitation, captions, form);
	form_put(form, FORM_TEXT, NULL, invitation->opening);
	form_put(form, FORM_HEADING, NULL, word_of(captions, CAPTION_AGENDA));
	if (invitation->item_count == 0)
		form_put(form, FORM_TEXT, NULL, word_of(captions, CAPTION_NO_ITEMS));
	err = put_agenda(invitation, captions, form);
	form_put(form, FORM_TEXT, NULL, invitation->closing);
	if (err == 0)
		err = form->err;
	if (err < 0)
		form_release(form);
	return err;
}

int invitation_agenda(const struct invitation *invitation, const struct captions *captions,
                      struct form *form)
{
	int err;

	form_set_language(form, captions->language);
	form->is_rtl = captions->is_rtl;
	err = put_agenda(invitation, captions, form);
	if (err == 0)
		err = form->err;
	if (err < 0)
		form_release(form);
	return err;
}
