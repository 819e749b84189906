/* probe: who answers at an address, as far as can be told without a key.
 *
 * Looks names up, connects and greets as ZeroMQ does (ZMTP 3, RFC 23), all addresses at once and within one limit of time.
 * Nothing is sent but the greeting, so that an office is not disturbed.
 * Called by check_net. Thread rule: one thread; looking names up takes threads of the C library.
 */
#ifndef VB_CLI_PROBE_H
#define VB_CLI_PROBE_H

#include <stddef.h>
#include <stdint.h>

enum probe_result {
	PROBE_SILENT,    /* nothing came back in time */
	PROBE_BAD,       /* no address of the form tcp://HOST:PORT */
	PROBE_NO_NAME,   /* the name is not known */
	PROBE_SLOW_NAME, /* nobody said in time whether it is */
	PROBE_NO_ROUTE,  /* no way there from this computer */
	PROBE_REFUSED,   /* the computer answers, and takes no connection there */
	PROBE_OTHER,     /* a program takes it, and is no office */
	PROBE_OFFICE,    /* greets as an office does */
};

struct probe {
	const char *endpoint;
	enum probe_result result;
};

/* Asks at all endpoints and sets the results. A name that has several addresses gets the best of theirs. */
void probe_run(struct probe *probes, size_t count, uint32_t timeout_ms);

#endif
