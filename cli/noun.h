/* noun: the nouns of the commands, one row a noun: what it stands for.
 *
 * The overview that help gives and the pages of the manual follow from it.
 * Called by help and manual. Thread rule: pure.
 */
#ifndef VB_CLI_NOUN_H
#define VB_CLI_NOUN_H

struct noun {
	const char *name;
	const char *help;  /* one line; to be translated */
	const char *about; /* as in struct command; NULL: nothing */
};

/* The row of a noun; one that the table lacks has its name as its help. */
struct noun noun_get(const char *name);

#endif
