/* authres: whether the operator's own server vouches for the sender of a mail (Authentication-Results, RFC 8601).
 *
 * Anybody can write such a header into a mail. Those count alone that name the server that the operator set, and that stand where
 * only servers of the operator write: above the Received of the server that took the mail from outside, or directly below it,
 * among headers of its kind. That server takes away what came with its own name (RFC 8601, 5); of what still stands twice
 * the upper one counts. Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_AUTHRES_H
#define VB_BRIDGES_MAILREAD_AUTHRES_H

#include "bridges/mailread/mime_mail.h"

/* PASS: dmarc=pass; or, where DMARC says nothing, dkim or spf passed for the domain of the address or one above it. FAIL: the
 * server looked and none of this is so. UNKNOWN: it says nothing that counts, or could not look; or there is no address. */
enum parcel_trust authres_trust(const struct mime_mail *mail, const char *authserv,
                                const char *from);

#endif
