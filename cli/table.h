/* table: rows and columns of texts, for eyes on a terminal and for programs in a pipe.
 *
 * On a terminal there is a head line, columns stand below each other, and where the line would be wider than the
 * terminal the widest columns are shortened, but for one that is to stay whole; a column in which nothing stands is left
 * out. A terminal that is too narrow even then gets each row on several lines, a title and its cell each. In a pipe there
 * is no head, cells are whole and separated by one tab.
 * Cells are copied. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_TABLE_H
#define VB_CLI_TABLE_H

#include <stdio.h>

#include "protocol/bytes.h"

#define TABLE_GAP 2u /* blanks between columns */

enum table_flags {
	TABLE_RIGHT = 1, /* stands at the right of its column: numbers */
	TABLE_SHORT = 2, /* an id: on a terminal its first digits do */
	TABLE_WHOLE =
		4, /* the last column: goes on below itself where it is too long for its line */
	TABLE_BRIEF = 16, /* with TABLE_SHORT: the id is a hash, of which fewer digits do */
	TABLE_FIRM = 8,   /* not shortened while others can be: times; so are ids */
};

#define VB_TABLE_BRIEF_DIGITS 8u
#define VB_TABLE_SHORT_DIGITS                                                                      \
	20u /* of a record's number: 48 bits of time and 32 of a hash, for an import writes many at one time */

struct table_column {
	const char *title; /* NULL: no head line, if none has a title */
	unsigned flags;
};

struct table;

/* An empty table. Borrows columns. Caller destroys. */
struct table *table_new(const struct table_column *columns, size_t count);
/* Frees it; sets *table to NULL. NULL is fine. */
void table_destroy(struct table **table);

/* Adds the next cell, row by row; NULL is empty. */
void table_add(struct table *table, const char *text);

/* True if it has no row. */
bool table_is_empty(const struct table *table);

/* What a terminal is told about. */
struct table_style {
	bool is_terminal;
	bool has_colour;
	bool is_ascii; /* its characters are not those of UTF-8: nothing else is drawn by ourselves */
	size_t width;  /* columns of the terminal */
	size_t height; /* its lines; 0: not known */
};

/* Writes the table. Errors show in ferror. Cost: linear in its bytes. */
void table_print(const struct table *table, const struct table_style *style, FILE *out);

#endif
