/* plain: a form as text; see plain.h. */
#include "bridges/render/plain.h"

#include <string.h>

#include "bridges/render/harmless.h"

#define INDENT_COLUMNS 2u /* each level of the agenda */
#define LABEL_MAX_COLUMNS 24u
#define LEAST_COLUMNS 20u /* a text gets so many, whatever stands beside it */
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

static size_t columns_of(const char *text)
{
	size_t columns = 0;

	while (*text != '\0')
		columns += harmless_columns(harmless_next(&text));
	return columns;
}

static void put_blanks(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_put_u8(out, ' ');
}

static void put_text(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

/* How many bytes of the text fit on a line of so many columns: whole words, else what fits of one. */
static size_t fitting(const char *text, size_t columns)
{
	const char *at = text;
	const char *end = text; /* behind the last word that fits */
	size_t used = 0;

	while (*at != '\0' && *at != '\n') {
		const char *next = at;

		used += harmless_columns(harmless_next(&next));
		if (*at == ' ')
			end = at;
		if (used > columns)
			return (size_t)((end > text ? end : at) - text);
		at = next;
	}
	return (size_t)(at - text);
}

/* Whether an isolate is open behind these bytes. They are never one within another (harmless). */
static bool is_left_open(const char *text, size_t size, bool is_open)
{
	for (size_t i = 0; i + 2 < size; i++) {
		if (memcmp(text + i, FSI, 3) == 0)
			is_open = true;
		else if (memcmp(text + i, PDI, 3) == 0)
			is_open = false;
	}
	return is_open;
}

/* The text in lines of so many columns, each but the first behind an indent. Ends each line. is_apart: it is isolated even if
 * it has no letters from right to left, since what stands before it has. */
static void put_lines(struct buf *out, const char *text, size_t indent, size_t columns,
                      bool is_apart)
{
	bool is_first = true;
	bool is_open = false; /* an isolate that goes on on the next line */

	do {
		size_t size = fitting(text, columns);
		bool is_turned;

		if (!is_first && size > 0)
			put_blanks(out, indent);
		is_first = false;
		/* Each line is isolated by itself: an isolate ends with its line. */
		is_turned = is_apart || harmless_has_rtl(text, size);
		if (is_turned)
			put_text(out, FSI);
		if (is_open)
			put_text(out, FSI);
		buf_put(out, text, size);
		is_open = is_left_open(text, size, is_open);
		if (is_open)
			put_text(out, PDI);
		if (is_turned)
			put_text(out, PDI);
		buf_put_u8(out, '\n');
		text += size;
		if (*text == ' ' || *text == '\n')
			text++;
	} while (*text != '\0');
}

static void put_wrapped(struct buf *out, const char *text, size_t indent, size_t columns)
{
	put_lines(out, text, indent, columns, false);
}

/* A short text at the head of a line and the long one beside it, or below where the short one is too long. */
static void put_pair(struct buf *out, size_t indent, const char *head, const char *text,
                     size_t width)
{
	size_t place = indent + width < VB_PLAIN_COLUMNS - LEAST_COLUMNS
	                       ? indent + width
	                       : VB_PLAIN_COLUMNS - LEAST_COLUMNS;
	size_t used = indent + columns_of(head);

	put_blanks(out, indent);
	if (used < place) {
		put_text(out, head);
		put_blanks(out, place - used);
	} else {
		put_wrapped(out, head, indent, VB_PLAIN_COLUMNS - indent);
		put_blanks(out, place);
	}
	put_lines(out, text, place, VB_PLAIN_COLUMNS - place, harmless_has_rtl(head, strlen(head)));
}

static void put_line_of(struct buf *out, char mark, size_t columns)
{
	for (size_t i = 0; i < columns && i < VB_PLAIN_COLUMNS; i++)
		buf_put_u8(out, (uint8_t)mark);
	buf_put_u8(out, '\n');
}

static void put_heading(struct buf *out, const char *text, char mark)
{
	put_wrapped(out, text, 0, VB_PLAIN_COLUMNS);
	put_line_of(out, mark, columns_of(text));
}

/* The widest head of a kind of block, and two columns between it and its text. */
static size_t head_width(const struct form *form, enum form_kind kind)
{
	size_t width = 0;

	for (uint32_t i = 0; i < form->count; i++) {
		size_t columns = columns_of(form->blocks[i].label);

		if (form->blocks[i].kind == kind && columns <= LABEL_MAX_COLUMNS && columns > width)
			width = columns;
	}
	return width > 0 ? width + 2 : 0;
}

static void put_row(struct buf *out, const struct form *form, const struct form_block *row,
                    size_t width)
{
	size_t indent = INDENT_COLUMNS * row->depth;
	size_t place = indent + width;

	if (row->label[0] == '\0') {
		put_blanks(out, indent);
		put_wrapped(out, row->text, indent, VB_PLAIN_COLUMNS - indent);
	} else {
		put_pair(out, indent, row->label, row->text, width);
	}
	if (place > VB_PLAIN_COLUMNS - LEAST_COLUMNS)
		place = VB_PLAIN_COLUMNS - LEAST_COLUMNS;
	if (row->note[0] != '\0') {
		put_blanks(out, place);
		put_wrapped(out, row->note, place, VB_PLAIN_COLUMNS - place);
	}
	if (row->figure[0] != '\0') {
		put_blanks(out, place);
		put_text(out, row->figure);
		put_blanks(out, 1);
		put_text(out, form->figure);
		buf_put_u8(out, '\n');
	}
}

static void put_letter(struct buf *out, const struct form *form)
{
	for (size_t i = 0; i < VB_FORM_ADDRESS_LINES && form->address[i] != NULL; i++)
		put_wrapped(out, form->address[i], 0, VB_PLAIN_COLUMNS);
	buf_put_u8(out, '\n');
	for (size_t i = 0; i < VB_FORM_INFO_MAX && form->info[i].label != NULL; i++) {
		put_text(out, form->info[i].label);
		put_text(out, ": ");
		put_wrapped(out, form->info[i].text, INDENT_COLUMNS, VB_PLAIN_COLUMNS / 2);
	}
	buf_put_u8(out, '\n');
}

int plain_write(const struct form *form, struct buf *out)
{
	size_t facts = head_width(form, FORM_FACT);
	size_t rows = head_width(form, FORM_ROW);

	if (form->office != NULL && form->office[0] != '\0') {
		put_wrapped(out, form->office, 0, VB_PLAIN_COLUMNS);
		buf_put_u8(out, '\n');
	}
	if (form->is_letter)
		put_letter(out, form);
	for (uint32_t i = 0; i < form->count; i++) {
		const struct form_block *block = &form->blocks[i];

		/* Facts and rows stand close together, the rest apart. */
		if (i > 0 && (block->kind < FORM_FACT || block->kind != block[-1].kind))
			buf_put_u8(out, '\n');
		if (block->kind == FORM_TITLE)
			put_heading(out, block->text, '=');
		else if (block->kind == FORM_HEADING)
			put_heading(out, block->text, '-');
		else if (block->kind == FORM_FACT)
			put_pair(out, 0, block->label, block->text, facts);
		else if (block->kind == FORM_ROW)
			put_row(out, form, block, rows);
		else
			put_wrapped(out, block->text, 0, VB_PLAIN_COLUMNS);
	}
	return out->err;
}
