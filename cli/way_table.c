/* way_table: lines to rows; see way_table.h. */
#include "cli/way_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/glyph.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/kinds/calendar.h"
#include "protocol/utf8.h"

#define SHOWN_BYTES 60u /* of a cell that is not understood */

#define CELLS_MAX 16u
#define BOM "\xef\xbb\xbf"

enum column { COLUMN_DATE, COLUMN_COMMITTEE, COLUMN_STATUS, COLUMN_ROLE, COLUMN_RESULT, COLUMNS };

struct way_table {
	struct json *rows;
	size_t place[COLUMNS]; /* of each column among the cells; CELLS_MAX: there is none */
	bool has_head;
	unsigned line;
	size_t passed;
	char *why;
};

/* A copy of a cell, with the blanks around it taken off. The caller frees it. */
static char *cell_new(const char *text, size_t size)
{
	while (size > 0 && (*text == ' ' || *text == '\r')) {
		text++;
		size--;
	}
	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\r'))
		size--;
	text = strndup(text, size);
	if (text == NULL)
		abort();
	return (char *)text;
}

static int fail(struct way_table *table, const char *text, const char *cell)
{
	(void)snprintf(table->why, VB_WAY_TABLE_WHY_BYTES, _("line %u: %s: %.*s"), table->line,
	               text, (int)glyph_whole(cell, SHOWN_BYTES), cell);
	return VB_ERR_BAD_INPUT;
}

/* ---- columns ---- */

static enum column column_of(const char *cell)
{
	static const struct {
		const char *name;
		enum column column;
	} names[] = {
		{ "Datum", COLUMN_DATE },          { "Date", COLUMN_DATE },
		{ "Gremium", COLUMN_COMMITTEE },   { "Committee", COLUMN_COMMITTEE },
		{ "Status", COLUMN_STATUS },       { "Zuständigkeit", COLUMN_ROLE },
		{ "Responsibility", COLUMN_ROLE }, { "Ergebnis", COLUMN_RESULT },
		{ "Result", COLUMN_RESULT },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(cell, names[i].name) == 0)
			return names[i].column;
	}
	return COLUMNS;
}

/* True if the line names the columns, which it then says. */
static bool head_read(struct way_table *table, char *const *cells, size_t count)
{
	size_t place[COLUMNS];
	bool is_head = false;

	for (size_t i = 0; i < COLUMNS; i++)
		place[i] = CELLS_MAX;
	for (size_t i = 0; i < count; i++) {
		enum column column = column_of(cells[i]);

		if (column < COLUMNS)
			place[column] = i;
		is_head = is_head || column == COLUMN_COMMITTEE;
	}
	if (is_head)
		memcpy(table->place, place, sizeof(place));
	return is_head;
}

/* ---- rows ---- */

/* What the public may read is said, or an error. */
static bool status_read(const char *cell, bool *is_internal)
{
	static const struct {
		const char *word;
		bool is_internal;
	} words[] = {
		{ "Öffentlich", false },
		{ "öffentlich", false },
		{ "Ö", false },
		{ "public", false },
		{ "Public", false },
		{ "Nichtöffentlich", true },
		{ "nichtöffentlich", true },
		{ "Nicht öffentlich", true },
		{ "nicht öffentlich", true },
		{ "N", true },
		{ "not public", true },
		{ "Not public", true },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(cell, words[i].word) == 0) {
			*is_internal = words[i].is_internal;
			return true;
		}
	}
	return false;
}

static int date_put(struct way_table *table, const char *cell, struct json *row)
{
	char day[VB_MOMENT_DAY_BYTES];
	int32_t number;

	if (cell[0] == '\0')
		return 0;
	if (!moment_read_day(cell, day))
		(void)snprintf(day, sizeof(day), "%.10s", cell);
	if (strlen(cell) > VB_MOMENT_DAY_BYTES - 1 ||
	    calendar_parse(span_of_str(day), &number) != 0)
		return fail(table, _("this is no date"), cell);
	json_put_text(row, "date", day);
	return 0;
}

static const char *cell_at(const struct way_table *table, enum column column, char *const *cells,
                           size_t count)
{
	size_t place = table->place[column];

	return place < count ? cells[place] : "";
}

static int row_read(struct way_table *table, char *const *cells, size_t count, struct json *row)
{
	const char *committee = cell_at(table, COLUMN_COMMITTEE, cells, count);
	const char *status = cell_at(table, COLUMN_STATUS, cells, count);
	const char *role = cell_at(table, COLUMN_ROLE, cells, count);
	const char *result = cell_at(table, COLUMN_RESULT, cells, count);
	bool is_internal = false;
	int err = date_put(table, cell_at(table, COLUMN_DATE, cells, count), row);

	if (err == 0 && committee[0] == '\0')
		err = fail(table, _("no committee is named"), status);
	if (err == 0 && !status_read(status, &is_internal))
		err = fail(table, _("neither public (Öffentlich) nor not public (Nichtöffentlich)"),
		           status);
	json_put_text(row, "committee", committee);
	json_put_bool(row, "internal", is_internal);
	if (role[0] != '\0')
		json_put_text(row, "role", role);
	if (result[0] != '\0')
		json_put_text(row, "result", result);
	return err;
}

static int line_take(struct way_table *table, char *const *cells, size_t count)
{
	struct json *row;
	int err;

	if (!table->has_head && json_count(table->rows) == 0 && head_read(table, cells, count)) {
		table->has_head = true;
		return 0;
	}
	if (json_count(table->rows) == VB_WAY_TABLE_ROWS_MAX)
		return fail(table, _("there are more rows than a way can have"), "");
	row = json_new_map();
	err = row_read(table, cells, count, row);
	if (err == 0)
		json_add(table->rows, &row);
	json_destroy(&row);
	return err;
}

static int line_read(struct way_table *table, const char *line, size_t size)
{
	char *cells[CELLS_MAX];
	size_t count = 0;
	int err;

	table->line++;
	if (memchr(line, '\t', size) == NULL) {
		table->passed += size > strspn(line, " \r") ? 1 : 0;
		return 0;
	}
	for (const char *at = line; count < CELLS_MAX;) {
		const char *tab = memchr(at, '\t', (size_t)(line + size - at));
		const char *end = tab != NULL ? tab : line + size;

		cells[count++] = cell_new(at, (size_t)(end - at));
		if (tab == NULL)
			break;
		at = tab + 1;
	}
	err = line_take(table, cells, count);
	for (size_t i = 0; i < count; i++)
		free(cells[i]);
	return err;
}

int way_table_parse(struct span text, struct json **rows, size_t *passed,
                    char why[static VB_WAY_TABLE_WHY_BYTES])
{
	struct way_table table = { .rows = json_new_list(),
		                   .place = { 0, 1, 2, 3, 4 },
		                   .why = why };
	char *copy = strndup((const char *)text.data, text.size);
	const char *at = copy;
	int err = utf8_is_valid(text) ? 0 : VB_ERR_BAD_UTF8;

	if (copy == NULL)
		abort();
	if (strncmp(at, BOM, strlen(BOM)) == 0)
		at += strlen(BOM);
	while (err == 0 && *at != '\0') {
		size_t size = strcspn(at, "\n");

		err = line_read(&table, at, size);
		at += size + (at[size] == '\n' ? 1 : 0);
	}
	free(copy);
	if (err < 0) {
		json_destroy(&table.rows);
		return err;
	}
	*rows = table.rows;
	*passed = table.passed;
	return 0;
}
