/* docket: from a paper to a document; see docket.h. */
#include "bridges/render/docket.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING "\xe2\x80\x93" /* a dash, where the form has a place and nobody filled it */
#define NUMBER_BYTES 24

static const char *word_of(const struct captions *captions, enum caption caption)
{
	assert(captions->word[caption] != NULL);
	return captions->word[caption];
}

static bool is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

static void put(struct buf *out, const char *text)
{
	if (text != NULL)
		buf_put(out, text, strlen(text));
}

static void put_line(struct buf *out, const char *text)
{
	if (is_empty(text))
		return;
	if (out->size > 0)
		buf_put_u8(out, '\n');
	put(out, text);
}

/* The text of a buffer; what is too long for a form is too long for it, too, and found out there. */
static const char *text_of(struct buf *text)
{
	buf_put_u8(text, '\0');
	return text->err == 0 ? (const char *)text->data : "";
}

static int put_buf(struct form *form, enum form_kind kind, const char *label, struct buf *text)
{
	const char *chars = text_of(text);
	int err = text->err;

	if (err == 0)
		form_put(form, kind, label, is_empty(chars) ? NOTHING : chars);
	buf_clear(text);
	return err;
}

static void put_section(struct form *form, const struct captions *captions, enum caption caption,
                        const char *text)
{
	form_put(form, FORM_HEADING, NULL, word_of(captions, caption));
	form_put(form, FORM_TEXT, NULL, is_empty(text) ? NOTHING : text);
}

static void put_place(struct form *form, const struct captions *captions, enum caption caption,
                      const char *text)
{
	form_put(form, FORM_FACT, word_of(captions, caption), is_empty(text) ? NOTHING : text);
}

/* ---- boxes ---- */

static void put_box(struct buf *out, bool is_ticked, const char *word)
{
	if (out->size > 0)
		buf_put_u8(out, '\n');
	put(out, is_ticked ? "[x] " : "[ ] ");
	put(out, word);
}

/* In brackets, if there is anything. */
static void put_more(struct buf *out, const char *more)
{
	if (is_empty(more))
		return;
	put(out, " (");
	put(out, more);
	put(out, ")");
}

/* A question with a box for either answer; more stands behind the yes. */
static void put_answer(struct buf *out, const struct captions *captions, enum docket_tick tick,
                       const char *more)
{
	put_box(out, tick == DOCKET_YES, word_of(captions, CAPTION_YES));
	put_more(out, more);
	put_box(out, tick == DOCKET_NO, word_of(captions, CAPTION_NO));
}

/* A box alone: an empty one says nothing, so that a no is said in words. */
static void put_measure(struct buf *out, const struct captions *captions, enum docket_tick tick,
                        enum caption caption, const char *more)
{
	put_box(out, tick == DOCKET_YES, word_of(captions, caption));
	if (!is_empty(more)) {
		put(out, ": ");
		put(out, more);
	}
	put_more(out, tick == DOCKET_NO ? word_of(captions, CAPTION_NO) : NULL);
}

static int put_procedure(const struct docket *docket, const struct captions *captions,
                         struct form *form)
{
	struct buf text;
	int err;

	buf_init(&text, VB_FORM_TEXT_MAX_BYTES);
	form_put(form, FORM_HEADING, NULL, word_of(captions, CAPTION_PROCEDURE));
	put_place(form, captions, CAPTION_INVOLVED, docket->involved);
	put_place(form, captions, CAPTION_INVOLVED_RESULT, docket->involved_result);
	put_answer(&text, captions, docket->children, NULL);
	err = put_buf(form, FORM_FACT, word_of(captions, CAPTION_CHILDREN), &text);
	put_place(form, captions, CAPTION_CHILDREN_REASON, docket->children_reason);
	put_measure(&text, captions, docket->is_new, CAPTION_MEASURE_NEW, NULL);
	put_measure(&text, captions, docket->is_voluntary, CAPTION_MEASURE_VOLUNTARY, NULL);
	put_measure(&text, captions, docket->is_prescribed, CAPTION_MEASURE_PRESCRIBED,
	            docket->prescribed_by);
	if (err == 0)
		err = put_buf(form, FORM_FACT, word_of(captions, CAPTION_MEASURE), &text);
	put_answer(&text, captions, docket->finance, docket->finance_annex);
	if (err == 0)
		err = put_buf(form, FORM_FACT, word_of(captions, CAPTION_FINANCE), &text);
	buf_release(&text);
	return err;
}

/* ---- the rest of the form ---- */

static int put_stations(const struct docket *docket, const struct captions *captions,
                        struct form *form)
{
	struct buf note;
	size_t count = 0;
	int err = 0;

