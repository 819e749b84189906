/* quota: how much room another office may take here, in a day and in all; and what was refused for that, until it fits.
 *
 * Three accounts (usage.h): its data in one space, its open logs there (apart, so that suspensions and erasures come in where
 * its data no longer do), and all that comes by spaces which it founded, whoever wrote it: a partner can invent members. The
 * day is a bucket that empties evenly, so that nobody waits for midnight. What is refused changes nothing; it is noted
 * (memory only) and asked for again once there is room: the day goes by, something was erased, or the setting was raised.
 * Documents count in the accounts of who lists them, with all their length, from before the first byte is kept here until
 * they are gone; they leave the last eighth of each account to entries, so that no word waits for paper. SPEC.md 10, Quotas.
 * Called by admit, erase, attachment; receive and sessions; for people by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_QUOTA_H
#define VB_DAEMON_CORE_QUOTA_H

#include "daemon/core/node.h"
#include "store/usage.h"

struct core_space;

/* What somebody wants to leave here. */
struct quota_claim {
	const struct core_space *space;
	const struct node_id *author;
	enum audience audience;
	uint64_t bytes;
};

/* Whether there is room; where there is none it is noted as refused. Errors: VB_ERR_QUOTA, those of the store. */
VB_MUST int quota_check(struct node *node, const struct quota_claim *claim, struct node_now now);
/* Whether there is room for a control entry. Errors: VB_ERR_QUOTA (VB_FOUNDER_CONTROL_BYTES), those of the store. */
VB_MUST int quota_check_control(struct node *node, const struct core_space *space, size_t bytes);
/* It came in. */
void quota_charge_control(struct node *node, const struct core_space *space, size_t bytes);
/* Whether one more space of this founder may be known. Errors: VB_ERR_TOO_MANY. */
VB_MUST int quota_check_founder(const struct node *node, const struct node_id *founder);
/* It came in. is_new: it counts for the day (not what comes from a file, or once more). */
void quota_charge(struct node *node, const struct quota_claim *claim, bool is_new,
                  struct node_now now);
/* Bodies of a log are gone from here. */
void quota_return(struct node *node, uint32_t log, size_t bytes);
/* They are here again. */
void quota_refill(struct node *node, uint32_t log, size_t bytes);

enum quota_why {
	VB_QUOTA_DAY,     /* there is room again by itself */
	VB_QUOTA_MEMBER,  /* what it has in this space in all */
	VB_QUOTA_FOUNDER, /* what is in the spaces of the office that founded this one */
};

/* Whether there is room for a document now that an entry of this log lists; nothing is noted, it is asked again. Errors:
 * VB_ERR_QUOTA, then *why; those of the store. */
VB_MUST int quota_check_file(struct node *node, const struct log_info *log, uint64_t bytes,
                             struct node_now now, enum quota_why *why);
/* It is booked: true if it is to be given back (quota_return) when it goes. What we ourselves list is not counted. */
bool quota_charge_file(struct node *node, const struct log_info *log, uint64_t bytes,
                       struct node_now now);

/* Something was refused, and there was no room since. */
struct quota_refusal {
	uint32_t space; /* short number */
	enum usage_of of;
	struct node_id author;
	struct node_id founder; /* of the space */
	enum quota_why why;
	uint64_t bytes; /* that there was no room for */
	struct wall_ms since;
};

/* True if something of this author was refused and not asked for since: more of it need not come now. */
bool quota_is_refused(const struct node *node, uint32_t space, const struct node_id *author,
                      enum audience audience);
/* What was refused, at most VB_QUOTA_REFUSALS_MAX; lives until the next event. */
const struct quota_refusal *quota_refusals(const struct node *node, uint32_t *count);
/* Takes out one for which there is room now; returns the number of its space, 0 if there is none. */
uint32_t quota_next_free(struct node *node, struct node_now now);

#endif
