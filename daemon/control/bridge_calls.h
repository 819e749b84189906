/* bridge_calls: what a bridge that this daemon started may ask, SPEC.md 13.5: the second table of the local socket, with its
 * handlers.
 *
 * The ordinary table (control.c) is closed to bridges but for node.show, and this one to everybody else. A bridge has no right
 * and no person of its own; where a handler asks what the caller may (q->who), it finds a secretary, and whoever writes in
 * somebody's name puts that person there. Rows are in the order of their names; handlers stand in control_drawer.c and
 * control_bridge*.c, find everything that could be wrong before they write anything, and show nothing that may not leave the office.
 * Tests are a bridge so: in a unit test `clerk.caller.bridge = NODE_BRIDGE_MAIL` (tests/unit/clerk.h); in a black-box test
 * tests/blackbox/bridge.py in the place of verbund-mail.
 * Called by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_BRIDGE_CALLS_H
#define VB_DAEMON_CONTROL_BRIDGE_CALLS_H

#include "daemon/control/call.h"

/* The row of a call; NULL: there is none of that name. */
const struct call *bridge_calls_find(struct span name);

/* The change feed, as subjects that changed; answered later where there is nothing yet. */
VB_MUST int control_bridge_feed(struct request *q);
/* What there is of a subject. Cost: a page of records. */
VB_MUST int control_bridge_list(struct request *q);
/* One subject, with what may leave of it. Cost: all that belongs to it. */
VB_MUST int control_bridge_show(struct request *q);
/* A piece of a document that may leave. */
VB_MUST int control_bridge_file(struct request *q);
/* What a seat of ours answers to an invitation. */
VB_MUST int control_bridge_reply(struct request *q);
/* What somebody answers who is asked for help. */
VB_MUST int control_bridge_answer(struct request *q);
/* A message in a thread that may leave. */
VB_MUST int control_bridge_post(struct request *q);
/* An invitation was handed over by e-mail. */
VB_MUST int control_bridge_delivered(struct request *q);

/* Says what came of a job. */
VB_MUST int control_bridge_done(struct request *q);
/* The next job, or waits for it. */
VB_MUST int control_bridge_jobs(struct request *q);

/* One row of the drawer. */
VB_MUST int control_drawer_get(struct request *q);
/* A page of a table of the drawer. */
VB_MUST int control_drawer_list(struct request *q);
/* Writes rows, all or none. */
VB_MUST int control_drawer_write(struct request *q);

#endif
