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

#include "bridges/mail/drawer.h"

#define VB_PLANNING_QUIET_MS 600000 /* so long nothing changes before a minor change is told */
#define VB_PLANNING_URGENT_MS                                                                      \
	43200000 /* a meeting that begins within 12 hours does not wait for the morning */
#define VB_PLANNING_HISTORY_MS 604800000 /* a message older than that is history: 7 days */

struct planning_rules {              /* of mail.conf */
	uint32_t reminder_days;      /* before a meeting; 0: none */
	uint32_t digest_hour;        /* 0 to 23, Europe/Berlin */
	uint32_t newsletter_weekday; /* 0 Monday to 6 Sunday */
	int64_t begun_ms;            /* VB_CURSOR_BEGUN: what was written before is history */
	enum tongue tongue;          /* of those who wished nothing */
};

struct planning {
	const struct drawer *drawer;
	const struct planning_rules *rules;
	int64_t now_ms;
	struct drawer_batch batch; /* to be written */
};

/* What else has to be looked at when a subject changed. */
enum planning_scope {
	PLANNING_NOTHING, /* nothing, not even itself */
	PLANNING_SELF,    /* show it, then planning_tell */
	PLANNING_SPACE, /* all meetings of its committee: seats changed; gather these, once a page of the feed is enough */
	PLANNING_ALL /* all meetings: a person changed; likewise, not more often than once in 10 minutes */
};

/* Starts. drawer and rules are borrowed. Release it with drawer_release(&planning->batch). */
void planning_begin(struct planning *planning, const struct drawer *drawer,
                    const struct planning_rules *rules, int64_t now_ms);

/* What a change of that subject makes necessary. */
enum planning_scope planning_scope(enum matter_subject subject);

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

/* The key under which a message is told to somebody. Whoever posts for a person puts it into VB_TABLE_DONE, so that nobody
 * gets their own message (planning_own). */
void planning_own(struct drawer_batch *batch, const struct record_id *message,
                  const struct record_id *person, int64_t now_ms);

#endif
