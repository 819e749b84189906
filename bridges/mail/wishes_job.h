/* wishes_job: what a person wishes, shown and set; what a person was told, for who asks what is kept of them.
 *
 * Only of people whom the office tells. Wishes take effect for what goes from now on, also for what waits.
 * Called by mail_job. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_WISHES_JOB_H
#define VB_BRIDGES_MAIL_WISHES_JOB_H

#include "bridges/mail/job_args.h"

/* wishes.show. Errors: see mail_job_do. */
VB_MUST int wishes_job_show(struct planning *planning, const struct job_args *args, struct buf *out,
                            const char **detail);
/* wishes.set. */
VB_MUST int wishes_job_set(struct planning *planning, const struct job_args *args, struct buf *out,
                           const char **detail);
/* person.about. Cost: all that was told. */
VB_MUST int wishes_job_about(struct planning *planning, const struct job_args *args,
                             struct buf *out, const char **detail);

#endif
