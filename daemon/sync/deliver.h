/* deliver: what leaves for other offices at the end of a turn, after the commit: SPEC.md 10.
 *
 * Order on each link: greeting, credit, refusals, digests, heads, statements, wants, entries, files. What a link does not take stays due.
 * Called by session. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_DELIVER_H
#define VB_DAEMON_SYNC_DELIVER_H

#include "daemon/sync/session.h"

/* Queues what grew in the turn for the offices that may read it; false: nothing did. */
bool deliver_note_growth(struct sessions *sessions);

/* Sends what is due on every link. True when the budget of the turn ended it: more could be sent at once. */
VB_MUST bool deliver_due(struct sessions *sessions, struct node_now now);

/* Tells the other side why its link is ended: our HELLO if it has not been sent yet, and ERROR. Sent at once, since the
 * link does not outlive the turn; it tells nothing of what the turn wrote. A link that takes no frames now is not told. */
void deliver_farewell(struct sessions *sessions, struct session *s, int why);

#endif
