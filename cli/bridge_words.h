/* bridge_words: what the daemon and the bridge for e-mail say about it, as sentences: what is wrong, and what to do now.
 *
 * The words are those of SPEC.md 13.5; one that this version does not know is shown as it is.
 * Called by cmd_bridge, cmd_bridge_test, check_mail. Thread rule: one thread.
 */
#ifndef VB_CLI_BRIDGE_WORDS_H
#define VB_CLI_BRIDGE_WORDS_H

#include "cli/json.h"

#define VB_BRIDGE_WORDS_BYTES 800u
#define VB_BRIDGE_QUIET_BYTES 16u

/* off, starting, running or failing, in the user's language. */
const char *bridge_words_state(const char *word);

/* Why a bridge (an item of bridge.status) does not run; empty: it does. */
void bridge_words_why(const struct json *bridge, char out[static VB_BRIDGE_WORDS_BYTES]);

/* What is wrong with a part (of the job status); empty: nothing. */
void bridge_words_part(const struct json *part, char out[static VB_BRIDGE_WORDS_BYTES]);

/* What a step of a test is called: submission, delivery, return, reply. */
const char *bridge_words_step(const char *word);

/* What is wrong with a step, and what to do now; both NULL: nothing is known about it. */
struct bridge_advice {
	const char *what; /* in the user's language */
	const char *now;
};
/* The advice for a step and its `why`. */
struct bridge_advice bridge_words_advice(const char *step, const char *why);

/* Why a mail is held. */
const char *bridge_words_held(const char *word);
/* What a message of the queue is. */
const char *bridge_words_kind(const char *word);
/* How far it is: waiting, deferred, failed. */
const char *bridge_words_progress(const char *word);
/* How often somebody wants mail, and what not, and the states of subscribers. */
const char *bridge_words_wish(const char *word);
/* The quiet hours of somebody's wishes, "20:00-07:00"; empty: none. */
void bridge_words_quiet(const struct json *wishes, char out[static VB_BRIDGE_QUIET_BYTES]);

#endif
