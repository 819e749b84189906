/* searches: searches that take longer than a step, and whom their answers are for.
 *
 * After each turn one of them does a step, and another one after the next, until each is done or its client hangs up. Whoever lost the
 * right to read meanwhile is told that instead.
 * Called by control and control_search. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SEARCHES_H
#define VB_DAEMON_CONTROL_SEARCHES_H

#include "daemon/control/search.h"

#define VB_SEARCHES_MAX 8u /* at the same time: each takes some bytes for every record */

struct searches;

/* None under way. Borrows node. Caller destroys. */
struct searches *searches_new(struct node *node);
/* Forgets all; sets *searches to NULL. NULL is fine. */
void searches_destroy(struct searches **searches);

/* One search with its query. */
struct searching {
	struct query query;
	struct search search;
	struct finder *finder;
};

/* Packs the answer of a search that is done into q->result. */
typedef int searching_pack(struct request *q, const struct search *s);

/* Goes on with a search later; takes *one, unless it fails. Errors: VB_ERR_TOO_MANY. */
VB_MUST int searches_add(struct searches *searches, const struct request *q, struct searching **one,
                         searching_pack *pack);
/* Frees a search; sets *one to NULL. NULL is fine. */
void searching_destroy(struct searching **one);

/* True if any is under way. */
bool searches_has_work(const struct searches *searches);
/* The turn is committed: does a step of one and answers it when it is done. */
void searches_on_commit(struct searches *searches, struct node_now now);
/* The client hung up. */
void searches_on_client_gone(struct searches *searches, uint32_t client);
/* The turn was undone: what was found may mean something else now. All end with err. */
void searches_on_failure(struct searches *searches, int err);

#endif
