/* mail_job: what people ask of the bridge to e-mail about wishes, subscribers, the queue and what was told: jobs (SPEC.md 13.5).
 *
 * The daemon has looked whether they may and whether the names of the arguments fit. What a job changes is on the disk when
 * it is answered. `status`, `test` and `resume` are the business of verbund-mail (for resume see queue_job_forget), held mail
 * that of held_calls.h. Calls wishes_job, subscriber_job and queue_job. Called by verbund-mail. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_JOB_H
#define VB_BRIDGES_MAIL_MAIL_JOB_H

#include "bridges/mail/job_args.h"
#include "bridges/mail/queue.h"

/* True if it is one of these. */
bool mail_job_is(struct span call);

/* Does it: appends the result to out and writes what changes; args: a map, or empty. What is planned elsewhere is committed
 * before. Errors, with nothing written or a part of what `retry` moved: VB_ERR_UNKNOWN_CALL; VB_ERR_NOT_FOUND; VB_ERR_BAD_VALUE;
 * VB_ERR_AMBIGUOUS, a key that several begin with; VB_ERR_BUSY, it is being sent; VB_ERR_MALFORMED, arguments; VB_ERR_TOO_MANY,
 * subscribers; those of the drawer. *detail: what is wrong, a constant; NULL: nothing to say. */
VB_MUST int mail_job_do(struct queue *queue, int64_t now_ms, struct span call, struct span args,
                        struct buf *out, const char **detail);

#endif
