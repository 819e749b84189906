/* reason: sentences of the daemon are found by their patterns; anything else stays as it is. Here the language is
 * English, so that a pattern that fits gives the text back; the German is looked at in tests/blackbox/05-cli.t. */
#include "cli/reason.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void check(const char *text)
{
	char *got = reason_translate(text);

	is_str(got, text, "\"%s\"", text);
	free(got);
}

int main(void)
{
	static const char *const texts[] = {
		"",
		"name",
		"name has more than 400 bytes",
		"item 3: name has more than 400 bytes (https://x/1)",
		"item 3: name has more than 400 bytes",
		"item 1: item 2: item 3: item 4: name is empty",
		"item : x",
		" is empty",
		"a name of several words is empty",
		"name is empty.",
		"state is none of: accepted, proposed, declined",
		"limit is not from 1 to 1000",
		"%s%n%s",
		"create meeting as guest",
		"`listen` must be like tcp://HOST:PORT",
		"line 1: `listen` must be like tcp://HOST:PORT",
	};
	static char many[100001];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check(texts[i]);
	for (size_t i = 0; i < sizeof(many) - 1; i++)
		many[i] = "item 1: "[i % 8];
	check(many);
	for (unsigned long i = 0; reason_at(i) != NULL; i++)
		check(reason_at(i));
	return done();
}
