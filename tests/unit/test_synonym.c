/* synonym: words that people have for the words of commands. */
#include "cli/synonym.h"

#include <stddef.h>

#include "tests/tap.h"

int main(void)
{
	static const char *const pairs[][2] = {
		{ "sitzung", "meeting" }, { "Gremium", "committee" }, { "PARTNER", "peer" },
		{ "löschen", "remove" },  { "LÖSCHEN", "dismiss" },   { "hinzufügen", "add" },
		{ "Mitglied", "member" }, { "Peer", "peer" },         { "anlegen", "create" },
	};
	static const char *const strangers[][2] = {
		{ "sitzung", "committee" },
		{ "xyzzy", "peer" },
		{ "", "peer" },
		{ "meeting", "sitzung" },
		{ "donaudampfschifffahrtsgesellschaftskapitän", "peer" },
		{ "\xc3", "peer" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ok(synonym_is(pairs[i][0], pairs[i][1]), "%s is %s", pairs[i][0], pairs[i][1]);
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		ok(!synonym_is(strangers[i][0], strangers[i][1]), "%s is not %s", strangers[i][0],
		   strangers[i][1]);
	ok(synonym_is_answer("Ja", "yes") && synonym_is_answer("nein", "no") &&
	           synonym_is_answer("VIELLEICHT", "maybe"),
	   "spoken answers");
	ok(!synonym_is_answer("ja", "no") && !synonym_is_answer("yes", "yes") &&
	           !synonym_is_answer("jawohl", "yes") && !synonym_is_answer("mitglied", "member"),
	   "and nothing else");
	return done();
}
