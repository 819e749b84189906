/* blob_fetch: bytes of files that this office lacks, asked for over its links: SPEC.md 10, Blobs.
 *
 * They come after everything else: one blob at a time over a link, in runs so short that entries never wait long behind them,
 * each blob over one link only. Chunks are written as they come; what is on disk is noted in the store now and then, and
 * from there it goes on after a cut, over whichever link. Whoever does not have a blob, or sends what does not open, is not
 * asked for it for a while.
 * Called by sessions, receive and deliver. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_BLOB_FETCH_H
#define VB_DAEMON_SYNC_BLOB_FETCH_H

#include "daemon/sync/session.h"

#define VB_BLOB_STALL_MS 30000u /* SPEC.md 10 */
#define VB_BLOB_LOOK_MS 5000u   /* so long after nothing was found that could be asked for */
#define VB_BLOB_ABSENT_MS                                                                          \
	30000u /* so long one who does not have a blob is not asked again, in the end */
#define VB_BLOB_WRONG_MS 600000u /* so long one who sent something else for it */

/* The link is new: nothing is asked for. */
void blob_fetch_init(struct blob_fetch *f);
/* The link is gone: notes what came over it. */
void blob_fetch_end(struct sessions *sessions, struct session *s);
/* The turn was undone: what is asked for is begun anew from what the store says. */
void blob_fetch_reset(struct session *s);
/* Time passes: what was written a second ago is noted. */
void blob_fetch_on_tick(struct sessions *sessions, struct session *s, struct node_now now);
/* Entries came in: there may be blobs that can be asked for now. */
void blob_fetch_wake(struct session *s);

/* True while chunks are awaited over this link. */
bool blob_fetch_is_open(const struct session *s);

/* Asks for the next run, if one is due. Errors: VB_ERR_BUSY. */
VB_MUST int blob_fetch_send(struct sessions *sessions, struct session *s, struct node_now now);

/* A BLOB came in. Errors: those of its form; what was not asked for is none. */
VB_MUST int blob_fetch_take(struct sessions *sessions, struct session *s, struct span payload,
                            struct node_now now);

#endif
