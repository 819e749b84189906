/* throttle: how much mail may leave, so that a loop or a mistake does not become a flood.
 *
 * - So many a minute in all (rate of mail.conf).
 * - To one address 5 an hour, and 20,000 a day in all: but for invitations, changes and cancellations, which nobody can miss.
 * - The breaker: when for 10 minutes as much came in as went out, and most of it to those who had got some within the hour,
 *   two programs talk with each other. Then answers and messages wait for an hour. Many who each answer an invitation once,
 *   and each get a receipt, are no loop.
 * In memory only; a restart begins anew. Time is in milliseconds and may jump. Called by queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_THROTTLE_H
#define VB_BRIDGES_MAIL_THROTTLE_H

#include "bridges/mail/mailing.h"

#define VB_THROTTLE_ADDRESS_HOUR 5u
#define VB_THROTTLE_URGENT_HOUR                                                                    \
	60u /* of those that nobody can miss: more is another office gone wrong */
#define VB_THROTTLE_NODE_DAY 20000u
#define VB_THROTTLE_SLOTS 4096u  /* addresses kept in mind */
#define VB_THROTTLE_MINUTES 10u  /* of the breaker */
#define VB_THROTTLE_LOOP_MIN 30u /* fewer in 10 minutes are no loop */
#define VB_THROTTLE_OPEN_MS 3600000

struct throttle_slot {
	uint64_t who;
	int64_t hour_ms;       /* when its hour began */
	uint32_t count, talks; /* all that counts; of it answers and messages */
	uint32_t urgent;       /* what nobody can miss, in that hour */
};

struct throttle {
	uint32_t rate; /* a minute; 0: as many as can be */
	int64_t minute_ms, day_ms;
	uint32_t minute_count, day_count;
	struct throttle_slot slots[VB_THROTTLE_SLOTS];
	int64_t minutes[VB_THROTTLE_MINUTES]; /* which minute each counter is of */
	uint32_t in[VB_THROTTLE_MINUTES], out[VB_THROTTLE_MINUTES];
	uint32_t again[VB_THROTTLE_MINUTES]; /* of out: to those who had got some within the hour */
	int64_t open_until_ms;               /* the breaker is open; 0: closed */
};

/* Starts. */
void throttle_init(struct throttle *throttle, uint32_t rate);

/* How many of so many may go in this minute. *out_next_ms: when more may, if none. */
size_t throttle_room(struct throttle *throttle, int64_t now_ms, size_t room, int64_t *out_next_ms);

/* When a mailing of that kind may go to that one, now_ms: now. Counts nothing. */
int64_t throttle_when(struct throttle *throttle, enum mailing_kind kind,
                      const struct record_id *who, int64_t now_ms);

/* Counts one that goes. */
void throttle_out(struct throttle *throttle, enum mailing_kind kind, const struct record_id *who,
                  int64_t now_ms);

/* Counts one that goes for another time: in the minute alone. */
void throttle_again(struct throttle *throttle, int64_t now_ms);

/* Counts a mail that came in, of whomever. */
void throttle_in(struct throttle *throttle, int64_t now_ms);

/* True while answers and messages wait. */
bool throttle_is_open(const struct throttle *throttle, int64_t now_ms);

#endif
