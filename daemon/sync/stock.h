/* stock: what a relay keeps for others: how much room it takes, what is given up, and what is fetched again.
 *
 * Of each space that this office relays: bodies that all readers have by their own word (reach.h), and that were written
 * longer than relay-keep ago, are dropped; so are younger ones where the space takes more than relay-quota. An entry that lists
 * files goes with their bytes, when all readers say that they have those, too. Headers and seals stay, so that heads and
 * cut-offs are known as before. A space above its quota that cannot be brought below it is full: no more of its data is taken
 * until there is room. When a reader comes who lacks what was dropped, the bodies are fetched again
 * from the members (refill.h), and the reader gets them then. So are they when this office becomes a reader itself.
 * Called by sessions, receive; for the status by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_STOCK_H
#define VB_DAEMON_SYNC_STOCK_H

#include "daemon/sync/session.h"

#define VB_STOCK_EVERY_MAX_MS                                                                      \
	(60u * 60u * 1000u) /* between two looks; less where relay-keep is short */

struct stocks;

/* Nothing looked at yet. Caller destroys. */
struct stocks *stocks_new(void);
/* Frees it; sets *stocks to NULL. NULL is fine. */
void stocks_destroy(struct stocks **stocks);

/* True for a space that this office relays. */
bool stock_is_kept(const struct sessions *sessions, const struct node_space *space);
/* True if no more data of the space is taken now. */
bool stock_is_full(const struct sessions *sessions, const struct node_space *space);
/* Bytes of bodies that are kept of the space, as far as was looked. */
uint64_t stock_bytes(const struct sessions *sessions, const struct node_space *space);

/* Bodies of so many bytes came in. */
void stock_add(struct sessions *sessions, uint32_t space, size_t bytes);
/* Somebody came or left, or bodies came that were missing: look again with the next tick. */
void stock_wake(struct sessions *sessions);
/* Time passes: looks at what is kept, drops and asks again. Cost, at most once in VB_STOCK_EVERY_MAX_MS: all that is relayed. */
void stock_on_tick(struct sessions *sessions, struct node_now now);
/* The turn was undone: short numbers may be given out again. */
void stock_on_failure(struct sessions *sessions);

#endif
