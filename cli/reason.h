/* reason: what the daemon says about an error, in the user's language.
 *
 * The daemon speaks English and puts names and values into its sentences. Each sentence it has is known here as a
 * pattern with %s where those stand; what stands there is looked up in turn. A test compares the list with the daemon's
 * sources. What is not known stays as it is.
 * Fields are named as whoever typed the command knows them: by the option that sets them, else by their caption.
 * Called by client and cmd_init. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_REASON_H
#define VB_CLI_REASON_H

struct command;

/* The sentence in the user's language; the caller frees it. command: what was typed; NULL: fields keep their names. */
char *reason_translate(const struct command *command, const char *text);

/* The pattern at an index, in English; NULL behind the last. For tests. */
const char *reason_at(unsigned long index);

#endif
