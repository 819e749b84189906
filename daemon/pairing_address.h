/* pairing_address: where the pairing socket is bound, and what address stands in a code.
 *
 * Bound at `pairing-listen`; without it at the host of `listen` and the next port, or any free port if that one is taken.
 * While codes are open the address bound stands in the file `pairing` of the home and is tried first, so that codes
 * outlive a restart. In the code stands the host that others reach this office by, and the port that was bound.
 * Called by wire_pairing. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_PAIRING_ADDRESS_H
#define VB_DAEMON_PAIRING_ADDRESS_H

#include "protocol/bytes.h"
#include "protocol/limits.h"

#define PAIRING_ADDRESS_TRIES 3u

struct pairing_address {
	char text[VB_ENDPOINT_MAX_BYTES + 16]; /* "tcp://HOST:PORT", PORT may be * */
};

/* The addresses to bind, the best first; returns how many: 0 when neither setting is given. */
size_t pairing_address_list(const char *home, const char *listen, const char *pairing_listen,
                            struct pairing_address out[static PAIRING_ADDRESS_TRIES]);

/* What stands in a code when the socket is bound at `bound`. Errors: VB_ERR_NO_ADDRESS (no host that others know). */
VB_MUST int pairing_address_told(const char *bound, const char *listen, const char *pairing_listen,
                                 const char *advertise, char out[static VB_ENDPOINT_MAX_BYTES + 1]);

/* Writes down the address bound; a disk that is full keeps nobody from pairing. */
void pairing_address_keep(const char *home, const char *bound);
/* Forgets it. */
void pairing_address_forget(const char *home);

#endif
