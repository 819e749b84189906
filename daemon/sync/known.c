#include "daemon/sync/known.h"

#include <stdlib.h>

#define START_CAPACITY 16u

void known_init(struct known *known)
{
	*known = (struct known){ 0 };
}

void known_release(struct known *known)
{
	free(known->slots);
	known_init(known);
}

/* Handles are small consecutive numbers: a multiplication spreads them (Knuth, TAOCP 3, 6.4). */
static uint32_t start_of(const struct known *known, uint32_t key)
{
	return (key * UINT32_C(2654435761)) & (known->capacity - 1);
}

static struct known_log *slot_of(const struct known *known, uint32_t key)
{
	uint32_t i = start_of(known, key);

	while (known->slots[i].key != 0 && known->slots[i].key != key)
		i = (i + 1) & (known->capacity - 1);
	return &known->slots[i];
}

static void grow(struct known *known)
{
	struct known bigger = { .capacity = known->capacity ? known->capacity * 2 : START_CAPACITY,
		                .used = known->used };

	bigger.slots = calloc(bigger.capacity, sizeof(*bigger.slots));
	if (!bigger.slots)
		abort();
	for (uint32_t i = 0; i < known->capacity; i++)
		if (known->slots[i].key != 0)
			*slot_of(&bigger, known->slots[i].key) = known->slots[i];
	free(known->slots);
	*known = bigger;
}

struct known_log *known_find(const struct known *known, uint32_t key)
{
	struct known_log *slot;

	if (known->capacity == 0)
		return NULL;
	slot = slot_of(known, key);
	return slot->key == key ? slot : NULL;
}

struct known_log *known_at(struct known *known, uint32_t key)
{
	struct known_log *slot = known_find(known, key);

	if (slot)
		return slot;
	if ((known->used + 1) * 4 > known->capacity * 3)
		grow(known);
	slot = slot_of(known, key);
	slot->key = key;
	known->used++;
	return slot;
}

static void set_unsure(struct known_log *slot, uint64_t unsure)
{
	uint64_t most = unsure < VB_KNOWN_UNSURE_MAX ? unsure : VB_KNOWN_UNSURE_MAX;

	slot->unsure = (uint32_t)most & VB_KNOWN_UNSURE_MAX;
}

void known_raise(struct known *known, uint32_t key, uint64_t count)
{
	struct known_log *slot = known_at(known, key);

	if (slot->count < count)
		slot->count = count;
	if (slot->unsure > slot->count - count)
		set_unsure(slot, slot->count - count);
}

void known_set(struct known *known, uint32_t key, uint64_t count)
{
	struct known_log *slot = known_at(known, key);

	slot->count = count;
	slot->unsure = 0;
}

void known_sent(struct known *known, uint32_t key, uint64_t count)
{
	struct known_log *slot = known_at(known, key);

	if (slot->count >= count)
		return;
	set_unsure(slot, slot->unsure + (count - slot->count));
	slot->count = count;
}

uint64_t known_sure(const struct known_log *log)
{
	return log->count > log->unsure ? log->count - log->unsure : 0;
}
