/* acting_mail: a mail as it is handed to acting, and what becomes of it.
 *
 * The parcel says what the mail says; all else the bridge knows itself: for whom it was handed over, when, and its own settings.
 * It borrows all that it points to. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_ACTING_MAIL_H
#define VB_BRIDGES_MAIL_ACTING_MAIL_H

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
	ACTED_FULL,         /* too many wait already; it is not kept */
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

#endif
