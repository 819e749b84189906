/* space_rules: what each type of control entry needs, and what it does; see space_state.h and SPEC.md 5. */
#include <stdlib.h>
#include <string.h>

#include "protocol/space/space_state.h"

/* ---- what several types need ---- */

static const struct member *owner_now(const struct space *space)
{
	return space_sequencer(space, space->count);
}

static bool is_own(const struct space *space, const struct node_id *node)
{
	return node_id_is_equal(node, &space->own);
}

/* Finds whom the entry concerns: a current member. */
static int check_member(const struct space *space, const struct node_id *node,
                        struct motion *motion)
{
	motion->member = roster_find(&space->roster, node);
	if (motion->member == NULL || motion->member->role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	motion->change.node = *node;
	motion->change.before = motion->member->role;
	motion->change.after = motion->member->role;
	return 0;
}

/* A member is recognised on the wire by its CURVE keys: nobody takes another's. member NULL: a node new to the space. */
static int check_curve(const struct space *space, const struct card *card,
                       const struct member *member)
{
	const struct member *other = roster_find_curve(&space->roster, &card->curve);

	if ((other == NULL || other == member) && card_has_former(card))
		other = roster_find_curve(&space->roster, &card->former);
	return other == NULL || other == member ? 0 : VB_ERR_BAD_KEY;
}

/* Keeps the keys sealed to a node, if that is us: each is the newest of its audience. */
static void keep_keys(struct space *space, const struct node_id *node,
                      const struct control_keys *keys)
{
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		if (keys->has[a] && is_own(space, node))
			epochs_seal(&space->epochs[a], keys->sealed[a].b);
	}
}

static bool has_any_key(const struct control_keys *keys)
{
	return keys->has[VB_AUDIENCE_ALL] || keys->has[VB_AUDIENCE_CORE];
}

static void set_owner(struct space *space, struct member *owner, uint32_t first_seq)
{
	space->tenures = realloc(space->tenures, (space->tenure_count + 1) * sizeof(struct tenure));
	if (space->tenures == NULL)
		abort();
	space->tenures[space->tenure_count++] = (struct tenure){ first_seq, owner };
}

static void set_recovery(struct space *space, const struct list *nodes, uint32_t quorum,
                         uint32_t seq)
{
	struct list at = *nodes;

	free(space->recovery);
	space->recovery = calloc(nodes->count + 1, sizeof(*space->recovery));
	if (space->recovery == NULL)
		abort();
	space->recovery_count = 0;
	while (list_next_id(&at, space->recovery[space->recovery_count].b))
		space->recovery_count++;
	space->recovery_seq = seq;
	space->quorum = quorum;
}

/* ---- genesis ---- */

static int check_genesis(const struct space *space, struct motion *motion)
{
	int err = card_decode(motion->body.u.genesis.card, &motion->card);

	if (err != 0)
		return err;
	motion->change.node = motion->card.id;
	motion->change.after = VB_ROLE_STEWARD;
	motion->change.has_keys = is_own(space, &motion->card.id);
	return 0;
}

static void apply_genesis(struct space *space, const struct motion *motion)
{
	const struct control_genesis *genesis = &motion->body.u.genesis;
	struct member *owner = roster_add(&space->roster, &motion->card.id);

	space->kind = genesis->kind;
	space->salt = genesis->salt;
	roster_set_card(&space->roster, owner, genesis->card);
	roster_set_role(&space->roster, owner, VB_ROLE_STEWARD, motion->seq);
	set_owner(space, owner, motion->seq);
	set_recovery(space, &genesis->recovery, genesis->quorum, motion->seq);
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		epochs_begin(&space->epochs[a], &genesis->key_hash[a], NULL);
		if (is_own(space, &owner->node))
			epochs_seal(&space->epochs[a], genesis->sealed[a].b);
		epochs_complete(&space->epochs[a], motion->seq);
	}
}

/* ---- admit, card ---- */

/* A node that comes back may show the card it left with. */
static int check_returning(const struct motion *motion)
{
	int err;

	if (motion->member == NULL)
		return 0;
	if (motion->member->role != VB_ROLE_NONE)
		return VB_ERR_ALREADY_MEMBER;
	err = card_check_newer(&motion->member->card, &motion->card);
	return err == VB_ERR_DUPLICATE ? 0 : err;
}

