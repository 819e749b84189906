/* csv: cells with what parts cells and lines, and texts that would be formulas. */
#include "cli/csv.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *text, *foreign, *own;
} rows[] = {
	{ "Caf\xc3\xa9", "Caf\xc3\xa9", "Caf\xc3\xa9" },
	{ "a;b", "\"a;b\"", "\"a;b\"" },
	{ "1,50", "\"1,50\"", "\"1,50\"" },
	{ "say \"yes\"", "\"say \"\"yes\"\"\"", "\"say \"\"yes\"\"\"" },
	{ "two\nlines", "\"two\nlines\"", "\"two\nlines\"" },
	{ "=1+1", "\"'=1+1\"", "=1+1" },
	{ "+49 451", "\"'+49 451\"", "+49 451" },
	{ "-1", "\"'-1\"", "-1" },
	{ "@SUM(A1)", "\"'@SUM(A1)\"", "@SUM(A1)" },
	{ " \t\r\n=cmd|' /C calc'!A0", "\"' \t\r\n=cmd|' /C calc'!A0\"",
	  "\" \t\r\n=cmd|' /C calc'!A0\"" },
	{ "a=b", "a=b", "a=b" },
	{ "", "", "" },
	{ NULL, "", "" },
};

int main(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct csv csv;
	const char *at;

	if (out == NULL)
		abort();
	csv_begin(&csv, out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		csv_put(&csv, rows[i].text);
		csv_put_own(&csv, rows[i].text);
		csv_end(&csv);
	}
	if (fclose(out) != 0)
		abort();
	ok(strncmp(text, "\xef\xbb\xbf", 3) == 0, "the mark of UTF-8 stands first");
	at = text + 3;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[200];

		(void)snprintf(line, sizeof(line), "%s;%s\r\n", rows[i].foreign, rows[i].own);
		ok(strncmp(at, line, strlen(line)) == 0, "line %zu: %s", i, line);
		at += strlen(line);
	}
	ok(*at == '\0', "that is all");
	free(text);
	return done();
}
