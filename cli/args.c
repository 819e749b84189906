/* args: reading the command line by its row; see args.h. */
#include "cli/args.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/language.h"
#include "cli/suggest.h"
#include "cli/synonym.h"
#include "protocol/utf8.h"

/* What is being read. */
struct reading {
	int argc;
	char **argv;
	int at;
	int words[3]; /* places of noun and verb; 0: none */
	struct args *args;
	size_t value_count;
	bool is_past_options; /* behind -- */
	char *why;
};

static int fail(struct reading *r, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int fail(struct reading *r, int err, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	(void)vsnprintf(r->why, VB_ARGS_WHY_BYTES, format, values);
	va_end(values);
	return err;
}

/* Says that a word is unknown, and which was probably meant. */
static int fail_unknown(struct reading *r, int err, const char *word, const struct suggest *suggest)
{
	if (suggest->best != NULL)
		return fail(r, err, _("`%.100s` is not known; did you mean `%s`?"), word,
		            suggest->best);
	return fail(r, err, _("`%.100s` is not known."), word);
}

/* ---- command ---- */

/* The next word that is no option, nor the value of a common one; NULL at the end. Options that only a command has stand
 * behind its words. */
static const char *next_word(struct reading *r)
{
	static const struct command none = { .noun = "" };

	while (++r->at < r->argc) {
		const char *word = r->argv[r->at];
		const struct option *option;

		if (strcmp(word, "-h") == 0)
			continue;
		if (strncmp(word, "--", 2) != 0)
			return word;
		option = strchr(word, '=') == NULL ? command_option(&none, word + 2) : NULL;
		if (option != NULL && option->value != NULL)
			r->at++;
	}
	return NULL;
}

/* True if two words are the verb of a command; second NULL: if first begins one. */
static bool is_verb(const struct command *command, const char *first, const char *second)
{
	size_t size = strlen(first);

	return command->verb != NULL && strncmp(command->verb, first, size) == 0 &&
	       command->verb[size] == ' ' &&
	       (second == NULL || strcmp(command->verb + size + 1, second) == 0);
}

static bool is_near(const char *typed, const char *word)
{
	struct suggest suggest;

	suggest_init(&suggest, typed);
	suggest_offer(&suggest, word);
	return suggest.best != NULL;
}

/* How well a command fits a verb that was typed where a noun was due: 2 with the noun behind it (`create committee`) or as
 * a verb of two words (`seat add`), 1 by itself. */
static int turned_fit(const struct command *command, const char *verb, const char *next)
{
	if (command->verb == NULL)
		return 0;
	if (next != NULL && is_verb(command, verb, next))
		return 2;
	if (!synonym_is(verb, command->verb))
		return 0;
	return next != NULL && is_near(next, command->noun) ? 2 : 1;
}

/* The command that was meant by a verb before its noun; NULL: none. */
static const struct command *find_turned(struct reading *r, const char *verb)
{
	const char *next = next_word(r);
	const struct command *best = NULL;
	const struct command *command;
	int best_fit = 0;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		int fit = turned_fit(command, verb, next);

		if (fit > best_fit) {
			best = command;
			best_fit = fit;
		}
	}
	return best;
}

static int fail_noun(struct reading *r, const char *noun)
{
	const struct command *turned = find_turned(r, noun);
	const struct command *command;
	struct suggest suggest;
	char whole[120];

	suggest_init(&suggest, noun);
	if (turned != NULL) {
		(void)snprintf(whole, sizeof(whole), "verbund %s %s", turned->noun, turned->verb);
		suggest.best = whole;
		return fail_unknown(r, VB_ERR_USAGE, noun, &suggest);
	}
	for (size_t i = 0; (command = command_at(i)) != NULL; i++)
		suggest_offer(&suggest, command->noun);
	return fail_unknown(r, VB_ERR_USAGE, noun, &suggest);
}

/* True if the noun has verbs of two words that begin with this one. */
static bool is_half(const char *noun, const char *verb)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0 && is_verb(command, verb, NULL))
			return true;
	}
	return false;
}

static void offer_verbs(struct suggest *suggest, const char *noun)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0)
			suggest_offer(suggest, command->verb);
	}
}

/* second: what stands behind the verb; NULL: nothing. */
static int fail_verb(struct reading *r, const char *noun, const char *verb, const char *second)
{
	bool is_long = second != NULL && is_half(noun, verb);
	struct suggest suggest;
	char typed[64];
	char both[64];
	char word[120];

	(void)snprintf(both, sizeof(both), "%.40s %.20s", verb, second != NULL ? second : "");
	(void)snprintf(typed, sizeof(typed), "%.60s", is_long ? both : verb);
	suggest_init(&suggest, typed);
	offer_verbs(&suggest, noun);
	/* `saet add`: the first word alone is near to nothing. */
	if (suggest.best == NULL && second != NULL) {
		suggest_init(&suggest, both);
		offer_verbs(&suggest, noun);
	}
	(void)snprintf(word, sizeof(word), "%s %s", noun, typed);
	return fail_unknown(r, VB_ERR_USAGE, word, &suggest);
}

