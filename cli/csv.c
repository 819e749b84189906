/* csv: tables for office programs; see csv.h. */
#include "cli/csv.h"

#include <string.h>

#define MARK "\xef\xbb\xbf"

void csv_begin(struct csv *csv, FILE *file)
{
	*csv = (struct csv){ .file = file };
	(void)fputs(MARK, file);
}

/* What some program takes for the beginning of a formula; blanks and breaks before it do not help. */
static bool is_formula(const char *text)
{
	text += strspn(text, " \t\r\n");
	return *text != '\0' && strchr("=+-@", *text) != NULL;
}

static void put(struct csv *csv, const char *text, bool is_foreign)
{
	FILE *file = csv->file;
	bool is_safe = !is_foreign || !is_formula(text);
	bool is_plain = is_safe && strpbrk(text, ";,\"\r\n") == NULL;

	if (csv->is_inside)
		(void)fputc(';', file);
	csv->is_inside = true;
	if (is_plain) {
		(void)fputs(text, file);
		return;
	}
	(void)fputs(is_safe ? "\"" : "\"'", file);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			(void)fputc('"', file);
		(void)fputc(*text, file);
	}
	(void)fputc('"', file);
}

void csv_put(struct csv *csv, const char *text)
{
	put(csv, text != NULL ? text : "", true);
}

void csv_put_own(struct csv *csv, const char *text)
{
	put(csv, text != NULL ? text : "", false);
}

void csv_end(struct csv *csv)
{
	(void)fputs("\r\n", csv->file);
	csv->is_inside = false;
}
