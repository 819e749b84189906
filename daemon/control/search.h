/* search: the records that fit a query best: highest score first, newest first among equals.
 *
 * The rarest word is looked up first; each other one in the index too, or, if few records are left, in their own
 * words. What the index does not know yet is looked through directly, newest changes first, so that one finds what one wrote a
 * second ago; what is neither indexed nor looked through is counted in `pending`.
 * The cost of one search is bounded whatever is asked: when it would become too high, is_complete says that there may be more.
 * Confidential records are in no index: the locked words of each are opened and looked at.
 * Writes nothing. Called by control_search. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SEARCH_H
#define VB_DAEMON_CONTROL_SEARCH_H

#include "daemon/control/query.h"
#include "store/key.h"

#define VB_SEARCH_LIMIT_DEFAULT 50u
#define VB_SEARCH_LIMIT_MAX 200u
/* The ceilings of one search: postings of words, records put in order, confidential records looked at, changes looked through and their bytes. */
#define VB_SEARCH_POSTINGS_MAX 4000000u
#define VB_SEARCH_RANKED_MAX 100000u
#define VB_SEARCH_LOCKED_MAX 200000u
#define VB_SEARCH_PENDING_MAX 1000u
#define VB_SEARCH_PENDING_BYTES (4u << 20)

struct search_hit {
	struct record_ref ref;
	uint8_t score;
};

struct search {
	const struct query *query;
	const struct node_space *space;    /* NULL: all that may be shown */
	uint32_t kind;                     /* 0: any */
	uint32_t limit;                    /* 1 to VB_SEARCH_LIMIT_MAX */
	bool has_after;                    /* only what comes behind this: */
	struct search_hit after;           /* score and id count */
	uint32_t postings_max, ranked_max; /* VB_SEARCH_POSTINGS_MAX, VB_SEARCH_RANKED_MAX */

	struct search_hit hits[VB_SEARCH_LIMIT_MAX +
	                       1u]; /* the best; one more than wanted if there are more */
	uint32_t count;
	bool is_complete;
	bool is_behind;   /* the index is older than the records */
	uint64_t pending; /* changes that were neither in the index nor looked through */
};

/* Searches; what stands before `hits` was set by the caller. Errors: VB_ERR_STORE_CORRUPT, those of the store. */
VB_MUST int search_run(struct node *node, struct search *s);

#endif
