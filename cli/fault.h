/* fault: what the daemon says is not in order, as sentences: what it is, and what to do now.
 *
 * The words are those of SPEC.md 13.
 * Called by cmd_status, glance, check_daemon. Thread rule: one thread.
 */
#ifndef VB_CLI_FAULT_H
#define VB_CLI_FAULT_H

#include "cli/json.h"

/* What it is, one sentence in the user's language. The caller frees it. */
char *fault_format(const struct json *fault, int64_t now_ms);

/* What to do now; never NULL. */
const char *fault_now(const struct json *fault);

/* What came of the last call to an office, by the word of its trouble, as the end of "...: "; never NULL. */
const char *fault_trouble(const char *word);

#endif
