/* asked: what people ask of the bridge (`verbund bridge mail ...`), as the daemon hands it on: SPEC.md 13.5, Jobs.
 *
 * A row a job. Those about the parts of this program are answered here; those about wishes, the queue, held mail and subscribers
 * by the pure half. Who may ask what is the daemon's business. Called by postman. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_ASKED_H
#define VB_BRIDGES_MAILNET_ASKED_H

#include "bridges/mailnet/post_office.h"

/* Answers the job in an answer of bridge.jobs, and asks for the next one. Errors: of the links. */
VB_MUST int asked_answer(struct postman *p, const struct ipc_answer *answer);

#endif
