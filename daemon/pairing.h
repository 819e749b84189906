/* pairing: invitations given and taken, and the exchange of cards behind them: SPEC.md 11. Without sockets.
 *
 * A session is one connection of the pairing socket: a caller who has one of our codes, or our own call with somebody
 * else's. What a session says leaves only after the commit of the turn, so that a code is burnt on the disk before its
 * proof is answered. Sessions are few and short; callers come in at a bounded rate.
 * The pairing socket is wanted while a code is open, and a little longer, so that who comes too late hears why.
 * Called by the shell and, through control_set_pairing, by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_PAIRING_H
#define VB_DAEMON_PAIRING_H

#include "daemon/codes.h"

#define VB_PAIRING_CALLERS_MAX 16u   /* sessions that came in */
#define VB_PAIRING_JOINS_MAX 16u     /* sessions that we began */
#define VB_PAIRING_SESSION_MS 30000u /* from its beginning to its end */
#define VB_PAIRING_STARTS_A_SECOND 10u

struct pairing;

/* What needs sockets; the functions must not call back into pairing. */
struct pairing_output {
	void *ctx;
	/* Binds the pairing socket if it is not, and writes the address for a code. Errors: VB_ERR_UNREACHABLE (this office
	 * cannot be called), VB_ERR_PORT_IN_USE, VB_ERR_IO. */
	int (*open)(void *ctx, char endpoint[static VB_ENDPOINT_MAX_BYTES + 1]);
	/* Closes the pairing socket. */
	void (*shut)(void *ctx);
	/* Calls an inviter; pairing_on_connected or pairing_on_closed follows. */
	void (*call)(void *ctx, uint32_t session, const char *endpoint,
	             const struct public_key *curve);
	/* Sends one frame of a session. */
	void (*send)(void *ctx, uint32_t session, struct span frame);
	/* Ends a session when what was sent is out; pairing_on_closed does not follow. */
	void (*close)(void *ctx, uint32_t session);
};

/* Begins with the codes that stand in the store, and becomes what control asks for peer.invite and peer.join. Borrows
 * node. Caller destroys, before node_close. */
struct pairing *pairing_new(struct node *node, const struct pairing_output *output,
                            uint64_t invite_life_ms);
/* Forgets all sessions and wipes their secrets; sets *pairing to NULL. NULL is fine. */
void pairing_destroy(struct pairing **pairing);
/* How long codes are good that are made from now on. */
void pairing_set_life(struct pairing *pairing, uint64_t invite_life_ms);

/* Whether one more caller may come in now: asked once a connection, which counts. */
bool pairing_admits(struct pairing *p, struct mono_ms now);

/* A caller's first frame is about to come. id: the shell's number of the session, below 2^31. curve: its admitted key. */
void pairing_on_caller(struct pairing *p, uint32_t id, const struct public_key *curve,
                       struct node_now now);
/* Our call was let in. */
void pairing_on_connected(struct pairing *p, uint32_t id, struct node_now now);
/* A frame of a session. */
void pairing_on_frame(struct pairing *p, uint32_t id, struct span frame, struct node_now now);
/* The connection of a session is gone, or never came about: err is why, VB_ERR_UNREACHABLE or VB_ERR_TOO_MANY. */
void pairing_on_closed(struct pairing *p, uint32_t id, int err, struct node_now now);
/* Time passes; once a second. */
void pairing_on_tick(struct pairing *p, struct node_now now);

/* The turn is committed: what was said in it leaves. */
void pairing_on_commit(struct pairing *p);
/* The turn was undone: sessions that said something in it are over. */
void pairing_on_failure(struct pairing *p, int err);

#endif
