/* control_encode: the ten bodies of control entries as they are written; see controllog.h and SPEC.md 5;
 * tested by tests/unit/test_controllog.c. */
#include <assert.h>

#include "protocol/space/controllog.h"

#define KEY_TYPE 0u

static void body_begin(struct buf *out, enum control_type type, uint32_t other_keys)
{
	pack_map(out, 1 + other_keys);
	pack_uint(out, KEY_TYPE);
	pack_uint(out, (uint64_t)type);
}

static void bin_put(struct buf *out, uint32_t key, const void *data, size_t size)
{
	pack_uint(out, key);
	pack_bin(out, data, size);
}

static void uint_put(struct buf *out, uint32_t key, uint64_t value)
{
	pack_uint(out, key);
	pack_uint(out, value);
}

static void list_put(struct buf *out, uint32_t key, const struct list *list)
{
	pack_uint(out, key);
	list_pack(out, list);
}

static void keys_put(struct buf *out, uint32_t key, const struct control_keys *keys)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < VB_DATA_AUDIENCES; i++)
		count += keys->has[i];
	pack_uint(out, key);
	pack_array(out, count);
	for (uint32_t i = 0; i < VB_DATA_AUDIENCES; i++) {
		if (!keys->has[i])
			continue;
		pack_array(out, 2);
		pack_uint(out, i);
		pack_bin(out, keys->sealed[i].b, sizeof(keys->sealed[i].b));
	}
}

static void genesis_write(const struct control_genesis *genesis, struct buf *out)
{
	body_begin(out, VB_CONTROL_GENESIS, 6);
	uint_put(out, 1, (uint64_t)genesis->kind);
	bin_put(out, 2, genesis->card.data, genesis->card.size);
	bin_put(out, 3, genesis->salt.b, sizeof(genesis->salt.b));
	list_put(out, 4, &genesis->recovery);
	uint_put(out, 5, genesis->quorum);
	pack_uint(out, 6);
	pack_array(out, VB_DATA_AUDIENCES);
	for (uint32_t i = 0; i < VB_DATA_AUDIENCES; i++) {
		pack_array(out, 3);
		pack_uint(out, i);
		pack_bin(out, genesis->key_hash[i].b, sizeof(genesis->key_hash[i].b));
		pack_bin(out, genesis->sealed[i].b, sizeof(genesis->sealed[i].b));
	}
}

static void admit_write(const struct control_admit *admit, struct buf *out)
{
	body_begin(out, VB_CONTROL_ADMIT, 3);
	bin_put(out, 1, admit->card.data, admit->card.size);
	uint_put(out, 2, (uint64_t)admit->role);
	keys_put(out, 3, &admit->keys);
}

static void role_write(const struct control_role *role, struct buf *out)
{
	bool has_keys = role->keys.has[VB_AUDIENCE_ALL] || role->keys.has[VB_AUDIENCE_CORE];

	body_begin(out, VB_CONTROL_ROLE, 2u + has_keys + role->has_cutoffs);
	bin_put(out, 1, role->node.b, sizeof(role->node.b));
	uint_put(out, 2, (uint64_t)role->role);
	if (has_keys)
		keys_put(out, 3, &role->keys);
	if (role->has_cutoffs)
		list_put(out, 4, &role->cutoffs);
}

static void card_write(const struct control_card *card, struct buf *out)
{
	body_begin(out, VB_CONTROL_CARD, 1);
	bin_put(out, 1, card->card.data, card->card.size);
}

static void suspend_confirmed_write(const struct control_suspend_confirmed *suspend,
                                    struct buf *out)
{
	body_begin(out, VB_CONTROL_SUSPEND_CONFIRMED, 3);
	bin_put(out, 1, suspend->node.b, sizeof(suspend->node.b));
	list_put(out, 2, &suspend->cutoffs);
	list_put(out, 3, &suspend->suspends);
}

static void lift_write(const struct control_lift *lift, struct buf *out)
{
	body_begin(out, VB_CONTROL_LIFT,
	           1u + 2u * lift->has_raised + (lift->kept.count > 0) + (lift->lifted.count > 0));
	bin_put(out, 1, lift->node.b, sizeof(lift->node.b));
	if (lift->has_raised) {
		list_put(out, 2, &lift->raised);
		uint_put(out, 3, lift->raised_of);
	}
	if (lift->kept.count > 0)
		list_put(out, 4, &lift->kept);
	if (lift->lifted.count > 0)
		list_put(out, 5, &lift->lifted);
}

static void remove_write(const struct control_remove *remove, struct buf *out)
{
	body_begin(out, VB_CONTROL_REMOVE, 2);
	bin_put(out, 1, remove->node.b, sizeof(remove->node.b));
	list_put(out, 2, &remove->cutoffs);
}

static void rekey_write(const struct control_rekey *rekey, struct buf *out)
{
	body_begin(out, VB_CONTROL_REKEY, 6);
	uint_put(out, 1, (uint64_t)rekey->audience);
	bin_put(out, 2, rekey->key_hash.b, sizeof(rekey->key_hash.b));
	bin_put(out, 3, rekey->wrapped, sizeof(rekey->wrapped));
	uint_put(out, 4, rekey->part);
	uint_put(out, 5, rekey->parts);
	bin_put(out, 6, rekey->sealed.data, rekey->sealed.size);
}

static void handover_write(const struct control_handover *handover, struct buf *out)
{
	body_begin(out, VB_CONTROL_HANDOVER, handover->is_recovery ? 4 : 1);
	bin_put(out, 1, handover->owner.b, sizeof(handover->owner.b));
	if (!handover->is_recovery)
		return;
	uint_put(out, 2, handover->term);
	pack_uint(out, 3);
	pack_array(out, 2);
	pack_uint(out, handover->point_seq);
	pack_bin(out, handover->point.b, sizeof(handover->point.b));
	list_put(out, 4, &handover->votes);
}

static void policy_write(const struct control_policy *policy, struct buf *out)
{
	body_begin(out, VB_CONTROL_POLICY, 2u + (policy->votes.count > 0));
	list_put(out, 1, &policy->recovery);
	uint_put(out, 2, policy->quorum);
	if (policy->votes.count > 0)
		list_put(out, 3, &policy->votes);
}

void control_body_encode(const struct control_body *body, struct buf *out)
{
	assert(body->type >= VB_CONTROL_GENESIS && body->type <= VB_CONTROL_POLICY);
	switch (body->type) {
	case VB_CONTROL_GENESIS:
		genesis_write(&body->u.genesis, out);
		break;
	case VB_CONTROL_ADMIT:
		admit_write(&body->u.admit, out);
		break;
	case VB_CONTROL_ROLE:
		role_write(&body->u.role, out);
		break;
	case VB_CONTROL_CARD:
		card_write(&body->u.card, out);
		break;
	case VB_CONTROL_SUSPEND_CONFIRMED:
		suspend_confirmed_write(&body->u.suspend_confirmed, out);
		break;
	case VB_CONTROL_LIFT:
		lift_write(&body->u.lift, out);
		break;
	case VB_CONTROL_REMOVE:
		remove_write(&body->u.remove, out);
		break;
	case VB_CONTROL_REKEY:
		rekey_write(&body->u.rekey, out);
		break;
	case VB_CONTROL_HANDOVER:
		handover_write(&body->u.handover, out);
		break;
	case VB_CONTROL_POLICY:
		policy_write(&body->u.policy, out);
		break;
	}
}
