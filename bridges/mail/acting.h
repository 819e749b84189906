/* acting: what a mail that came in does: the rules of who may do what by mail (SPEC.md 13.6).
 *
 * A mail is believed by itself only if it came to the token of a person, or is the answer of a calendar for a meeting and an
 * attendee whom we invited, and if its From is an address at which we reach that person, and if the operator's own server
 * vouches for the From. Else it waits, held for a person here, and where we know whose it would be, that person is asked, at the
 * address that we have. A mail sets replies to invitations and requests and says something in a thread; nothing else, never a
 * vote. Automatic mails go to addresses that we have, at most one to each in a day; what happened meanwhile waits for the next.
 * Called by verbund-mail for every mail; asks through the drawer. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_ACTING_H
#define VB_BRIDGES_MAIL_ACTING_H

#include "bridges/mail/acting_mail.h"
#include "bridges/mail/acts.h"

/* Decides. acts is set anew; the caller releases it, also after an error. Errors: those of the drawer but VB_ERR_NOT_FOUND:
 * nothing is to be done then, and the mail has to come again. */
VB_MUST int acting_decide(const struct acting_mail *mail, const struct drawer *drawer,
                          struct acts *acts, enum acting_verdict *verdict);

/* The same mail when the office refused one of the writes for good: held for a person, nothing written. Errors: as above. */
VB_MUST int acting_refused(const struct acting_mail *mail, const struct drawer *drawer,
                           struct acts *acts);

/* A mail that the reading program could not read, or died of: held whole for a person, as a file of bytes bytes, of which the pieces
 * are those of the mail itself (act_keep.file is VB_ACT_WHOLE_MAIL). hash: of its bytes; the same
 * bytes once more are known. Errors: as above. */
VB_MUST int acting_unreadable(const struct hash *hash, uint32_t bytes, int64_t now_ms,
                              const struct drawer *drawer, struct acts *acts,
                              enum acting_verdict *verdict);

/* What the server that hands a mail over is told of an address (LMTP, RCPT). */
enum acting_recipient { TAKE_IT, REFUSE_UNKNOWN, REFUSE_EXPIRED };

/* Whether a mail for this address is taken: the role address, or one with a valid token. Errors: of the drawer. */
VB_MUST int acting_recipient(const char *recipient, const char *role, struct span key,
                             int64_t now_ms, const struct drawer *drawer,
                             enum acting_recipient *out);

/* The word of a verdict, for the log: "reply", "held", ... */
const char *acting_word(enum acting_verdict verdict);

/* What somebody wishes no more who unsubscribes by a mail of that kind: bits of enum addressee_wish. */
uint32_t acting_unwanted(enum mailing_kind kind);

#endif
