/* acts: what follows from one mail that came in: writes of the office, attachments to keep, changes of the drawer.
 *
 * They are done in this order: every write (bridge.reply, bridge.post, bridge.answer, each with its mark `once`), every
 * attachment that is to be kept (its pieces into the table quarantine), then the batch in one commit, then the server that
 * brought the mail is told that it was taken. Whoever dies on the way begins anew: the same mail gives the same acts
 * until the batch is written, the writes with the same marks do nothing twice, and after the batch the mail is known as seen.
 * Made by acting and held_calls, carried out by verbund-mail. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_ACTS_H
#define VB_BRIDGES_MAIL_ACTS_H

#include "bridges/mail/drawer.h"
#include "bridges/mail/matter.h"
#include "protocol/pack.h"

#define VB_ACT_ONCE_BYTES 16u
#define VB_ACT_TEXT_MAX_BYTES 20000u
#define VB_ACT_COMMENT_MAX_BYTES 2000u
#define VB_ACTS_MAX 32u
#define VB_ACT_WHOLE_MAIL UINT32_MAX /* in the place of a file */

/* The numbers stand in the drawer. */
enum act_kind {
	ACT_REPLY = 1,  /* bridge.reply: meeting, seat, answer, person, once, comment */
	ACT_ANSWER = 2, /* bridge.answer: request, person, answer, once */
	ACT_POST = 3    /* bridge.post: target, text, once, person, name, in_reply_to */
};

struct act {
	enum act_kind kind;
	uint8_t once[VB_ACT_ONCE_BYTES];
	/* Meeting, request, or what the thread is about; zero of a committee: its space says it. */
	struct mailing_matter target;
	struct record_id seat;
	struct record_id person; /* zero: an organization that answers for itself */
	enum matter_answer answer;
	bool has_sequence; /* it says to which calendar object it is the answer: */
	uint32_t sequence;
	int64_t stamp_ms;             /* DTSTAMP of the answer; 0: in words */
	struct record_id in_reply_to; /* a message; zero: none */
	char *name;                   /* of who wrote it; may be NULL; owned */
	char *text;                   /* or comment; NULL: none; owned */
};

struct act_keep {
	uint32_t file;                    /* its place in parcel.files */
	uint8_t held[VB_RECORD_ID_BYTES]; /* the mail that it belongs to: held_mail_piece_key */
	struct record_id person;          /* about whom its pieces are; zero: nobody */
};

struct acts {
	struct act list[VB_ACTS_MAX];
	size_t count;
	struct act_keep keeps[VB_ACTS_MAX];
	size_t keep_count;
	struct drawer_batch batch;
};

/* Starts with nothing. */
void acts_begin(struct acts *acts);

/* Adds a write, all zero but its kind; NULL when there are too many. Borrowed. */
struct act *acts_add(struct acts *acts, enum act_kind kind);

/* Adds a write with all that it owns; *act is zeroed then. False: there are too many. */
bool acts_take(struct acts *acts, struct act *act);

/* Frees all of one write; zeroed is fine. */
void act_release(struct act *act);

/* Frees all; zeroed is fine. */
void acts_release(struct acts *acts);

/* Packs one write, as part of a held mail. */
void act_encode(const struct act *act, struct buf *out);

/* Reads one; the caller releases it, also after an error. The error is that of the reader. */
void act_decode(struct pack_reader *r, struct act *out);

#endif
