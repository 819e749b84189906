/* compose: one whole message as bytes, ready for SMTP: headers, texts, calendar object, files.
 *
 * The form that real clients need (RFC 5546, 6047, 2369, 8058, 3834): multipart/mixed with the alternatives plain, HTML and,
 * last, text/calendar with the method; behind them the same object as a file, and the attachments. From is ORGANIZER is the
 * role address, replies go to the address with a token, and the envelope names who is to get it (VERP). The Message-ID is
 * made of what is told to whom and has no token in it; nobody is named but the one who gets it.
 * Called by the sending half of the bridge. Calls mail_template, mail_calendar, mail_body, mime_write. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_COMPOSE_H
#define VB_BRIDGES_MAIL_COMPOSE_H

#include "bridges/mail/mail_order.h"
#include "protocol/bytes.h"

#define VB_COMPOSE_MAX_BYTES (64u << 20)
#define VB_COMPOSE_ID_MAX_BYTES 250u

struct compose_mail {
	char sender[VB_ADDRESS_MAX_BYTES + 1];        /* MAIL FROM, without <> */
	char recipient[VB_ADDRESS_MAX_BYTES + 1];     /* RCPT TO, without <> */
	char message_id[VB_COMPOSE_ID_MAX_BYTES + 1]; /* with <> */
	struct buf bytes;                             /* lines end with CR LF */
};

/* Writes the message. The caller releases it, also after an error. Errors: VB_ERR_BAD_VALUE, an address, a token or the
 * URL is none; VB_ERR_OUT_OF_RANGE, a moment outside 1996 to 2999; VB_ERR_NOT_FOUND, nothing is left of what it is about;
 * VB_ERR_TOO_LARGE. Cost: some hundred microseconds, and the files. */
VB_MUST int compose_write(const struct mail_order *order, struct compose_mail *out);
/* Frees it; zeroed is fine. */
void compose_release(struct compose_mail *mail);

/* What a Message-ID of ours is about ("<message/0193.../1a2b3c4d@stadt.example>", as References of replies have it). False:
 * it is none of ours, of another domain, or about no record. */
bool compose_parse_id(const char *message_id, const char *domain, enum matter_subject *subject,
                      struct record_id *record);

#endif
