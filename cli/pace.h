/* pace: whether a committee meets as often as it should, who hosts next, and what its sittings are waiting for.
 *
 * Facts of one day, out of seats, sittings and rules, by protocol/kinds. A committee that has ended, or has not begun, owes
 * nothing. It begins on its startDate, else on the day on which its record was made.
 * Called by pace_list and committee show. Thread rule: one thread.
 */
#ifndef VB_CLI_PACE_H
#define VB_CLI_PACE_H

#include "cli/rulebook.h"
#include "cli/seats.h"
#include "cli/sittings.h"
#include "protocol/kinds/cadence.h"

#define VB_PACE_NONE SIZE_MAX

struct pace {
	struct seats seats;
	struct sittings sittings;
	struct rulebook rulebook;
	int32_t today;

	/* What pace_find finds out of these. */
	int32_t since;
	bool is_over;      /* it has ended: nothing of what follows is asked for */
	uint32_t per_year; /* 0: not said */
	uint32_t max_days; /* from one sitting to the next; 0: not said */
	uint32_t min_days;
	struct cadence_year year; /* where per_year is said */
	struct cadence_gap gap;   /* where max_days or min_days is said */
	uint32_t statutory;
	uint32_t vacant; /* seats in force that have nobody and are not optional */
	bool has_host;
	struct record_id
		host;    /* the organization whose turn it is after the last sitting with a host */
	size_t follower; /* the first one after today that counts for the rhythm; NONE */
	size_t next;     /* the next sitting that is planned or invited; NONE */
	int32_t invite_by; /* the last day on which it can be invited to in time; VB_DAY_MAX: no rule says so, or it was */
};

/* Reads all of a committee, by its number as it is typed, and finds out. Caller releases, also after an error.
 * Errors: those of seats_read, sittings_read and rulebook_read. */
VB_MUST int pace_read(struct cmd *cmd, const char *committee, int32_t today, struct pace *out);

/* Frees what belongs to it. Zeroed is fine. */
void pace_release(struct pace *pace);

/* Finds out of seats, sittings, rules and today. zone: for a committee without a startDate. Pure. */
void pace_find(struct pace *pace, const char *zone);

/* By when the minutes of a sitting must be there; has_due false: nobody waits for them. Only for sittings whose state was
 * kept here: imported ones were over before. Pure. */
struct profile_minutes pace_minutes(const struct pace *pace, size_t index);

#endif
