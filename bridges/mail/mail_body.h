/* mail_body: the text of a mail as its two readable parts: plain, and HTML.
 *
 * The plain one is format=flowed (RFC 3676) with fixed lines: none ends with a blank, and what begins with a blank, ">" or
 * "From " is stuffed. Lines end with a line feed; mime_write makes CR LF of it. The German short form stands below. Called by compose. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_BODY_H
#define VB_BRIDGES_MAIL_MAIL_BODY_H

#include "bridges/mail/mail_template.h"
#include "protocol/bytes.h"

/* Appends the plain part. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int mail_body_plain(const struct mail_text *text, struct buf *out);

/* Appends the HTML part. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int mail_body_html(const struct mail_text *text, struct buf *out);

#endif
