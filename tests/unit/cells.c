/* cells: tables for tests; see cells.h. */
#include "tests/unit/cells.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define LINE_MAX_BYTES 32768

static FILE *file;
static char line[LINE_MAX_BYTES];

void cells_open(const char *path)
{
	if (file != NULL)
		fclose(file);
	file = fopen(path, "r");
	if (file == NULL)
		bail("cannot read %s", path);
}

size_t cells_cut(char *text, char separator, char **out, size_t max)
{
	size_t count = 0;

	while (count < max) {
		char *end = strchr(text, separator);

		out[count++] = text;
		if (end == NULL)
			break;
		*end = '\0';
		text = end + 1;
	}
	return count;
}

size_t cells_next(struct cells *out, char separator)
{
	if (fgets(line, sizeof(line), file) == NULL) {
		fclose(file);
		file = NULL;
		return 0;
	}
	line[strcspn(line, "\n")] = '\0';
	out->count = cells_cut(line, separator, out->at, CELLS_MAX);
	return out->count;
}

int64_t cells_number(const char *cell)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(cell, &end, 10);
	if (errno != 0 || end == cell || *end != '\0')
		bail("no number: %s", cell);
	return number;
}
