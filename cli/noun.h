/* noun: the nouns of the commands, one row a noun: what it stands for, and what else people call it.
 *
 * The head lines of help and the pages of the manual follow from it. Words are what somebody may type who thinks in German, or of
 * another name for the thing: they are answered with the noun (suggest), never obeyed.
 * Called by help, manual and args. Thread rule: pure.
 */
#ifndef VB_CLI_NOUN_H
#define VB_CLI_NOUN_H

#include <stddef.h>

struct noun {
	const char *name;
	const char *help;  /* one line; to be translated */
	const char *about; /* as in struct command; NULL: nothing */
};

/* The row of a noun; one that the table lacks has its name as its help. */
struct noun noun_get(const char *name);

/* The word of a command that is meant by this one; NULL: none. Case does not matter. */
const char *noun_meant(const char *word);

#endif
