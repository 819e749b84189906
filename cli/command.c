/* command: finding rows of the table and writing them down; see command.h. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "cli/language.h"

static bool is_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

const struct command *command_find(const char *noun, const char *verb)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0 && is_text(command->verb, verb))
			return command;
	}
	return NULL;
}

bool command_is_first(size_t index)
{
	const char *noun = command_at(index)->noun;

	for (size_t i = 0; i < index; i++) {
		if (strcmp(command_at(i)->noun, noun) == 0)
			return false;
	}
	return true;
}

bool command_has_noun(const char *noun)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0)
			return true;
	}
	return false;
}

static const struct option *find_in(const struct option *options, const char *name)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (strcmp(options->name, name) == 0)
			return options;
	}
	return NULL;
}

const struct option *command_option(const struct command *command, const char *name)
{
	const struct option *option = find_in(command->options, name);

	return option != NULL ? option : find_in(command_common, name);
}

bool command_has_rest(const struct command *command, size_t index)
{
	return (command->flags & COMMAND_REST) != 0 && (index + 1 == VB_COMMAND_ARGUMENTS_MAX ||
	                                                command->arguments[index + 1].name == NULL);
}

void command_format(const struct command *command, char *out, size_t size)
{
	FILE *text = fmemopen(out, size, "w");

	if (text == NULL)
		return;
	(void)fprintf(text, "verbund %s", command->noun);
	if (command->verb != NULL)
		(void)fprintf(text, " %s", command->verb);
	for (size_t i = 0; i < VB_COMMAND_ARGUMENTS_MAX && command->arguments[i].name != NULL; i++)
		(void)fprintf(text, command->arguments[i].is_optional ? " [%s%s]" : " %s%s",
		              _(command->arguments[i].name),
		              command_has_rest(command, i) ? "..." : "");
	for (const struct option *option = command->options; option != NULL && option->name != NULL;
	     option++)
		(void)fprintf(text, option->is_required ? " --%s%s%s" : " [--%s%s%s]", option->name,
		              option->value != NULL ? " " : "",
		              option->value != NULL ? _(option->value) : "");
	(void)fclose(text);
}