static int check_admit(const struct space *space, struct motion *motion)
{
	const struct control_admit *admit = &motion->body.u.admit;
	int err = card_decode(admit->card, &motion->card);

	if (err != 0)
		return err;
	motion->member = roster_find(&space->roster, &motion->card.id);
	err = check_returning(motion);
	if (err != 0)
		return err;
	if (motion->member == NULL && space->roster.count >= VB_SPACE_MAX_MEMBERS)
		return VB_ERR_TOO_MANY;
	motion->change.node = motion->card.id;
	motion->change.after = admit->role;
	motion->change.has_keys = is_own(space, &motion->card.id) && has_any_key(&admit->keys);
	return check_curve(space, &motion->card, motion->member);
}

static void apply_admit(struct space *space, const struct motion *motion)
{
	const struct control_admit *admit = &motion->body.u.admit;
	struct member *member = motion->member;

	if (member == NULL)
		member = roster_add(&space->roster, &motion->card.id);
	roster_set_card(&space->roster, member, admit->card);
	roster_set_role(&space->roster, member, admit->role, motion->seq);
	keep_keys(space, &member->node, &admit->keys);
}

static int check_card(const struct space *space, struct motion *motion)
{
	int err = card_decode(motion->body.u.card.card, &motion->card);

	if (err == 0)
		err = check_member(space, &motion->card.id, motion);
	if (err == 0)
		err = card_check_newer(&motion->member->card, &motion->card);
	if (err != 0)
		return err == VB_ERR_DUPLICATE ? VB_ERR_CARD_ROLLBACK : err;
	return check_curve(space, &motion->card, motion->member);
}

static void apply_card(struct space *space, const struct motion *motion)
{
	roster_set_card(&space->roster, motion->member, motion->body.u.card.card);
}

/* ---- role, remove ---- */

/* Keys for exactly the audiences that the role opens and the one before did not. */
static bool keys_fit(const struct control_keys *keys, enum role before, enum role after)
{
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		if (keys->has[a] != (role_is_entitled(after, a) && !role_is_entitled(before, a)))
			return false;
	}
	return true;
}

static int check_role(const struct space *space, struct motion *motion)
{
	const struct control_role *role = &motion->body.u.role;
	int err = check_member(space, &role->node, motion);

	if (err != 0)
		return err;
	if (role->role == motion->change.before)
		return VB_ERR_ALREADY_MEMBER;
	if (motion->member == owner_now(space))
		return VB_ERR_LAST_STEWARD;
	if (role->has_cutoffs != (role->role < motion->change.before) ||
	    !keys_fit(&role->keys, motion->change.before, role->role))
		return VB_ERR_MALFORMED;
	motion->change.after = role->role;
	motion->change.has_cutoffs = role->has_cutoffs;
	motion->change.has_keys = is_own(space, &role->node) && has_any_key(&role->keys);
	return 0;
}

static void apply_role(struct space *space, const struct motion *motion)
{
	const struct control_role *role = &motion->body.u.role;

	roster_set_role(&space->roster, motion->member, role->role, motion->seq);
	keep_keys(space, &role->node, &role->keys);
	if (!role->has_cutoffs)
		return;
	member_cut(motion->member, motion->seq, &role->cutoffs);
	space_step_open(space, motion->change.before, role->role);
}

static int check_remove(const struct space *space, struct motion *motion)
{
	int err = check_member(space, &motion->body.u.remove.node, motion);

	if (err != 0)
		return err;
	if (motion->member == owner_now(space))
		return VB_ERR_LAST_STEWARD;
	motion->change.after = VB_ROLE_NONE;
	motion->change.has_cutoffs = true;
	return 0;
}

static void apply_remove(struct space *space, const struct motion *motion)
{
	roster_set_role(&space->roster, motion->member, VB_ROLE_NONE, motion->seq);
	member_cut(motion->member, motion->seq, &motion->body.u.remove.cutoffs);
	space_step_open(space, motion->change.before, VB_ROLE_NONE);
}

/* ---- suspend-confirmed, lift ---- */

/* A suspension of the owner has no effect (suspension.h), so that there is nothing to confirm. */
static int check_suspend(const struct space *space, struct motion *motion)
{
	const struct control_suspend_confirmed *confirmed = &motion->body.u.suspend_confirmed;
	int err = check_member(space, &confirmed->node, motion);

	if (err != 0)
		return err;
	if (motion->member == owner_now(space))
		return VB_ERR_LAST_STEWARD;
	return hold_can_confirm(&motion->member->hold, &confirmed->suspends) ? 0 : VB_ERR_MALFORMED;
}

