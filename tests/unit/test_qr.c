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

/* What the last picture needed, where it was not drawn. */
static struct qr_size needed;

/* What is drawn; the caller frees it. */
static char *drawn(const char *code, const struct table_style *style)
{
	char *text = NULL;
	size_t size;
	bool is_drawn;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		bail("no stream");
	is_drawn = qr_print(code, style, memory, &needed);
	(void)fclose(memory);
	ok(is_drawn == (text[0] != '\0'), "it says whether it drew");
	return text;
}

/* 60 capitals and hyphens: version 3 at level L holds 77 of them. */
static const char code[] = "vb1-abcde-fghij-klmno-pqrst-uvwxy-abcde-fghij-klmno-pqrst-uv";

/* Every picture has the same modules, however it is drawn. */
static void test_styles(bool dark[SIDE + 1][SIDE])
{
	struct table_style style = { .is_terminal = true, .is_ascii = true, .width = 2 * SIDE };
	char *text = drawn(code, &style);
	char *bright;
	size_t wrong = 0;

	is_int(strlen(text), SIDE * (2 * SIDE + 1),
	       "in ASCII a line a module, two characters each");
	for (size_t y = 0; y < SIDE; y++) {
		for (size_t x = 0; x < SIDE; x++)
			wrong += (text[y * (2 * SIDE + 1) + 2 * x] == ' ') != dark[y][x];
	}
	is_int(wrong, 0, "and the same picture");
	free(text);
	style.has_colour = true;
	bright = drawn(code, &style);
	ok(strstr(bright, "\x1b[107m  ") != NULL && strchr(bright, '#') == NULL,
	   "with colours, of these alone");
	free(bright);
	style.width--;
	text = drawn(code, &style);
	ok(strstr(text, "\n") != NULL, "one column too few: a narrow margin");
	free(text);
	style.width = 2 * (SIDE - 4) - 1;
	text = drawn(code, &style);
	is_str(text, "", "too few even for that: nothing");
	is_int(needed.columns, 2 * (SIDE - 4), "but how many it takes");
	free(text);
	style = (struct table_style){ .is_terminal = true, .width = SIDE };
	text = drawn(code, &style);
	ok(text[0] != '\0' && strchr(text, '\x1b') == NULL, "no escapes without colours");
	free(text);
}

/* Version 3: 29 modules, with margins of 4 or 2, two of them in a line; one line is left for the next command. */
static void test_height(void)
{
	static const struct {
		size_t height, lines;
	} rows[] = { { 0, 19 }, { 20, 19 }, { 19, 17 }, { 18, 17 }, { 17, 0 }, { 1, 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct table_style style = { .is_terminal = true,
			                     .width = SIDE,
			                     .height = rows[i].height };
		char *text = drawn(code, &style);
		size_t lines = 0;

		for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
			lines++;
		is_int(lines, rows[i].lines, "on a terminal of %zu lines", rows[i].height);
		free(text);
	}
	is_int(needed.lines, 17, "what it takes where it does not fit");
}

int main(void)
{
	static bool dark[SIDE + 1][SIDE];
	static char too_long[9000];
	const struct table_style style = { .is_terminal = true, .has_colour = true, .width = SIDE };
	char *text = drawn(code, &style);

	is_int(read_picture(text, dark), (SIDE + 1) / 2, "lines of half blocks");
	ok(is_finder(dark, 4, 4), "the mark at the top left");
	ok(is_finder(dark, 4, SIDE - 4 - 7), "at the top right");
	ok(is_finder(dark, SIDE - 4 - 7, 4), "at the bottom left");
	ok(!is_finder(dark, SIDE - 4 - 7, SIDE - 4 - 7), "none at the bottom right");
	free(text);
	test_styles(dark);
	test_height();
	memset(too_long, 'a', sizeof(too_long) - 1);
	text = drawn(too_long, &style);
	is_str(text, "", "a text that is too long is left out");
	free(text);
	return done();
}
