/* csv: tables as files for office programs.
 *
 * RFC 4180 with semicolons between cells, which is how these programs open such a file in German, and UTF-8 with a byte order
 * mark, without which they take it for another character set. A cell of somebody's text that would be a formula begins with an
 * apostrophe (OWASP, "CSV Injection"): = + - @, also behind a tab or a line break.
 * Called by commands that export. Thread rule: pure.
 */
#ifndef VB_CLI_CSV_H
#define VB_CLI_CSV_H

#include <stdbool.h>
#include <stdio.h>

struct csv {
	FILE *file;     /* borrowed; errors show in its ferror */
	bool is_inside; /* a line */
};

/* Begins a table: writes the mark. */
void csv_begin(struct csv *csv, FILE *file);

/* Writes the next cell, a text that somebody wrote; NULL is empty. */
void csv_put(struct csv *csv, const char *text);

/* Writes the next cell, a text or a number of our own. */
void csv_put_own(struct csv *csv, const char *text);

/* Ends a line. */
void csv_end(struct csv *csv);

#endif
