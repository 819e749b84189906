/* sweep: once a day rows that nobody needs any more go.
 *
 * What was told of meetings that ended 60 days ago; what was told once, after 400 days (nothing that old is told at all); news
 * that were in the newsletter, likewise; subscribers who did not say yes; what failed 90 days ago.
 * Called by planning. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_SWEEP_H
#define VB_BRIDGES_MAIL_SWEEP_H

#include "bridges/mail/planning_state.h"

#define VB_SWEEP_EVERY_MS 86400000
#define VB_SWEEP_TOLD_MS 5184000000   /* 60 days */
#define VB_SWEEP_DONE_MS 34560000000  /* 400 days */
#define VB_SWEEP_FAILED_MS 7776000000 /* 90 days */

/* Takes them away if a day passed since the last time. *out_next_ms: when the next time is. Cost: all rows of these tables.
 * Errors: of the drawer. */
VB_MUST int sweep_old(struct planning *planning, int64_t *out_next_ms);

#endif
