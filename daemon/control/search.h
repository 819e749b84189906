/* search: the records that fit a query best: highest score first, newest first among equals.
 *
 * The rarest word is looked up first; each other one in the index too, or, if few records are left, in their own
 * words. What the index does not know yet is looked through directly, newest changes first, so that one finds what one wrote a
 * second ago; what is neither indexed nor looked through is counted in `pending`.
 * The cost of one search is bounded whatever is asked: when it would become too high, is_complete says that there may be more.
 * It is paid in steps, so that nobody else waits for it: a step does a bounded amount of work, and the next one goes on in another
 * turn with what the store holds then. What is written meanwhile may be missing from the answer.
 * Confidential records are in no index: the locked words of each are opened and looked at.
 * Writes nothing. Called by control_search. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SEARCH_H
#define VB_DAEMON_CONTROL_SEARCH_H

#include "daemon/control/finder.h"

/* Begins; what stands before `hits` was set by the caller. Borrows node and s. Caller destroys. */
struct finder *finder_new(struct node *node, struct search *s);
/* Does a step; s->is_done: it was the last, and the hits stand. Errors, after which no step may follow: VB_ERR_STORE_CORRUPT, those
 * of the store. */
VB_MUST int finder_step(struct finder *f);
/* Frees it; sets *f to NULL. NULL is fine. */
void finder_destroy(struct finder **f);

#endif
