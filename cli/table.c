/* table: for terminals and pipes; see table.h. */
#include "cli/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyph.h"

#define GAP 2u            /* blanks between columns */
#define NARROW_COLUMNS 8u /* no column is made narrower than this */
#define COLUMNS_MAX 12u

struct table {
	const struct table_column *columns;
	size_t column_count;
	char **cells; /* each with memory of its own */
	size_t count;
	size_t capacity;
};

struct table *table_new(const struct table_column *columns, size_t count)
{
	struct table *table = calloc(1, sizeof(*table));

	assert(count > 0 && count <= COLUMNS_MAX);
	if (table == NULL)
		abort();
	table->columns = columns;
	table->column_count = count;
	return table;
}

void table_destroy(struct table **table)
{
	if (*table == NULL)
		return;
	for (size_t i = 0; i < (*table)->count; i++)
		free((*table)->cells[i]);
	free((*table)->cells);
	free(*table);
	*table = NULL;
}

void table_add(struct table *table, const char *text)
{
	char *copy;

	if (table->count == table->capacity) {
		table->capacity = table->capacity > 0 ? 2 * table->capacity : 64;
		table->cells = realloc(table->cells, table->capacity * sizeof(char *));
	}
	copy = strdup(text != NULL ? text : "");
	if (copy == NULL || table->cells == NULL)
		abort();
	table->cells[table->count++] = copy;
}

/* The part of a cell that a terminal shows; of an id in groups, whole groups. */
static struct span shown(const struct table *table, size_t cell)
{
	struct span text = span_of_str(table->cells[cell]);

	if ((table->columns[cell % table->column_count].flags & TABLE_SHORT) == 0 ||
	    text.size <= VB_TABLE_SHORT_DIGITS)
		return text;
	text.size = VB_TABLE_SHORT_DIGITS;
	for (size_t i = text.size; i > 1; i--) {
		if (text.data[i - 1] == '-') {
			text.size = i - 1;
			break;
		}
	}
	return text;
}

static struct span title_of(const struct table *table, size_t column)
{
	const char *title = table->columns[column].title;

	return span_of_str(title != NULL ? title : "");
}

/* Makes the widest columns narrower until the line fits, or nothing can be shortened any more. */
static void squeeze(size_t *widths, size_t count, size_t available)
{
	size_t total = GAP * (count - 1);

	for (size_t i = 0; i < count; i++)
		total += widths[i];
	while (total > available) {
		size_t widest = 0;
		size_t next = NARROW_COLUMNS;
		size_t less;

		for (size_t i = 1; i < count; i++) {
			if (widths[i] > widths[widest])
				widest = i;
		}
		for (size_t i = 0; i < count; i++) {
			if (widths[i] < widths[widest] && widths[i] > next)
				next = widths[i];
		}
		if (widths[widest] <= NARROW_COLUMNS)
			return;
		less = widths[widest] - next;
		if (less > total - available)
			less = total - available;
		widths[widest] -= less > 0 ? less : 1;
		total -= less > 0 ? less : 1;
	}
}

static void measure(const struct table *table, size_t available, size_t *widths)
{
	for (size_t i = 0; i < table->column_count; i++)
		widths[i] = glyph_columns(title_of(table, i));
	for (size_t i = 0; i < table->count; i++) {
		size_t columns = glyph_columns(shown(table, i));
		size_t *width = &widths[i % table->column_count];

		*width = columns > *width ? columns : *width;
	}
	squeeze(widths, table->column_count, available);
}

static void put_blanks(struct buf *line, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_put_u8(line, ' ');
}

/* One cell with what fills its column; behind the last column nothing is filled. */
static void put_cell(const struct table *table, size_t column, struct span text,
                     const size_t *widths, struct buf *line)
{
	bool is_last = column + 1 == table->column_count;
	bool is_right = (table->columns[column].flags & TABLE_RIGHT) != 0;
	size_t columns = glyph_columns(text);
	size_t blanks = columns < widths[column] ? widths[column] - columns : 0;

	if (is_right)
		put_blanks(line, blanks);
	columns = glyph_put(line, text, GLYPH_TERMINAL, widths[column]);
	if (is_last)
		return;
	/* A wide character that did not fit leaves one column. */
	put_blanks(line, is_right ? 0 : widths[column] - columns);
	put_blanks(line, GAP);
}

static void print_line(struct buf *line, FILE *out)
{
	while (line->size > 0 && line->data[line->size - 1] == ' ')
		line->size--;
	buf_put_u8(line, '\n');
	(void)fwrite(line->data, 1, line->size, out);
	buf_clear(line);
}

static void print_head(const struct table *table, const struct table_style *style,
                       const size_t *widths, struct buf *line, FILE *out)
{
	bool has_title = false;

	for (size_t i = 0; i < table->column_count; i++)
		has_title |= table->columns[i].title != NULL;
	if (!has_title)
		return;
	for (size_t i = 0; i < table->column_count; i++)
		put_cell(table, i, title_of(table, i), widths, line);
	(void)fputs(style->has_colour ? "\x1b[1m" : "", out);
	while (line->size > 0 && line->data[line->size - 1] == ' ')
		line->size--;
	(void)fwrite(line->data, 1, line->size, out);
	buf_clear(line);
	(void)fputs(style->has_colour ? "\x1b[0m\n" : "\n", out);
}

static void print_terminal(const struct table *table, const struct table_style *style,
                           struct buf *line, FILE *out)
{
	size_t widths[COLUMNS_MAX];

	if (table->count == 0)
		return;
	measure(table, style->width, widths);
	print_head(table, style, widths, line, out);
	for (size_t i = 0; i < table->count; i++) {
		size_t column = i % table->column_count;

		put_cell(table, column, shown(table, i), widths, line);
		if (column + 1 == table->column_count)
			print_line(line, out);
	}
}

static void print_pipe(const struct table *table, struct buf *line, FILE *out)
{
	for (size_t i = 0; i < table->count; i++) {
		bool is_last = (i + 1) % table->column_count == 0;

		(void)glyph_put(line, span_of_str(table->cells[i]), GLYPH_PIPE, VB_GLYPH_ALL);
		buf_put_u8(line, is_last ? '\n' : '\t');
		if (is_last) {
			(void)fwrite(line->data, 1, line->size, out);
			buf_clear(line);
		}
	}
}

void table_print(const struct table *table, const struct table_style *style, FILE *out)
{
	struct buf line;

	assert(table->count % table->column_count == 0);
	buf_init(&line, SIZE_MAX / 2);
	if (style->is_terminal)
		print_terminal(table, style, &line, out);
	else
		print_pipe(table, &line, out);
	buf_release(&line);
}
