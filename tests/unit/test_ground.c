/* ground: each code has a word, and back. */
#include "daemon/control/ground.h"

#include <string.h>

#include "tests/tap.h"

int main(void)
{
	static const char *const words[] = { "unsaid",  "request", "expired",
		                             "mistake", "moved",   "restated" };
	char text[VB_GROUND_NAME_MAX_BYTES + 1];
	uint32_t code = 99;

	for (uint32_t i = 0; i < 6; i++) {
		ground_format(i, text);
		is_str(text, words[i], "code %u", i);
		ok(ground_parse(span_of_str(words[i]), &code) && code == i, "and back");
		ok(strstr(ground_list(), words[i]) != NULL, "and in the list");
	}
	ground_format(6, text);
	is_str(text, "other-6", "one of a later version");
	ground_format(65535, text);
	is_str(text, "other-65535", "the greatest");
	ok(!ground_parse(span_of_str("other-6"), &code), "cannot be given");
	ok(!ground_parse(span_of_str(""), &code), "nor can nothing");
	return done();
}
