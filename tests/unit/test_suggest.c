/* suggest: near misses find the word that was meant, others find nothing. */
#include "cli/suggest.h"

#include "tests/tap.h"

static const char *const words[] = { "init",    "status",  "node",    "peer",   "committee",
	                             "meeting", "agenda",  "message", "record", "import",
	                             "export",  "explain", "dismiss", "list" };

static const char *suggested(const char *typed)
{
	struct suggest suggest;

	suggest_init(&suggest, typed);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		suggest_offer(&suggest, words[i]);
	return suggest.best;
}

int main(void)
{
	is_str(suggested("comittee"), "committee", "a letter left out");
	is_str(suggested("meetting"), "meeting", "a letter too many");
	is_str(suggested("aganda"), "agenda", "a wrong letter");
	is_str(suggested("comimttee"), "committee", "two letters swapped");
	is_str(suggested("pere"), "peer", "two letters swapped in a short word");
	is_str(suggested("recrod"), "record", "swapped");
	is_str(suggested("stat"), "status", "the beginning");
	is_str(suggested("imprt"), "import", "the nearer of two");
	is_str(suggested("ex"), "export", "of two equally near the first");
	is_str(suggested("sitzung"), "meeting", "another word for it");
	is_str(suggested("liste"), "list", "another word is nearer than a near miss");
	ok(suggested("xyz") == NULL, "nothing is near");
	ok(suggested("") == NULL, "nothing typed");
	ok(suggested("x") == NULL, "one letter is no beginning");
	ok(suggested("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") == NULL,
	   "a long word");
	return done();
}
