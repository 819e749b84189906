/* feeding: the changes of the office become mailings: each page of bridge.feed is planned, and its end kept with what follows
 * from it in one commit.
 *
 * A crash, or an error of the office, lets the page come again; planning tells nothing twice. Besides there is the look at all
 * meetings and duties, each day and after a change of seats or persons, and the clock of planning.
 * Called by postman. Calls office_calls, planning. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_FEEDING_H
#define VB_BRIDGES_MAILNET_FEEDING_H

#include "bridges/mail/planning.h"
#include "bridges/mailnet/mail_option.h"
#include "bridges/mailnet/office_calls.h"

#define VB_FEEDING_SPACES_MAX 64u /* committees whose meetings are to be looked at; more: all */

struct feeding {
	struct office *office;
	struct planning_rules rules;
	bool has_place;
	uint64_t generation, after;
	struct space_id spaces[VB_FEEDING_SPACES_MAX];
	size_t space_count;
	bool wants_all;           /* all meetings are to be looked at */
	int64_t all_ms, clock_ms; /* when the look at all, and the clock, are due next */
	int64_t again_ms;         /* ask for the feed again then; 0: it is asked for */
	bool has_changed;         /* something was planned since feeding_took */
};

/* Reads where it was, notes that there is a bridge since now, and asks for what changed. Errors: of the office. */
VB_MUST int feeding_begin(struct feeding *feeding, struct office *office,
                          const struct mail_conf *conf, int64_t now_ms);

/* Plans a page of the feed that came. */
void feeding_page(struct feeding *feeding, const struct ipc_answer *page, int64_t now_ms);

/* What the time brings. *next_ms gets the earlier one of it and when it is to be called again. */
void feeding_step(struct feeding *feeding, int64_t now_ms, int64_t *next_ms);

/* After a restore: whatever waits is forgotten, and all that is here counts as told. Errors: of the office. */
VB_MUST int feeding_count_as_told(struct feeding *feeding, int64_t now_ms);

#endif
