/* acting_case: one mail while it is decided: what is known of it so far, and what the files of acting do with it.
 *
 * acting.c begins it and chooses the way; acting_reply.c reads answers, acting_say.c what was said, acting_bounce.c what needs no
 * trust, acting_hold.c settles it: done at once if it is vouched for, else held. Every function returns 0 or an error of the
 * drawer, and sets verdict, or reason where the mail is to be held. Only for these files. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_ACTING_CASE_H
#define VB_BRIDGES_MAIL_ACTING_CASE_H

#include "bridges/mail/acting_mail.h"
#include "bridges/mail/held_mail.h"

struct acting_case {
	const struct acting_mail *mail;
	const struct parcel *parcel;
	const struct drawer *drawer;
	struct acts *acts;
	struct record_id mark;       /* of the mail */
	struct mail_token_row token; /* that it came to; purpose NONE: to none that is valid */
	bool is_expired;             /* it came to one that is not valid */
	struct matter matter;        /* that it is about; subject NONE: none */
	struct mailing_matter about;
	bool has_person;
	struct record_id
		person; /* whose it would be; zero, with has_person: an organization at address */
	char address[VB_ADDRESS_MAX_BYTES + 1]; /* where we reach them now; empty: nowhere */
	char name[VB_ADDRESSEE_NAME_MAX_BYTES + 1];
	bool is_over;     /* at least one meeting or request that it answers is over or gone */
	bool is_old;      /* an answer that is older than one taken already */
	int64_t stamp_ms; /* of the answer of a calendar */
	bool has_sequence;
	uint32_t sequence;
	bool has_words; /* a text besides the answer: not to be lost */
	enum acting_verdict verdict;
	enum held_reason reason;
};

/* True if both are the same address, whatever the case of their ASCII letters. */
bool acting_is_address(const char *a, const char *b);

/* Sets the mark of a write: the same mail gives its writes the same marks. */
void acting_once(const struct acting_case *c, size_t number, uint8_t out[static VB_ACT_ONCE_BYTES]);

/* Shows a matter; found is false when it is gone. */
VB_MUST int acting_show(struct acting_case *c, const struct mailing_matter *which,
                        struct matter *out, bool *found);

/* Says whose the mail would be, and looks up name and address; address: of an organization, which has no record. */
VB_MUST int acting_person(struct acting_case *c, const struct record_id *person,
                          const char *address);

/* True if the From is an address at which we reach the person of the case. */
VB_MUST int acting_fits(struct acting_case *c, const char *address, bool *out);

/* True if the meeting or request takes no more answers. */
bool acting_is_over(const struct matter *matter, int64_t now_ms);

/* Notes that the answer to the meeting was taken: older ones count no more. */
void acting_answered(struct acting_case *c, const struct act *act);

/* Acts for the answers of a calendar. */
VB_MUST int acting_calendar(struct acting_case *c);

/* Acts for a word of answer to a meeting or request: that of the token. */
VB_MUST int acting_words(struct acting_case *c);

/* An act for what was said. */
VB_MUST int acting_say(struct acting_case *c);

/* Counts a bounce. */
VB_MUST int acting_bounce(struct acting_case *c);

/* Takes the sender off the list. */
VB_MUST int acting_unsubscribe(struct acting_case *c);

/* A yes or no to what is held. */
VB_MUST int acting_confirm(struct acting_case *c);

/* Does what the acts say at once, or has it held, and asks. */
VB_MUST int acting_settle(struct acting_case *c);

/* Holds the mail for a person here, for c->reason, with the acts as what it would do. */
VB_MUST int acting_hold(struct acting_case *c);

/* Rows and receipt that follow from the acts when they are done. person, address: whose they are. */
VB_MUST int acting_done(struct acting_case *c);

/* Sends the person of the case an automatic mail (manners), about its matters, else that of the case. */
VB_MUST int acting_mail_to_person(struct acting_case *c, struct mailing *mailing);

/* Makes acts of what is held, and takes the row away unless its attachments still wait. */
VB_MUST int acting_take_held(struct acting_case *c, struct held_mail *held);

/* A mail to the person of the case that says why theirs could not be taken, unless there was one today. */
VB_MUST int acting_note(struct acting_case *c, const char *reason);

#endif
