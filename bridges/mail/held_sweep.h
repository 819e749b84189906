/* held_sweep: once a day rows of what came in go that nobody needs any more.
 *
 * Mails that nobody looked at for so many days, with their attachments; the marks of mails after 60 days; tokens that have expired. The
 * bytes of all attachments are counted anew, since the erasure of a person takes mails away. Called by verbund-mail, which writes
 * the batch. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_HELD_SWEEP_H
#define VB_BRIDGES_MAIL_HELD_SWEEP_H

#include "bridges/mail/drawer.h"

#define VB_HELD_SWEEP_ROWS 500u /* a time */

/* Adds that they go; *is_done: false when there are more, which wait for the next call, after the batch was written. Cost: all rows
 * of three tables. Errors: those of the drawer. */
VB_MUST int held_sweep(const struct drawer *drawer, int64_t now_ms, uint32_t keep_days,
                       struct drawer_batch *batch, bool *is_done);

#endif
