/* mailing: one message that is to go to one person: what, about what, to whom, when. It stands in the queue until it is gone.
 *
 * A mailing has no text of a record: the message is written when it is sent, from what the office holds then. So nothing
 * erased or outdated lies in the queue, and what waited over a quiet night tells the newest. Its key says what it is: the same
 * key never goes out twice (SPEC.md 13.5, once).
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAILING_H
#define VB_BRIDGES_MAIL_MAILING_H

#include "bridges/mail/addressee.h"
#include "bridges/mail/matter.h"

/* One row a kind, and a template each (mail_template). The numbers stand in the drawer. */
enum mailing_kind {
	MAILING_INVITATION = 1, /* you are invited; iMIP REQUEST */
	MAILING_CHANGE,         /* time or place changed; REQUEST with a greater SEQUENCE */
	MAILING_CANCELLATION,   /* iMIP CANCEL: of the meeting, or for this person alone */
	MAILING_REMINDER,       /* of a meeting; no calendar object */
	MAILING_AGENDA,  /* agenda of a meeting, or a supplement; REQUEST with the same SEQUENCE */
	MAILING_PAPERS,  /* papers that came after the invitation, attached */
	MAILING_DUTY,    /* obligation or request for comment is due */
	MAILING_REQUEST, /* interpreter or volunteer asked for: yes or no by reply */
	MAILING_MESSAGE, /* a message of a thread */
	MAILING_DIGEST,  /* what gathered since the last one */
	MAILING_NEWSLETTER, /* public meetings and papers */
	MAILING_RECEIPT,    /* what your reply did */
	MAILING_CONFIRM, /* was it you? answer yes (a reply that nothing vouches for; a subscription) */
	MAILING_NOTE, /* your mail could not be taken: why, and what to do */
	MAILING_TEST, /* of `verbund bridge mail test` */
	MAILING_KIND_COUNT
};

#define VB_MAILING_KEY_BYTES 16u
#define VB_MAILING_MATTERS_MAX 200u /* in one digest or newsletter */

struct mailing_matter {
	enum matter_subject subject;
	struct record_id id;
	struct space_id space;
};

struct mailing {
	enum mailing_kind kind;
	uint8_t key
		[VB_MAILING_KEY_BYTES]; /* of what it tells: kind, matter, sequence or edition, person */
	struct record_id person;        /* zero: address says to whom */
	char address[VB_ADDRESS_MAX_BYTES + 1];
	enum tongue tongue;             /* where there is no person: else their wish counts */
	struct mailing_matter *matters; /* what it is about: one, or those of a digest; owned */
	size_t matter_count;
	struct record_id seat; /* of an invitation */
	uint32_t sequence;     /* of the calendar object */
	uint32_t edition;      /* of the agenda: 0 invitation, 1 and on supplement */
	int64_t since_ms;      /* digest: news since then */
	int64_t due_ms;        /* not before that */
	uint32_t attempts;
	char reason[64];       /* receipt, note: what it says, a word of mail_template.h */
	char in_reply_to[256]; /* Message-ID of what it answers; empty: none */
};

/* Packs a row of the queue. */
void mailing_encode(const struct mailing *mailing, struct buf *out);
/* Reads one. Caller releases, also after an error. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_LARGE. */
VB_MUST int mailing_decode(struct span in, struct mailing *out);
/* Frees it; zeroed is fine. */
void mailing_release(struct mailing *mailing);

#endif
