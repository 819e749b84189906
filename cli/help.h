/* help: what the table of commands says, for people: an overview, one noun, one command; examples first.
 *
 * In a pipe the overview and a noun are one line a command: how it is called, tab, what it does. On a terminal the overview names the
 * verbs of each noun, and nothing is wider than the terminal.
 * Called by main and cmd_help. Thread rule: one thread.
 */
#ifndef VB_CLI_HELP_H
#define VB_CLI_HELP_H

#include "cli/command.h"
#include "cli/out.h"

/* Tells about all commands (noun NULL), those of a noun, or those whose verbs of two words begin with verb (NULL: all). */
void help_list(struct out *out, const char *noun, const char *verb);

/* Tells one command. */
void help_command(struct out *out, const struct command *command);

#endif
