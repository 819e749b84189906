/* help: texts from the table of commands; see help.h; tested by tests/blackbox/05-manual.t */
#include "cli/help.h"

#include <stdlib.h>
#include <string.h>

#include "cli/glyph.h"
#include "cli/language.h"
#include "cli/noun.h"

#define CALL_BYTES 600u
#define HELP_COLUMNS_MIN 32u /* beside a call; where there is less room, it stands below */
#define EXAMPLES_MAX (sizeof(((struct command *)NULL)->examples) / sizeof(char *))

/* Something, and what there is to say of it, on as many lines as it needs. */
static const struct table_column columns[] = { { NULL, TABLE_FIRM }, { NULL, TABLE_WHOLE } };

static void print_heading(struct out *out, const char *text)
{
	(void)fprintf(out->data, out->style.has_colour ? "\x1b[1m%s\x1b[0m\n" : "%s\n", text);
}

/* Paragraphs, indented; on a terminal as wide as it is. */
static void print_text(struct out *out, const char *text)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\n\n");
		size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
		char *paragraph = strndup(text, size);
		struct table *table;

		if (paragraph == NULL)
			abort();
		if (out->style.is_terminal) {
			table = table_new(columns, 2);
			table_add(table, "");
			table_add(table, paragraph);
			out_table(out, &table);
		} else {
			(void)fprintf(out->data, "  %s\n", paragraph);
		}
		free(paragraph);
		text += size;
		text += strspn(text, "\n");
		if (*text != '\0')
			(void)fputc('\n', out->data);
	}
}

static bool is_asked(const struct command *command, const char *noun, const char *verb)
{
	size_t size = verb != NULL ? strlen(verb) : 0;

	if (noun == NULL)
		return true;
	return strcmp(command->noun, noun) == 0 &&
	       (verb == NULL || (command->verb != NULL && strncmp(command->verb, verb, size) == 0 &&
	                         command->verb[size] == ' '));
}

/* ---- the overview of a terminal ---- */

static void print_examples(struct out *out)
{
	static const char *const examples[] = { "verbund status", "verbund help committee",
		                                "verbund help committee create" };

	print_heading(out, _("Examples"));
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		(void)fprintf(out->data, "  %s\n", examples[i]);
}

static void print_singles(struct out *out)
{
	struct table *table = table_new(columns, 2);
	const struct command *command;
	char name[80];

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->verb != NULL)
			continue;
		(void)snprintf(name, sizeof(name), "  %s", command->noun);
		table_add(table, name);
		table_add(table, _(command->help));
	}
	print_heading(out, _("Commands of one word"));
	out_table(out, &table);
}

/* What a noun stands for, and its verbs. */
static void add_noun(struct table *table, const char *noun)
{
	const struct command *command;
	char *text = NULL;
	char name[80];
	size_t size;
	FILE *line = open_memstream(&text, &size);
	bool is_first = true;

	if (line == NULL)
		abort();
	(void)fprintf(line, "%s: ", _(noun_get(noun).help));
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) != 0)
			continue;
		(void)fprintf(line, "%s%s", is_first ? "" : ", ", command->verb);
		is_first = false;
	}
	if (fclose(line) != 0)
		abort();
	(void)snprintf(name, sizeof(name), "  %s", noun);
	table_add(table, name);
	table_add(table, text);
	free(text);
}

static void print_nouns(struct out *out)
{
	struct table *table = table_new(columns, 2);
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->verb != NULL && command_is_first(i))
			add_noun(table, command->noun);
	}
	print_heading(out, _("Nouns with their verbs"));
	out_table(out, &table);
}

static void print_overview(struct out *out)
{
	print_examples(out);
	(void)fputc('\n', out->data);
	print_singles(out);
	(void)fputc('\n', out->data);
	print_nouns(out);
	(void)fputc('\n', out->data);
	print_text(out, _("More: verbund help NOUN, verbund help NOUN VERB, man verbund"));
}

/* ---- commands ---- */

