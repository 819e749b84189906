/* wire_probe: the self-test of the door at start: on loopback, with keys made for it.
 *
 * libzmq lets every key in when something about the door keeper is wrong (no handler, no domain, an option it does not
 * know), and says nothing. So before the daemon says READY it proves that an unknown key is refused, a known one is let
 * in under its own name, and a domain that nobody decides for stays shut.
 * Called by the shell before the loop runs. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_PROBE_H
#define VB_DAEMON_WIRE_WIRE_PROBE_H

#include "daemon/wire/wire_zap.h"

/* Runs the test; afterwards no domain has a function. Takes some 20 ms, at most 9 s. Errors: VB_ERR_SELFTEST, VB_ERR_IO
 * (no sockets, no loopback). */
VB_MUST int wire_probe_run(struct wire_zap *zap);

#endif
