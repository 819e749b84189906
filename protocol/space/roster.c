/* roster: everybody who belongs or ever belonged to a space; see roster.h. */
#include "protocol/space/roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

void roster_init(struct roster *roster)
{
	memset(roster, 0, sizeof(*roster));
}

void roster_release(struct roster *roster)
{
	for (uint32_t i = 0; i < roster->count; i++)
		member_destroy(&roster->members[i]);
	free(roster->members);
	free(roster->current);
	free(roster->rotating);
	roster_init(roster);
}

/* ---- finding: all lists are sorted by 32 bytes ---- */

typedef const uint8_t *key_fn(const struct member *member);

static const uint8_t *key_node(const struct member *member)
{
	return member->node.b;
}

static const uint8_t *key_curve(const struct member *member)
{
	return member->card.curve.b;
}

static const uint8_t *key_former(const struct member *member)
{
	return member->card.former.b;
}

/* The first place whose key is not below this one. */
static uint32_t list_place(struct member *const *list, uint32_t count, key_fn *key_of,
                           const uint8_t key[static VB_HASH_BYTES])
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(key_of(list[middle]), key, VB_HASH_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct member *list_find(struct member *const *list, uint32_t count, key_fn *key_of,
                                const uint8_t key[static VB_HASH_BYTES])
{
	uint32_t place = list_place(list, count, key_of, key);

	if (place == count || memcmp(key_of(list[place]), key, VB_HASH_BYTES) != 0)
		return NULL;
	return list[place];
}

/* The list has room. */
static void list_insert(struct member **list, uint32_t *count, key_fn *key_of,
                        struct member *member)
{
	uint32_t place = list_place(list, *count, key_of, key_of(member));

	memmove(&list[place + 1], &list[place], (*count - place) * sizeof(struct member *));
	list[place] = member;
	(*count)++;
}

struct member *roster_find(const struct roster *roster, const struct node_id *node)
{
	return list_find(roster->members, roster->count, key_node, node->b);
}

struct member *roster_find_curve(const struct roster *roster, const struct public_key *curve)
{
	struct member *member =
		list_find(roster->current, roster->current_count, key_curve, curve->b);

	if (member == NULL)
		member = list_find(roster->rotating, roster->rotating_count, key_former, curve->b);
	return member;
}

struct member *roster_add(struct roster *roster, const struct node_id *node)
{
	struct member *member = member_new(node);

	roster->members = array_reserve(roster->members, &roster->capacity, roster->count + 1,
	                                sizeof(struct member *));
	roster->current = array_reserve(roster->current, &roster->current_capacity,
	                                roster->count + 1, sizeof(struct member *));
	list_insert(roster->members, &roster->count, key_node, member);
	return member;
}

/* ---- changing ---- */

static void list_remove(struct member **list, uint32_t *count, key_fn *key_of,
                        const struct member *member)
{
	uint32_t place = list_place(list, *count, key_of, key_of(member));

	assert(place < *count && list[place] == member);
	(*count)--;
	memmove(&list[place], &list[place + 1], (*count - place) * sizeof(struct member *));
}

static void index_remove(struct roster *roster, const struct member *member)
{
	list_remove(roster->current, &roster->current_count, key_curve, member);
	if (card_has_former(&member->card))
		list_remove(roster->rotating, &roster->rotating_count, key_former, member);
}

static void index_add(struct roster *roster, struct member *member)
{
	list_insert(roster->current, &roster->current_count, key_curve, member);
	if (!card_has_former(&member->card))
		return;
	roster->rotating = array_reserve(roster->rotating, &roster->rotating_capacity,
	                                 roster->rotating_count + 1, sizeof(struct member *));
	list_insert(roster->rotating, &roster->rotating_count, key_former, member);
}

void roster_set_card(struct roster *roster, struct member *member, struct span card)
{
	if (member->role != VB_ROLE_NONE)
		index_remove(roster, member);
	member_set_card(member, card);
	if (member->role != VB_ROLE_NONE)
		index_add(roster, member);
}

void roster_set_role(struct roster *roster, struct member *member, enum role role,
                     uint32_t control_seq)
{
	bool was_current = member->role != VB_ROLE_NONE;

	if (was_current && role == VB_ROLE_NONE)
		index_remove(roster, member);
	if (!was_current && role != VB_ROLE_NONE)
		index_add(roster, member);
	member_set_role(member, role, control_seq);
}

/* ---- who holds a key ---- */

uint32_t roster_entitled_count(const struct roster *roster, enum audience audience)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < roster->count; i++)
		count += role_is_entitled(roster->members[i]->role, audience);
	return count;
}

uint32_t roster_entitled(const struct roster *roster, enum audience audience, uint32_t from,
                         uint32_t max, const struct member **out)
{
	uint32_t position = 0, found = 0;

	for (uint32_t i = 0; i < roster->count && found < max; i++) {
		if (!role_is_entitled(roster->members[i]->role, audience))
			continue;
		if (position++ >= from)
			out[found++] = roster->members[i];
	}
	return found;
}
