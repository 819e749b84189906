/* table: for terminals and pipes; see table.h. */
#include "cli/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyph.h"

#define GROUP_DIGITS 4u   /* of an office's number: two groups are 40 bits, as in the log */
#define NARROW_COLUMNS 8u /* no column is made narrower than this */
#define COLUMNS_MAX 12u
#define WHOLE_COLUMNS_MAX 100u /* of a text on several lines, so that it can be read */

struct table {
	const struct table_column *columns;
	size_t column_count;
	char **cells; /* each with memory of its own */
	size_t count;
	size_t capacity;
	enum glyph_place place; /* of its cells on a terminal */
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

bool table_is_empty(const struct table *table)
{
	return table->count == 0;
}

/* The part of a cell that a terminal shows; of an office's number, which is written in groups, two of them. */
static struct span shown(const struct table *table, size_t cell)
{
	struct span text = span_of_str(table->cells[cell]);
	bool has_groups = text.size > GROUP_DIGITS && text.data[GROUP_DIGITS] == '-';
	unsigned flags = table->columns[cell % table->column_count].flags;
	size_t size = has_groups                   ? 2 * GROUP_DIGITS + 1
	              : (flags & TABLE_BRIEF) != 0 ? VB_TABLE_BRIEF_DIGITS
	                                           : VB_TABLE_SHORT_DIGITS;

	if ((flags & TABLE_SHORT) != 0 && text.size > size)
		text.size = size;
	return text;
}

static struct span title_of(const struct table *table, size_t column)
{
	const char *title = table->columns[column].title;

	return span_of_str(title != NULL ? title : "");
}

/* Makes the widest columns narrower until the line fits, or nothing can be shortened any more. fixed: of columns that
 * stay. Returns what the line takes then. */
static size_t squeeze(size_t *widths, size_t count, size_t fixed, size_t available)
{
	size_t total = fixed;

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
		if (count == 0 || widths[widest] <= NARROW_COLUMNS)
			break;
		less = widths[widest] - next;
		if (less > total - available)
			less = total - available;
		widths[widest] -= less > 0 ? less : 1;
		total -= less > 0 ? less : 1;
	}
	return total;
}

static bool has_titles(const struct table *table)
{
	bool found = false;

	for (size_t i = 0; i < table->column_count; i++)
		found |= table->columns[i].title != NULL;
	return found;
}

/* Makes the line fit: at the cost of firm columns only where it does not fit otherwise. False: it does not fit. */
static bool squeeze_all(const struct table *table, size_t *widths, size_t available)
{
	size_t soft[COLUMNS_MAX];
	size_t count = 0;
	size_t at = 0;
	size_t firm = TABLE_GAP * (table->column_count - 1);

	for (size_t i = 0; i < table->column_count; i++) {
		if ((table->columns[i].flags & (TABLE_FIRM | TABLE_SHORT)) != 0)
			firm += widths[i];
		else
			soft[count++] = widths[i];
	}
	firm = squeeze(soft, count, firm, available);
	for (size_t i = 0; i < table->column_count; i++) {
		if ((table->columns[i].flags & (TABLE_FIRM | TABLE_SHORT)) == 0)
			widths[i] = soft[at++];
	}
	if (firm <= available)
		return true;
	(void)squeeze(widths, table->column_count, TABLE_GAP * (table->column_count - 1),
	              available);
	return false;
}