static void apply_suspend(struct space *space, const struct motion *motion)
{
	const struct control_suspend_confirmed *confirmed = &motion->body.u.suspend_confirmed;

	(void)space;
	hold_confirm(&motion->member->hold, motion->seq, &confirmed->cutoffs, &confirmed->suspends);
}

static int check_lift(const struct space *space, struct motion *motion)
{
	const struct control_lift *lift = &motion->body.u.lift;

	motion->member = roster_find(&space->roster, &lift->node);
	if (motion->member == NULL)
		return VB_ERR_NOT_MEMBER;
	if (lift->has_raised && lift->raised_of != motion->seq &&
	    !member_can_raise(motion->member, lift->raised_of, &lift->raised))
		return VB_ERR_MALFORMED;
	motion->change.node = lift->node;
	motion->change.before = motion->member->role;
	motion->change.after = motion->member->role;
	motion->change.has_cutoffs = lift->has_raised;
	return 0;
}

static void apply_lift(struct space *space, const struct motion *motion)
{
	const struct control_lift *lift = &motion->body.u.lift;

	(void)space;
	/* One that raises its own cut-offs raises none: it names one of two histories. */
	if (lift->has_raised && lift->raised_of == motion->seq)
		member_name(motion->member, motion->seq, &lift->raised);
	else if (lift->has_raised)
		member_raise(motion->member, lift->raised_of, &lift->raised);
	hold_lift(&motion->member->hold, &lift->lifted);
	hold_keep(&motion->member->hold, motion->seq, &lift->kept);
}

/* ---- handover, policy ---- */

static int check_handover(const struct space *space, struct motion *motion)
{
	const struct control_handover *handover = &motion->body.u.handover;
	int err;

	if (handover->is_recovery)
		return space_recovery_check(space, motion);
	err = check_member(space, &handover->owner, motion);
	if (err != 0)
		return err;
	if (motion->member == owner_now(space))
		return VB_ERR_ALREADY_MEMBER;
	return motion->member->role == VB_ROLE_STEWARD ? 0 : VB_ERR_NO_RIGHT;
}

static void apply_handover(struct space *space, const struct motion *motion)
{
	bool is_recovery = motion->body.u.handover.is_recovery;

	/* A recovery handover is signed by the new owner itself. */
	set_owner(space, motion->member, motion->seq + !is_recovery);
	if (is_recovery)
		space_recovery_apply(space, motion);
}

static void apply_policy(struct space *space, const struct motion *motion)
{
	const struct control_policy *policy = &motion->body.u.policy;

	set_recovery(space, &policy->recovery, policy->quorum, motion->seq);
	space->list_changes++;
}

/* ---- the table ---- */

struct rule {
	int (*check)(const struct space *space, struct motion *motion);
	void (*apply)(struct space *space, const struct motion *motion);
};

static const struct rule rules[] = {
	[VB_CONTROL_GENESIS] = { check_genesis, apply_genesis },
	[VB_CONTROL_ADMIT] = { check_admit, apply_admit },
	[VB_CONTROL_ROLE] = { check_role, apply_role },
	[VB_CONTROL_CARD] = { check_card, apply_card },
	[VB_CONTROL_SUSPEND_CONFIRMED] = { check_suspend, apply_suspend },
	[VB_CONTROL_LIFT] = { check_lift, apply_lift },
	[VB_CONTROL_REMOVE] = { check_remove, apply_remove },
	[VB_CONTROL_REKEY] = { space_rekey_check, space_rekey_apply },
	[VB_CONTROL_HANDOVER] = { check_handover, apply_handover },
	[VB_CONTROL_POLICY] = { space_policy_check, apply_policy },
};

int space_rules_check(const struct space *space, struct motion *motion)
{
	enum control_type type = motion->body.type;

	motion->change.type = type;
	if ((type == VB_CONTROL_GENESIS) != (motion->seq == 0))
		return VB_ERR_UNEXPECTED;
	if (space_step_is_open(space) && type != VB_CONTROL_REKEY)
		return VB_ERR_UNEXPECTED;
	return rules[type].check(space, motion);
}

void space_rules_apply(struct space *space, const struct motion *motion)
{
	rules[motion->body.type].apply(space, motion);
}
