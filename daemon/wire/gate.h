/* gate: when the listening socket must stop accepting, so that strangers cannot use up the process's descriptors.
 *
 * libzmq has no limit of connections and its I/O thread spins when accept fails. So connections are counted by
 * descriptor: one that is younger than the handshake limit and has not said anything counts as a handshake. Too many of
 * those, or a failed accept, shut the gate for a while that doubles up to its maximum; a quiet minute resets it.
 * Called by wire_guard. Thread rule: pure.
 */
#ifndef VB_DAEMON_WIRE_GATE_H
#define VB_DAEMON_WIRE_GATE_H

#include "protocol/ids.h"

#define VB_GATE_SHUT_MIN_MS 1000u
#define VB_GATE_SHUT_MAX_MS 30000u

struct gate;

/* An open gate. handshake_ms: after that an unauthenticated connection is closed by libzmq. */
struct gate *gate_new(uint32_t handshakes_max, uint32_t handshake_ms);
/* Frees it; sets *gate to NULL. NULL is fine. */
void gate_destroy(struct gate **gate);

/* A connection was accepted. */
void gate_on_accepted(struct gate *gate, int fd, struct mono_ms now);
/* The connection was authenticated. */
void gate_on_known(struct gate *gate, int fd);
/* The connection is gone. */
void gate_on_down(struct gate *gate, int fd);
/* An accept failed for want of descriptors. */
void gate_on_accept_failed(struct gate *gate);

enum gate_step {
	VB_GATE_KEEP, /* as it is */
	VB_GATE_SHUT, /* stop accepting */
	VB_GATE_OPEN, /* accept again */
};
/* What to do now; call it after events and at the latest after *wait_ms. */
enum gate_step gate_step(struct gate *gate, struct mono_ms now, uint32_t *wait_ms);

/* Connections that count as handshakes now. */
uint32_t gate_handshakes(struct gate *gate, struct mono_ms now);

#endif
