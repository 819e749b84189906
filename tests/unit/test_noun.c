/* noun: every noun of the table has its row. */
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
			   "%s says what it stands for (cli/noun.c)", command->noun);
	}
	is_str(noun_get("xyzzy").help, "xyzzy", "a noun without a row has its name");
}

int main(void)
{
	test_rows();
	return done();
}
