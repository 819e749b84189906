/* wire_guard: keeps a listening socket from being flooded: a gate, its timer and the socket it shuts.
 *
 * It is told what the socket's monitor says, and stops the socket from accepting while there are too many strangers.
 * Called by wire and wire_pairing. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_GUARD_H
#define VB_DAEMON_WIRE_WIRE_GUARD_H

#include "daemon/wire/gate.h"
#include "daemon/wire/wire_socket.h"

struct wire_guard {
	struct loop *loop;
	struct wire_socket *socket;
	struct gate *gate;
	struct loop_timer timer;
	bool is_shut;
};

/* Guards a socket; loop and socket are borrowed until wire_guard_release. */
void wire_guard_init(struct wire_guard *guard, struct loop *loop, struct wire_socket *socket,
                     uint32_t handshakes_max);
/* Ends it; one that is all zero is fine. */
void wire_guard_release(struct wire_guard *guard);

/* Takes the next event of the socket and acts on it; when none is left, shuts or opens the socket. */
enum wire_event wire_guard_event(struct wire_guard *guard, int *fd);
/* The connection has shown an admitted key. */
void wire_guard_on_known(struct wire_guard *guard, int fd);
/* Connections of strangers that are not authenticated yet. */
uint32_t wire_guard_handshakes(const struct wire_guard *guard);

#endif
