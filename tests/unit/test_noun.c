/* noun: every noun of the table has its row, and other words for it lead to commands. */
#include "cli/noun.h"

#include <string.h>

#include "cli/command.h"
#include "tests/tap.h"

static void test_rows(void)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->verb != NULL)
			ok(strcmp(noun_get(command->noun).help, command->noun) != 0,
			   "%s says what it stands for", command->noun);
	}
	is_str(noun_get("xyzzy").help, "xyzzy", "a noun without a row has its name");
}

static void test_meant(void)
{
	is_str(noun_meant("sitzung"), "meeting", "a German word");
	is_str(noun_meant("Gremium"), "committee", "as Germans write it");
	is_str(noun_meant("partner"), "peer", "one for partners");
	ok(noun_meant("meeting") == NULL, "what is right already");
	ok(noun_meant("xyzzy") == NULL, "and what is nothing");
}

int main(void)
{
	test_rows();
	test_meant();
	return done();
}
