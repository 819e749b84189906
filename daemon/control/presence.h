/* presence: how this office and another are in touch: link, last word, what has not arrived there, clocks, failed calls.
 *
 * What the sessions know by the monotonic clock is told as a time of day; what only the shell knows of its calls comes
 * through control_shell.
 * Called by control_status, control_peer, health. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_PRESENCE_H
#define VB_DAEMON_CONTROL_PRESENCE_H

#include "daemon/control/control.h"
#include "daemon/control/request.h"

struct presence {
	bool is_linked;
	bool is_heard; /* ever */
	struct wall_ms heard;
	uint64_t missing; /* entries of ours that have not reached it, as far as is known */
	bool has_clock;
	int64_t clock_ahead_ms; /* of ours */
	bool has_call;          /* and no link: calls to it fail */
	struct control_call call;
};

/* Looks at one office. Cost: the logs of the spaces in common. */
void presence_look(const struct request *q, const struct node_id *office, struct presence *out);

#endif
