/* quiet: when mail may wake somebody, and the hours of the day at which something is sent, by the clocks of Europe/Berlin.
 *
 * Quiet hours go from one time of day to another and may pass midnight; from and to alike: none. A time that the clocks leave
 * out in March is the moment at which they jump; one that they show twice in October is each of them.
 * Called by planning, queue and gather. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_QUIET_H
#define VB_BRIDGES_MAIL_QUIET_H

#include "bridges/mail/addressee.h"

#define VB_QUIET_EVERY_DAY 7u

/* True if a mail at that moment would come in the quiet hours. */
bool quiet_is(const struct addressee *addressee, int64_t ms);

/* The first moment from ms on that is not in the quiet hours. */
int64_t quiet_end(const struct addressee *addressee, int64_t ms);

/* The first moment behind ms at which clocks show that full hour, on that weekday (0 Monday to 6 Sunday) or on every day. */
int64_t quiet_next(int64_t ms, unsigned hour, unsigned weekday);

/* When clocks show that full hour on a day (protocol/kinds/calendar). */
int64_t quiet_hour(int32_t day, unsigned hour);

#endif
