/* returned: a mail that says that another one could not be delivered (RFC 3464), or not yet.
 *
 * Servers of today send a report that programs read (Postfix, Exim, Exchange, Gmail); older ones write a letter (qmail, old Exim): from
 * these the address is taken where a null sender or a postmaster writes it and it stands where they put it.
 * Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_RETURNED_H
#define VB_BRIDGES_MAILREAD_RETURNED_H

#include "bridges/mailread/mime_mail.h"

#define VB_RETURNED_FAILED 1u
#define VB_RETURNED_DELAYED 2u
#define VB_RETURNED_DELIVERED 3u

struct returned {
	char recipient[VB_ADDRESS_MAX_BYTES + 1]; /* empty: not told */
	uint8_t status_class;                     /* 2, 4, 5; 0: not told */
	uint8_t action;                           /* 0: not told */
};

/* True if the mail is such a report; then *out is filled. flags: what is known of the mail (enum parcel_flags). */
bool returned_read(const struct mime_mail *mail, uint32_t flags, struct returned *out);

#endif