/* The row for a noun and a verb of two words; NULL: there is none. */
static const struct command *find_long(const char *noun, const char *first, const char *second)
{
	const struct command *command;

	for (size_t i = 0; second != NULL && (command = command_at(i)) != NULL; i++) {
		if (strcmp(command->noun, noun) == 0 && is_verb(command, first, second))
			return command;
	}
	return NULL;
}

/* Finds the row. Afterwards r->words holds the places of its words. */
static int find_command(struct reading *r)
{
	const char *noun = next_word(r);
	const char *verb;
	const char *second;

	r->words[0] = r->at;
	if (noun == NULL)
		return 0;
	if (!command_has_noun(noun))
		return fail_noun(r, noun);
	r->args->command = command_find(noun, NULL);
	if (r->args->command != NULL)
		return 0;
	r->args->noun = noun;
	verb = next_word(r);
	if (verb == NULL)
		return 0;
	r->words[1] = r->at;
	r->args->command = command_find(noun, verb);
	if (r->args->command != NULL)
		return 0;
	second = next_word(r);
	r->words[2] = r->at;
	r->args->command = find_long(noun, verb, second);
	if (r->args->command != NULL)
		return 0;
	if (second != NULL || !is_half(noun, verb))
		return fail_verb(r, noun, verb, second);
	r->args->verb = verb;
	return 0;
}

/* ---- values ---- */

/* A value must be one of the words; a spoken answer becomes the word for it. */
static int check_word(struct reading *r, const char *const *words, const char **place)
{
	const char *word = *place;
	struct suggest suggest;
	char known[240] = "";

	if (words == NULL)
		return 0;
	suggest_init(&suggest, word);
	for (; *words != NULL; words++) {
		size_t size = strlen(known);

		if (strcmp(*words, word) == 0 || synonym_is_answer(word, *words)) {
			*place = *words;
			return 0;
		}
		suggest_offer(&suggest, *words);
		(void)snprintf(known + size, sizeof(known) - size, "%s%s", size > 0 ? ", " : "",
		               *words);
	}
	if (suggest.best == NULL)
		return fail(r, VB_ERR_BAD_VALUE, _("`%.100s` is not known; known are: %s"), word,
		            known);
	return fail_unknown(r, VB_ERR_BAD_VALUE, word, &suggest);
}

static int read_value(struct reading *r, const char *word)
{
	const struct command *command = r->args->command;
	const struct argument *argument;

	if (command == NULL)
		return 0; /* behind a noun that lacks its verb there is nothing else */
	if (r->value_count > 0 && command_has_rest(command, r->value_count - 1) &&
	    r->args->rest_count < VB_COMMAND_REST_MAX) {
		r->args->rest[r->args->rest_count++] = word;
		return 0;
	}
	argument = &command->arguments[r->value_count];
	if (r->value_count == VB_COMMAND_ARGUMENTS_MAX || argument->name == NULL)
		return fail(r, VB_ERR_USAGE,
		            _("`%.100s` is one word too many; put text with blanks in quotes."),
		            word);
	r->args->values[r->value_count] = word;
	return check_word(r, argument->words, &r->args->values[r->value_count++]);
}

/* Where the value of an option is kept. */
static const char **place_of(struct args *args, const struct option *option)
{
	if (option == &command_common[0])
		return &args->home;
	if (option == &command_common[1])
		return &args->zone;
	assert(args->command != NULL); /* every other option was found in its row */
	return &args->options[option - args->command->options];
}

static int fail_option(struct reading *r, const char *name)
{
	const struct option *option;
	struct suggest suggest;
	char word[120];
	char meant[80];

	suggest_init(&suggest, name);
	for (option = r->args->command != NULL ? r->args->command->options : NULL;
	     option != NULL && option->name != NULL; option++)
		suggest_offer(&suggest, option->name);
	for (option = command_common; option->name != NULL; option++)
		suggest_offer(&suggest, option->name);
	(void)snprintf(word, sizeof(word), "--%.100s", name);
	(void)snprintf(meant, sizeof(meant), "--%s", suggest.best != NULL ? suggest.best : "");
	suggest.best = suggest.best != NULL ? meant : NULL;
	return fail_unknown(r, VB_ERR_USAGE, word, &suggest);
}

/* A switch, in the place kept for it. */
static int read_switch(struct reading *r, const struct option *option, const char *value)
{
	if (value != NULL)
		return fail(r, VB_ERR_USAGE, _("--%s takes no value."), option->name);
	if (option == &command_common[2])
		r->args->is_json = true;
	else if (option == &command_common[3])
		r->args->has_no_colour = true;
	else if (option == &command_common[4])
		r->args->wants_help = true;
	else
		*place_of(r->args, option) = "";
	return 0;
}

