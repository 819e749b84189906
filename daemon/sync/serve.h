/* serve: sending log entries to another office, as far as it granted credit.
 *
 * One job a log; erasures and control entries first, then open logs, then data, newest space first. What the office may
 * no longer read is not sent, whatever it asked for.
 * Called by session. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_SERVE_H
#define VB_DAEMON_SYNC_SERVE_H

#include "daemon/sync/session.h"

#define VB_SERVE_JOBS_MAX_COUNT 4096u /* a link; asks beyond are dropped and asked again */

/* Queues entries next..end of a log; joins with the job that is there for the log. */
void serve_add(struct session *s, const struct serve_job *job);

/* Sends what is queued until done, out of credit, busy, or *budget bytes are used up (decreased by what was sent).
 * Errors: VB_ERR_BUSY, store errors. Out of credit is none. */
VB_MUST int serve_pump(struct node *node, struct session *s, size_t *budget);

#endif
