/* suggest: the word that was probably meant.
 *
 * One walk over the words that exist; the nearest is kept.
 * Called by args for nouns, verbs, options and kinds that do not exist. Thread rule: pure.
 */
#ifndef VB_CLI_SUGGEST_H
#define VB_CLI_SUGGEST_H

#include <stddef.h>

/* A search for the nearest of several words. */
struct suggest {
	const char *typed;
	const char *best; /* NULL: none is near */
	size_t distance;
};

/* Starts with a mistyped word. Borrows it. */
void suggest_init(struct suggest *suggest, const char *typed);

/* Compares one more word that exists; borrows it. Nearest is what another word was typed for (synonym). Near is: a third
 * of its letters wrong at most (changed, added, left out, or swapped with the neighbour: Damerau 1964), or the beginning
 * of the word was typed. */
void suggest_offer(struct suggest *suggest, const char *word);

#endif
