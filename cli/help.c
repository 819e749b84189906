/* help: texts from the table of commands; see help.h; tested by tests/blackbox/05-cli.t */
#include "cli/help.h"

#include <stdlib.h>
#include <string.h>

#include "cli/language.h"

#define CALL_BYTES 400u

static void print_heading(struct out *out, const char *text)
{
	(void)fprintf(out->data, out->style.has_colour ? "\x1b[1m%s\x1b[0m\n" : "%s\n", text);
}

/* On a terminal only the words of a call, which then fits; in a pipe the whole call. */
static void add_command(struct out *out, struct table *table, const struct command *command)
{
	struct command brief = *command;
	char call[CALL_BYTES] = "";

	if (out->style.is_terminal)
		brief.options = NULL;
	command_format(&brief, call, sizeof(call));
	table_add(table, call);
	table_add(table, _(command->help));
}

void help_list(struct out *out, const char *noun)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 } };
	struct table *table = table_new(columns, 2);
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (noun == NULL || strcmp(command->noun, noun) == 0)
			add_command(out, table, command);
	}
	if (out->style.is_terminal)
		print_heading(out, _("Commands"));
	out_table(out, &table);
	if (out->style.is_terminal)
		(void)fprintf(out->data, "\n%s\n", _("More about one: verbund help NOUN VERB"));
}

static void add_options(struct table *table, const struct option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		char name[120];

		(void)snprintf(name, sizeof(name), "  --%s%s%s", options->name,
		               options->value != NULL ? " " : "",
		               options->value != NULL ? _(options->value) : "");
		table_add(table, name);
		table_add(table, _(options->help));
	}
}

void help_command(struct out *out, const struct command *command)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 } };
	struct table *table = table_new(columns, 2);
	char call[CALL_BYTES] = "";

	print_heading(out, _("Examples"));
	for (size_t i = 0; i < 3 && command->examples[i] != NULL; i++)
		(void)fprintf(out->data, "  %s\n", command->examples[i]);
	command_format(command, call, sizeof(call));
	(void)fputc('\n', out->data);
	print_heading(out, _("Call"));
	(void)fprintf(out->data, "  %s\n\n  %s\n\n", call, _(command->help));
	print_heading(out, _("Options"));
	add_options(table, command->options);
	add_options(table, command_common);
	out_table(out, &table);
}
