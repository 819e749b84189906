/* candidate: values for an argument or an option, by the name that it has in the table of commands.
 *
 * One line a value; behind a number stands, after a tab, what it is called. `:files` and `:folders` stand for those of the shell.
 * What the office has comes from the daemon, quickly and without complaint: where it does not answer, nothing is offered.
 * Called by completion. Thread rule: one thread.
 */
#ifndef VB_CLI_CANDIDATE_H
#define VB_CLI_CANDIDATE_H

#include "cli/cmd.h"

/* Offers a word if it begins with what was typed. */
void candidate_word(struct out *out, const char *typed, const char *word);

/* Offers those of several words, NULL at the end. */
void candidate_words(struct out *out, const char *typed, const char *const *words);

/* Offers values for a name such as COMMITTEE or ITEM|MEETING: those that begin with what was typed, and records whose title
 * contains it. */
void candidate_values(struct cmd *cmd, const char *typed, const char *name);

/* True if it is known what a name stands for, even if that is a text for which nothing can be offered. */
bool candidate_is_known(const char *name);

#endif
