/* epoch: the generations of one audience's key in one space; see epoch.h. */
#include "protocol/space/epoch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

void epochs_init(struct epochs *epochs, enum audience audience)
{
	memset(epochs, 0, sizeof(*epochs));
	epochs->audience = audience;
}

void epochs_release(struct epochs *epochs, struct vault *vault)
{
	for (uint32_t i = 0; i < epochs->count; i++) {
		if (epochs->list[i].slot != VB_VAULT_NO_SLOT)
			vault_forget(vault, epochs->list[i].slot);
	}
	free(epochs->list);
	epochs_init(epochs, epochs->audience);
}

static struct epoch *newest_of(const struct epochs *epochs)
{
	assert(epochs->count > 0);
	return &epochs->list[epochs->count - 1];
}

void epochs_begin(struct epochs *epochs, const struct hash *key_hash, const uint8_t *wrapped)
{
	struct epoch *epoch;

	epochs->list = array_reserve(epochs->list, &epochs->capacity, epochs->count + 1,
	                             sizeof(*epochs->list));
	epoch = &epochs->list[epochs->count++];
	memset(epoch, 0, sizeof(*epoch));
	epoch->control_seq = UINT32_MAX;
	epoch->slot = VB_VAULT_NO_SLOT;
	epoch->key_hash = *key_hash;
	epoch->has_wrapped = wrapped != NULL;
	if (wrapped != NULL)
		memcpy(epoch->wrapped, wrapped, VB_WRAPPED_KEY_BYTES);
	epochs->is_searched = false;
}

void epochs_seal(struct epochs *epochs, const uint8_t sealed[static VB_SEALED_KEY_BYTES])
{
	struct epoch *epoch = newest_of(epochs);

	memcpy(epoch->sealed, sealed, VB_SEALED_KEY_BYTES);
	epoch->has_sealed = true;
	epochs->is_searched = false;
}

void epochs_complete(struct epochs *epochs, uint32_t control_seq)
{
	newest_of(epochs)->control_seq = control_seq;
}

const struct epoch *epochs_newest(const struct epochs *epochs)
{
	return epochs->count == 0 ? NULL : newest_of(epochs);
}

/* Opens what can be opened, newest first: an epoch whose successor is open needs no sealed box, which costs twenty times
 * an unwrapping and fails when the box key has been replaced since. */
static void epochs_search(struct epochs *epochs, const struct node_keys *keys, struct vault *vault,
                          const struct space_salt *salt)
{
	for (uint32_t i = epochs->count; i-- > 0;) {
		struct epoch *epoch = &epochs->list[i];
		const struct epoch *next = i + 1 < epochs->count ? epoch + 1 : NULL;
		int err = VB_ERR_NO_KEY;

		if (epoch->slot != VB_VAULT_NO_SLOT)
			continue;
		if (next != NULL && next->slot != VB_VAULT_NO_SLOT)
			err = vault_unwrap(vault, next->slot, &epoch->key_hash, next->wrapped,
			                   &epoch->slot);
		if (err != 0 && epoch->has_sealed)
			err = vault_open_key(vault, keys, salt, epochs->audience, &epoch->key_hash,
			                     epoch->sealed, &epoch->slot);
		assert((err == 0) == (epoch->slot != VB_VAULT_NO_SLOT));
	}
	epochs->is_searched = true;
}

/* The newest epoch complete at a control entry, NULL if none. */
static struct epoch *epochs_at(const struct epochs *epochs, uint32_t control_seq)
{
	uint32_t low = 0, high = epochs->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (epochs->list[middle].control_seq <= control_seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &epochs->list[low - 1];
}

const struct epoch *epochs_begun(const struct epochs *epochs, uint32_t control_seq)
{
	const struct epoch *epoch = epochs_at(epochs, control_seq);

	return epoch != NULL && epoch->control_seq == control_seq ? epoch : NULL;
}

/* Older ones may open by it. */
void epochs_give(struct epochs *epochs, uint32_t control_seq, uint32_t slot)
{
	struct epoch *epoch = epochs_at(epochs, control_seq);

	assert(epoch != NULL && epoch->control_seq == control_seq &&
	       epoch->slot == VB_VAULT_NO_SLOT);
	epoch->slot = slot;
	epochs->is_searched = false;
}

uint32_t epochs_slot(struct epochs *epochs, const struct node_keys *keys, struct vault *vault,
                     const struct space_salt *salt, uint32_t control_seq)
{
	const struct epoch *epoch = epochs_at(epochs, control_seq);

	if (epoch == NULL)
		return VB_VAULT_NO_SLOT;
	if (epoch->slot == VB_VAULT_NO_SLOT && !epochs->is_searched && keys != NULL)
		epochs_search(epochs, keys, vault, salt);
	return epoch->slot;
}

/* Tried, not remembered: an epoch may have been opened by its sealed key before its successor came. */
static bool leads_to(const struct epoch *next, const struct epoch *epoch, struct vault *vault)
{
	uint32_t slot;

	if (next->slot == VB_VAULT_NO_SLOT ||
	    vault_unwrap(vault, next->slot, &epoch->key_hash, next->wrapped, &slot) != 0)
		return false;
	vault_forget(vault, slot);
	return true;
}

void epochs_keep(struct epochs *epochs, uint32_t control_seq)
{
	struct epoch *epoch = epochs_at(epochs, control_seq);

	assert(epoch != NULL && epoch->control_seq == control_seq);
	epoch->is_kept = true;
}

/* Which generation of our box key an epoch needs; VB_GENERATIONS_MAX: none. */
static uint32_t generation_of(const struct epochs *epochs, const struct node_keys *keys,
                              struct vault *vault, uint32_t index)
{
	const struct epoch *epoch = &epochs->list[index];

	if (!epoch->has_sealed || epoch->is_kept ||
	    (index + 1 < epochs->count && leads_to(epoch + 1, epoch, vault)))
		return VB_GENERATIONS_MAX;
	return node_keys_find_box(keys, epoch->sealed);
}

uint32_t epochs_boxes_needed(struct epochs *epochs, const struct node_keys *keys,
                             struct vault *vault, const struct space_salt *salt)
{
	uint32_t needed = 0;

	if (keys == NULL)
		return 0;
	if (!epochs->is_searched)
		epochs_search(epochs, keys, vault, salt);
	for (uint32_t i = epochs->count; i-- > 0;) {
		uint32_t generation = generation_of(epochs, keys, vault, i);

		if (generation < VB_GENERATIONS_MAX)
			needed |= 1u << generation;
	}
	return needed;
}

const struct epoch *epochs_boxed(struct epochs *epochs, const struct node_keys *keys,
                                 struct vault *vault, const struct space_salt *salt, uint32_t index,
                                 uint32_t generation)
{
	if (keys == NULL)
		return NULL;
	if (!epochs->is_searched)
		epochs_search(epochs, keys, vault, salt);
	return epochs->list[index].slot != VB_VAULT_NO_SLOT &&
	                       generation_of(epochs, keys, vault, index) == generation
	               ? &epochs->list[index]
	               : NULL;
}