/* False: the rows do not fit without losing what must stay. */
static bool measure(const struct table *table, size_t available, size_t *widths)
{
	for (size_t i = 0; i < table->column_count; i++)
		widths[i] = glyph_columns(title_of(table, i));
	for (size_t i = 0; i < table->count; i++) {
		size_t columns = glyph_columns(shown(table, i));
		size_t *width = &widths[i % table->column_count];

		*width = columns > *width ? columns : *width;
	}
	return squeeze_all(table, widths, available);
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
	columns = glyph_put(line, text, table->place, widths[column]);
	if (is_last)
		return;
	/* A wide character that did not fit leaves one column. */
	put_blanks(line, is_right ? 0 : widths[column] - columns);
	put_blanks(line, TABLE_GAP);
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
	if (!has_titles(table))
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

/* Where the next line of a text begins that has so many columns; *size: the bytes of this one. Words stay whole where they
 * fit; a line feed ends the line. */
static size_t line_end(struct span text, size_t columns, size_t *size)
{
	size_t at = 0;
	size_t end = 0;

	while (at < text.size && text.data[at] != '\n') {
		end = at + 1;
		while (end < text.size && (text.data[end] & 0xC0u) == 0x80)
			end++;
		if (at > 0 && glyph_columns(span_of(text.data, end)) > columns)
			break;
		at = end;
	}
	*size = at;
	if (at == text.size)
		return at;
	if (text.data[at] == '\n')
		return at + 1;
	for (end = at; end > 0 && text.data[end] != ' '; end--)
		;
	if (end > 0)
		*size = end;
	return end > 0 ? end + 1 : at;
}

/* The last cell of a row, on as many lines as it needs, below each other. */
static void print_whole(const struct table *table, struct span text, const size_t *widths,
                        struct buf *line, FILE *out)
{
	size_t last = table->column_count - 1;
	size_t columns = widths[last] < WHOLE_COLUMNS_MAX ? widths[last] : WHOLE_COLUMNS_MAX;
	size_t before = 0;
	size_t size;

	for (size_t i = 0; i < last; i++)
		before += widths[i] + TABLE_GAP;
	while (true) {
		size_t next = line_end(text, columns, &size);

		(void)glyph_put(line, span_of(text.data, size), GLYPH_TERMINAL, VB_GLYPH_ALL);
		print_line(line, out);
		if (next == text.size)
			return;
		text = span_of(text.data + next, text.size - next);
		put_blanks(line, before);
	}
}

static void print_rows(const struct table *table, const struct table_style *style,
                       const size_t *widths, struct buf *line, FILE *out)
{
	print_head(table, style, widths, line, out);
	for (size_t i = 0; i < table->count; i++) {
		size_t column = i % table->column_count;
		bool is_last = column + 1 == table->column_count;

		if (is_last && (table->columns[column].flags & TABLE_WHOLE) != 0) {
			print_whole(table, shown(table, i), widths, line, out);
			continue;
		}
		put_cell(table, column, shown(table, i), widths, line);
		if (is_last)
			print_line(line, out);
	}
}

/* A row below itself: titles and what stands in its cells, without those in which nothing does. */
static void print_card(const struct table *table, size_t first, const struct table_style *style,
                       struct buf *line, FILE *out)
{
	static const struct table_column pair[] = { { NULL, TABLE_FIRM }, { NULL, TABLE_WHOLE } };
	struct table *card = table_new(pair, 2);
	size_t widths[2];

	card->place = table->place;
	for (size_t i = 0; i < table->column_count; i++) {
		struct span text = shown(table, first + i);
		char *value = strndup((const char *)text.data, text.size);

		if (value == NULL)
			abort();
		if (text.size > 0) {
			table_add(card, table->columns[i].title);
			table_add(card, value);
		}
		free(value);
	}
	(void)measure(card, style->width, widths);
	print_rows(card, style, widths, line, out);
	table_destroy(&card);
}

static void print_terminal(const struct table *table, const struct table_style *style,
                           struct buf *line, FILE *out)
{
	size_t widths[COLUMNS_MAX];

	if (table->count == 0)
		return;
	assert(table->column_count > 0);
	if (measure(table, style->width, widths) || !has_titles(table)) {
		print_rows(table, style, widths, line, out);
		return;
	}
	for (size_t i = 0; i < table->count; i += table->column_count) {
		if (i > 0)
			(void)fputc('\n', out);
		print_card(table, i, style, line, out);
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

/* True if the column has a title and no row has anything in it. */
static bool is_bare(const struct table *table, size_t column)
{
	for (size_t i = column; i < table->count; i += table->column_count) {
		if (table->cells[i][0] != '\0')
			return false;
	}
	return table->columns[column].title != NULL;
}

/* Copies the columns in which something stands, and borrows their cells; the caller frees them. */
static struct table thinned(const struct table *table, struct table_column columns[COLUMNS_MAX])
{
	struct table thin = { .columns = columns };
	bool bare[COLUMNS_MAX];

	thin.cells = calloc(table->count + 1, sizeof(char *));
	if (thin.cells == NULL)
		abort();
	for (size_t i = 0; i < table->column_count; i++) {
		bare[i] = is_bare(table, i);
		if (!bare[i])
			columns[thin.column_count++] = table->columns[i];
	}
	for (size_t i = 0; thin.column_count > 0 && i < table->count; i++) {
		if (!bare[i % table->column_count])
			thin.cells[thin.count++] = table->cells[i];
	}
	return thin;
}

void table_print(const struct table *table, const struct table_style *style, FILE *out)
{
	struct table_column columns[COLUMNS_MAX];
	struct table thin;
	struct buf line;

	assert(table->count % table->column_count == 0);
	buf_init(&line, SIZE_MAX / 2);
	if (style->is_terminal) {
		thin = thinned(table, columns);
		thin.place = style->is_ascii ? GLYPH_TERMINAL_ASCII : GLYPH_TERMINAL;
		print_terminal(&thin, style, &line, out);
		free(thin.cells);
	} else {
		print_pipe(table, &line, out);
	}
	buf_release(&line);
}
