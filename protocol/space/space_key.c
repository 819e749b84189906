/* space_key: the keys of a space's audiences, found, listed and given; see space.h. */
#include <assert.h>

#include "protocol/space/space_state.h"

uint32_t space_key_slot(struct space *space, enum audience audience, uint32_t control_seq)
{
	assert(audience == VB_AUDIENCE_ALL || audience == VB_AUDIENCE_CORE);
	if (control_seq >= space->count)
		return VB_VAULT_NO_SLOT;
	return epochs_slot(&space->epochs[audience], space->keys, space->vault, &space->salt,
	                   control_seq);
}

/* The newest one may lack parts. */
uint32_t space_key_count(const struct space *space, enum audience audience)
{
	const struct epochs *epochs = &space->epochs[audience];
	const struct epoch *newest = epochs_newest(epochs);

	assert(audience == VB_AUDIENCE_ALL || audience == VB_AUDIENCE_CORE);
	return newest != NULL && newest->control_seq == UINT32_MAX ? epochs->count - 1
	                                                           : epochs->count;
}

struct space_key space_key_at(struct space *space, enum audience audience, uint32_t index)
{
	uint32_t seq = space->epochs[audience].list[index].control_seq;

	assert(index < space_key_count(space, audience));
	return (struct space_key){ .control_seq = seq,
		                   .slot = space_key_slot(space, audience, seq) };
}

/* Where a key that was given belongs. Errors: as space_take_key. */
static int place_find(struct space *space, enum audience audience, uint32_t control_seq,
                      const struct epoch **out)
{
	assert(audience == VB_AUDIENCE_ALL || audience == VB_AUDIENCE_CORE);
	if (space->vault == NULL)
		return VB_ERR_NO_KEY;
	*out = control_seq < space->count ? epochs_begun(&space->epochs[audience], control_seq)
	                                  : NULL;
	if (*out == NULL)
		return VB_ERR_NOT_FOUND;
	return space_key_slot(space, audience, control_seq) == VB_VAULT_NO_SLOT ? 0
	                                                                        : VB_ERR_DUPLICATE;
}

int space_take_key(struct space *space, enum audience audience, uint32_t control_seq,
                   const uint8_t key[static VB_EPOCH_KEY_BYTES])
{
	const struct epoch *epoch;
	uint32_t slot;
	int err = place_find(space, audience, control_seq, &epoch);

	if (err == 0)
		err = vault_take_key(space->vault, &space->salt, audience, &epoch->key_hash, key,
		                     &slot);
	if (err == 0)
		epochs_give(&space->epochs[audience], control_seq, slot);
	return err;
}

int space_unlock_key(struct space *space, enum audience audience, uint32_t control_seq,
                     const uint8_t locked[static VB_WRAPPED_KEY_BYTES])
{
	const struct epoch *epoch;
	uint32_t slot;
	int found = place_find(space, audience, control_seq, &epoch);
	int err = found == VB_ERR_DUPLICATE ? 0 : found;

	if (err == 0)
		err = vault_unlock_key(space->vault, space->keys, &space->salt, audience,
		                       &epoch->key_hash, locked, &slot);
	if (err != 0)
		return err;
	if (found == VB_ERR_DUPLICATE)
		vault_forget(space->vault, slot);
	else
		epochs_give(&space->epochs[audience], control_seq, slot);
	epochs_keep(&space->epochs[audience], control_seq);
	return found;
}

bool space_next_boxed(struct space *space, uint32_t generation, enum audience audience,
                      uint32_t *index, struct space_key *out)
{
	struct epochs *epochs = &space->epochs[audience];

	while (*index < space_key_count(space, audience)) {
		const struct epoch *epoch = epochs_boxed(epochs, space->keys, space->vault,
		                                         &space->salt, (*index)++, generation);

		if (epoch == NULL)
			continue;
		*out = (struct space_key){ .control_seq = epoch->control_seq, .slot = epoch->slot };
		return true;
	}
	return false;
}

uint32_t space_boxes_needed(struct space *space)
{
	uint32_t needed = 0;

	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
		needed |= epochs_boxes_needed(&space->epochs[a], space->keys, space->vault,
		                              &space->salt);
	return needed;
}
