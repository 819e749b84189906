/* manners: automatic mails, which answer a mail that came in: at most one a day to one address.
 *
 * A second one that is asked for on the same day waits until the day is over: a receipt (further ones become part of the one that
 * waits, so that no change goes without one) and a confirmation, unless one of them waits already; a note is left out. Two
 * programs that answer each other so end with one mail a day, whatever they say. What stands in the table caps is kept by address,
 * since that is what somebody sees.
 * Called by acting and held_calls. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MANNERS_H
#define VB_BRIDGES_MAIL_MANNERS_H

#include "bridges/mail/drawer.h"

#define VB_MANNERS_PAUSE_MS INT64_C(86400000)

/* Puts a receipt, a confirmation or a note into the queue, with its row of caps: one such mailing a batch. address: at which its
 * person is reached now, not empty; the mailing's key, matters and the like are the caller's, due_ms is set. *is_queued: false when
 * it is left out. Errors: those of the drawer. */
VB_MUST int manners_queue(const struct drawer *drawer, struct drawer_batch *batch,
                          const char *address, int64_t now_ms, struct mailing *mailing,
                          bool *is_queued);

#endif
