/* itip: a calendar object in a mail that answers an invitation (RFC 5546), read with libical; the only file that knows it here.
 *
 * Read as real clients write: ORGANIZER may be missing, there may be several VEVENTs, mailto: in any letter case, times by names of
 * Windows. Which attendee answers is for others to say: each is told. No repetition is ever expanded, no zone is looked up.
 * Called by reading. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_ITIP_H
#define VB_BRIDGES_MAILREAD_ITIP_H

#include "bridges/mail/parcel.h"

#define VB_ITIP_MAX_BYTES (1u << 20)
#define VB_ITIP_COMPONENTS_MAX 100u
#define VB_ITIP_DEPTH_MAX 8u
#define VB_ITIP_DELEGATED 4u

enum itip_method { ITIP_NONE, ITIP_REPLY, ITIP_COUNTER, ITIP_OTHER };

/* Prepares the library; once, before the program locks itself in. */
void itip_warm(void);

/* Reads the object, UTF-8. Writes the answers of a REPLY or COUNTER to *answers, at most VB_PARCEL_ANSWERS_MAX; texts may hold
 * anything but NUL. *is_cut is set when there were more. Errors: VB_ERR_TOO_LARGE, VB_ERR_MALFORMED (none, or without an end). */
VB_MUST int itip_read(struct span ics, enum itip_method *method, struct parcel_answer *answers,
                      size_t *count, bool *is_cut);

#endif
