/* mime_read: takes a mail apart with GMime; the only file that knows it, on the reading side.
 *
 * Limits (mime_mail.h): depth, parts, headers and sizes; what is beyond them is left out and PARCEL_CUT says so. Nothing is
 * decompressed or decrypted, no part of a mail within a mail is looked at. mime_read_warm comes first. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_MIME_READ_H
#define VB_BRIDGES_MAILREAD_MIME_READ_H

#include "bridges/mailread/mime_mail.h"

/* Prepares the library and its character sets; once, before the program locks itself in. */
void mime_read_warm(void);

/* Takes a mail apart. Caller releases, also after an error. Errors: VB_ERR_TOO_LARGE (10 MiB, lines of headers or
 * between parts), VB_ERR_MALFORMED (no header). */
VB_MUST int mime_read(struct span mail, struct mime_mail *out);

#endif
