/*
 * way_table: the nine rows of Lübeck's report as its text has them, columns in another order, and lines that are no rows.
 */
#include "cli/way_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static char why[VB_WAY_TABLE_WHY_BYTES];
static size_t passed;

static struct json *parse(const char *text, int wanted, const char *name)
{
	struct json *rows = NULL;

	why[0] = '\0';
	is_err(way_table_parse(span_of_str(text), &rows, &passed, why), wanted, "%s", name);
	return rows;
}

static const char *cell(const struct json *rows, size_t row, const char *key)
{
	const char *text = json_get_text(json_at(rows, row), key);

	return text != NULL ? text : "";
}

static void test_report(void)
{
	FILE *file = fopen("tests/data/luebeck-2014-beratungsfolge.tsv", "rb");
	static char text[4096];
	struct json *rows;

	if (file == NULL || fread(text, 1, sizeof(text) - 1, file) == 0)
		bail("the table of the report is not there");
	(void)fclose(file);
	rows = parse(text, 0, "the table of the report");
	is_int(json_count(rows), 9, "nine rows");
	is_str(cell(rows, 0, "committee"), "Senat", "the first");
	is_str(cell(rows, 0, "date"), "2014-10-08", "its day");
	is_str(cell(rows, 0, "role"), "zur Senatsberatung", "its role");
	ok(json_is_yes(json_get(json_at(rows, 0), "internal")), "is not public");
	is_str(cell(rows, 3, "committee"),
	       "Wirtschaftsausschuss und Ausschuss für den \"Kurbetrieb Travemünde (KBT)\"",
	       "quotes stay");
	for (size_t i = 1; i < 9; i++)
		ok(json_get(json_at(rows, i), "internal") != NULL &&
		           !json_is_yes(json_get(json_at(rows, i), "internal")),
		   "row %zu is public", i + 1);
	is_str(cell(rows, 8, "date"), "2014-11-27", "the last day");
	json_destroy(&rows);
}

static void test_forms(void)
{
	struct json *rows = parse("\xef\xbb\xbfStatus\tResult\tCommittee\tDate\r\n"
	                          "public\tadopted\tCouncil \t2014-11-27\r\n",
	                          0, "columns in another order");

	is_str(cell(rows, 0, "committee"), "Council", "the committee");
	is_str(cell(rows, 0, "date"), "2014-11-27", "the day");
	is_str(cell(rows, 0, "result"), "adopted", "the result");
	is_str(cell(rows, 0, "role"), "", "no role");
	json_destroy(&rows);
	rows = parse("Beratungsfolge:\n\n \n\tRat\tN\n1.2.2020\tRat\tÖ\tx\n", 0, "without a head");
	is_int(json_count(rows), 2, "two rows");
	is_int(passed, 1, "one line is none");
	is_str(cell(rows, 0, "date"), "", "without a day");
	is_str(cell(rows, 1, "date"), "2020-02-01", "with one");
	json_destroy(&rows);
	rows = parse("", 0, "nothing");
	is_int(json_count(rows), 0, "has no row");
	json_destroy(&rows);
	rows = parse("a\tRat\tN\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n", VB_ERR_BAD_INPUT,
	             "many cells");
	ok(rows == NULL, "and no date");
}

static void test_bad(void)
{
	static const char *const bad[] = {
		"30.2.2014\tRat\tÖ\n", "2014-02-30\tRat\tÖ\n", "2014-02-28 18:00\tRat\tÖ\n",
		"1.2.2014\t\tÖ\n",     "1.2.2014\tRat\t\n",    "1.2.2014\tRat\tteilweise\n",
		"1.2.2014\tRat\n",
	};
	struct json *rows;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		rows = parse(bad[i], VB_ERR_BAD_INPUT, bad[i]);
		ok(rows == NULL && strstr(why, "1") != NULL, "says in which line: %s", why);
	}
	rows = parse("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgüz\tRat\tN\n",
	             VB_ERR_BAD_INPUT, "a long cell");
	ok(rows == NULL && strlen(why) > 7 && strcmp(why + strlen(why) - 7, "abcdefg") == 0,
	   "is cut before a letter of two bytes: %s", why);
	rows = parse("\xff\tRat\tN\n", VB_ERR_BAD_UTF8, "no UTF-8");
	ok(rows == NULL, "nothing of it");
}

/* As many rows as a way can have, and one more. */
static void test_many(void)
{
	static const char row[] = "\tRat\tN\n";
	char *text = malloc((VB_WAY_TABLE_ROWS_MAX + 1) * strlen(row) + 1);
	struct json *rows;

	if (text == NULL)
		abort();
	text[0] = '\0';
	for (size_t i = 0; i < VB_WAY_TABLE_ROWS_MAX; i++)
		memcpy(text + i * strlen(row), row, sizeof(row));
	rows = parse(text, 0, "1,000 rows");
	is_int(json_count(rows), VB_WAY_TABLE_ROWS_MAX, "are taken");
	json_destroy(&rows);
	memcpy(text + VB_WAY_TABLE_ROWS_MAX * strlen(row), row, sizeof(row));
	rows = parse(text, VB_ERR_BAD_INPUT, "1,001 rows");
	ok(rows == NULL, "are not");
	free(text);
}

int main(void)
{
	test_report();
	test_forms();
	test_bad();
	test_many();
	return done();
}
