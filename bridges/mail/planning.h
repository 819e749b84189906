/* planning: from what the office tells to which mailings are to go.
 *
 * Of each meeting it is kept for each person what they were last told (told.h); a mailing goes while that differs from how
 * things are. So a feed that is told twice, a reset of it, and changes that were undone before anybody heard of them,
 * send nothing. All else is told once: its key stands in `done`. The rows of the queue, of what was told and of `done`
 * that belong together are written in one commit; a crash between two commits is caught up by telling the matter again.
 * Who reads the feed: for each item shows the matter, calls planning_tell or planning_gone, and at the end of a page adds
 * the cursor to `batch` and calls planning_commit. Called by verbund-mail and queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_PLANNING_H
#define VB_BRIDGES_MAIL_PLANNING_H

#include "bridges/mail/planning_state.h"

/* What has to be looked at when a subject changed, as bits. */
enum planning_scope {
	PLANNING_SELF = 1, /* show it, then planning_tell */
	PLANNING_SPACE =
		2, /* all meetings of its committee: seats or papers changed; once a page of the feed is enough */
	PLANNING_ALL =
		4 /* all meetings: a person changed; likewise, not more often than once in 10 minutes */
};

/* Starts. drawer and rules are borrowed. Release it with drawer_release(&planning->batch). */
void planning_begin(struct planning *planning, const struct drawer *drawer,
                    const struct planning_rules *rules, int64_t now_ms);

/* What a change of that subject makes necessary: bits of enum planning_scope. */
unsigned planning_scope(enum matter_subject subject);

/* Plans what follows from a matter as it is now: for an item of the feed, and for each meeting of the daily look. Writes when
 * the batch is full. Cost: people times a few rows; reads the drawer. Errors: of the drawer; then nothing is lost, the
 * caller ends this page and asks for it again. */
VB_MUST int planning_tell(struct planning *planning, const struct matter *matter);

/* Plans what follows when show said VB_ERR_NOT_FOUND: nothing more is told of it. Errors: as above. */
VB_MUST int planning_gone(struct planning *planning, const struct mailing_matter *which);

/* What the time of day brings: the newsletter when it is due, and old rows away. To be called now and then, each minute is
 * often enough. *out_next_ms: when there will be something to do. Errors: as above. */
VB_MUST int planning_clock(struct planning *planning, int64_t *out_next_ms);

/* Writes what is left in the batch. Errors: as above. */
VB_MUST int planning_commit(struct planning *planning);

/* Notes that a message is told to somebody: to be put into the batch by whoever posts for a person, so that nobody gets their
 * own message. */
void planning_own(struct drawer_batch *batch, const struct record_id *message,
                  const struct record_id *person, int64_t now_ms);

#endif
