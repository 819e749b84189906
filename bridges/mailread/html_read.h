/* html_read: what a page of HTML in a mail says, as lines of text.
 *
 * For mails without a plain text. No page is built and nothing is fetched: tags are taken out, what nobody sees (scripts, styles,
 * hidden parts) goes with them, addresses of links and pictures too. Quotations become lines with ">", and where Outlook says that
 * the former mail begins the text ends, so that reply_cut sees what it sees in plain text. Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_HTML_READ_H
#define VB_BRIDGES_MAILREAD_HTML_READ_H

#include "protocol/bytes.h"

/* Appends the text of the page, which is UTF-8. */
void html_read(struct span html, struct buf *out);

#endif
