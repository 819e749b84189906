/* resolve: turns the host name of an endpoint into an address without holding anybody up.
 *
 * libzmq looks names up in its one I/O thread, so that an office whose name server is slow stands still as a whole.
 * Here each look-up has a thread of its own that owns what it works on; one that is given up goes on until it ends.
 * Numeric hosts need none. Called by wire and wire_pairing. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_RESOLVE_H
#define VB_DAEMON_WIRE_RESOLVE_H

#include "protocol/bytes.h"
#include "protocol/limits.h"

#define VB_RESOLVE_POLL_MS 20u    /* how often to ask for the result */
#define VB_ADDRESS_TEXT_BYTES 64u /* "tcp://[IPv6]:65535" */

struct resolve;

/* Starts to look up the host of "tcp://HOST:PORT". Errors: VB_ERR_BAD_VALUE (no endpoint), VB_ERR_IO. */
VB_MUST int resolve_start(const char *endpoint, struct resolve **out);

/* Writes "tcp://ADDRESS:PORT" once it is known. A name may have several addresses: turn (0, 1, 2...) picks one after
 * the other. Errors: VB_ERR_BUSY (ask again later), VB_ERR_UNREACHABLE (no such host, no answer). */
VB_MUST int resolve_result(struct resolve *resolve, uint32_t turn,
                           char out[static VB_ADDRESS_TEXT_BYTES]);

/* How many addresses there are; 0 while it is busy, or none. */
uint32_t resolve_count(const struct resolve *resolve);

/* Frees it or, while a look-up cannot be stopped, leaves that to its end; sets *resolve to NULL. NULL is fine. */
void resolve_destroy(struct resolve **resolve);

#endif
