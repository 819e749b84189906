/* form: blocks of a document; see form.h. */
#include "bridges/render/form.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/render/harmless.h"
#include "protocol/array.h"

#define TAG_MAX_BYTES 35 /* RFC 5646, 4.4.1 */

void form_init(struct form *form)
{
	*form = (struct form){ .err = 0 };
}

static void free_all(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
}

void form_release(struct form *form)
{
	char *texts[] = { form->language, form->title,   form->office, form->page,
		          form->number,   form->subject, form->figure, form->sender };

	free_all(texts, sizeof(texts) / sizeof(texts[0]));
	free_all(form->address, VB_FORM_ADDRESS_LINES);
	for (size_t i = 0; i < VB_FORM_INFO_MAX; i++)
		free_all((char *[]){ form->info[i].label, form->info[i].text }, 2);
	for (uint32_t i = 0; i < form->count; i++) {
		struct form_block *block = &form->blocks[i];

		free_all((char *[]){ block->label, block->text, block->note, block->figure }, 4);
	}
	free(form->blocks);
	form_init(form);
}

/* The text made harmless; an empty one once the form is full. */
static char *take(struct form *form, const char *text, enum harmless_breaks breaks)
{
	size_t size = text != NULL ? strlen(text) : 0;

	if (size > VB_FORM_TEXT_MAX_BYTES || size > VB_FORM_MAX_BYTES - form->bytes) {
		form->err = VB_ERR_TOO_LARGE;
		text = NULL;
		size = 0;
	}
	form->bytes += size;
	if (form->is_rtl)
		breaks = breaks == HARMLESS_LINE ? HARMLESS_ISOLATED_LINE : HARMLESS_ISOLATED_LINES;
	return harmless_new(text, breaks);
}

void form_set(struct form *form, char **place, const char *text)
{
	free(*place);
	*place = take(form, text, HARMLESS_LINE);
}

void form_set_language(struct form *form, const char *tag)
{
	const size_t size =
		strspn(tag, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
	bool is_tag = size > 0 && size <= TAG_MAX_BYTES && tag[size] == '\0';

	form_set(form, &form->language, is_tag ? tag : "und");
}

static void add(struct form *form, const struct form_block *block)
{
	form->blocks =
		array_reserve(form->blocks, &form->capacity, form->count + 1, sizeof(*block));
	form->blocks[form->count++] = *block;
}

void form_put(struct form *form, enum form_kind kind, const char *label, const char *text)
{
	bool is_line = kind == FORM_TITLE || kind == FORM_HEADING;
	struct form_block block = { .kind = kind };

	if (form->count >= VB_FORM_BLOCKS_MAX)
		form->err = VB_ERR_TOO_LARGE;
	if (text == NULL || form->err != 0)
		return;
	block.text = take(form, text, is_line ? HARMLESS_LINE : HARMLESS_LINES);
	if (block.text[0] == '\0') {
		free(block.text);
		return;
	}
	block.label = take(form, label, HARMLESS_LINE);
	block.note = take(form, NULL, HARMLESS_LINE);
	block.figure = take(form, NULL, HARMLESS_LINE);
	add(form, &block);
}

void form_put_row(struct form *form, unsigned depth, const char *number, const char *subject,
                  const char *note, const char *figure)
{
	struct form_block block = { .kind = FORM_ROW };

	if (form->count >= VB_FORM_BLOCKS_MAX)
		form->err = VB_ERR_TOO_LARGE;
	if (form->err != 0)
		return;
	block.depth = depth < VB_FORM_DEPTH_MAX ? depth : VB_FORM_DEPTH_MAX;
	block.label = take(form, number, HARMLESS_LINE);
	block.text = take(form, subject, HARMLESS_LINE);
	block.note = take(form, note, HARMLESS_LINES);
	block.figure = take(form, figure, HARMLESS_LINE);
	add(form, &block);
}
