/*
 * cells: lines of a table made by an independent program, cut into their cells.
 *
 * A table that cannot be read ends the run: nothing after it would mean anything. One table at a time; its lines are at
 * most 32 KiB long.
 */
#ifndef VB_TESTS_UNIT_CELLS_H
#define VB_TESTS_UNIT_CELLS_H

#include <stddef.h>
#include <stdint.h>

#define CELLS_MAX 8u

struct cells {
	size_t count;
	char *at[CELLS_MAX]; /* in the line */
};

/* Opens the file for cells_next, in place of the one before. */
void cells_open(const char *path);

/* The cells of the next line, parted by the character; 0 at the end of the file, which is then closed. They live until
 * the next call. */
size_t cells_next(struct cells *out, char separator);

/* Cuts a text at each of these characters; returns how many parts there are, at most max. */
size_t cells_cut(char *text, char separator, char **out, size_t max);

/* A cell as a number. */
int64_t cells_number(const char *cell);

#endif
