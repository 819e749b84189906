/* planning_state: what planning works with: the drawer, the rules of mail.conf, what is to be written.
 *
 * Held by planning and by queue, each with a batch of its own; the batch of one is written before the other one reads.
 * Called by planning and its parts. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_PLANNING_STATE_H
#define VB_BRIDGES_MAIL_PLANNING_STATE_H

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
	bool is_silent; /* nothing is put into the queue: what is told counts as told, as after a restore */
	struct drawer_batch batch; /* to be written */
};

/* Somebody for whom something is planned. */
struct planning_to {
	struct record_id who, person; /* person: zero if without a record */
	const char *address;          /* then */
};

#endif
