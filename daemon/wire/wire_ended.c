/* wire_ended: see wire_ended.h. */
#include "daemon/wire/wire_ended.h"

#include <string.h>

static struct hash who_of(struct span routing, const struct public_key *curve)
{
	struct hasher h;
	struct hash who;

	hasher_init(&h, NULL);
	hasher_put(&h, curve->b, sizeof(curve->b));
	hasher_put(&h, routing.data, routing.size);
	hasher_finish(&h, &who);
	return who;
}

void wire_ended_add(struct wire_ended *ended, struct span routing, const struct public_key *curve,
                    struct mono_ms now)
{
	size_t at = ended->count++ % VB_WIRE_ENDED_COUNT;

	ended->items[at].who = who_of(routing, curve);
	ended->items[at].at = now;
}

bool wire_ended_has(const struct wire_ended *ended, struct span routing,
                    const struct public_key *curve, struct mono_ms now)
{
	struct hash who = who_of(routing, curve);

	for (uint64_t i = 0; i < VB_WIRE_ENDED_COUNT && i < ended->count; i++) {
		size_t at = (ended->count - 1 - i) % VB_WIRE_ENDED_COUNT;

		if (now.v - ended->items[at].at.v > VB_WIRE_ENDED_MS)
			return false;
		if (memcmp(ended->items[at].who.b, who.b, sizeof(who.b)) == 0)
			return true;
	}
	return false;
}
