/* inbox: a small office in memory to which mails come, for tests of acting: two persons, meetings, a thread, a request.
 *
 * inbox_deliver decides, writes to the office and to the drawer as verbund-mail does, and tells what happened as one line:
 * "reply | reply m1 sa yes amina 'with children' | receipt amina yes". Called by tests of acting and held_calls.
 */
#ifndef VB_TESTS_UNIT_INBOX_H
#define VB_TESTS_UNIT_INBOX_H

#include "bridges/mail/acting.h"
#include "bridges/mail/held_mail.h"
#include "tests/unit/mailroom.h"

#define INBOX_ROLE "beirat@stadt.example"
#define INBOX_NOW INT64_C(1796000000000) /* 2026-11-30 */
#define INBOX_DAY INT64_C(86400000)
#define INBOX_STORY_BYTES 4000u
#define INBOX_WRITES_MAX 4000u

/* What the office has written, by its marks. */
struct inbox_write {
	uint8_t once[VB_ACT_ONCE_BYTES];
};

struct inbox {
	struct mailroom room;
	struct parcel parcel; /* of the next mail */
	char recipients[4][VB_ADDRESS_MAX_BYTES + 1];
	size_t recipient_count;
	int64_t now_ms;
	struct inbox_write writes[INBOX_WRITES_MAX];
	size_t write_count;
	char written[INBOX_STORY_BYTES]; /* every write of the office so far, in words */
	unsigned
		crash_at; /* the mail is delivered until this step, then all is forgotten; 0: never */
	enum acting_verdict verdict;
	char story[INBOX_STORY_BYTES];
	const char *seat; /* of tokens made from now on; NULL: none */
	uint8_t tokens;
};

/* Opens the office, with an empty parcel of Amina that the server vouches for, to the role address. */
void inbox_open(struct inbox *inbox);
/* Frees it. */
void inbox_close(struct inbox *inbox);

/* Begins another mail: of Amina, vouched for, to the role address. */
void inbox_mail(struct inbox *inbox, const char *text);

/* Sends the next mail to a token that is made for it: who: "amina" and so on, "verein" for the organization; matter: "m1", "msg",
 * "none". Returns the address. */
const char *inbox_token(struct inbox *inbox, enum mail_purpose purpose, const char *who,
                        const char *matter, enum mailing_kind kind);

/* The same with the key of its mailing, for confirmations. */
const char *inbox_token_key(struct inbox *inbox, enum mail_purpose purpose, const char *who,
                            const char *matter, enum mailing_kind kind,
                            const uint8_t key[static VB_MAILING_KEY_BYTES]);

/* Adds an answer of a calendar to the mail: for "m1", of that attendee, enum parcel_word. */
struct parcel_answer *inbox_answer(struct inbox *inbox, const char *meeting, const char *attendee,
                                   unsigned partstat);

/* A word of answer, and what else is said. */
void inbox_word(struct inbox *inbox, enum parcel_word word, const char *text);

/* Delivers the mail and tells what it did. */
const char *inbox_deliver(struct inbox *inbox);

/* Writes what a call decided to the office and the drawer, and tells it. */
const char *inbox_apply(struct inbox *inbox, struct acts *acts);

/* The id behind a name. */
struct record_id inbox_id(const char *name);

/* Its subject, id and space. */
struct mailing_matter inbox_matter(const char *name);

#endif
