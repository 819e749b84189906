/* completion: from unfinished words to what could follow; see completion.h. */
#include "cli/completion.h"

#include <string.h>

#include "cli/candidate.h"

/* ---- reading ---- */

static const struct option *find_option(const struct completion *c, const char *word)
{
	static const struct command none = { .noun = "" };
	size_t size = strcspn(word + 2, "=");
	char name[64];

	if (size >= sizeof(name))
		return NULL;
	(void)snprintf(name, sizeof(name), "%.*s", (int)size, word + 2);
	return command_option(c->command != NULL ? c->command : &none, name);
}

/* The command with a verb of two words; NULL: none. */
static const struct command *find_long(const char *noun, const char *first, const char *second)
{
	char verb[100];

	(void)snprintf(verb, sizeof(verb), "%s %s", first, second);
	return command_find(noun, verb);
}

/* A word that is no option. */
static void take_word(struct completion *c, const char *word)
{
	if (c->command != NULL) {
		if (c->value_count < VB_COMMAND_ARGUMENTS_MAX)
			c->values[c->value_count++] = word;
	} else if (c->noun == NULL) {
		c->noun = word;
		c->command = command_find(word, NULL);
	} else if (c->verb == NULL) {
		c->verb = word;
		c->command = command_find(c->noun, word);
	} else {
		c->command = find_long(c->noun, c->verb, word);
		c->is_lost = c->command == NULL;
	}
}

static void take_option(struct completion *c, const char *word)
{
	const struct option *option = find_option(c, word);
	const char *value = strchr(word, '=');

	if (option == NULL)
		return;
	for (size_t i = 0; c->command != NULL && c->command->options != NULL &&
	                   c->command->options[i].name != NULL;
	     i++) {
		if (&c->command->options[i] == option)
			c->given |= UINT32_C(1) << i;
	}
	if (option->value == NULL)
		return;
	if (value == NULL)
		c->option = option;
	else if (strcmp(option->name, "home") == 0)
		c->home = value + 1;
}

void completion_parse(int count, char **words, struct completion *out)
{
	struct completion c = { .last = count > 0 ? words[count - 1] : "" };

	for (int i = 0; i + 1 < count; i++) {
		const char *word = words[i];

		if (c.option != NULL) {
			if (strcmp(c.option->name, "home") == 0)
				c.home = word;
			c.option = NULL;
		} else if (!c.is_past_options && strcmp(word, "--") == 0) {
			c.is_past_options = true;
		} else if (!c.is_past_options && strncmp(word, "--", 2) == 0) {
			take_option(&c, word);
		} else {
			take_word(&c, word);
		}
	}
	if (c.option == NULL && !c.is_past_options && strncmp(c.last, "--", 2) == 0 &&
	    strchr(c.last, '=') != NULL) {
		c.option = find_option(&c, c.last);
		c.last = strchr(c.last, '=') + 1;
		c.is_lost |= c.option == NULL || c.option->value == NULL;
	}
	*out = c;
}

/* ---- answering ---- */

static void print_options(struct cmd *cmd, const struct completion *c, const struct option *options,
                          bool is_own)
{
	char word[80];

	for (size_t i = 0; options != NULL && options[i].name != NULL; i++) {
		(void)snprintf(word, sizeof(word), "--%s", options[i].name);
		if (!is_own || (c->given >> i & 1) == 0)
			candidate_word(cmd->out, c->last, word);
	}
}

static void print_nouns(struct cmd *cmd, const char *last)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command_is_first(i))
			candidate_word(cmd->out, last, command->noun);
	}
}

/* The words that can follow a noun, or the first of two words behind it. */
static void print_verbs(struct cmd *cmd, const char *noun, const char *first, const char *last)
{
	size_t before = first != NULL ? strlen(first) + 1 : 0;
	const struct command *command;
	char said[64] = "";
	char word[64];

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		const char *verb = command->verb;

		if (strcmp(command->noun, noun) != 0 || verb == NULL)
			continue;
		if (first != NULL &&
		    (strncmp(verb, first, before - 1) != 0 || verb[before - 1] != ' '))
			continue;
		(void)snprintf(word, sizeof(word), "%.*s", (int)strcspn(verb + before, " "),
		               verb + before);
		if (strcmp(word, said) != 0) /* those that begin alike stand together */
			candidate_word(cmd->out, last, word);
		(void)snprintf(said, sizeof(said), "%s", word);
	}
}

static void print_argument(struct cmd *cmd, const struct completion *c)
{
	const struct argument *argument = &c->command->arguments[c->value_count];

	if (argument->words != NULL)
		candidate_words(cmd->out, c->last, argument->words);
	else if (strcmp(argument->name, "NOUN") == 0)
		print_nouns(cmd, c->last);
	else if (strcmp(argument->name, "VERB") == 0)
		print_verbs(cmd, c->values[0], NULL, c->last);
	else if (strcmp(argument->name, "WORD") == 0)
		print_verbs(cmd, c->values[0], c->values[1], c->last);
	else
		candidate_values(cmd, c->last, argument->name);
}

void completion_print(struct cmd *cmd, const struct completion *asked)
{
	bool is_option = !asked->is_past_options && strncmp(asked->last, "-", 1) == 0;

	if (asked->is_lost)
		return;
	if (asked->option != NULL && asked->option->words != NULL) {
		candidate_words(cmd->out, asked->last, asked->option->words);
	} else if (asked->option != NULL) {
		candidate_values(cmd, asked->last, asked->option->value);
	} else if (is_option) {
		if (asked->command != NULL)
			print_options(cmd, asked, asked->command->options, true);
		print_options(cmd, asked, command_common, false);
	} else if (asked->noun == NULL) {
		print_nouns(cmd, asked->last);
	} else if (asked->command == NULL) {
		print_verbs(cmd, asked->noun, asked->verb, asked->last);
	} else if (asked->value_count < VB_COMMAND_ARGUMENTS_MAX &&
	           asked->command->arguments[asked->value_count].name != NULL) {
		print_argument(cmd, asked);
	} else {
		print_options(cmd, asked, asked->command->options, true);
	}
}
