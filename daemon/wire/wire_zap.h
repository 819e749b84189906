/* wire_zap: the door keeper of the CURVE sockets (RFC 27/ZAP) and the ZeroMQ context that they live in.
 *
 * Bound before the first socket: without a handler libzmq would let any key in. Each domain has one function that
 * decides; a domain without one admits nobody. What was admitted shows up as User-Id, the key in hexadecimal.
 * Answers are 200 or 400, never 300 (which makes libzmq 4.3.4 hang).
 * Called by wire, wire_pairing, wire_probe. Thread rule: loop thread only; one a process (several in a test).
 */
#ifndef VB_DAEMON_WIRE_WIRE_ZAP_H
#define VB_DAEMON_WIRE_WIRE_ZAP_H

#include "daemon/loop.h"
#include "protocol/crypt.h"

struct wire_zap;

enum wire_domain {
	VB_DOMAIN_OFFICES, /* "verbund": paired offices and members */
	VB_DOMAIN_PAIRING, /* "verbund-pairing": anybody, while an invitation is open */
	VB_DOMAIN_COUNT,
};

/* Whether this key may come in now. */
typedef bool wire_zap_fn(void *ctx, const struct public_key *curve);

/* Makes a context for at most sockets_max sockets and binds the handler in it.
 * Errors: VB_ERR_IO (out of descriptors). */
VB_MUST int wire_zap_open(struct loop *loop, uint32_t sockets_max, struct wire_zap **out);
/* Closes handler and context; every socket made in it must be closed. Sets *zap to NULL. NULL is fine. */
void wire_zap_close(struct wire_zap **zap);

/* Sets who decides in a domain; NULL: nobody gets in. */
void wire_zap_set(struct wire_zap *zap, enum wire_domain domain, wire_zap_fn *fn, void *ctx);

/* Answers the requests that wait. The loop does this; only who waits without a loop calls it. */
void wire_zap_serve(struct wire_zap *zap);

/* The ZeroMQ context. */
void *wire_zap_context(const struct wire_zap *zap);
/* A number never given before, for names within the context. */
uint64_t wire_zap_next_number(struct wire_zap *zap);
/* The domain's name as it stands in requests. */
const char *wire_zap_domain_name(enum wire_domain domain);

#endif
