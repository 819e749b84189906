/* mail_calendar: the calendar object of a mail about a meeting (iTIP, RFC 5546), for one attendee.
 *
 * One VCALENDAR with one entry; ORGANIZER is the role address, ATTENDEE the addressee alone. SEQUENCE is the mailing's. What
 * changes time or place asks anew; what does not keeps the answer. The method is that of mail_template.
 * Called by compose. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_CALENDAR_H
#define VB_BRIDGES_MAIL_MAIL_CALENDAR_H

#include "bridges/mail/mail_order.h"

#define VB_MAIL_UID_BYTES 64u

/* The UID of a meeting, as `verbund meeting calendar` has it, too: its id, and 16 digits of the id of its space. */
void mail_calendar_uid(const struct matter *meeting, char out[static VB_MAIL_UID_BYTES]);

/* True if the order has one: its kind does, and the meeting has a time. */
bool mail_calendar_is_wanted(const struct mail_order *order);

/* Appends the object. Errors: those of ical_write. */
VB_MUST int mail_calendar_write(const struct mail_order *order, struct buf *out);

#endif
