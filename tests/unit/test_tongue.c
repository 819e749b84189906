/* tongue: eight languages without a gap, each with the same places. */
#include "bridges/mail/tongue.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void test_tags(void)
{
	static const char *const tags[] = { "de", "en", "uk", "ar", "fa", "ru", "fr", "tr" };
	enum tongue tongue = TONGUE_COUNT;

	for (size_t i = 0; i < TONGUE_COUNT; i++) {
		is_str(tongue_tag((enum tongue)i), tags[i], "the numbers never change");
		ok(tongue_parse(span_of_str(tags[i]), &tongue) && tongue == (enum tongue)i,
		   "%s is one", tags[i]);
	}
	ok(!tongue_parse(span_of_str("it"), &tongue) && !tongue_parse(span_of_str(""), &tongue) &&
	           !tongue_parse(span_of_str("deu"), &tongue),
	   "others are not");
}

int main(void)
{
	test_tags();
	return done();
}
