/* autoreply: mail that no person wrote (RFC 3834): answers of machines, of lists, and what looks for whom to answer.
 *
 * What is recognised here is never answered, so that two machines do not write to each other for ever. Each program says it in its
 * own way; the table has what Exchange, Outlook, Gmail, vacation and the large providers write.
 * Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_AUTOREPLY_H
#define VB_BRIDGES_MAILREAD_AUTOREPLY_H

#include "bridges/mailread/mime_mail.h"

/* PARCEL_AUTOMATIC, PARCEL_BULK, PARCEL_NO_RETURN and PARCEL_OWN, as headers and subject say. */
uint32_t autoreply_flags(const struct mime_mail *mail);

#endif
