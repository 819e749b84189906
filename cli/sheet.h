/* sheet: the file of export json (SPEC.md 13.1): JSON objects, one a line, and a sum over all of them at the end.
 *
 * Writing: each line is counted and hashed as it goes out. Reading: line by line, of bounded length, twice: once to find out
 * whether the file is whole, then to work with it. What comes from the input is kept in a file without a name for that.
 * Called by export_json and import_json. Thread rule: one thread.
 */
#ifndef VB_CLI_SHEET_H
#define VB_CLI_SHEET_H

#include <stdio.h>

#include "cli/json.h"
#include "cli/out.h"
#include "protocol/crypt.h"

#define VB_SHEET_SCHEMA "verbund/export-json/1"
#define VB_SHEET_LINE_MAX_BYTES ((size_t)4 << 20)

/* ---- writing ---- */

struct sheet_writer {
	FILE *file;
	struct hasher hasher;
	uint64_t lines;
};

/* Begins to write to a file. */
void sheet_begin(struct sheet_writer *w, FILE *file);
/* Writes one line; takes *line. Errors show in ferror. */
void sheet_put(struct sheet_writer *w, struct json **line);
/* Writes the last line. */
void sheet_end(struct sheet_writer *w);

/* ---- reading ---- */

struct sheet;

/* Opens the file (`-`: the input). Caller closes. Errors: VB_ERR_BAD_FILE, VB_ERR_DISK_FULL (keeping the input). */
VB_MUST int sheet_open(const char *path, struct out *out, struct sheet **sheet);
/* Closes it; sets *sheet to NULL. NULL is fine. */
void sheet_close(struct sheet **sheet);
/* Goes back to the first line. */
void sheet_rewind(struct sheet *sheet);

/* Reads the next line; the caller destroys *line, which is NULL behind the last one. What is wrong, and in which line, becomes
 * the reason. Errors: VB_ERR_BAD_FILE, VB_ERR_BAD_INPUT (no object, too long, not ended), VB_ERR_BAD_HASH (the sum is
 * another, or there is none). */
VB_MUST int sheet_next(struct sheet *sheet, struct json **line);
/* The number of the line read last, from 1. */
uint64_t sheet_line(const struct sheet *sheet);

#endif
