/* command: the table is whole, its examples are commands, and its fields exist. */
#include "cli/command.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli/args.h"
#include "protocol/kind.h"
#include "tests/tap.h"

#define WORDS_MAX 24

/* Cuts a line as a shell does: blanks, single quotes. Returns how many words. */
static int cut(char *line, char **words)
{
	int count = 0;

	while (*line != '\0' && count < WORDS_MAX) {
		char end = *line == '\'' ? '\'' : ' ';
		char *stop;

		words[count++] = end == '\'' ? ++line : line;
		stop = strchr(line, end);
		if (stop == NULL)
			break;
		*stop = '\0';
		line = stop + 1 + strspn(stop + 1, " ");
	}
	return count;
}

static void check_example(const struct command *command, const char *example)
{
	char line[400];
	char *words[WORDS_MAX];
	char why[VB_ARGS_WHY_BYTES] = "";
	struct args args;
	int count;

	(void)snprintf(line, sizeof(line), "%s", example);
	count = cut(line, words);
	is_int(args_parse(count, words, &args, why), 0, "can be typed: %s %s", example, why);
	ok(args.command == command, "and is that command");
}

static void check_options(const struct command *command)
{
	const struct kind *kind =
		command->kind != NULL ? kind_by_name(span_of_str(command->kind)) : NULL;
	const struct option *option = command->options;
	size_t bad = 0;

	for (; option != NULL && option->name != NULL; option++) {
		bad += option->help == NULL || option->help[0] == '\0';
		bad += option->field != NULL &&
		       (kind == NULL ||
		        kind_field_by_name(kind, span_of_str(option->field)) == NULL);
		bad += option - command->options >= (ptrdiff_t)VB_COMMAND_OPTIONS_MAX;
		bad += command_option(command, option->name) != option;
	}
	is_int(bad, 0, "%s %s: options have help, places, known fields, and hide no other",
	       command->noun, command->verb != NULL ? command->verb : "");
}

/* Who is asked before something is destroyed can look first what would happen. */
static bool can_look_first(const struct command *command)
{
	return command_option(command, "yes") == NULL || command_option(command, "dry-run") != NULL;
}

static void test_rows(void)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		ok(command_find(command->noun, command->verb) == command, "%s %s is there once",
		   command->noun, command->verb != NULL ? command->verb : "");
		ok(command->run != NULL && command->help[0] != '\0' && command->examples[0] != NULL,
		   "with a handler, a line of help and an example");
		ok(can_look_first(command), "and --dry-run if it has --yes");
		for (size_t j = 0; j < 3 && command->examples[j] != NULL; j++)
			check_example(command, command->examples[j]);
		check_options(command);
	}
}

static void test_find(void)
{
	ok(command_find("peer", NULL) == NULL, "half a command is none");
	ok(command_find("status", "x") == NULL, "one too long is none");
	ok(command_find("committee", "seat add") != NULL, "a verb of two words");
	ok(command_find("committee", "seat") == NULL && command_find("committee", "add") == NULL,
	   "neither half is one");
	ok(command_has_noun("peer") && !command_has_noun("pee"), "nouns");
	ok(command_option(command_find("status", NULL), "home") == &command_common[0],
	   "common options are found");
	ok(command_option(command_find("status", NULL), "yes") == NULL, "those of others are not");
}

static void test_format(void)
{
	char text[200];

	command_format(command_find("committee", "admit"), text, sizeof(text));
	is_str(text, "verbund committee admit COMMITTEE [PEER] --role ROLE [--new]",
	       "how it is called");
	command_format(command_find("search", NULL), text, sizeof(text));
	is_str(text, "verbund search WORDS... [--in COMMITTEE] [--kind KIND] [--limit NUMBER]",
	       "with an argument of several words");
	command_format(command_find("status", NULL), text, sizeof(text));
	is_str(text, "verbund status", "a single word");
}

int main(void)
{
	test_rows();
	test_find();
	test_format();
	return done();
}
