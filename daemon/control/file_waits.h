/* file_waits: documents that do not come now since there is no room for them here, and why: for people.
 *
 * Asked of the accounts as they stand, so that it is told no longer than it is true. SPEC.md 10, Quotas, and 13.
 * Called by control_file, health. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_FILE_WAITS_H
#define VB_DAEMON_CONTROL_FILE_WAITS_H

#include "daemon/control/request.h"
#include "daemon/core/attachment.h"

/* Why a document that is due is not fetched now: "day", "member", "founder" (quota.h), "space", "disk"; NULL: nothing here
 * keeps it away. */
const char *file_waits_why(struct request *q, const struct blob_row *row);

/* An office whose documents have no room now. */
struct file_waiter {
	enum quota_why why;
	struct node_id office; /* of a founder's account: the founder */
};

/* All of them, each once for a reason, at most max; returns how many. Cost: all documents that are due. */
uint32_t file_waits_list(struct request *q, struct file_waiter *out, uint32_t max);

#endif
