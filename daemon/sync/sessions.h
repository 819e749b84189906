/* sessions: what goes on over the links with other offices: greeting, comparing heads, fetching, serving, pushing.
 *
 * A frame that comes in changes only what is noted in the session, or enters through admit; nothing is sent before the turn
 * is committed. sessions_on_commit then sends what is due: greeting, credit, digests, heads, wants, and log entries as far
 * as the other side's credit reaches. What a full link refuses stays due. Behaviour: SPEC.md 10.
 *   receive.h: frames coming in · deliver.h: what leaves · known.h: what the other has · fetch.h: what we want ·
 *   offer.h: telling · serve.h: sending entries · contact.h: what is kept of a link that is gone.
 * Called by node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_SESSIONS_H
#define VB_DAEMON_SYNC_SESSIONS_H

#include "daemon/sync/session.h"

/* No links yet. Caller destroys. Borrows node. */
struct sessions *sessions_new(struct node *node);
/* Forgets all links; sets *sessions to NULL. NULL is fine. */
void sessions_destroy(struct sessions **sessions);

/* A link stands, made with this CURVE key of theirs: HELLO and first credit are due. More than one link with an office is fine. */
void sessions_on_link_up(struct sessions *sessions, uint32_t link, const struct node_id *peer,
                         const struct public_key *curve, bool dialled, struct node_now now);
/* The link is gone, and what was asked for over it. */
void sessions_on_link_down(struct sessions *sessions, uint32_t link, struct node_now now);
/* A frame came in. A broken one, or one that breaks the rules, ends the link. Errors: those of the frame, for the log; the
 * link is closed already where it had to be. */
int sessions_on_frame(struct sessions *sessions, uint32_t link, struct span frame,
                      struct node_now now);
/* The link takes frames again. */
void sessions_on_writable(struct sessions *sessions, uint32_t link);
/* Time passes: gives up stalled fetches, compares digests again every five minutes, with offices that say
 * nothing about a space of theirs every 20 s. */
void sessions_on_tick(struct sessions *sessions, struct node_now now);
/* We end in good order: what is known of the links is kept with the next commit. */
void sessions_on_stop(struct sessions *sessions, struct node_now now);
/* The turn has written something and is about to be committed. */
void sessions_before_commit(struct sessions *sessions, struct node_now now);
/* After the commit: notes what grew and sends what is due. */
void sessions_on_commit(struct sessions *sessions, struct node_now now);
/* The turn was undone: what was asked for in it is compared anew. */
void sessions_on_failure(struct sessions *sessions);
/* True when more could be sent at once than one turn allows: end another turn soon. */
bool sessions_has_work(const struct sessions *sessions);

/* The best link to an office (the older of two), NULL without one; lives until the next event. */
const struct session *sessions_find(const struct sessions *sessions, const struct node_id *peer);
/* By how much the clock of an office is ahead of ours, in ms, by what it told when the link began; false: it is not known. */
bool sessions_clock(const struct sessions *sessions, const struct node_id *peer,
                    struct node_now now, int64_t *ahead_ms);
/* Logs that are being fetched or wait for it. */
size_t sessions_fetch_count(const struct sessions *sessions);

#endif
