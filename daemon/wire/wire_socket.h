/* wire_socket: one CURVE socket: a ROUTER that listens or a DEALER that makes one connection attempt, with its monitor.
 *
 * All options of DESIGN.md 8 are set before bind or connect. A message is one frame behind the routing id; anything else
 * is dropped here and counted. Who sent it is read from the last frame's metadata: libzmq 4.3.4 loses those of the first.
 * A DEALER never reconnects by itself (4.3.4 does not retry after a refusal and ignores the back-off then): when it
 * is over, close it and dial anew.
 * Called by wire and wire_pairing. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_SOCKET_H
#define VB_DAEMON_WIRE_WIRE_SOCKET_H

#include "daemon/wire/wire_zap.h"

struct wire_socket;

#define VB_ROUTING_MAX_BYTES 255u
#define VB_CONNECT_MS 10000u /* for the connection itself */
#define VB_HANDSHAKE_MS                                                                            \
	3000u /* a connection that is not authenticated by then is closed by libzmq */

/* Writes the version of libzmq that is in use. */
void wire_socket_library(char out[static 32]);

/* Binds a ROUTER to tcp://HOST:PORT (PORT may be *) with our CURVE key of that generation. Errors: VB_ERR_PORT_IN_USE, VB_ERR_BAD_VALUE (the address cannot be
 * bound), VB_ERR_IO (out of descriptors or sockets). */
VB_MUST int wire_socket_listen(struct wire_zap *zap, const struct node_keys *keys,
                               uint32_t generation, enum wire_domain domain, const char *endpoint,
                               struct wire_socket **out);
/* Starts to connect a DEALER with our CURVE key of that generation to tcp://ADDRESS:PORT, whose key must be server. The address is numeric: libzmq looks names up
 * in the thread that serves all connections. Errors: VB_ERR_BAD_VALUE (endpoint),
 * VB_ERR_BAD_KEY, VB_ERR_IO. */
VB_MUST int wire_socket_dial(struct wire_zap *zap, const struct node_keys *keys,
                             uint32_t generation, const struct public_key *server,
                             const char *endpoint, struct wire_socket **out);
/* Closes at once, dropping what is queued; sets *socket to NULL. NULL is fine. */
void wire_socket_close(struct wire_socket **socket);
/* From now on closing it lets what is queued leave first, for at most this long, which also holds up the end of the
 * process. */
void wire_socket_linger(struct wire_socket *socket, uint32_t ms);

/* The address bound, with the port that was chosen. */
const char *wire_socket_endpoint(const struct wire_socket *socket);

/* Calls fn when messages or monitor events wait; with VB_LOOP_WRITE in events also when a DEALER takes more. */
void wire_socket_watch(struct wire_socket *socket, struct loop *loop, uint32_t events,
                       loop_watch_fn *fn, void *ctx);

/* Ends the watch: somebody else will. */
void wire_socket_unwatch(struct wire_socket *socket);

struct wire_message {
	struct span routing;     /* ROUTER: who; empty for a DEALER */
	struct public_key curve; /* ROUTER: the admitted key */
	int fd;                  /* ROUTER: the connection's descriptor, -1 unknown */
	struct span body;
};
/* Takes the next message; its spans live until the next call. Messages without an admitted key or of other than one
 * frame are dropped. Errors: VB_ERR_BUSY (none waits). */
VB_MUST int wire_socket_receive(struct wire_socket *socket, struct wire_message *out);

/* Queues one message; routing is ignored by a DEALER. Errors: VB_ERR_BUSY (the queue is full, or a DEALER is not
 * connected), VB_ERR_UNREACHABLE (a ROUTER has no such connection any more). */
VB_MUST int wire_socket_send(struct wire_socket *socket, struct span routing, struct span body);

enum wire_event {
	VB_WIRE_NONE,          /* nothing more waits */
	VB_WIRE_ACCEPTED,      /* ROUTER: a stranger connected */
	VB_WIRE_ACCEPT_FAILED, /* ROUTER: out of descriptors */
	VB_WIRE_UP,            /* the handshake is done */
	VB_WIRE_REFUSED,       /* DEALER: our key is not admitted */
	VB_WIRE_FAILED,        /* DEALER: no connection or no handshake */
	VB_WIRE_DOWN,          /* a connection is gone */
};
/* Whether a DEALER has got through to the address, whoever answers there; as far as events were taken. */
bool wire_socket_is_through(const struct wire_socket *socket);
/* Takes the next event of the monitor; *fd gets the connection's descriptor where there is one, else -1. */
enum wire_event wire_socket_event(struct wire_socket *socket, int *fd);

/* Cuts a ROUTER's connection whose descriptor came with a message; its DOWN follows. All events must have been taken
 * just before: then the descriptor is still that connection's. */
void wire_socket_cut(struct wire_socket *socket, int fd);

/* Stops accepting. The kernel drops connection requests to the listening socket meanwhile: unbinding it instead, as libzmq
 * would have it, cuts every connection that came in by it. */
void wire_socket_pause(struct wire_socket *socket);
/* Hangs up on all who wait at a paused listening socket: while no descriptor is left for them, libzmq 4.3.4 tries to let
 * them in without a pause. Spare descriptors are kept for this. */
void wire_socket_turn_away(struct wire_socket *socket);
/* Accepts again. */
void wire_socket_resume(struct wire_socket *socket);

#endif
