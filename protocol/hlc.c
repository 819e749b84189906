/* hlc: the hybrid logical clock of entries; see hlc.h. */
#include "protocol/hlc.h"

#include "protocol/limits.h"

#define COUNTER_BITS 16u
#define WALL_MAX_MS ((UINT64_C(1) << 48) - 1)

struct hlc hlc_next(struct hlc last, struct wall_ms now)
{
	uint64_t wall = now.v < WALL_MAX_MS ? now.v : WALL_MAX_MS;
	struct hlc stamp = { wall << COUNTER_BITS };

	/* Adding one to a full counter carries into the milliseconds, which is just what it should do. */
	if (stamp.v <= last.v)
		stamp.v = last.v < UINT64_MAX ? last.v + 1 : UINT64_MAX;
	return stamp;
}

struct hlc hlc_observe(struct hlc local, struct hlc seen, struct wall_ms now)
{
	if (hlc_is_ahead(seen, now))
		return local;
	return seen.v > local.v ? seen : local;
}

bool hlc_is_ahead(struct hlc seen, struct wall_ms now)
{
	uint64_t wall = hlc_wall(seen).v;

	return wall > now.v && wall - now.v > VB_CLOCK_AHEAD_MS;
}

struct wall_ms hlc_wall(struct hlc stamp)
{
	return (struct wall_ms){ stamp.v >> COUNTER_BITS };
}
