/* flow: the steps of processes in their order, who is in charge of each, how that office is reached now, and what comes next.
 *
 * Steps of one process stand by order key and number. What comes next is a set of steps, so that ways part and meet
 * again and may lead back; a step that is no more here is left out. How an office is reached is read from its own
 * record each time, never copied into the step.
 * Called by cmd_step. Thread rule: one thread.
 */
#ifndef VB_CLI_FLOW_H
#define VB_CLI_FLOW_H

#include "cli/successors.h"

/* Reads the steps of one committee, or (NULL) of all; process (may be NULL): only of this one. By process and place; each has
 * beside its record "place", its number in the process from 1. The caller destroys it. Errors: those of client_ask. */
VB_MUST int flow_read(struct cmd *cmd, const char *space, const char *process, struct json **steps);

/* How those in charge of a step are reached today: the person, or else the office. The caller frees it. */
char *flow_contact(const struct successors *successors, struct labels *labels,
                   const struct json *step);

/* Where each step stands in the list, by its number. The caller destroys it. */
struct json *flow_index(const struct json *steps);

/* The places of the steps that come next, of the same process, and the names of those of others; the caller frees it. index:
 * of flow_index. */
char *flow_next(const struct json *steps, const struct json *index, const struct json *step);

/* Finds the place behind a step of the process: its number, which may be shortened; NULL: the last; "first": before all.
 * moved (may be NULL): the number of the one that is to stand there. Others may get new places. The caller destroys
 * *order. Errors: VB_ERR_BAD_VALUE (none of this process, or the one that is moved), those of client_ask. */
VB_MUST int flow_place(struct cmd *cmd, const struct json *steps, const char *moved,
                       const char *after, struct json **order);

#endif
