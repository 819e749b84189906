/* reason: sentences of the daemon are found by their patterns; anything else stays as it is. Here the language is
 * English, so that a pattern that fits gives the text back; the German is looked at in tests/blackbox/05-cli.t. */
#include "cli/reason.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "tests/tap.h"

static void check(const char *text)
{
	char *got = reason_translate(NULL, text);

	is_str(got, text, "\"%s\"", text);
	free(got);
}

/* Said to whoever typed a command. */
static void check_named(const char *noun, const char *verb, const char *text, const char *want)
{
	char *got = reason_translate(command_find(noun, verb), text);

	is_str(got, want, "%s %s: \"%s\"", noun, verb, text);
	free(got);
}

static void test_fields(void)
{
	check_named("committee", "rules", "item 1: noticeDays is not from 0 to 366",
	            "--notice is not from 0 to 366");
	check_named("committee", "rules", "item 2: votingMemberCount is not a whole number from 0",
	            "Seats with a vote is not a whole number from 0");
	check_named("agenda", "add", "parent is no item of this agenda",
	            "--under is no item of this agenda");
	check_named("agenda", "add", "plannedMinutes is not a whole number from 0",
	            "--minutes is not a whole number from 0");
	check_named("agenda", "move", "after is an internal item", "--after is an internal item");
	check_named("obligation", "add", "item 1: unit is none of: day, week",
	            "--unit is none of: day, week");
	check_named("measure", "import", "item 2: startDate is empty",
	            "item 2: startDate is empty");
	check_named("record", "edit", "startDate is empty", "startDate is empty");
	check_named("record", "show", "id is no person", "id is no person");
	check_named("paper", "edit", "id is no person", "id is no person");
	check_named("paper", "edit", "there is no such folder", "there is no such folder");
	check_named("paper", "edit", "item x: y", "item x: y");
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
	test_fields();
	return done();
}
