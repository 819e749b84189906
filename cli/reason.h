/* reason: what the daemon says about an error, in the user's language.
 *
 * The daemon speaks English and puts names and values into its sentences. Each sentence it has is known here as a
 * pattern with %s where those stand; what stands there is looked up in turn. A test compares the list with the daemon's
 * sources. What is not known stays as it is.
 * Called by client and cmd_init. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_REASON_H
#define VB_CLI_REASON_H

/* The sentence in the user's language; the caller frees it. */
char *reason_translate(const char *text);

/* The pattern at an index, in English; NULL behind the last. For tests. */
const char *reason_at(unsigned long index);

#endif
