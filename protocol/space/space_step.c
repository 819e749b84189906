/* space_step: new keys, and the steps in which they follow the loss of a right; see space_state.h. */
#include <string.h>

#include "protocol/space/space_state.h"

bool space_step_is_open(const struct space *space)
{
	return space->step.is_rekeying || space->step.is_lost[VB_AUDIENCE_ALL] ||
	       space->step.is_lost[VB_AUDIENCE_CORE];
}

enum audience space_step_audience(const struct space *space)
{
	if (space->step.is_rekeying)
		return space->step.rekeyed;
	return space->step.is_lost[VB_AUDIENCE_ALL] ? VB_AUDIENCE_ALL : VB_AUDIENCE_CORE;
}

void space_step_open(struct space *space, enum role before, enum role after)
{
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
		space->step.is_lost[a] = role_is_entitled(before, a) && !role_is_entitled(after, a);
}

uint32_t space_rekey_parts(const struct space *space, enum audience audience)
{
	uint32_t count = roster_entitled_count(&space->roster, audience);

	return (count + VB_REKEY_PART_MEMBERS - 1) / VB_REKEY_PART_MEMBERS;
}

/* Is this part due now? */
static int check_due(const struct space *space, const struct control_rekey *rekey)
{
	const struct step *step = &space->step;
	const struct epoch *newest = epochs_newest(&space->epochs[rekey->audience]);

	if (space_step_is_open(space) && rekey->audience != space_step_audience(space))
		return VB_ERR_UNEXPECTED;
	if (rekey->part != (step->is_rekeying ? step->next_part : 0))
		return VB_ERR_UNEXPECTED;
	if (rekey->parts != space_rekey_parts(space, rekey->audience))
		return VB_ERR_MALFORMED;
	if (step->is_rekeying &&
	    (memcmp(newest->key_hash.b, rekey->key_hash.b, sizeof(rekey->key_hash.b)) != 0 ||
	     memcmp(newest->wrapped, rekey->wrapped, sizeof(rekey->wrapped)) != 0))
		return VB_ERR_MALFORMED;
	return 0;
}

int space_rekey_check(const struct space *space, struct motion *motion)
{
	const struct control_rekey *rekey = &motion->body.u.rekey;
	const struct member *members[VB_REKEY_PART_MEMBERS];
	bool is_last = rekey->part + 1 == rekey->parts;
	uint32_t count;
	int err = check_due(space, rekey);

	if (err != 0)
		return err;
	count = roster_entitled(&space->roster, rekey->audience,
	                        rekey->part * VB_REKEY_PART_MEMBERS, VB_REKEY_PART_MEMBERS,
	                        members);
	if (rekey->sealed.size != (size_t)count * VB_SEALED_KEY_BYTES)
		return VB_ERR_MALFORMED;
	for (uint32_t i = 0; i < count; i++) {
		if (node_id_is_equal(&members[i]->node, &space->own))
			motion->own_sealed = rekey->sealed.data + i * VB_SEALED_KEY_BYTES;
	}
	motion->change.has_keys =
		is_last &&
		(motion->own_sealed != NULL ||
	         (rekey->part > 0 && epochs_newest(&space->epochs[rekey->audience])->has_sealed));
	return 0;
}

void space_rekey_apply(struct space *space, const struct motion *motion)
{
	const struct control_rekey *rekey = &motion->body.u.rekey;
	struct epochs *epochs = &space->epochs[rekey->audience];
	struct step *step = &space->step;

	if (rekey->part == 0)
		epochs_begin(epochs, &rekey->key_hash, rekey->wrapped);
	if (motion->own_sealed != NULL)
		epochs_seal(epochs, motion->own_sealed);
	step->is_lost[rekey->audience] = false;
	step->is_rekeying = rekey->part + 1 < rekey->parts;
	step->rekeyed = rekey->audience;
	step->next_part = rekey->part + 1;
	if (!step->is_rekeying)
		epochs_complete(epochs, motion->seq);
}
