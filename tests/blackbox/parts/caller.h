/* caller: one CURVE connection to a daemon, made with libzmq alone: no part of daemon/ stands behind it.
 *
 * A DEALER that connects once and never again, so that the end of the link is seen.
 * Called by forger and rogue. Thread rule: one thread.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_CALLER_H
#define VB_TESTS_BLACKBOX_PARTS_CALLER_H

#include <stdbool.h>

#include "protocol/crypt.h"

struct caller {
	void *socket; /* NULL: not connected */
	void *monitor;
	bool is_over; /* the other side ended the link */
};

/* Connects and waits for the handshake. False: refused, or no answer in 3 s; nothing is left open then. */
bool caller_open(struct caller *c, const char *endpoint, const struct public_key *server,
                 const struct node_keys *keys);
/* Hangs up. */
void caller_close(struct caller *c);

/* Sends one message of one part; what a link that is over does with it is its business. */
void caller_send(struct caller *c, struct span frame);
/* Sends one message of several parts. */
void caller_send_parts(struct caller *c, const struct span *parts, size_t count);

enum caller_news {
	CALLER_FRAME,
	CALLER_OVER, /* the other side hung up; everything it had sent was handed out */
	CALLER_SILENT,
};
/* Waits for the next message, at most timeout_ms; frame gets its bytes. */
enum caller_news caller_next(struct caller *c, unsigned timeout_ms, struct buf *frame);

#endif
