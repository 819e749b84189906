/* qr: a picture of the right size that has the marks of ISO/IEC 18004 in its corners. */
#include "cli/qr.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define SIDE (29 + 8) /* version 3 has 29 modules; 4 light ones on every side */

/* Reads the picture back: dark[y][x]. Returns the number of lines. */
static int read_picture(const char *text, bool dark[SIDE + 1][SIDE])
{
	static const struct {
		const char *block;
		bool upper, lower;
	} blocks[] = { { " ", true, true },
		       { "\xE2\x96\x84", true, false },
		       { "\xE2\x96\x80", false, true },
		       { "\xE2\x96\x88", false, false } };
	int line = 0;

	while ((text = strstr(text, "\x1b[97;40m")) != NULL && 2 * line <= SIDE) {
		text += strlen("\x1b[97;40m");
		for (int x = 0; x < SIDE; x++) {
			for (size_t i = 0; i < 4; i++) {
				if (strncmp(text, blocks[i].block, strlen(blocks[i].block)) != 0)
					continue;
				dark[2 * line][x] = blocks[i].upper;
				dark[2 * line + 1][x] = blocks[i].lower;
				text += strlen(blocks[i].block);
				break;
			}
		}
		line++;
	}
	return line;
}

/* A finder pattern: 7 by 7 dark, a light ring in it, 3 by 3 dark in the middle. */
static bool is_finder(bool dark[SIDE + 1][SIDE], int top, int left)
{
	for (int y = 0; y < 7; y++) {
		for (int x = 0; x < 7; x++) {
			bool is_edge = y == 0 || y == 6 || x == 0 || x == 6;
			bool is_middle = y >= 2 && y <= 4 && x >= 2 && x <= 4;

			if (dark[top + y][left + x] != (is_edge || is_middle))
				return false;
		}
	}
	return true;
}

int main(void)
{
	static bool dark[SIDE + 1][SIDE];
	static char too_long[9000];
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	/* 60 capitals and hyphens: version 3 at level L holds 77 of them. */
	qr_print("vb1-abcde-fghij-klmno-pqrst-uvwxy-abcde-fghij-klmno-pqrst-uv", memory);
	fclose(memory);
	is_int(read_picture(text, dark), (SIDE + 1) / 2, "lines of half blocks");
	ok(is_finder(dark, 4, 4), "the mark at the top left");
	ok(is_finder(dark, 4, SIDE - 4 - 7), "at the top right");
	ok(is_finder(dark, SIDE - 4 - 7, 4), "at the bottom left");
	ok(!is_finder(dark, SIDE - 4 - 7, SIDE - 4 - 7), "none at the bottom right");
	free(text);
	memset(too_long, 'a', sizeof(too_long) - 1);
	memory = open_memstream(&text, &size);
	qr_print(too_long, memory);
	fclose(memory);
	is_int(size, 0, "a text that is too long is left out");
	free(text);
	return done();
}
