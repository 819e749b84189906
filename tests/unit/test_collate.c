/* collate: names stand in the order of DIN 5007-1.
 *
 * The lists were put into order by hand from the rules of the standard. */
#include "cli/collate.h"

#include <string.h>

#include "tests/tap.h"

static const char *const lists[][9] = {
	{ "Müden", "Mufffel", "Mühle", "Muller", "Müller", "Multer", NULL },
	{ "Älter", "Altona", "Aufsicht", "Ökumene", "Olm", NULL },
	{ "Masse", "Maße", "Maßen", "Mast", NULL },
	{ "arm", "Arm", "Arme", "Ärme", NULL },
	{ "Cafe", "Café", "Cafés", "Çelik", "Chor", NULL },
	{ "Aarhus", "Ærø", "Afrika", "Łódź", "Logo", "Øre", "Ort", NULL },
	{ "1. Sitzung", "2. Sitzung", "10. Sitzung", "100", "Sitzung", NULL },
	{ "VO/2014/9", "VO/2014/010", "VO/2014/99", "VO/2015/1", NULL },
	{ "Neu Ulm", "Neu-Wulmstorf", "Neubau", "Neustadt", NULL },
	{ "Forum",
	  "\xE2\x80\x9E"
	  "Forum\xE2\x80\x9C am See",
	  "Forum Nord", NULL },
	{ "Zebra", "Яна", "علی", "漢字", NULL },
};

static void check_list(const char *const *list)
{
	for (size_t i = 0; list[i] != NULL; i++) {
		for (size_t j = 0; list[j] != NULL; j++) {
			int order = collate_compare(list[i], list[j]);

			ok(i < j   ? order < 0
			   : i > j ? order > 0
			           : order == 0,
			   "%s %s %s", list[i],
			   i < j   ? "before"
			   : i > j ? "behind"
			           : "with",
			   list[j]);
		}
	}
}

static void test_edges(void)
{
	ok(collate_compare("", "a") < 0, "nothing before something");
	ok(collate_compare("", "") == 0, "nothing is nothing");
	ok(collate_compare("\xFF", "\xFF") == 0, "bytes that are no text are equal to themselves");
	ok(collate_compare("\xFF", "\xFE") > 0, "and stand in the order of bytes");
	ok(collate_compare("u\xCC\x88", "\xC3\xBC") != 0, "two spellings of one letter differ");
	ok(collate_compare("Mu\xCC\x88ller", "M\xC3\xBCllerin") < 0, "but stand together");
	ok(collate_compare("007", "7") != 0, "zeros in front do not make equal");
	ok(collate_compare("a007b", "a7c") < 0, "but the value counts first");
	ok(collate_compare("0", "1") < 0, "zero is a number");
	ok(collate_compare("a-b", "a b") != 0, "a hyphen is like a blank, not the same");
	ok(collate_compare("\xE0\xA4\x95\xE0\xA5\x8D", "\xE0\xA4\x95") != 0,
	   "a virama makes another letter");
}

static void test_long(void)
{
	static char nines[600];
	static char more[601];

	memset(nines, '9', sizeof(nines) - 1);
	memset(more, '9', sizeof(more) - 1);
	ok(collate_compare(nines, more) < 0, "599 nines before 600");
	ok(collate_compare(more, nines) > 0, "and the other way round");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		check_list(lists[i]);
	test_edges();
	test_long();
	return done();
}
