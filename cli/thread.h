/* thread: messages as a conversation: each answer below the message that it answers.
 *
 * Messages stand in order of time; answers to one, with theirs, before the next. One whose question is not there stands
 * by itself. Whoever is named as answered may be made up by a stranger's program: a circle opens at its first message.
 * Called by cmd_message. Thread rule: one thread.
 */
#ifndef VB_CLI_THREAD_H
#define VB_CLI_THREAD_H

#include "cli/json.h"

struct thread_place {
	size_t index; /* of the message in the list */
	size_t depth; /* 0: no answer, 1: an answer, 2: an answer to an answer, ... */
};

/* Brings the messages of a list, which stands in order of time, into the order of a conversation: one place a message.
 * The caller frees it. Cost: linear. */
struct thread_place *thread_arrange(const struct json *messages);

#endif
