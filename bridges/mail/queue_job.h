/* queue_job: the queue and what failed, for people to see, to try anew and to drop; and what is to be done after a restore.
 *
 * What is under way is neither tried anew nor dropped. The list is the queue in its order and then what failed; a page is of one
 * of the two.
 * Called by mail_job. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_QUEUE_JOB_H
#define VB_BRIDGES_MAIL_QUEUE_JOB_H

#include "bridges/mail/job_args.h"
#include "bridges/mail/queue.h"

/* queue.list. Errors: see mail_job_do. */
VB_MUST int queue_job_list(struct queue *queue, const struct job_args *args, struct buf *out,
                           const char **detail);
/* queue.retry. */
VB_MUST int queue_job_retry(struct queue *queue, const struct job_args *args, struct buf *out,
                            const char **detail);
/* queue.drop: of a meeting that counts as told. */
VB_MUST int queue_job_drop(struct queue *queue, const struct job_args *args, struct buf *out,
                           const char **detail);

/* Takes all rows that wait and all news away, and makes what was written until now history: before all meetings, duties and
 * requests are told with planning.is_silent, so that all that is here counts as told. Errors: of the drawer. */
VB_MUST int queue_job_forget(struct planning *planning);

#endif
