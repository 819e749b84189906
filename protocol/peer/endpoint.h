/* endpoint: an address of a node, "tcp://HOST:PORT": SPEC.md 3.
 *
 * HOST is a host name, an IPv4 address or an IPv6 address in brackets. Wildcards, source addresses and whatever else
 * ZeroMQ would understand are refused: an endpoint comes from a stranger's card.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_ENDPOINT_H
#define VB_PROTOCOL_PEER_ENDPOINT_H

#include "protocol/bytes.h"

struct endpoint {
	struct span host; /* borrowed; an IPv6 address with its brackets */
	uint16_t port;    /* 1 to 65535 */
};

/* Reads an endpoint of at most VB_ENDPOINT_MAX_BYTES. The form is unique: lower-case "tcp://", no zeros in front of
 * the port. Borrows text. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int endpoint_parse(struct span text, struct endpoint *out);

#endif
