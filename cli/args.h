/* args: what was typed on the command line, checked against the row of its command.
 *
 * Options stand anywhere, `--name value` or `--name=value`; `--` ends them. Everything that is wrong is told with the
 * word at fault and, for a near miss, another word for it or a verb before its noun, what was probably meant.
 * Borrows argv. Thread rule: pure.
 */
#ifndef VB_CLI_ARGS_H
#define VB_CLI_ARGS_H

#include "cli/command.h"
#include "protocol/bytes.h"

struct args {
	const struct command
		*command; /* NULL: no command was typed, or only a noun: help is wanted */
	const char *noun; /* typed without a verb that it needs; else NULL */
	const char *verb; /* the first half of a verb of two words behind it; else NULL */
	const char *values[VB_COMMAND_ARGUMENTS_MAX];
	const char *rest[VB_COMMAND_REST_MAX]; /* further words of the last argument */
	size_t rest_count;
	const char *options[VB_COMMAND_OPTIONS_MAX]; /* in the order of the row; a switch: "" */
	const char *home;
	const char *zone;
	bool is_json;
	bool has_no_colour;
	bool wants_help;
	bool wants_version;
};

#define VB_ARGS_WHY_BYTES 300u

/* Reads argv[1] and following. why: on error what is wrong, in the user's language.
 * Errors: VB_ERR_USAGE, VB_ERR_MISSING_VALUE, VB_ERR_BAD_VALUE (a word that is not allowed), VB_ERR_BAD_UTF8. */
VB_MUST int args_parse(int argc, char **argv, struct args *out, char why[static VB_ARGS_WHY_BYTES]);

/* The value of an argument (by its name in capitals) or of an option of the command; NULL when it was not given. */
const char *args_get(const struct args *args, const char *name);

/* Appends the words of the last argument, of a command with COMMAND_REST, with blanks between them and a NUL behind. */
void args_get_rest(const struct args *args, struct buf *out);

/* True if an option was given. */
bool args_has(const struct args *args, const char *option);

#endif
