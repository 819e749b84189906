/* mailbed: a bridge to mail in memory: an office, planning, a queue and a server that takes everything, on a clock of its own.
 *
 * Time goes by only when a test says so; what becomes due meanwhile is sent when it is due.
 * Called by tests of what is told to whom and when.
 */
#ifndef VB_TESTS_UNIT_MAILBED_H
#define VB_TESTS_UNIT_MAILBED_H

#include "bridges/mail/queue.h"
#include "tests/unit/mailroom.h"
#include "tests/unit/mock_sitting.h"

#define MAILBED_SENT 512u
#define MAILBED_HOUR ((int64_t)3600000)
#define MAILBED_DAY (24 * MAILBED_HOUR)

struct mailbed_sent {
	enum mailing_kind kind;
	uint8_t key[VB_MAILING_KEY_BYTES];
	uint32_t person; /* by number; 0xffff: none */
	char address[VB_ADDRESS_MAX_BYTES + 1];
	enum tongue tongue;
	uint32_t sequence, edition;
	size_t matter_count;
	struct record_id first; /* of its matters */
	int64_t at_ms, stamp_ms, was_ms, since_ms;
	uint32_t files; /* so many go with it */
	bool has_note;
};

struct mailbed {
	struct mailroom room;
	struct mock_sitting sitting;
	struct planning_rules rules;
	struct throttle *throttle;
	struct queue *queue;
	int64_t now_ms;
	struct mailbed_sent sent[MAILBED_SENT];
	uint32_t count, seen;       /* seen: those that a test looked at */
	enum queue_outcome outcome; /* of the server from now on */
};

/* So many people with addresses, p0@example.org and so on, and a meeting that nobody knows; 30 days before it, at 9:00. */
void mailbed_open(struct mailbed *bed, uint32_t people);
/* Frees it. */
void mailbed_close(struct mailbed *bed);
/* Puts the nth person; NULL: not said. */
void mailbed_person(struct mailbed *bed, uint32_t n, const char *email, const char *delivery);
/* Puts the wishes of the nth person. */
void mailbed_wish(struct mailbed *bed, uint32_t n, const struct addressee *wishes);
/* Tells a matter of the office, or that it is gone. */
void mailbed_tell(struct mailbed *bed, const struct mailing_matter *which);
/* Puts the meeting as it is now, and tells it. */
void mailbed_meeting(struct mailbed *bed);
/* Everybody on a seat is invited to that edition; tells it. */
void mailbed_invite(struct mailbed *bed, uint32_t edition);
/* Lets so much time go by; what is due is sent when it is due. */
void mailbed_wait(struct mailbed *bed, int64_t ms);
/* So many mails since the last time it was asked; *out: the first of them. */
uint32_t mailbed_new(struct mailbed *bed, const struct mailbed_sent **out);

#endif
