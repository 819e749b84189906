/* draft_write: from a draft to entries: whether it makes sense and fits one entry, and writing it.
 *
 * Several drafts that belong together are all finished before the first is written.
 * Called by the handlers of control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_DRAFT_WRITE_H
#define VB_DAEMON_CONTROL_DRAFT_WRITE_H

#include "daemon/control/draft.h"

/* Makes the body of the entry. Errors: VB_ERR_MISSING_VALUE (a field without which there is no such record),
 * VB_ERR_TOO_LARGE, those of sense_check. */
VB_MUST int draft_finish(struct draft *d);
/* Writes it; d->id is the record from then on. Nothing to write is fine. Errors: those of author_write. */
VB_MUST int draft_write(struct draft *d);
/* Deletes an opened record, by as many entries as it takes. Errors: those of author_write. */
VB_MUST int draft_delete(struct draft *d);

/* Makes the whole turn fail when something could not be finished of which a part is written already, which the checks
 * before are there to prevent; returns err. */
int draft_abandon(struct request *q, int err);

#endif
