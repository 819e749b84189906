/* help: what the table of commands says, for people: an overview, one noun, one command with its examples first.
 *
 * In a pipe the overview is one line a command: how it is called, tab, what it does.
 * Called by main and cmd_help. Thread rule: one thread.
 */
#ifndef VB_CLI_HELP_H
#define VB_CLI_HELP_H

#include "cli/command.h"
#include "cli/out.h"

/* Lists all commands, or those of a noun (NULL: all). */
void help_list(struct out *out, const char *noun);

/* Tells one command. */
void help_command(struct out *out, const struct command *command);

#endif
