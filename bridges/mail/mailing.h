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
	MAILING_AGENDA, /* agenda of a meeting, or a supplement; REQUEST with the same SEQUENCE */
	MAILING_PAPERS, /* papers that came after the invitation, attached */
	MAILING_DUTY, /* obligation, request for comment, agreement or measure is due; sequence 1: overdue */
	MAILING_REQUEST,    /* interpreter or volunteer asked for: yes or no by reply */
	MAILING_MESSAGE,    /* a message of a thread */
	MAILING_DIGEST,     /* what gathered since the last one */
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
	uint32_t
		sequence; /* of the calendar object; of a receipt 1: the answer was to what was told before a change */
	uint32_t edition; /* of the agenda: 0 invitation, 1 and on supplement */
	int64_t since_ms; /* digest, newsletter: news since then; agenda, papers: files since then are new */
	int64_t due_ms;   /* not before that: stands in the key of the row, not in its value */
	int64_t stamp_ms; /* of a calendar object: DTSTAMP, whole seconds; 0 before it is sent */
	uint32_t attempts;
	char reason[64];       /* receipt, note: what it says, a word of mail_template.h */
	char in_reply_to[256]; /* Message-ID of what it answers; empty: none */
};

#define VB_MAILING_PLACE_BYTES (8u + VB_MAILING_KEY_BYTES)

/* The word of a kind: "invitation", "change", ... */
const char *mailing_kind_word(enum mailing_kind kind);

/* The key of a mailing of that kind about that matter (of a committee zero) to that one (mailing_who); number: what sets it
 * apart from others about the same, as the sequence. A hash: the same arguments give the same key for ever. */
void mailing_key(enum mailing_kind kind, const struct record_id *matter, uint64_t number,
                 const struct record_id *who, uint8_t out[static VB_MAILING_KEY_BYTES]);

/* By what somebody is known in the drawer: their record, or without one a hash of the address, upper and lower case of its
 * ASCII letters alike. address: NULL if there is a person. */
void mailing_who(const struct record_id *person, const char *address, struct record_id *out);

/* The key of its row in the queue: rows lie there in the order in which they are due. */
void mailing_place(int64_t due_ms, const uint8_t key[static VB_MAILING_KEY_BYTES],
                   uint8_t out[static VB_MAILING_PLACE_BYTES]);

/* Reads a row of the queue with its key. Caller releases, also after an error. Errors: as mailing_decode. */
VB_MUST int mailing_read(struct span place, struct span row, struct mailing *out);

/* Packs the value of a row of the queue. */
void mailing_encode(const struct mailing *mailing, struct buf *out);
/* Reads one. Caller releases, also after an error. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_LARGE. */
VB_MUST int mailing_decode(struct span in, struct mailing *out);
/* Frees it; zeroed is fine. */
void mailing_release(struct mailing *mailing);

#endif
