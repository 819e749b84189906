/* prompt: a question to a person at the terminal, and the line that is typed.
 *
 * Only where both the input and stderr are a terminal: a script is never asked. Nothing is sent to the daemon before the
 * answer, so that an interrupt (Ctrl-C) leaves everything as it was.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_PROMPT_H
#define VB_CLI_PROMPT_H

#include "cli/out.h"

/* Whether there is somebody to ask. */
bool prompt_is_possible(const struct out *out);

/* Asks on stderr, and reads a line without its end; what does not fit is left out. False: the input ended. */
bool prompt_ask(struct out *out, const char *question, char *answer, size_t size);

#endif