/* On a terminal what stands behind `verbund NOUN`, without options: it then fits. In a pipe the whole call. */
static void format_call(const struct out *out, const struct command *command,
                        char call[static CALL_BYTES])
{
	struct command brief = *command;
	char whole[CALL_BYTES] = "";

	command_format(command, call, CALL_BYTES);
	if (!out->style.is_terminal)
		return;
	brief.options = NULL;
	command_format(&brief, whole, sizeof(whole));
	(void)snprintf(call, CALL_BYTES, "  %s",
	               whole + strlen("verbund ") + strlen(command->noun) + 1);
}

/* One below the other, where both do not fit into a line. */
static void print_below(struct out *out, const char *call, const char *help)
{
	struct table *table = table_new(columns, 2);

	print_text(out, call + 2);
	table_add(table, "    ");
	table_add(table, help);
	out_table(out, &table);
}

static void print_commands(struct out *out, const char *noun, const char *verb)
{
	struct table *table = table_new(columns, 2);
	const struct command *command;
	char call[CALL_BYTES];
	size_t widest = 0;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		size_t width;

		if (!is_asked(command, noun, verb))
			continue;
		format_call(out, command, call);
		width = glyph_columns(span_of_str(call));
		widest = width > widest ? width : widest;
		table_add(table, call);
		table_add(table, _(command->help));
	}
	if (!out->style.is_terminal || widest + HELP_COLUMNS_MIN <= out->style.width) {
		out_table(out, &table);
		return;
	}
	table_destroy(&table);
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (!is_asked(command, noun, verb))
			continue;
		format_call(out, command, call);
		print_below(out, call, _(command->help));
	}
}

/* The first examples of the commands of a noun. */
static void print_noun_examples(struct out *out, const char *noun, const char *verb)
{
	const struct command *command;
	size_t left = EXAMPLES_MAX;

	print_heading(out, _("Examples"));
	for (size_t i = 0; left > 0 && (command = command_at(i)) != NULL; i++) {
		if (!is_asked(command, noun, verb))
			continue;
		print_text(out, command->examples[0]);
		left--;
	}
	(void)fputc('\n', out->data);
}

void help_list(struct out *out, const char *noun, const char *verb)
{
	char heading[120];

	if (!out->style.is_terminal) {
		print_commands(out, noun, verb);
		return;
	}
	if (noun == NULL) {
		print_overview(out);
		return;
	}
	print_noun_examples(out, noun, verb);
	if (verb == NULL && noun_get(noun).about != NULL) {
		print_text(out, _(noun_get(noun).about));
		(void)fputc('\n', out->data);
	}
	(void)snprintf(heading, sizeof(heading), "verbund %s", noun);
	print_heading(out, heading);
	print_commands(out, noun, verb);
	(void)fputc('\n', out->data);
	print_text(out, _("More about one: verbund help NOUN VERB"));
}

/* ---- one command ---- */

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

/* Arguments that take one of some words. */
static void print_words(struct out *out, const struct command *command)
{
	for (size_t i = 0; i < VB_COMMAND_ARGUMENTS_MAX && command->arguments[i].name != NULL;
	     i++) {
		const char *const *word = command->arguments[i].words;
		char line[CALL_BYTES];
		size_t size;

		if (word == NULL)
			continue;
		size = (size_t)snprintf(line, sizeof(line), "%s:", _(command->arguments[i].name));
		for (; *word != NULL && size < sizeof(line); word++)
			size += (size_t)snprintf(line + size, sizeof(line) - size, " %s", *word);
		print_text(out, line);
		(void)fputc('\n', out->data);
	}
}

void help_command(struct out *out, const struct command *command)
{
	struct table *table = table_new(columns, 2);
	char call[CALL_BYTES] = "";

	print_heading(out, _("Examples"));
	for (size_t i = 0; i < EXAMPLES_MAX && command->examples[i] != NULL; i++)
		print_text(out, command->examples[i]);
	command_format(command, call, sizeof(call));
	(void)fputc('\n', out->data);
	print_heading(out, _("Call"));
	print_text(out, call);
	(void)fputc('\n', out->data);
	print_text(out, _(command->help));
	(void)fputc('\n', out->data);
	print_words(out, command);
	if (command->about != NULL) {
		print_text(out, _(command->about));
		(void)fputc('\n', out->data);
	}
	print_heading(out, _("Options"));
	add_options(table, command->options);
	add_options(table, command_common);
	out_table(out, &table);
}
