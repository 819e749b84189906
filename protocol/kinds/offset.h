/* offset: from a zone's local time to moments, by changes of the offset that the caller gives.
 *
 * Programs of different age hold different time zone data, so nothing on which offices must agree rests on them: what
 * is stored are moments, and the caller, who knows zones, passes the changes around the days that matter.
 * Local times are days and minutes of the day. Where a local time exists twice the first counts, where it does not exist
 * the offset before the change does (RFC 5545, 3.3.5).
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_OFFSET_H
#define VB_PROTOCOL_KINDS_OFFSET_H

#include <stddef.h>
#include <stdint.h>

#define VB_DAY_MINUTES 1440

/* From this moment on local time is so many minutes ahead of UTC. */
struct offset_change {
	int64_t from_ms;
	int32_t minutes;
};

enum offset_fit {
	VB_OFFSET_ONCE,
	VB_OFFSET_TWICE,
	VB_OFFSET_NEVER,
};

struct local_time {
	int32_t day; /* calendar.h */
	int32_t minute;
};

/* The moment of a local time, in *ms, and how often it exists. changes: ascending, at least one; before the first its offset
 * counts, too. */
enum offset_fit offset_moment(const struct offset_change *changes, size_t count,
                              struct local_time local, int64_t *ms);

#endif
