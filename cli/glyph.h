/* glyph: texts of strangers made harmless, and how many columns they take.
 *
 * Names and messages come from other offices. On a terminal, what it would obey (control characters, those that turn
 * the direction of the text around them), what nobody would see, and marks without a letter or in floods are shown as
 * \x1b or \u202e, and a text with letters that run from right to left stands between FSI and PDI, so that it cannot
 * disturb its neighbours. In a pipe tab, line feed, control characters and the backslash are written as \t \n \x1b \\, so
 * that each value stays in its column and can be read back. A byte that is not UTF-8 is shown as \xNN.
 * Widths are those of wcwidth in a UTF-8 locale. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_GLYPH_H
#define VB_CLI_GLYPH_H

#include "protocol/bytes.h"

enum glyph_place {
	GLYPH_TERMINAL,       /* one line: line feeds are escaped */
	GLYPH_TERMINAL_ASCII, /* as this; where something is left out stand three points */
	GLYPH_TERMINAL_LINES, /* line feeds and tabs stay */
	GLYPH_PIPE,
};

#define VB_GLYPH_ALL SIZE_MAX

/* Appends the text for its place; on a terminal at most max_columns columns of it, an ellipsis last where something
 * was left out. Returns the columns it takes (GLYPH_TERMINAL and GLYPH_TERMINAL_ASCII only, else 0). */
size_t glyph_put(struct buf *out, struct span text, enum glyph_place place, size_t max_columns);

/* Columns that the text takes on a terminal as glyph_put writes it. */
size_t glyph_columns(struct span text);

/* The bytes of the beginning of a text that ends with a whole character, at most so many. */
size_t glyph_whole(const char *text, size_t max_bytes);

#endif
