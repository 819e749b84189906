/* control: what people and bridges may ask of this office over the local socket: SPEC.md 13.
 *
 * One row a request: name, least right, whether it only reads, its arguments, its handler (control_calls.h). The row is
 * looked up, the caller's right and the names of the arguments are checked, and only then does the handler run. It
 * finds out everything that could be wrong before it writes anything, so that a refused request leaves nothing behind.
 * Who asks is the kernel's word: the owner of the home and root are administrators; anybody else whom the read-only
 * socket lets in may look at the status, and nothing else.
 * Called by node, which says with each event what time it is. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_H
#define VB_DAEMON_CONTROL_H

#include "daemon/node.h"

struct control;

/* No request under way. Borrows node. Caller destroys. */
struct control *control_new(struct node *node);
/* Forgets all requests that are not answered; sets *control to NULL. NULL is fine. */
void control_destroy(struct control **control);

/* One whole request (the document without its length). It is answered through node_answer: at once, or, for a
 * feed.read that waits and a watch, when there is something to tell. */
void control_on_request(struct control *control, const struct node_caller *caller,
                        struct span request, struct node_now now);
/* The client hung up: nothing more is told to it. */
void control_on_client_gone(struct control *control, uint32_t client);
/* Time passes: who waited long enough for the change feed is answered. */
void control_on_tick(struct control *control, struct node_now now);
/* The turn is committed; feed_grew: with changes to records. Tells those who wait for them. */
void control_on_commit(struct control *control, bool feed_grew, struct node_now now);
/* The turn was undone. */
void control_on_failure(struct control *control, int err, struct node_now now);

#endif
