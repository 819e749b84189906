/* command: the one table of what the program can do.
 *
 * One row a command: noun, verb, arguments, options, handler, texts. Parsing (args), help, the suggestions after a
 * typing error, the manual pages and what a shell completes follow from it. An option may name the field of a record that it sets; its form then follows
 * from the table of kinds.
 * Rows stand behind their handlers in cmd_<noun>.c, which get everything through struct cmd; command_table lists these
 * tables. Thread rule: one thread.
 */
#ifndef VB_CLI_COMMAND_H
#define VB_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct cmd;

struct option {
	const char *name;         /* without the hyphens */
	const char *value;        /* what is shown for its value; NULL: a switch */
	const char *field;        /* the field that it sets; NULL: none */
	const char *const *words; /* the values allowed, NULL at the end; NULL: any */
	const char *help;
	bool is_required;
};

struct argument {
	const char *name;
	const char *const *words; /* as above */
	bool is_optional;
};

enum command_flags {
	COMMAND_TEXT = 1, /* prints no document: --json is refused */
	COMMAND_REST = 2, /* its last argument may be several words */
};

#define VB_COMMAND_ARGUMENTS_MAX 4u
#define VB_COMMAND_OPTIONS_MAX 16u
#define VB_COMMAND_REST_MAX 31u

struct command {
	const char *noun;
	const char *verb; /* one word or two ("seat add"); NULL: the noun alone */
	struct argument arguments[VB_COMMAND_ARGUMENTS_MAX];
	const struct option *options; /* a name of NULL ends them; NULL: none */
	unsigned flags;
	int (*run)(struct cmd *cmd);
	const char *kind; /* of the record whose fields its options set; NULL: none */
	const char *help; /* one line */
	/* What else there is to know, in paragraphs parted by an empty line; one that begins with two blanks stays as it is, line
	 * by line. NULL: nothing. */
	const char *about;
	const char *examples[3];
};

/* For the rows of the tables. */
#define COMMAND_ARG(text)                                                                          \
	{                                                                                          \
		text, NULL, false                                                                  \
	}
#define COMMAND_MAYBE(text)                                                                        \
	{                                                                                          \
		text, NULL, true                                                                   \
	}
#define COMMAND_END                                                                                \
	{                                                                                          \
		.noun = NULL                                                                       \
	}

/* The table. NULL behind the last row. */
const struct command *command_at(size_t index);

/* Options that every command takes. */
extern const struct option command_common[];
/* --yes and --dry-run, of a command that destroys something. */
extern const struct option command_yes[];
/* relay, guest, member, steward. */
extern const char *const command_roles[];
/* The kinds of records. */
extern const char *const command_kinds[];

/* The row for noun and verb (NULL: none was typed); NULL when there is none. */
const struct command *command_find(const char *noun, const char *verb);

/* True if the row at an index, which is one, is the first of its noun. */
bool command_is_first(size_t index);

/* True if a command has this noun. */
bool command_has_noun(const char *noun);

/* The option of a command, or one of the common ones; NULL when there is none. */
const struct option *command_option(const struct command *command, const char *name);

/* True if the argument with this index may be several words. */
bool command_has_rest(const struct command *command, size_t index);

/* Writes "verbund noun verb ARGUMENT [--option VALUE]" for help and manual, in the user's language, at most
 * size bytes with the NUL. */
void command_format(const struct command *command, char *out, size_t size);

#endif
