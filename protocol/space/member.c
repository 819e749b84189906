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
		cut_release(&(*member)->removals[i]);
	for (uint32_t i = 0; i < (*member)->named_count; i++)
		cut_release(&(*member)->named[i]);
	free((*member)->named);
	free((*member)->removals);
	hold_release(&(*member)->hold);
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

void member_cut(struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	member->removals =
		grow(member->removals, member->removal_count + 1, sizeof(*member->removals));
	cut_init(&member->removals[member->removal_count++], control_seq, cutoffs);
}

/* The cut-offs that this control entry gave for the node's logs; NULL if it gave none. */
static struct cut *cut_by(const struct member *member, uint32_t control_seq)
{
	for (uint32_t i = 0; i < member->removal_count; i++) {
		if (member->removals[i].control_seq == control_seq)
			return &member->removals[i];
	}
	return hold_cut(&member->hold, control_seq);
}

bool member_can_raise(const struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	const struct cut *cut = cut_by(member, control_seq);

	return cut != NULL && cut_can_raise(cut, cutoffs);
}

void member_raise(struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	struct cut *cut = cut_by(member, control_seq);

	assert(cut != NULL);
	cut_raise(cut, cutoffs);
}

void member_name(struct member *member, uint32_t control_seq, const struct list *cutoffs)
{
	member->named = grow(member->named, member->named_count + 1, sizeof(*member->named));
	cut_init(&member->named[member->named_count++], control_seq, cutoffs);
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

uint32_t member_word_count(const struct member *member)
{
	return member->removal_count + member->named_count;
}

const struct cut *member_word(const struct member *member, uint32_t index)
{
	assert(index < member_word_count(member));
	return index < member->removal_count ? &member->removals[index]
	                                     : &member->named[index - member->removal_count];
}

const struct cutoff *member_cutoff(const struct member *member, uint32_t removal,
                                   const struct log_id *log)
{
	assert(removal < member->removal_count);
	return cut_find(&member->removals[removal], log);
}

uint64_t member_limit(const struct member *member, const struct log_id *log, uint32_t control_seq)
{
	uint64_t limit = UINT64_MAX;

	for (uint32_t i = member->removal_count; i-- > 0;) {
		uint64_t count;

		if (member->removals[i].control_seq <= control_seq)
			break;
		count = cut_left(&member->removals[i], log);
		if (count < limit)
			limit = count;
	}
	return limit;
}
