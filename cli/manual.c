/* manual: from rows to pages; see manual.h; tested by tests/blackbox/05-manual.t */
#include "cli/manual.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "cli/command.h"
#include "cli/language.h"
#include "cli/noun.h"
#include "cli/roff.h"

/* Something that has a name, and what there is to say of it. */
struct term {
	const char *name;
	const char *text;
};

/* clang-format off */
static const char *const description[] = {
	N_("`verbund` is the command line of an office. It asks the daemon, verbundd(8), which must run with the same data "
	   "directory; `init`, `help`, `explain` and `version` also work without it."),
	N_("What was asked for goes to the standard output, everything else to the standard error. Hints about what comes next are "
	   "given only where the standard output is a terminal. On a terminal, tables have a head line and columns. In a pipe there "
	   "is no head, cells are separated by one tab, and tab, line feed, other control characters and the backslash in a cell are "
	   "written as `\\t`, `\\n`, `\\x1b` and `\\\\`."),
	N_("With `--json` there is one JSON document: `{\"schema\": \"verbund/NOUN-VERB/1\", ...}`, lists whole under `items`, what was "
	   "made under `id`. Times are written as in ISO 8601 with their offset."),
	N_("Numbers of committees and records may be shortened as long as they fit one thing only. An office is named by its number or "
	   "by its exact name."),
	N_("A command that destroys something asks a person at a terminal to type the name of what it is about. `--yes` goes on without "
	   "asking, and is needed where there is nobody to ask; `--dry-run` only says what would happen."),
	N_("Work that takes longer than half a second shows on the standard error how far it is, if that is a terminal."),
	N_("A word that is not known is answered with the one that was probably meant. Behind `--` everything is a value."),
	N_("In bash the tab key completes commands, options, names of offices, and numbers, also by the words that they stand for."),
	NULL,
};

static const struct term environment[] = {
	{ "VERBUND_HOME", N_("The data directory.") },
	{ "LC_ALL, LC_MESSAGES, LANG, LANGUAGE", N_("The language: English and German.") },
	{ "VERBUND_LOCALEDIR", N_("Where the catalogues of messages lie.") },
	{ "NO_COLOR", N_("Not empty: no colours.") },
	{ "TERM", N_("`dumb`: no colours.") },
	{ "COLUMNS", N_("The width of tables on a terminal.") },
	{ NULL, NULL },
};

static const struct term files[] = {
	{ "~/.local/share/verbund", N_("The data directory, if no other is named.") },
	{ "socket", N_("In it: where the daemon listens.") },
	{ NULL, NULL },
};

static const char *const statuses[] = {
	[VB_EXIT_OK] = N_("It worked."),
	[VB_EXIT_ERROR] = N_("An error."),
	[VB_EXIT_USAGE] = N_("The command was wrong."),
	[VB_EXIT_NOT_FOUND] = N_("Not found."),
	[VB_EXIT_DENIED] = N_("Not allowed."),
	[VB_EXIT_CONFLICT] = N_("It contradicts what is there."),
	[VB_EXIT_NOT_RUNNING] = N_("The daemon is not running."),
	[VB_EXIT_LOCKED] = N_("The data directory is in use."),
	[VB_EXIT_UNREACHABLE] = N_("The other office cannot be reached."),
	[VB_EXIT_INTEGRITY] = N_("A signature, a checksum or the store is not in order."),
	[VB_EXIT_DEGRADED] = N_("It works, but not fully."),
};

static const char *const examples[] = {
	N_("Two offices become partners:\n\n"
	   "  city$ verbund peer invite\n"
	   "  VB1-aebag-...\n"
	   "  forum$ verbund peer join VB1-aebag-...\n"
	   "  city$ verbund peer list\n"
	   "  forum$ verbund peer list\n"
	   "  city$ verbund peer confirm Forum 123456\n"
	   "  forum$ verbund peer confirm 'Hansestadt Lübeck' 123456"),
	N_("The rows of a consultation chain that guests see too:\n\n"
	   "  verbund record list consultation --json |\n"
	   "      jq '.items[] | select(.audience == \"all\") | .fields.role'"),
	NULL,
};
/* clang-format on */

/* ---- pieces ---- */

/* A line of help as a sentence. */
static void put_sentence(FILE *page, const char *help)
{
	char text[400] = "";
	size_t size;
	uint8_t *first;

	(void)snprintf(text, sizeof(text), "%s", help);
	first = (uint8_t *)text;
	size = strlen(text);
	if (first[0] >= 'a' && first[0] <= 'z')
		first[0] = (uint8_t)(first[0] - 'a' + 'A');
	else if (first[0] == 0xC3 &&
	         first[1] >= 0xA0) /* à to þ in UTF-8; capitals stand 32 before */
		first[1] = (uint8_t)(first[1] - 0x20);
	if (size > 0 && size + 1 < sizeof(text) && strchr(".?!", text[size - 1]) == NULL)
		memcpy(text + size, ".", 2);
	roff_text(page, text);
}

/* True if a text names each of the words. */
static bool has_words(const char *text, const char *const *words)
{
	while (*words != NULL && strstr(text, *words) != NULL)
		words++;
	return *words == NULL;
}

