/* candidate: what every name in the table of commands stands for is known, and words are offered as they were begun. */
#include "cli/candidate.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

/* NOUN, VERB and WORD of help are no values but words of the table. */
static bool is_word_of_help(const char *name)
{
	return strcmp(name, "NOUN") == 0 || strcmp(name, "VERB") == 0 || strcmp(name, "WORD") == 0;
}

static void test_names(void)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		for (size_t j = 0; j < VB_COMMAND_ARGUMENTS_MAX; j++) {
			const struct argument *argument = &command->arguments[j];

			if (argument->name != NULL && argument->words == NULL)
				ok(candidate_is_known(argument->name) ||
				           is_word_of_help(argument->name),
				   "%s of %s is in cli/candidate.c", argument->name, command->noun);
		}
		for (const struct option *option = command->options;
		     option != NULL && option->name != NULL; option++) {
			if (option->value != NULL && option->words == NULL)
				ok(candidate_is_known(option->value),
				   "%s of --%s is in cli/candidate.c", option->value, option->name);
		}
	}
	ok(!candidate_is_known("XYZZY") && !candidate_is_known(""), "others are not");
	ok(candidate_is_known("ITEM|XYZZY"), "one of several is enough");
}

static void test_words(void)
{
	static const char *const words[] = { "guest", "member", "Gast", NULL };
	FILE *data = tmpfile();
	char text[100] = "";
	struct out out;

	if (data == NULL)
		bail("no temporary file");
	out_init(&out, data, stderr);
	candidate_words(&out, "g", words);
	candidate_word(&out, "", "a\nb");
	candidate_word(&out, "mem", "me");
	rewind(data);
	text[fread(text, 1, sizeof(text) - 1, data)] = '\0';
	(void)fclose(data);
	is_str(text, "guest\nGast\n", "those that begin so; none that could mislead a shell");
}

int main(void)
{
	test_names();
	test_words();
	return done();
}
