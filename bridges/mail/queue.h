/* queue: what is to go next, and what is written when it went or not.
 *
 * A mailing is judged once more when it is taken out (judging.h). Before it is sent its attempt is written down, with the time of
 * the next one; what an attempt told counts as told, unless the server said no. If the program ends in between it is tried
 * again with the same Message-ID (of its key), since nobody knows whether it went.
 *   queue_take(&queue, now, out, room, &count, &next)   -> write each message from out[i], hand it to the server
 *   queue_result(&queue, &out[i], outcome, status, now) -> for each of them, in any order; then queue_commit, before
 *                                                          anything else is planned or taken
 * On QUEUE_SENT with a note that is not zero: bridge.delivered for it first, with the key of the mailing as `once`. A message
 * that cannot be written (compose_write): QUEUE_VOID. To one person one mail about a matter is under way at a time. Called
 * by verbund-mail. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_QUEUE_H
#define VB_BRIDGES_MAIL_QUEUE_H

#include "bridges/mail/judging.h"
#include "bridges/mail/planning.h"
#include "bridges/mail/throttle.h"

#define VB_QUEUE_FLIGHT_MAX 256u  /* taken, and no result so far */
#define VB_QUEUE_ATTEMPTS_MAX 25u /* with the pauses between them 3 days */
#define VB_QUEUE_DOWN_MS 60000

enum queue_outcome {
	QUEUE_SENT,    /* the server took it */
	QUEUE_LATER,   /* 4xx for this one */
	QUEUE_REFUSED, /* 5xx for this one: never */
	QUEUE_UNKNOWN, /* the connection broke after the message and before the answer: perhaps it went */
	QUEUE_DOWN, /* the server cannot be reached, or refused the session: it did not go; stop for a while */
	QUEUE_VOID /* there is nothing to be written any more */
};

struct queue_flight {
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct record_id who, matter;
};

struct queue {
	struct planning planning;
	struct throttle *throttle;
	struct recall recall;
	struct queue_flight flight[VB_QUEUE_FLIGHT_MAX];
	uint32_t flight_count;
	int64_t later_ms; /* the first of those that were put off in this turn */
};

/* Starts; all are borrowed. Large: not for the stack. */
void queue_begin(struct queue *queue, const struct drawer *drawer,
                 const struct planning_rules *rules, struct throttle *throttle);

/* From now on all matters are looked at anew: after each page of the feed. */
void queue_forget(struct queue *queue);

/* Takes what is due, at most room, and writes down that it is tried. *next_ms: when to come again (now: at once, there may be
 * more); whoever got something and noted its results comes again at once, since more may follow from them. The caller releases each with outgoing_release, after queue_result. Errors: of the drawer; then nothing was taken. */
VB_MUST int queue_take(struct queue *queue, int64_t now_ms, struct outgoing *out, size_t room,
                       size_t *count, int64_t *next_ms);

/* Notes what became of one. status: of the server, 0 if none. Errors: of the drawer; then it is tried again. */
VB_MUST int queue_result(struct queue *queue, struct outgoing *outgoing, enum queue_outcome outcome,
                         unsigned status, int64_t now_ms);

/* True if this row, or another mail about the same to the same person, is under way. */
bool queue_is_in_flight(const struct queue *queue, const struct mailing *mailing);

/* Writes what is left. Errors: of the drawer. */
VB_MUST int queue_commit(struct queue *queue);

/* Frees it; nothing may be under way. */
void queue_release(struct queue *queue);

/* How long to wait after so many attempts: 1, 2, 4, ... minutes, 4 hours at most. */
int64_t queue_pause_ms(uint32_t attempts);

/* Puts a mailing that nobody planned into the queue: receipts, notes, confirmations, tests. It is due at mailing->due_ms, its
 * key is the caller's; what was put once is not put again. Errors: of the drawer. */
VB_MUST int queue_add(const struct drawer *drawer, struct drawer_batch *batch,
                      const struct mailing *mailing, int64_t now_ms);

#endif