static void put_words(FILE *page, const char *const *words)
{
	char text[400] = "";

	for (; *words != NULL; words++) {
		size_t size = strlen(text);

		(void)snprintf(text + size, sizeof(text) - size, "%s%s", size > 0 ? ", " : "",
		               *words);
	}
	(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), ".");
	roff_line(page, text);
}

static void put_options(FILE *page, const struct option *options)
{
	if (options == NULL || options->name == NULL)
		return;
	roff_macro(page, "Bl -tag -width Ds", NULL);
	for (; options->name != NULL; options++) {
		(void)fprintf(page, ".It Fl -%s", options->name);
		if (options->value != NULL) {
			(void)fputs(" Ar", page);
			roff_words(page, _(options->value));
		}
		(void)fputc('\n', page);
		put_sentence(page, _(options->help));
		if (options->words != NULL && !has_words(_(options->help), options->words)) {
			roff_line(page, _("One of:"));
			put_words(page, options->words);
		}
	}
	roff_macro(page, "El", NULL);
}

static void put_arguments(FILE *page, const struct command *command)
{
	for (size_t i = 0; i < VB_COMMAND_ARGUMENTS_MAX && command->arguments[i].name != NULL;
	     i++) {
		if (command->arguments[i].words == NULL)
			continue;
		roff_macro(page, "Pp", NULL);
		roff_macro(page, "Ar", _(command->arguments[i].name));
		roff_line(page, _("is one of:"));
		put_words(page, command->arguments[i].words);
	}
}

static void put_argument(FILE *page, const struct command *command, size_t index)
{
	const struct argument *argument = &command->arguments[index];
	char name[100];

	(void)snprintf(name, sizeof(name), "%s%s", _(argument->name),
	               command_has_rest(command, index) ? "..." : "");
	roff_macro(page, argument->is_optional ? "Op Ar" : "Ar", name);
}

/* How it is called, as an item of a list in which calls hang. */
static void put_call(FILE *page, const struct command *command)
{
	roff_macro(page, "It Nm verbund", NULL);
	roff_macro(page, "Cm", command->noun);
	if (command->verb != NULL)
		roff_macro(page, "Cm", command->verb);
	for (size_t i = 0; i < VB_COMMAND_ARGUMENTS_MAX && command->arguments[i].name != NULL; i++)
		put_argument(page, command, i);
	for (const struct option *option = command->options; option != NULL && option->name != NULL;
	     option++) {
		(void)fprintf(page, ".%sFl -%s", option->is_required ? "" : "Op ", option->name);
		if (option->value != NULL) {
			(void)fputs(" Ar", page);
			roff_words(page, _(option->value));
		}
		(void)fputc('\n', page);
	}
}

/* Everything about one command but its call. */
static void put_command(FILE *page, const struct command *command)
{
	char name[100];
	size_t count = 0;

	(void)snprintf(name, sizeof(name), "verbund %s%s%s", command->noun,
	               command->verb != NULL ? " " : "",
	               command->verb != NULL ? command->verb : "");
	roff_macro(page, "Ss", name);
	put_sentence(page, _(command->help));
	if (command->about != NULL) {
		roff_macro(page, "Pp", NULL);
		roff_text(page, _(command->about));
	}
	put_arguments(page, command);
	put_options(page, command->options);
	roff_macro(page, "Pp", NULL);
	while (count < sizeof(command->examples) / sizeof(command->examples[0]) &&
	       command->examples[count] != NULL)
		count++;
	roff_line(page, count == 1 ? _("Example:") : _("Examples:"));
	roff_literal(page, command->examples, count);
}

static void put_head(FILE *page, const char *name, const char *title, const char *what)
{
	roff_macro(page, "Dd " VB_DATE, NULL);
	(void)fprintf(page, ".Dt %s 1\n", title);
	roff_macro(page, "Os Verbund " VB_VERSION, NULL);
	roff_macro(page, "Sh", _("NAME"));
	roff_macro(page, "Nm", name);
	roff_macro(page, "Nd", what);
	roff_macro(page, "Sh", _("SYNOPSIS"));
	roff_macro(page, "Bl -hang -width 6n -compact", NULL);
}

/* Paragraphs, NULL at the end. */
static void put_texts(FILE *page, const char *const *texts)
{
	for (size_t i = 0; texts[i] != NULL; i++) {
		if (i > 0)
			roff_macro(page, "Pp", NULL);
		roff_text(page, _(texts[i]));
	}
}

static void put_terms(FILE *page, const char *heading, const char *macro, const struct term *terms)
{
	roff_macro(page, "Sh", heading);
	roff_macro(page, "Bl -tag -width Ds", NULL);
	for (; terms->name != NULL; terms++) {
		roff_macro(page, macro, terms->name);
		roff_text(page, _(terms->text));
	}
	roff_macro(page, "El", NULL);
}

/* ---- pages ---- */

