/* upload: sends the objects of a plan to the daemon, in requests of bearable size.
 *
 * The order is that in which kinds refer to each other. A reference to an object of a later request is left out at first
 * and sent once all are there. References to objects that stand neither in the plan nor in the committee are left out.
 * Called by cmd_import. Thread rule: one thread.
 */
#ifndef VB_CLI_OPARL_UPLOAD_H
#define VB_CLI_OPARL_UPLOAD_H

#include "cli/cmd.h"
#include "cli/oparl/oparl_plan.h"

/* What the daemon did. */
struct upload_sum {
	int64_t created;
	int64_t updated;
	int64_t unchanged;
};

/* Sends all objects of one body into a committee and adds up what was done. is_fresh: it was founded just now.
 * Errors: those of client_ask; what was sent before stays. */
VB_MUST int upload_run(struct cmd *cmd, struct oparl_plan *plan, size_t body, const char *space,
                       bool is_fresh, struct upload_sum *sum);

#endif
