/* hlc: the hybrid logical clock of entries (Kulkarni et al. 2014), 48-bit milliseconds and a 16-bit counter.
 *
 * It only breaks ties between changes that did not see each other. A writer keeps it rising in its own log; a reader
 * never refuses an entry for it and never lets one that is more than ten minutes ahead move its own clock.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_HLC_H
#define VB_PROTOCOL_HLC_H

#include "protocol/ids.h"

struct hlc {
	uint64_t v; /* milliseconds << 16 | counter */
};

/* The stamp of a new entry: greater than last, at least now. last: the greatest stamp this node gave or accepted.
 * A counter that would overflow moves to the next millisecond; the greatest stamp of all (year 10889) repeats itself. */
struct hlc hlc_next(struct hlc last, struct wall_ms now);

/* The local clock after seeing a foreign stamp: the greater of both, but local unchanged when seen is more than
 * VB_CLOCK_AHEAD_MS ahead of now. */
struct hlc hlc_observe(struct hlc local, struct hlc seen, struct wall_ms now);

/* True if the stamp lies more than VB_CLOCK_AHEAD_MS in the future. */
bool hlc_is_ahead(struct hlc seen, struct wall_ms now);

/* The wall-clock part in milliseconds. */
struct wall_ms hlc_wall(struct hlc stamp);

#endif