/* The first row of each noun that has verbs; NULL behind the last. *index: 0 at first. */
static const struct command *next_noun(size_t *index)
{
	const struct command *command;

	while ((command = command_at((*index)++)) != NULL) {
		if (command->verb != NULL && command_is_first(*index - 1))
			return command;
	}
	return NULL;
}

static void put_synopsis(FILE *page)
{
	roff_macro(page, "It Nm verbund", NULL);
	roff_macro(page, "Ar", _("NOUN"));
	roff_macro(page, "Op Ar", _("VERB"));
	roff_macro(page, "Op Ar", _("ARGUMENT ..."));
	roff_macro(page, "Op Ar", _("OPTION ..."));
	roff_macro(page, "El", NULL);
}

static void put_commands(FILE *page)
{
	const struct command *command;
	size_t index = 0;

	roff_macro(page, "Sh", _("COMMANDS"));
	roff_line(page, _("Each of these nouns has a page with its commands:"));
	roff_macro(page, "Bl -tag -width Ds", NULL);
	while ((command = next_noun(&index)) != NULL) {
		(void)fprintf(page, ".It Xr verbund-%s 1\n", command->noun);
		put_sentence(page, _(noun_get(command->noun).help));
	}
	roff_macro(page, "El", NULL);
	roff_macro(page, "Pp", NULL);
	roff_line(page, _("The commands of one word:"));
	roff_macro(page, "Pp", NULL);
	roff_macro(page, "Bl -hang -width 6n -compact", NULL);
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->verb == NULL)
			put_call(page, command);
	}
	roff_macro(page, "El", NULL);
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->verb == NULL)
			put_command(page, command);
	}
}

static void put_statuses(FILE *page)
{
	roff_macro(page, "Sh", _("EXIT STATUS"));
	roff_macro(page, "Bl -tag -width Ds -compact", NULL);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		(void)fprintf(page, ".It %zu\n", i);
		roff_text(page, _(statuses[i]));
	}
	roff_macro(page, "El", NULL);
	roff_macro(page, "Pp", NULL);
	roff_text(page, _("Every error has a number, `VB-nnnn`, which stays the same for ever; "
	                  "`verbund explain "
	                  "VB-nnnn` says more."));
}

void manual_program(FILE *page)
{
	put_head(page, "verbund", "VERBUND",
	         _("committees, papers and messages shared between offices"));
	put_synopsis(page);
	roff_macro(page, "Sh", _("DESCRIPTION"));
	put_texts(page, description);
	roff_macro(page, "Sh", _("OPTIONS"));
	roff_line(page, _("Every command takes these:"));
	put_options(page, command_common);
	put_commands(page);
	put_terms(page, _("ENVIRONMENT"), "It Ev", environment);
	put_terms(page, _("FILES"), "It Pa", files);
	put_statuses(page);
	roff_macro(page, "Sh", _("EXAMPLES"));
	put_texts(page, examples);
	roff_macro(page, "Sh", _("SEE ALSO"));
	(void)fputs(".Xr verbundd.conf 5 ,\n.Xr verbund-protocol 7 ,\n.Xr verbundd 8\n", page);
}

void manual_noun(FILE *page, const char *noun)
{
	const struct noun row = noun_get(noun);
	const struct command *command;
	char name[64];
	char title[64];

	(void)snprintf(name, sizeof(name), "verbund-%s", noun);
	(void)snprintf(title, sizeof(title), "%s", name);
	for (char *letter = title; *letter != '\0'; letter++) {
		if (*letter >= 'a' && *letter <= 'z')
			*letter = (char)(*letter - 'a' + 'A');
	}
	put_head(page, name, title, _(row.help));
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0)
			put_call(page, command);
	}
	roff_macro(page, "El", NULL);
	roff_macro(page, "Sh", _("DESCRIPTION"));
	if (row.about != NULL) {
		roff_text(page, _(row.about));
		roff_macro(page, "Pp", NULL);
	}
	roff_text(page, _("Options that every command takes, and what holds for all of them, stand "
	                  "in verbund(1)."));
	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0)
			put_command(page, command);
	}
	roff_macro(page, "Sh", _("SEE ALSO"));
	(void)fputs(".Xr verbund 1\n", page);
}

/* ---- files ---- */

/* noun NULL: the page of the program. */
static int write_page(const char *folder, const char *noun)
{
	char path[PATH_MAX];
	FILE *page;
	bool is_broken;
	int size = snprintf(path, sizeof(path), "%s/verbund%s%s.1", folder, noun != NULL ? "-" : "",
	                    noun != NULL ? noun : "");

	page = size > 0 && (size_t)size < sizeof(path) ? fopen(path, "w") : NULL;
	if (page == NULL)
		return VB_ERR_IO;
	if (noun != NULL)
		manual_noun(page, noun);
	else
		manual_program(page);
	is_broken = ferror(page) != 0;
	is_broken |= fclose(page) != 0;
	return is_broken ? VB_ERR_IO : 0;
}

int manual_write(const char *folder)
{
	const struct command *command;
	size_t index = 0;
	int err = write_page(folder, NULL);

	while (err == 0 && (command = next_noun(&index)) != NULL)
		err = write_page(folder, command->noun);
	return err;
}
