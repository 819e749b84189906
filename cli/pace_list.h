/* pace_list: the rhythm of a committee as lines of what is due, and as the head of committee show.
 *
 * A line has the form that due.h lists. What is due: a sitting that the year still needs (sitting), the next one after
 * the last (gap), one that follows too soon (early), the invitation to the next one (invitation), minutes (minutes).
 * Called by due and cmd_committee. Thread rule: one thread.
 */
#ifndef VB_CLI_PACE_LIST_H
#define VB_CLI_PACE_LIST_H

#include "cli/labels.h"
#include "cli/pace.h"

/* Adds a line for all that is late, soon due, or due until a day. */
void pace_list_add(struct cmd *cmd, struct labels *labels, const struct pace *pace, int32_t until,
                   struct json *items);

/* Adds the lines of one committee, or (NULL) of all that are here. Errors: those of pace_read. */
VB_MUST int pace_list_read(struct cmd *cmd, struct labels *labels, const char *space, int32_t today,
                           int32_t until, struct json *items);

/* Writes the rhythm, the rules and the vacant seats as pairs. */
void pace_list_print(struct cmd *cmd, struct labels *labels, const struct pace *pace);

/* The same as a map for scripts; the caller destroys it. */
struct json *pace_list_export(struct labels *labels, const struct pace *pace);

#endif
