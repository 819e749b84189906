/* refill: bodies that are missing here (core/hollow.h) are asked of one office after another.
 *
 * Heads tell how many entries an office has, not which of their bodies: so each log that lacks some is asked of one link at a
 * time, of those who may read it first, of relays last, until nothing is missing. A link that was asked in vain is asked again
 * when the office sends digests again, as it does every five minutes, and at once when it has filled a gap of its own.
 * Called by sessions, receive. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_REFILL_H
#define VB_DAEMON_SYNC_REFILL_H

#include "daemon/sync/session.h"

/* After the commit, when something has changed: asks the next office for what is missing and not under way. Cost: the entries of
 * what is asked for. */
void refill_on_commit(struct sessions *sessions, struct node_now now);
/* The office may be asked again for everything. */
void refill_allow(struct sessions *sessions, struct session *s);
/* The office answered with entries that are here already. filled: with bodies that were missing, too: the others, who may lack
 * them as well, hear that there is something to compare. */
void refill_on_answer(struct sessions *sessions, const struct session *s, bool filled);

#endif
