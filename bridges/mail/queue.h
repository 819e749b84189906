/* queue: what is to go next, and what is written when it went or not.
 *
 * A mailing is judged once more when it is taken out: against the matter, the person and the wishes as they are then. So what
 * is outdated is dropped, and what is sent is the newest. Before it is sent its attempt is written down; what an attempt
 * told counts as told, unless the server said no. After a crash in between it is tried again with the same Message-ID (of
 * its key), since nobody knows whether it went.
 *   queue_take(&queue, now, out, room, &count, &next)   -> write each message from out[i], hand it to the server
 *   queue_result(&queue, &out[i], outcome, status, now) -> for each of them, in any order; then queue_commit
 * On QUEUE_SENT with a note that is not zero: call bridge.delivered for it first, with the key of the mailing as `once`.
 * What is taken is not taken again before its result is known. Called by verbund-mail. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_QUEUE_H
#define VB_BRIDGES_MAIL_QUEUE_H

#include "bridges/mail/planning.h"
#include "bridges/mail/throttle.h"

#define VB_QUEUE_FLIGHT_MAX 256u /* taken and not settled */
#define VB_QUEUE_MATTERS_MAX 16u /* looked at and kept for the next ones about the same */
#define VB_QUEUE_LIFE_MS ((int64_t)259200000) /* tried for 3 days */

/* What is to be sent. */
struct outgoing {
	struct mailing mailing;
	struct addressee to;
	struct matter *matter; /* the first one; of the queue, until queue_result; NULL: of none */
	struct record_id note; /* invitation record that is delivered with it; zero: none */
	struct buf before;     /* what was told before, should it not go */
	uint32_t slot;         /* of the matter */
};

enum queue_outcome {
	QUEUE_SENT,    /* the server took it */
	QUEUE_LATER,   /* 4xx for this one, or it could not be written now */
	QUEUE_REFUSED, /* 5xx for this one: never */
	QUEUE_UNKNOWN, /* the connection broke after the message and before the answer: perhaps it went */
	QUEUE_DOWN /* the server cannot be reached, or refused the session: none went; stop for a while */
};

struct queue_kept {
	struct mailing_matter which;
	struct matter matter;
	struct record_id *whos; /* of its people, sorted */
	uint32_t *places;       /* of each of them in matter.people */
	int64_t shown_ms;
	uint32_t used; /* by so many that are under way */
	bool is_here, is_gone;
};

struct queue {
	struct planning planning;
	struct throttle *throttle;
	struct queue_kept kept[VB_QUEUE_MATTERS_MAX];
	uint8_t flight[VB_QUEUE_FLIGHT_MAX][VB_MAILING_KEY_BYTES];
	uint32_t flight_count;
};

/* Starts; all are borrowed. */
void queue_begin(struct queue *queue, const struct drawer *drawer,
                 const struct planning_rules *rules, struct throttle *throttle);

/* Forgets what it knows of matters: after a page of the feed, so that what is sent next is the newest. */
void queue_forget(struct queue *queue);

/* Takes what is due, at most room, and writes down that it is tried. *next_ms: when to come again (now: at once). Caller
 * releases each with outgoing_release after queue_result. Errors: of the drawer; then nothing was taken. */
VB_MUST int queue_take(struct queue *queue, int64_t now_ms, struct outgoing *out, size_t room,
                       size_t *count, int64_t *next_ms);

/* Notes what became of one. status: of the server, 0 if none. Errors: of the drawer. */
VB_MUST int queue_result(struct queue *queue, struct outgoing *outgoing, enum queue_outcome outcome,
                         unsigned status, int64_t now_ms);

/* Writes what is left. Errors: of the drawer. */
VB_MUST int queue_commit(struct queue *queue);

/* Frees what was taken. */
void outgoing_release(struct outgoing *outgoing);

/* Frees it. */
void queue_release(struct queue *queue);

/* How long to wait after so many attempts: 1, 2, 4, ... minutes, 4 hours at most. */
int64_t queue_pause_ms(uint32_t attempts);

/* Puts a mailing that nobody planned into the queue: receipts, notes, confirmations, tests. It is due at mailing->due_ms, its
 * key is the caller's; what was done already is not put again. Errors: of the drawer. */
VB_MUST int queue_add(const struct drawer *drawer, struct drawer_batch *batch,
                      const struct mailing *mailing, int64_t now_ms);

#endif
