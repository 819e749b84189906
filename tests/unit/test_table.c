/* table: columns on a terminal, tabs in a pipe. */
#include "cli/table.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static const struct table_column columns[] = {
	{ "Number", TABLE_SHORT },
	{ "Committee", 0 },
	{ "Offices", TABLE_RIGHT },
};

/* Prints and destroys the table; the caller frees the text. */
static char *printed(struct table *table, struct table_style style)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	table_print(table, &style, memory);
	fclose(memory);
	table_destroy(&table);
	return text;
}

static void check(struct table *table, struct table_style style, const char *want, const char *name)
{
	char *text = printed(table, style);

	is_str(text, want, "%s", name);
	free(text);
}

static struct table *filled(void)
{
	struct table *table = table_new(columns, 3);

	table_add(table, "0123456789abcdef01234567");
	table_add(table, "Steuerungsgruppe für Integration");
	table_add(table, "12");
	table_add(table, "fe");
	table_add(table, NULL);
	table_add(table, "3");
	return table;
}

static void test_pipe(void)
{
	struct table_style style = { .is_terminal = false, .width = 10 };
	struct table *table = table_new(columns, 3);

	check(filled(), style,
	      "0123456789abcdef01234567\tSteuerungsgruppe für Integration\t12\nfe\t\t3\n",
	      "in a pipe everything whole, no head");
	table_add(table, "a\tb");
	table_add(table, "c\nd\\");
	table_add(table, "\x1b");
	check(table, style, "a\\tb\tc\\nd\\\\\t\\x1b\n", "a value stays in its cell");
	check(table_new(columns, 3), style, "", "nothing in it, nothing out of it");
}

static void test_terminal(void)
{
	struct table_style style = { .is_terminal = true, .width = 80 };

	check(filled(), style,
	      "Number                Committee                         Offices\n"
	      "0123456789abcdef0123  Steuerungsgruppe für Integration       12\n"
	      "fe                                                            3\n",
	      "on a terminal columns and a head, numbers cut to 20 digits");
	style.width = 54;
	check(filled(), style,
	      "Number                Committee                Offices\n"
	      "0123456789abcdef0123  Steuerungsgruppe für I…       12\n"
	      "fe                                                   3\n",
	      "the widest column is shortened until the line fits");
	style.width = 32;
	check(filled(), style,
	      "Number     0123456789abcdef0123\n"
	      "Committee  Steuerungsgruppe für\n"
	      "           Integration\n"
	      "Offices    12\n"
	      "\n"
	      "Number   fe\n"
	      "Offices  3\n",
	      "where a number would have to be cut, each row stands below itself");
	check(table_new(columns, 3), style, "", "an empty table has no head");
}

/* Without titles there is nothing that cells could stand beside. */
static void test_narrow(void)
{
	static const struct table_column plain[] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct table_style style = { .is_terminal = true, .width = 5 };
	struct table *table = table_new(plain, 3);

	table_add(table, "0123456789");
	table_add(table, "Steuerungsgruppe");
	table_add(table, "12");
	check(table, style, "0123456…  Steueru…  12\n", "no column gets narrower than 8");
	style.is_ascii = true;
	table = table_new(plain, 3);
	table_add(table, "0123456789");
	table_add(table, "Größenordnung");
	table_add(table, "12");
	check(table, style, "01234...  Größe...  12\n", "three points where there is only ASCII");
}

static void test_firm(void)
{
	static const struct table_column dated[] = { { "When", TABLE_FIRM },
		                                     { "Office", 0 },
		                                     { "Number", TABLE_SHORT } };
	struct table_style style = { .is_terminal = true, .width = 42 };
	struct table *table = table_new(dated, 3);

	table_add(table, "2026-12-01 18:00");
	table_add(table, "Hansestadt");
	table_add(table, "0123456789abcd");
	check(table, style,
	      "When              Office    Number\n"
	      "2026-12-01 18:00  Hansest…  0123456789abcd\n",
	      "times and numbers stay whole at the cost of the others");
}

static void test_brief(void)
{
	static const struct table_column hashed[] = { { "Number", TABLE_SHORT | TABLE_BRIEF },
		                                      { "Committee", 0 } };
	struct table_style style = { .is_terminal = true, .width = 80 };
	struct table *table = table_new(hashed, 2);

	table_add(table, "0123456789abcdef01234567");
	table_add(table, "Beirat");
	check(table, style, "Number    Committee\n01234567  Beirat\n", "of a hash 8 digits");
}

static void test_bare(void)
{
	struct table_style style = { .is_terminal = true, .width = 80 };
	struct table *table = table_new(columns, 3);

	table_add(table, "0123");
	table_add(table, NULL);
	table_add(table, "12");
	check(table, style, "Number  Offices\n0123         12\n",
	      "a column in which nothing stands is left out");
	style.is_terminal = false;
	table = table_new(columns, 3);
	table_add(table, "0123");
	table_add(table, NULL);
	table_add(table, "12");
	check(table, style, "0123\t\t12\n", "but not in a pipe");
}

static void test_whole(void)
{
	static const struct table_column letters[] = { { "Who", 0 }, { "Text", TABLE_WHOLE } };
	struct table_style style = { .is_terminal = true, .width = 17 };
	struct table *table = table_new(letters, 2);

	table_add(table, "Forum");
	table_add(table, "Grüße und alles Gute\n\n22.11. Amt");
	table_add(table, "Stadt");
	table_add(table, "");
	table_add(table, "Amt");
	table_add(table, "0123456789abcdef");
	check(table, style,
	      "Who    Text\n"
	      "Forum  Grüße und\n"
	      "       alles Gute\n"
	      "\n"
	      "       22.11. Amt\n"
	      "Stadt\n"
	      "Amt    0123456789\n"
	      "       abcdef\n",
	      "a long text goes on below itself, and nothing in it begins a line");
}

static void test_colour(void)
{
	struct table_style style = { .is_terminal = true, .has_colour = true, .width = 80 };
	struct table *table = table_new(columns, 3);

	table_add(table, "abcd-efgh-ijkl-mnop-qrst");
	table_add(table, "\xD7\xA9");
	table_add(table, "1");
	check(table, style,
	      "\x1b[1mNumber     Committee  Offices\x1b[0m\n"
	      "abcd-efgh  \xE2\x81\xA8\xD7\xA9\xE2\x81\xA9                1\n",
	      "the head is bold; groups of an id stay whole; an isolate takes no column");
}

static void test_without_titles(void)
{
	static const struct table_column plain[] = { { NULL, 0 }, { NULL, 0 } };
	struct table_style style = { .is_terminal = true, .width = 80 };
	struct table *table = table_new(plain, 2);

	table_add(table, "a");
	table_add(table, "b");
	check(table, style, "a  b\n", "no titles, no head");
}

int main(void)
{
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		bail("no locale C.UTF-8");
	test_pipe();
	test_terminal();
	test_narrow();
	test_firm();
	test_brief();
	test_bare();
	test_whole();
	test_colour();
	test_without_titles();
	return done();
}
