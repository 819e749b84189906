/* state_hash: one hash over all merged records of a space and audience; see state_hash.h. */
#include "protocol/merge/state_hash.h"

#include <assert.h>
#include <string.h>

void state_hash_init(struct state_hash *s, const struct space_id *space, enum audience audience)
{
	uint8_t number = (uint8_t)audience;

	hasher_init(&s->hasher, "verbund/state/1");
	hasher_put(&s->hasher, space->b, sizeof(space->b));
	hasher_put(&s->hasher, &number, sizeof(number));
	s->has_last = false;
}

void state_hash_put(struct state_hash *s, const struct record_id *id, struct span merged)
{
	uint8_t size[4];

	assert(!s->has_last || memcmp(s->last.b, id->b, sizeof(id->b)) < 0);
	put_be32(size, (uint32_t)merged.size);
	hasher_put(&s->hasher, id->b, sizeof(id->b));
	hasher_put(&s->hasher, size, sizeof(size));
	hasher_put(&s->hasher, merged.data, merged.size);
	s->last = *id;
	s->has_last = true;
}

void state_hash_finish(struct state_hash *s, struct hash *out)
{
	hasher_finish(&s->hasher, out);
}
