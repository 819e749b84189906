/* wire_ended: connections of a listening socket that are over, remembered while messages of them may still wait.
 *
 * libzmq hands out what a connection had sent also after it has told that the connection is gone. Such a message must not
 * begin a new link: its descriptor is somebody else's by now. A connection is told by its routing id and its key, so that
 * nobody can shut another one out. The list is short and old entries fall out of it.
 * Called by wire and wire_pairing. Thread rule: pure.
 */
#ifndef VB_DAEMON_WIRE_WIRE_ENDED_H
#define VB_DAEMON_WIRE_WIRE_ENDED_H

#include "protocol/crypt.h"

#define VB_WIRE_ENDED_COUNT 1024u
#define VB_WIRE_ENDED_MS                                                                           \
	5000u /* by then everything that waited was read: an office may use its routing id again */

struct wire_ended {
	struct {
		struct hash who;
		struct mono_ms at;
	} items[VB_WIRE_ENDED_COUNT];
	uint64_t count; /* ever */
};

/* The connection is over. */
void wire_ended_add(struct wire_ended *ended, struct span routing, const struct public_key *curve,
                    struct mono_ms now);
/* Whether it is, as far as is remembered. Cost: a hash and a walk over the list. */
bool wire_ended_has(const struct wire_ended *ended, struct span routing,
                    const struct public_key *curve, struct mono_ms now);

#endif
