/* outward_sequence: the number of a calendar object (SEQUENCE, RFC 5545, 3.8.7.4): how often time, place or state of a meeting were
 * changed.
 *
 * Counted are the entries of its history that count today, but for the one that made it, with a change to start, end, location, room,
 * state or cancelled: so is the number in calendars that the command line exports (cli/datebook.h), and both agree.
 * Called by outward_meeting. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_SEQUENCE_H
#define VB_DAEMON_CONTROL_OUTWARD_SEQUENCE_H

#include "daemon/control/outward.h"

#define VB_OUTWARD_HISTORY_MAX 20000u /* entries of one meeting that are looked at; the oldest */

/* Counts them. Errors: those of the store. Cost: all entries of the meeting. */
VB_MUST int outward_sequence_count(struct request *q, const struct record_ref *meeting,
                                   uint32_t *out);

#endif
