/* completion: what an unfinished command asks for next. */
#include "cli/completion.h"

#include <string.h>

#include "tests/tap.h"

#define WORDS_MAX 12

static struct completion parsed(const char *const *words)
{
	static char *argv[WORDS_MAX];
	struct completion c;
	int count = 0;

	for (; words[count] != NULL; count++)
		argv[count] = (char *)(uintptr_t)words[count];
	completion_parse(count, argv, &c);
	return c;
}
#define PARSED(...) parsed((const char *const[]){ __VA_ARGS__, NULL })

int main(void)
{
	struct completion c = PARSED("com");

	ok(c.noun == NULL && c.command == NULL && !c.is_lost, "a noun is due");
	is_str(c.last, "com", "begun");
	c = PARSED("committee", "");
	is_str(c.noun, "committee", "a noun");
	ok(c.command == NULL && c.verb == NULL, "whose verb is due");
	c = PARSED("--home", "x", "--json", "committee", "admit", "4f", "");
	is_str(c.home, "x", "a home");
	is_str(c.command->verb, "admit", "a command");
	is_int(c.value_count, 1, "one of its values");
	is_str(c.values[0], "4f", "which");
	c = PARSED("committee", "admit", "--role", "");
	is_str(c.option->name, "role", "an option whose value is due");
	c = PARSED("committee", "admit", "--role", "guest", "--new", "");
	ok(c.option == NULL && c.given == 3, "two options are there");
	c = PARSED("committee", "admit", "--role=gu");
	is_str(c.option->name, "role", "a value behind =");
	is_str(c.last, "gu", "begun");
	c = PARSED("--home=y", "status", "--new=");
	is_str(c.home, "y", "a home behind =");
	ok(c.is_lost, "an option that the command does not have");
	c = PARSED("message", "post", "4f", "--", "--home");
	ok(c.is_past_options && c.value_count == 1 && c.home == NULL, "behind -- all are values");
	c = PARSED("committee", "nonsense", "x", "");
	ok(c.is_lost && c.command == NULL, "no such command");
	completion_parse(0, NULL, &c);
	is_str(c.last, "", "nothing at all");
	return done();
}
