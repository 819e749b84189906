/* ical: a calendar as iCalendar (RFC 5545, 5546); the only file that knows libical.
 *
 * UTF-8, CRLF, lines folded at 75 octets and never within a character. The zone's name is exactly Europe/Berlin, with its
 * rule beside it, as clients want it; libical's own names and tables are not used. The same calendar gives the same bytes.
 * Called by cli and the bridges. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_ICAL_H
#define VB_BRIDGES_RENDER_ICAL_H

#include "bridges/render/diary.h"
#include "protocol/bytes.h"

/* Appends the calendar. Errors: those of diary_check; VB_ERR_TOO_LARGE, out is full. */
VB_MUST int ical_write(const struct diary *calendar, struct buf *out);

#endif
