/* receive: what each kind of frame from another office does: SPEC.md 10.
 *
 * Heads become fetches, asks become jobs, entries go through the door (admit), the rest is noted in the session. Nothing
 * is sent from here.
 * Called by session. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_RECEIVE_H
#define VB_DAEMON_SYNC_RECEIVE_H

#include "daemon/sync/session.h"
#include "protocol/peer/frame.h"

/* Takes in one frame. Errors: why the link has to end: a broken form, VB_ERR_UNEXPECTED (a second HELLO),
 * VB_ERR_VERSION (none in common), VB_ERR_BAD_CARD, VB_ERR_BAD_SIGNATURE, VB_ERR_CREDIT (more than granted),
 * VB_ERR_STOPPING (BYE). What an honest office may send and we may not take is no error. */
VB_MUST int receive_frame(struct sessions *sessions, struct session *s, const struct frame *frame,
                          struct node_now now);

#endif
