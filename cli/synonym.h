/* synonym: other words for the words of commands, German ones above all.
 *
 * They are answered with the word that is meant, never obeyed: a script reads the same everywhere. Only the answers of
 * people to people, yes, no and maybe, are understood as they are spoken.
 * Called by suggest. Thread rule: pure.
 */
#ifndef VB_CLI_SYNONYM_H
#define VB_CLI_SYNONYM_H

#include <stdbool.h>

/* True if typed is another word for the word of a command. Capitals do not matter, of umlauts either. */
bool synonym_is(const char *typed, const char *word);

/* True if typed is a spoken answer, and word the one of a command that it stands for. */
bool synonym_is_answer(const char *typed, const char *word);

#endif