static int read_option(struct reading *r, const char *word)
{
	static const struct command none = { .noun = "" };
	const struct command *command = r->args->command != NULL ? r->args->command : &none;
	const char *value = strchr(word, '=');
	const struct option *option;
	const char **place;
	char name[64];

	(void)snprintf(name, sizeof(name), "%.*s",
	               (int)(value != NULL ? value - word : (ptrdiff_t)strlen(word)), word);
	if (strcmp(name, "version") == 0 && command == &none) {
		r->args->wants_version = true;
		return 0;
	}
	option = command_option(command, name);
	if (option == NULL)
		return fail_option(r, name);
	value = value != NULL ? value + 1 : NULL;
	if (option->value == NULL)
		return read_switch(r, option, value);
	if (value == NULL && r->at + 1 < r->argc)
		value = r->argv[++r->at];
	if (value == NULL)
		return fail(r, VB_ERR_MISSING_VALUE, "--%s %s", option->name, _(option->value));
	place = place_of(r->args, option);
	if (*place != NULL)
		return fail(r, VB_ERR_USAGE, _("--%s was given twice."), option->name);
	*place = value;
	if (value[0] == '\0' && option->field != NULL && !option->is_required)
		return 0; /* clears the field */
	return check_word(r, option->words, place);
}

static int read_word(struct reading *r, const char *word)
{
	if (!r->is_past_options && strcmp(word, "--") == 0) {
		r->is_past_options = true;
		return 0;
	}
	if (!r->is_past_options && strcmp(word, "-h") == 0)
		return read_option(r, "help");
	if (!r->is_past_options && strncmp(word, "--", 2) == 0)
		return read_option(r, word + 2);
	return read_value(r, word);
}

/* Nothing but blanks, which would be a name that nobody sees. */
static bool is_blank(const char *value)
{
	return value[0] != '\0' && value[strspn(value, " ")] == '\0';
}

/* What the row asks for and was not typed. */
static int check_complete(struct reading *r)
{
	const struct command *command = r->args->command;

	for (size_t i = r->value_count; i < VB_COMMAND_ARGUMENTS_MAX; i++) {
		if (command->arguments[i].name != NULL && !command->arguments[i].is_optional)
			return fail(r, VB_ERR_MISSING_VALUE, "%s", _(command->arguments[i].name));
	}
	for (size_t i = 0; i < r->value_count; i++) {
		if (is_blank(r->args->values[i]))
			return fail(r, VB_ERR_BAD_VALUE, _("%s is empty"),
			            _(command->arguments[i].name));
	}
	for (const struct option *option = command->options; option != NULL && option->name != NULL;
	     option++) {
		const char *value = r->args->options[option - command->options];

		if (option->is_required && value != NULL && is_blank(value))
			return fail(r, VB_ERR_BAD_VALUE, _("%s is empty"), option->name);
		if (option->is_required && value == NULL)
			return fail(r, VB_ERR_MISSING_VALUE, "--%s %s", option->name,
			            _(option->value));
	}
	if (r->args->is_json && (command->flags & COMMAND_TEXT) != 0)
		return fail(r, VB_ERR_USAGE, _("This command has no --json."));
	return 0;
}

int args_parse(int argc, char **argv, struct args *out, char why[static VB_ARGS_WHY_BYTES])
{
	struct reading r = { .argc = argc, .argv = argv, .args = out, .why = why };
	int err = 0;

	*out = (struct args){ .command = NULL };
	for (int i = 1; i < argc; i++) {
		if (!utf8_is_valid(span_of_str(argv[i])))
			return fail(&r, VB_ERR_BAD_UTF8, _("Word %d of the command."), i);
	}
	err = find_command(&r);
	for (r.at = 1; err == 0 && r.at < argc; r.at++) {
		if (r.at != r.words[0] && r.at != r.words[1] && r.at != r.words[2])
			err = read_word(&r, argv[r.at]);
	}
	if (out->command != NULL)
		out->noun = NULL;
	if (err == 0 && out->command != NULL && !out->wants_help)
		err = check_complete(&r);
	return err;
}

/* ---- asking ---- */

const char *args_get(const struct args *args, const char *name)
{
	const struct command *command = args->command;
	const struct option *option;

	for (size_t i = 0; i < VB_COMMAND_ARGUMENTS_MAX; i++) {
		if (command->arguments[i].name != NULL &&
		    strcmp(command->arguments[i].name, name) == 0)
			return args->values[i];
	}
	for (option = command->options; option != NULL && option->name != NULL; option++) {
		if (strcmp(option->name, name) == 0)
			return args->options[option - command->options];
	}
	return NULL;
}

void args_get_rest(const struct args *args, struct buf *out)
{
	size_t last = 0;

	while (last + 1 < VB_COMMAND_ARGUMENTS_MAX && args->values[last + 1] != NULL)
		last++;
	if (args->values[last] != NULL)
		buf_put(out, args->values[last], strlen(args->values[last]));
	for (size_t i = 0; i < args->rest_count; i++) {
		buf_put_u8(out, ' ');
		buf_put(out, args->rest[i], strlen(args->rest[i]));
	}
	buf_put_u8(out, '\0');
}

bool args_has(const struct args *args, const char *option)
{
	return args_get(args, option) != NULL;
}
