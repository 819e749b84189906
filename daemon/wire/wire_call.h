/* wire_call: the calls we make to other offices, until they are links or have come to nothing.
 *
 * dial says who is due, resolve finds the address, a DEALER tries it once. A finished handshake hands the socket over;
 * everything else goes back to dial, which waits longer each time. At most VB_CALLS_MAX_COUNT calls are under way.
 * Called by wire. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_CALL_H
#define VB_DAEMON_WIRE_WIRE_CALL_H

#include "daemon/wire/dial.h"
#include "daemon/wire/wire_socket.h"

#define VB_CALLS_MAX_COUNT 64u

struct wire_calls;

/* Takes the socket of an office that answered: sets *socket to NULL. Left alone it is closed, and the call has failed. */
typedef void wire_call_fn(void *ctx, const struct node_id *peer, const struct public_key *curve,
                          struct wire_socket **socket);

/* Calls nobody yet. loop, zap and keys are borrowed. */
struct wire_calls *wire_calls_new(struct loop *loop, struct wire_zap *zap,
                                  const struct node_keys *keys,
                                  const struct dial_settings *settings, wire_call_fn *fn,
                                  void *ctx);
/* Gives up all calls; sets *calls to NULL. NULL is fine. */
void wire_calls_destroy(struct wire_calls **calls);

/* Which generation of our keys is in use: offices are called with it first. */
void wire_calls_use(struct wire_calls *calls, uint32_t generation);
/* The offices to hold a link with: dial_set. */
void wire_calls_set(struct wire_calls *calls, const struct dial_office *offices, size_t count);
/* How the calls to an office go: dial_state. */
bool wire_calls_state(const struct wire_calls *calls, const struct node_id *peer,
                      struct dial_state *out);
/* A link with an office stands, whoever called; a call to it that is under way goes on. */
void wire_calls_on_up(struct wire_calls *calls, const struct node_id *peer);
/* A link with an office is gone. */
void wire_calls_on_down(struct wire_calls *calls, const struct node_id *peer);

#endif
