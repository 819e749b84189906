/* member: one node that belongs or belonged to a space; see member.h. */
#include "protocol/space/member.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for count elements of size bytes. Few ever come: no slack is kept. */
static void *grow(void *list, size_t count, size_t size)
{
	void *grown = realloc(list, count * size);

	if (grown == NULL)
		abort();
	return grown;
}

struct member *member_new(const struct node_id *node)
{
	struct member *member = calloc(1, sizeof(*member));

	if (member == NULL)
		abort();
	member->node = *node;
	return member;
}

void member_destroy(struct member **member)
{
	if (*member == NULL)
		return;
	for (uint32_t i = 0; i < (*member)->removal_count; i++)
		free((*member)->removals[i].cutoffs);
	free((*member)->removals);
	free((*member)->roles);
	free((*member)->card_copy);
	free(*member);
	*member = NULL;
}

void member_set_card(struct member *member, struct span card)
{
	uint8_t *copy = malloc(card.size);

	if (copy == NULL)
		abort();
	memcpy(copy, card.data, card.size);
	if (card_decode_stored(span_of(copy, card.size), &member->card) != 0)
		abort();
	free(member->card_copy);
	member->card_copy = copy;
	member->card_bytes = span_of(copy, card.size);
}

void member_set_role(struct member *member, enum role role, uint32_t control_seq)
{
	if (member->role == VB_ROLE_NONE && role != VB_ROLE_NONE)
		member->joined = control_seq;
	member->role = role;
	member->roles = grow(member->roles, member->role_count + 1, sizeof(*member->roles));
	member->roles[member->role_count++] = (struct role_span){ control_seq, role };
}

/* ---- cut-offs ---- */

/* Where the log stands or would stand among count cut-offs that ascend by log id. */
static uint32_t cutoff_place(const struct cutoff *cutoffs, uint32_t count, const struct log_id *log)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(cutoffs[middle].log.b, log->b, sizeof(log->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct cutoff *removal_find(const struct removal *removal, const struct log_id *log)
{
	uint32_t place = cutoff_place(removal->cutoffs, removal->count, log);

	if (place == removal->count || !log_id_is_equal(&removal->cutoffs[place].log, log))
		return NULL;
	return &removal->cutoffs[place];
}

void member_cut(struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	struct removal removal = { .control_seq = control_seq };
	struct list at = *cutoffs;

	if (cutoffs->count > 0) {
		removal.cutoffs = calloc(cutoffs->count, sizeof(*removal.cutoffs));
		if (removal.cutoffs == NULL)
			abort();
	}
	while (cutoff_list_next(&at, &removal.cutoffs[removal.count]))
		removal.count++;
	member->removals =
		grow(member->removals, member->removal_count + 1, sizeof(*member->removals));
	member->removals[member->removal_count++] = removal;
}

/* The index of the removal by this control entry, removal_count if it took nothing from this node. */
static uint32_t removal_index(const struct member *member, uint32_t control_seq)
{
	uint32_t i = 0;

	while (i < member->removal_count && member->removals[i].control_seq != control_seq)
		i++;
	return i;
}

bool member_can_raise(const struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	uint32_t index = removal_index(member, control_seq);
	struct list at = *cutoffs;
	struct cutoff raised;

	if (index == member->removal_count)
		return false;
	while (cutoff_list_next(&at, &raised)) {
		const struct cutoff *now = member_cutoff(member, index, &raised.log);

		if (now != NULL && raised.count <= now->count)
			return false;
	}
	return true;
}

/* There is room for one more. */
static void removal_insert(struct removal *removal, const struct cutoff *cutoff)
{
	uint32_t place = cutoff_place(removal->cutoffs, removal->count, &cutoff->log);

	memmove(&removal->cutoffs[place + 1], &removal->cutoffs[place],
	        (removal->count - place) * sizeof(*removal->cutoffs));
	removal->cutoffs[place] = *cutoff;
	removal->count++;
}

void member_raise(struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	uint32_t index = removal_index(member, control_seq);
	struct list at = *cutoffs;
	struct removal removal;
	struct cutoff raised;

	assert(index < member->removal_count);
	removal = member->removals[index];
	removal.cutoffs = grow(removal.cutoffs, (size_t)removal.count + cutoffs->count,
	                       sizeof(*removal.cutoffs));
	while (cutoff_list_next(&at, &raised)) {
		struct cutoff *now = removal_find(&removal, &raised.log);

		if (now != NULL)
			*now = raised;
		else
			removal_insert(&removal, &raised);
	}
	member->removals[index] = removal;
}

/* ---- questions ---- */

enum role member_role_at(const struct member *member, uint32_t control_seq)
{
	uint32_t low = 0, high = member->role_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (member->roles[middle].control_seq <= control_seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? VB_ROLE_NONE : member->roles[low - 1].role;
}

const struct cutoff *member_cutoff(const struct member *member, uint32_t removal,
                                   const struct log_id *log)
{
	assert(removal < member->removal_count);
	return removal_find(&member->removals[removal], log);
}

uint64_t member_limit(const struct member *member, const struct log_id *log, uint32_t control_seq)
{
	uint64_t limit = UINT64_MAX;

	for (uint32_t i = member->removal_count; i-- > 0;) {
		const struct cutoff *cutoff;
		uint64_t count;

		if (member->removals[i].control_seq <= control_seq)
			break;
		cutoff = member_cutoff(member, i, log);
		count = cutoff == NULL ? 0 : cutoff->count;
		if (count < limit)
			limit = count;
	}
	return limit;
}
