/* subscriber_job: subscribers of the newsletter without a record: listed, asked, removed.
 *
 * Whoever is added gets one mail that asks, and the newsletter only when its answer said yes (subscriber_confirm).
 * Called by mail_job. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_SUBSCRIBER_JOB_H
#define VB_BRIDGES_MAIL_SUBSCRIBER_JOB_H

#include "bridges/mail/job_args.h"

/* subscribers.list. Errors: see mail_job_do. */
VB_MUST int subscriber_job_list(struct planning *planning, const struct job_args *args,
                                struct buf *out, const char **detail);
/* subscribers.add: asks, once a day at most. */
VB_MUST int subscriber_job_add(struct planning *planning, const struct job_args *args,
                               struct buf *out, const char **detail);
/* subscribers.remove. */
VB_MUST int subscriber_job_remove(struct planning *planning, const struct job_args *args,
                                  struct buf *out, const char **detail);

#endif
