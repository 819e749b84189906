/* statement: what each office says that it holds of a space and audience, signed by it (HAVE, SPEC.md 10).
 *
 * Ours is made when something has changed since the last one, and at most every five minutes (settings.h). Those of others
 * are taken from whoever brings them, for their signature speaks for them: of each office, space and audience the
 * greatest counter is kept, and handed on to everybody who may hold that audience. They are hints: how far an office says
 * it is; nothing is judged, fetched or refused by them.
 * They are written along with the next commit that there is anyway, else within a minute; a crash loses the newest.
 * Called by sessions, receive, deliver, reach. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_STATEMENT_H
#define VB_DAEMON_SYNC_STATEMENT_H

#include "daemon/sync/session.h"
#include "protocol/peer/have.h"

#define VB_STATEMENT_WRITE_MS (60u * 1000u) /* between two commits for statements alone */

struct statements;

/* Those of the store. Caller destroys. Borrows node. */
struct statements *statements_new(struct node *node);
/* Frees it; sets *statements to NULL. NULL is fine. */
void statements_destroy(struct statements **statements);

/* What an office said last of an audience (all, core); false: nothing. Spans live until the end of the turn. */
bool statement_find(const struct sessions *sessions, const struct node_space *space,
                    enum audience audience, const struct node_id *office, struct have *out);

/* Takes one in that came over a link. What is older than the one kept, or of no concern to us, is passed over.
 * Errors, for which the link has to end: those of have_decode, VB_ERR_BAD_SIGNATURE. */
VB_MUST int statement_take(struct sessions *sessions, const struct session *s, struct span payload);

/* Sends what the office was not told yet and may hear of. Errors: VB_ERR_BUSY (goes on where it stopped). */
VB_MUST int statement_send(struct sessions *sessions, struct session *s);

/* A link is about to be forgotten; its number may come again. */
void statement_on_down(struct sessions *sessions, uint32_t link);
/* Time passes: opens the turn's write transaction when statements have waited long enough. */
void statement_on_tick(struct sessions *sessions, struct node_now now);
/* We end in good order: opens the write transaction for what is not written yet. */
void statement_on_stop(struct sessions *sessions);
/* The turn is about to be committed: writes what is not written yet along with it. */
void statement_before_commit(struct sessions *sessions);
/* After the commit: makes our own where they are due. */
void statement_on_commit(struct sessions *sessions, struct node_now now);
/* The turn was undone: reads those of the store again. */
void statement_on_failure(struct sessions *sessions);

#endif
