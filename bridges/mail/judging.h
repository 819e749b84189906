/* judging: a row of the queue that is due, against how things are now: it goes, it waits, or it is outdated.
 *
 * A row of a meeting is what told_next says now, whatever it was put there for. A reminder, a duty, a request and a message must
 * still be what their key says, to somebody who is still named and did not answer. Quiet hours hold here, too: a row may have
 * become due in them. Called by queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_JUDGING_H
#define VB_BRIDGES_MAIL_JUDGING_H

#include "bridges/mail/planning_state.h"
#include "bridges/mail/recall.h"

/* What is to be sent. */
struct outgoing {
	struct mailing mailing; /* due_ms: when it is tried again, if nobody says anything else */
	struct addressee to;
	struct recalled *about; /* the first matter; NULL: about none, or it is gone */
	struct record_id note;  /* invitation record that is delivered with it; zero: none */
	int64_t was_ms;         /* change: when the meeting was to begin before; 0: the same */
	/* For queue_result. */
	struct planning_to addressed;
	struct told before; /* what was told before, should it not go */
	uint64_t content;
	struct buf news; /* keys of the news of a digest */
};

enum judgement {
	JUDGED_GO,
	JUDGED_LATER, /* at mailing.due_ms */
	JUDGED_VOID   /* it is outdated, or goes to nobody any more */
};

/* Judges the mailing in out, and fills in the rest. told: of a meeting, as it is when it goes; else as it was. Caller
 * releases out, also after an error. Errors: VB_ERR_TOO_MANY: not now; those of the drawer. */
VB_MUST int judging_judge(const struct planning *planning, struct recall *recall,
                          struct outgoing *out, struct told *told, enum judgement *judgement);

/* True if a document goes with it: with an invitation all of what they are invited to, with an agenda and with papers what they
 * were not told of before. item: on which it stands; NULL: it is the whole meeting's. */
bool outgoing_brings(const struct outgoing *outgoing, const struct matter_item *item,
                     const struct matter_file *file);

/* True if what was told of a meeting tells what mails of that kind are about. */
bool judging_is_of_meeting(enum mailing_kind kind);

/* Frees it, and lets its matter go; zeroed is fine. */
void outgoing_release(struct outgoing *outgoing);

#endif
