/* offset: moments of local times; see offset.h. */
#include "protocol/kinds/offset.h"

#define MINUTE_MS 60000

/* When a change counts; the first one always. */
static int64_t from_ms(const struct offset_change *changes, size_t at)
{
	return at == 0 ? INT64_MIN : changes[at].from_ms;
}

enum offset_fit offset_moment(const struct offset_change *changes, size_t count,
                              struct local_time local, int64_t *ms)
{
	int64_t minutes = (int64_t)local.day * VB_DAY_MINUTES + local.minute;
	unsigned found = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t moment = (minutes - changes[i].minutes) * MINUTE_MS;

		if (moment < from_ms(changes, i) ||
		    (i + 1 < count && moment >= changes[i + 1].from_ms))
			continue;
		if (found++ == 0)
			*ms = moment;
	}
	if (found > 0)
		return found == 1 ? VB_OFFSET_ONCE : VB_OFFSET_TWICE;
	/* In a gap: the first change after which it would be later already. */
	for (size_t i = 1; i < count; i++) {
		int64_t before = (minutes - changes[i - 1].minutes) * MINUTE_MS;

		if (before >= changes[i].from_ms &&
		    (minutes - changes[i].minutes) * MINUTE_MS < changes[i].from_ms)
			*ms = before;
	}
	return VB_OFFSET_NEVER;
}
