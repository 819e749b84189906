/* proposals: what offices want to see on the agenda of a meeting, what was decided about it, and whether it comes in time.
 *
 * Of another meeting of the same committee that takes no more items, those of which nobody has decided are offered for
 * this one, too. Items that were proposed as older versions did it, with the state `proposed`, stand among them.
 * Facts are those of protocol/kinds/proposal.h. Called by cmd_agenda and cmd_agenda_proposal. Thread rule: one thread.
 */
#ifndef VB_CLI_PROPOSALS_H
#define VB_CLI_PROPOSALS_H

#include "cli/cmd.h"
#include "protocol/kinds/proposal.h"

struct proposed {
	const struct json *record; /* of kind proposal, or an agenda item */
	enum proposal_state state;
	enum proposal_way way;
	const char *reason; /* why it was declined; NULL: not said */
	bool is_left_over;  /* from another meeting */
};

struct proposals {
	struct json *records, *old;
	struct json *named;    /* items by the proposal that they name, a list each */
	struct json *meetings; /* by number */
	struct proposed *rows; /* in the order of time, those left over last */
	size_t count;
};

/* Reads those for a meeting. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int proposals_read(struct cmd *cmd, const struct json *meeting, struct proposals *out);

/* Tells a person at a terminal how many of them wait for an answer, if any do. Errors: those of client_ask. */
VB_MUST int proposals_hint(struct cmd *cmd, const struct json *meeting);

/* Frees what belongs to it. Zeroed is fine. */
void proposals_release(struct proposals *proposals);

/* What was decided about a proposal, by its record and the items that name it; *reason (may be NULL): borrowed. */
enum proposal_state proposals_settle(const struct json *proposal, const struct json *items,
                                     const char **reason);

/* When a proposal comes to a meeting. */
enum proposal_way proposals_way(const struct json *proposal, const struct json *meeting,
                                const char *zone);

#endif
