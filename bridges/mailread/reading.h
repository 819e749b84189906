/* reading: a mail becomes a parcel: the one place where what was found in it is put together and made harmless.
 *
 * All texts of the parcel have gone through harmless, all addresses and names of files are checked; the mail keeps the bytes.
 * Called by main, for each mail. Calls all of the folder. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_READING_H
#define VB_BRIDGES_MAILREAD_READING_H

#include "bridges/mail/hatch.h"
#include "bridges/mailread/mime_mail.h"

/* Prepares all libraries; once, before the program locks itself in. */
void reading_warm(void);

/* Takes the mail apart into *mail, whose files stay for questions, and fills *parcel. Caller releases both, also after an error.
 * Errors: VB_ERR_TOO_LARGE, VB_ERR_MALFORMED: it is no mail. */
VB_MUST int reading_take(struct span bytes, const struct hatch_settings *settings,
                         struct mime_mail *mail, struct parcel *parcel);

#endif
