/* core_space: a space, with what only the core needs of it.
 *
 * A part of core.h; the functions stand in core.c. All of it is a copy of what the store holds, but for a trial (trial.h),
 * which begins anew after a restart.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_CORE_SPACE_H
#define VB_DAEMON_CORE_CORE_SPACE_H

#include "daemon/core/node_space.h"
#include "protocol/bytes.h"

/* Another control log of a space, folded beside ours. */
struct core_trial {
	struct space *space;
	uint32_t from;  /* seq of the first entry that differs */
	struct buf run; /* its entries from there on, as the payload of CONTROL */
};

/* A space, with what only the core needs. */
struct core_space {
	struct node_space pub;
	struct node_id told_by; /* who told of it since we were started; zeros: nobody */
	uint64_t incarnation;   /* in which this node writes; valid if has_incarnation */
	bool has_incarnation;
	struct core_trial *trial; /* another control log under judgement (trial.h) */
	bool is_forked;           /* its owner signed two entries at one place, */
	uint32_t forked_at;       /* this one: nothing more is taken in but a recovery */
	bool has_votes;           /* votes came, or may count now: ballot.h */
	bool is_stale;            /* logs may go on: a control entry, begin or key came */
	bool is_hold_due;         /* what is held may have changed: holding.h */
	struct node_id *compared; /* while fetching: who has the same as we */
	uint32_t compared_count, compared_capacity;
};

/* The newest control entry that an entry of ours in a log of this audience may cite: in open logs, while the control log
 * stands forked, the one before the fork, so that both sides take it. Genesis must be here. */
uint32_t core_citable(const struct core_space *space, enum audience audience);
/* Ends the trial of a space, if there is one. */
void core_trial_release(struct core_space *space);

#endif