	buf_init(&note, VB_FORM_TEXT_MAX_BYTES);
	form_put(form, FORM_HEADING, NULL, word_of(captions, CAPTION_WAY));
	form_set(form, &form->number, word_of(captions, CAPTION_DATE));
	form_set(form, &form->subject, word_of(captions, CAPTION_COMMITTEE));
	form_set(form, &form->figure, NULL);
	for (size_t i = 0; i < docket->station_count && err == 0; i++) {
		const struct docket_station *station = &docket->stations[i];

		if (station->is_internal && !docket->is_for_members)
			continue;
		put_line(&note, word_of(captions, station->is_internal ? CAPTION_NOT_PUBLIC
		                                                       : CAPTION_PUBLIC));
		put_line(&note, station->role);
		put_line(&note, station->result);
		form_put_row(form, 0, is_empty(station->day) ? NOTHING : station->day,
		             station->committee, text_of(&note), NULL);
		err = note.err;
		buf_clear(&note);
		count++;
	}
	if (count == 0)
		form_put(form, FORM_TEXT, NULL, NOTHING);
	buf_release(&note);
	return err;
}

static int put_points(const struct docket *docket, const struct captions *captions,
                      struct form *form)
{
	struct buf text;
	int err = 0;

	buf_init(&text, VB_FORM_TEXT_MAX_BYTES);
	form_put(form, FORM_HEADING, NULL, word_of(captions, CAPTION_PROPOSAL));
	if (docket->point_count == 0)
		form_put(form, FORM_TEXT, NULL, NOTHING);
	for (size_t i = 0; i < docket->point_count && err == 0; i++) {
		char number[NUMBER_BYTES];

		(void)snprintf(number, sizeof(number), "%zu. ", i + 1);
		put(&text, number);
		put(&text, docket->points[i]);
		err = put_buf(form, FORM_TEXT, NULL, &text);
	}
	buf_release(&text);
	return err;
}

static int put_annexes(const struct docket *docket, const struct captions *captions,
                       struct form *form)
{
	struct buf text;
	int err;

	buf_init(&text, VB_FORM_TEXT_MAX_BYTES);
	put_line(&text, docket->annexes);
	for (size_t i = 0; i < docket->file_count; i++) {
		const struct docket_file *file = &docket->files[i];

		if (file->is_internal && !docket->is_for_members)
			continue;
		put_line(&text, file->name);
		put_more(&text, file->size);
	}
	form_put(form, FORM_HEADING, NULL, word_of(captions, CAPTION_ANNEXES));
	err = put_buf(form, FORM_TEXT, NULL, &text);
	buf_release(&text);
	return err;
}

/* What stands above its title. */
static void put_head(const struct docket *docket, const struct captions *captions,
                     struct form *form)
{
	const char *type =
		is_empty(docket->type) ? word_of(captions, CAPTION_PAPER_TITLE) : docket->type;

	form_set_language(form, captions->language);
	form->is_rtl = captions->is_rtl;
	form->made_ms = docket->made_ms;
	form_set(form, &form->office, docket->office);
	form_set(form, &form->title, is_empty(docket->title) ? type : docket->title);
	form_set(form, &form->page, word_of(captions, CAPTION_PAGE));
	form_put(form, FORM_TITLE, NULL, type);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_REFERENCE), docket->reference);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_DATE), docket->date);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_VERSION), docket->version);
	form_put(form, FORM_FACT, word_of(captions, CAPTION_PERIOD), docket->period);
	put_place(form, captions, CAPTION_RESPONSIBLE, docket->responsible);
	put_place(form, captions, CAPTION_EDITOR, docket->editor);
	form_put(form, FORM_HEADING, NULL, is_empty(docket->title) ? NOTHING : docket->title);
}

int docket_to_form(const struct docket *docket, const struct captions *captions, struct form *form)
{
	int err = civil_is_sound(docket->made_ms) ? 0 : VB_ERR_OUT_OF_RANGE;

	if (err < 0)
		return err;
	put_head(docket, captions, form);
	err = put_stations(docket, captions, form);
	put_section(form, captions, CAPTION_OCCASION, docket->occasion);
	if (err == 0)
		err = put_points(docket, captions, form);
	if (err == 0)
		err = put_procedure(docket, captions, form);
	if (!is_empty(docket->reasons))
		put_section(form, captions, CAPTION_REASONS, docket->reasons);
	put_section(form, captions, CAPTION_REPORT, docket->report);
	form_put(form, FORM_TEXT, NULL, docket->signatory);
	if (err == 0)
		err = put_annexes(docket, captions, form);
	if (err == 0)
		err = form->err;
	if (err < 0)
		form_release(form);
	return err;
}
