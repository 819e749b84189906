/* asker: who asks on the local socket.
 *
 * It is the kernel's word (SO_PEERCRED), never the client's; what the login may, control finds out (rights.h). A bridge that
 * this daemon started asks over a connection that was made for it (local_adopt): it has no login and no right, but
 * calls of its own (bridge_calls.h).
 * Filled in by the shell. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ASKER_H
#define VB_DAEMON_CORE_ASKER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/limits.h"

/* The bridges that a daemon starts. The numbers stand in the store (drawers.h). */
enum node_bridge { NODE_BRIDGE_NONE, NODE_BRIDGE_MAIL };

struct node_caller {
	uint32_t client; /* the shell's number of the connection */
	uint32_t uid;
	bool read_only;                     /* asked on socket-ro */
	enum node_bridge bridge;            /* which it is; none: somebody with a login */
	char login[VB_LOGIN_MAX_BYTES + 1]; /* name of that uid; empty: it has none */
};

#endif
