/* completion: what could stand where a person at a shell pressed the tab key.
 *
 * The shell's function (completion.bash) runs `verbund __complete WORD...` with the words so far, the last one unfinished. The
 * answer follows from the table of commands, values from candidate.
 * Called by main. Thread rule: one thread.
 */
#ifndef VB_CLI_COMPLETION_H
#define VB_CLI_COMPLETION_H

#include "cli/cmd.h"

#define VB_COMPLETION_WORD "__complete" /* no command of the table: nobody types it */

/* The unfinished command. */
struct completion {
	const struct command *command; /* NULL: its words are not complete */
	const char *noun;              /* NULL: none yet */
	const char *verb;              /* what stands behind it, as long as no command is found */
	bool is_lost;                  /* no command begins like this */
	const char *values[VB_COMMAND_ARGUMENTS_MAX];
	size_t value_count;
	uint32_t given; /* options of the command that are there, a bit each in their order */
	const struct option *option; /* whose value is due; NULL: none */
	bool is_past_options;        /* behind -- */
	const char *home;            /* NULL: not named */
	const char *last;            /* the unfinished word; of --name=value only the value */
};

/* Reads the words; borrows them. */
void completion_parse(int count, char **words, struct completion *out);

/* Writes what fits, as candidate.h says. cmd: its args are not looked at. */
void completion_print(struct cmd *cmd, const struct completion *asked);

#endif
