/* wire_pairing: the sockets of pairing: a ROUTER of its own domain while codes are open, and a DEALER for each call.
 *
 * The ROUTER lets any key in, at the rate and up to the number that pairing admits; an admitted key reaches nothing but
 * pairing. It is bound at `pairing-listen`, else beside the listening socket; where it was bound stands in a file of the
 * home while codes are open, so that they lead to the same port after a restart.
 * Called by the shell. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_PAIRING_H
#define VB_DAEMON_WIRE_PAIRING_H

#include "daemon/pairing.h"
#include "daemon/wire/wire_zap.h"

struct wire_pairing;

struct wire_pairing_settings {
	const char *home;
	const char *listen;         /* "": not called by others */
	const char *pairing_listen; /* "": beside listen */
	const char *advertise;      /* "": as listen */
};

/* Binds nothing yet. The settings' texts, loop, zap and keys are borrowed. */
struct wire_pairing *wire_pairing_new(struct loop *loop, struct wire_zap *zap,
                                      const struct node_keys *keys,
                                      const struct wire_pairing_settings *settings);
/* Closes all sockets; sets *wire to NULL. NULL is fine. */
void wire_pairing_destroy(struct wire_pairing **wire);

/* What pairing_new wants. */
void wire_pairing_output(struct wire_pairing *wire, struct pairing_output *out);
/* Who is told; before the loop runs. */
void wire_pairing_attach(struct wire_pairing *wire, struct pairing *pairing);

#endif
