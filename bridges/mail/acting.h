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

#include "bridges/mail/acts.h"
#include "bridges/mail/mail_token.h"
#include "bridges/mail/parcel.h"

/* What became of a mail, for the log and for tests. */
enum acting_verdict {
	ACTED_NOTHING,      /* loops, lists, automatic mails, our own: not answered, not kept */
	ACTED_SEEN,         /* it was here before */
	ACTED_OLD,          /* an answer older than one that was taken */
	ACTED_BOUNCE,       /* of a mail of ours: counted */
	ACTED_TEST,         /* of a test mail */
	ACTED_UNSUBSCRIBED, /* the sender wishes no more of it */
	ACTED_CONFIRMED,    /* what waited for a yes was done */
	ACTED_WITHDRAWN,    /* what waited for a yes got a no */
	ACTED_REPLY,        /* a reply or an answer was set */
	ACTED_POST,         /* something was said in a thread */
	ACTED_ASKED,        /* unconfirmed: held, and its person is asked */
	ACTED_HELD,         /* held for a person here */
	ACTED_NOTED,        /* could not be taken; its person is told */
	ACTED_COUNT
};

struct acting_mail {
	const struct parcel *parcel;
	/* For whom it was handed over, without <>. */
	const char (*recipients)[VB_ADDRESS_MAX_BYTES + 1];
	size_t recipient_count;
	int64_t now_ms;
	const char *role;   /* our address */
	const char *origin; /* what our own mails say in X-Verbund-Origin */
	struct span key;    /* of tokens */
};

/* Decides. acts is set anew; the caller releases it, also after an error. Errors: those of the drawer but VB_ERR_NOT_FOUND:
 * nothing is to be done then, and the mail has to come again. */
VB_MUST int acting_decide(const struct acting_mail *mail, const struct drawer *drawer,
                          struct acts *acts, enum acting_verdict *verdict);

/* The same mail when the office refused one of the writes for good: held for a person, nothing written. Errors: as above. */
VB_MUST int acting_refused(const struct acting_mail *mail, const struct drawer *drawer,
                           struct acts *acts);

/* A mail that the reading program could not read, or died of: noted as held, of which nothing is known but when it came and the
 * hash of its bytes. Who hands it over may be told that it was taken. Errors: as above. */
VB_MUST int acting_unreadable(const struct hash *hash, int64_t now_ms, const struct drawer *drawer,
                              struct acts *acts);

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
