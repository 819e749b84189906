/* erasing: the question before something is erased, and what is told afterwards; for record erase and message erase;
 * and their options for other commands that erase.
 *
 * Whoever erases is told how much goes, at how many offices, and which backup still holds it.
 * Called by cmd_record and cmd_message. Thread rule: one thread.
 */
#ifndef VB_CLI_ERASING_H
#define VB_CLI_ERASING_H

#include "cli/cmd.h"

/* The row of --ground, for commands that have further options. */
#define ERASING_GROUND                                                                             \
	{                                                                                          \
		"ground", N_("WORD"), NULL, erasing_grounds,                                       \
			N_("why, for all offices to read: request (somebody concerned asked for "  \
		           "it), expired (to be kept no longer), mistake, moved, restated (there " \
		           "is a new version) or unsaid (not said)"),                              \
			false                                                                      \
	}
/* Its words, NULL at the end. */
extern const char *const erasing_grounds[];

/* Options of the commands that erase: the reason, and those of command_yes. */
extern const struct option erasing_options[];
/* The same with --replace. */
extern const struct option erasing_replace_options[];

/* Tells a person that the last backup still holds what was erased just now. answer: with "backup" when it was made; without,
 * there is none. */
void erasing_tell_backup(struct cmd *cmd, const struct json *answer);

/* Erases the record named by an argument of the command; says before what goes along. Errors: those of answer_confirm and
 * client_ask. */
VB_MUST int erasing_named(struct cmd *cmd, const char *argument);

#endif
