/* space_build: making the control entries of a space; see space_build.h. */
#include "protocol/space/space_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/space/space_state.h"

#define SEALED_PART_MAX_BYTES ((size_t)VB_REKEY_PART_MEMBERS * VB_SEALED_KEY_BYTES)
#define RECOVERY_MAX_BYTES (VB_RECOVERY_MAX_COUNT * (VB_HASH_BYTES + 2u))
#define CUTOFF_MAX_BYTES 96u /* two bins of 34 bytes, a count of 9, a header */

int space_make_entry(const struct space *space, const struct node_keys *keys, struct hlc hlc,
                     struct span body, uint8_t out_header[static VB_HEADER_BYTES],
                     struct signature *out_signature)
{
	struct public_key public = node_keys_sign_public(keys);
	const struct member *signer = space_signer(space, body, space->count);
	struct entry_header header;
	struct entry_id id;

	if (signer != NULL && memcmp(signer->card.sign.b, public.b, sizeof(public.b)) != 0)
		return VB_ERR_NOT_OWNER;
	if (body.size > VB_CONTROL_BODY_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	control_header_make(&space->id, space->count == 0 ? NULL : &space->head, hlc, body,
	                    &header);
	entry_header_encode(&header, out_header);
	entry_id_derive(out_header, &id);
	control_sign(keys, &id, out_signature);
	return 0;
}

/* ---- genesis ---- */

/* A new key for each audience, sealed to the founder. The space finds it in the genesis. */
static int genesis_keys(struct control_genesis *genesis, const struct public_key *box)
{
	struct vault *vault = vault_new();
	int err = 0;

	for (enum audience a = VB_AUDIENCE_ALL; err == 0 && a <= VB_AUDIENCE_CORE; a++) {
		uint32_t slot = vault_generate(vault, &genesis->salt, a);

		vault_key_hash(vault, slot, &genesis->key_hash[a]);
		err = vault_seal_key(vault, slot, box, genesis->sealed[a].b);
	}
	vault_destroy(&vault);
	return err;
}

int space_build_genesis(enum space_kind kind, struct span card, const struct node_id *recovery,
                        uint32_t recovery_count, uint32_t quorum, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_GENESIS };
	struct control_genesis *genesis = &body.u.genesis;
	struct card founder;
	struct buf list;
	int err = card_decode(card, &founder);

	if (err != 0)
		return err;
	if (recovery_count > VB_RECOVERY_MAX_COUNT || quorum > recovery_count ||
	    (quorum > 0 && quorum <= recovery_count / 2))
		return VB_ERR_OUT_OF_RANGE;
	buf_init(&list, RECOVERY_MAX_BYTES);
	for (uint32_t i = 0; i < recovery_count; i++)
		pack_bin(&list, recovery[i].b, sizeof(recovery[i].b));
	genesis->kind = kind;
	genesis->card = card;
	genesis->recovery = (struct list){ buf_span(&list), recovery_count };
	genesis->quorum = quorum;
	crypt_random(genesis->salt.b, sizeof(genesis->salt.b));
	err = genesis_keys(genesis, &founder.box);
	if (err == 0)
		control_body_encode(&body, out);
	buf_release(&list);
	return err == 0 ? out->err : err;
}

/* ---- members ---- */

/* The newest keys of the audiences that a role opens and the one before did not, sealed to a box key. */
static int seal_gained(struct space *space, const struct public_key *box, enum role before,
                       enum role after, struct control_keys *out)
{
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		uint32_t slot;
		int err;

		if (role_is_entitled(before, a) || !role_is_entitled(after, a))
			continue;
		slot = space_key_slot(space, a, space->citable);
		if (slot == VB_VAULT_NO_SLOT)
			return VB_ERR_NO_KEY;
		err = vault_seal_key(space->vault, slot, box, out->sealed[a].b);
		if (err != 0)
			return err;
		out->has[a] = true;
	}
	return 0;
}

int space_build_admit(struct space *space, struct span card, enum role role, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_ADMIT };
	struct card admitted;
	int err = card_decode(card, &admitted);

	if (err == 0)
		err = seal_gained(space, &admitted.box, VB_ROLE_NONE, role, &body.u.admit.keys);
	if (err != 0)
		return err;
	body.u.admit.card = card;
	body.u.admit.role = role;
	control_body_encode(&body, out);
	return out->err;
}

/* Packs cut-offs; the caller releases the buffer, in which they stay. */
static struct list pack_cutoffs(const struct cutoff *cutoffs, uint32_t count, struct buf *packed)
{
	buf_init(packed, (size_t)VB_CUTOFFS_MAX_COUNT * CUTOFF_MAX_BYTES);
	for (uint32_t i = 0; i < count; i++)
		cutoff_pack(packed, &cutoffs[i]);
	return (struct list){ buf_span(packed), count };
}

int space_build_role(struct space *space, const struct node_id *node, enum role role,
                     const struct cutoff *cutoffs, uint32_t cutoff_count, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_ROLE };
	const struct member *member = roster_find(&space->roster, node);
	struct buf packed;
	int err;

	if (member == NULL || member->role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (member->role == role)
		return VB_ERR_ALREADY_MEMBER;
	if (cutoff_count > VB_CUTOFFS_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	err = seal_gained(space, &member->card.box, member->role, role, &body.u.role.keys);
	if (err != 0)
		return err;
	body.u.role.node = *node;
	body.u.role.role = role;
	body.u.role.has_cutoffs = role < member->role;
	body.u.role.cutoffs = pack_cutoffs(cutoffs, cutoff_count, &packed);
	control_body_encode(&body, out);
	buf_release(&packed);
	return out->err;
}

int space_build_card(struct span card, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_CARD, .u.card.card = card };

	control_body_encode(&body, out);
	return out->err;
}

int space_build_remove(const struct node_id *node, const struct cutoff *cutoffs,
                       uint32_t cutoff_count, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_REMOVE, .u.remove.node = *node };
	struct buf packed;

	if (cutoff_count > VB_CUTOFFS_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	body.u.remove.cutoffs = pack_cutoffs(cutoffs, cutoff_count, &packed);
	control_body_encode(&body, out);
	buf_release(&packed);
	return out->err;
}

int space_build_handover(const struct node_id *new_owner, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_HANDOVER, .u.handover.owner = *new_owner };

	control_body_encode(&body, out);
	return out->err;
}

int space_build_raise(const struct node_id *node, uint32_t seq, const struct cutoff *cutoffs,
                      uint32_t cutoff_count, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_LIFT };
	struct control_lift *lift = &body.u.lift;
	struct buf packed;

	if (cutoff_count > VB_CUTOFFS_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	lift->node = *node;
	lift->has_raised = true;
	lift->raised = pack_cutoffs(cutoffs, cutoff_count, &packed);
	lift->raised_of = seq;
	control_body_encode(&body, out);
	buf_release(&packed);
	return out->err;
}

int space_build_recovery(const struct control_handover *handover, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_HANDOVER, .u.handover = *handover };

	body.u.handover.is_recovery = true;
	control_body_encode(&body, out);
	return out->err;
}

int space_build_policy(const struct control_policy *policy, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_POLICY, .u.policy = *policy };

	control_body_encode(&body, out);
	return out->err;
}

/* ---- new keys ---- */

struct space_rekey {
	struct space *space;
	enum audience audience;
	uint32_t slot;
	bool is_ours; /* the slot is not the space's */
	struct hash key_hash;
	uint8_t wrapped[VB_WRAPPED_KEY_BYTES];
};

bool space_rekey_due(const struct space *space, enum audience *out)
{
	if (!space_step_is_open(space))
		return false;
	*out = space_step_audience(space);
	return true;
}

/* Makes the key of a new epoch. */
static int rekey_begin(struct space_rekey *rekey)
{
	struct space *space = rekey->space;
	uint32_t previous = space_key_slot(space, rekey->audience, space->count - 1);

	if (previous == VB_VAULT_NO_SLOT)
		return VB_ERR_NO_KEY;
	rekey->slot = vault_generate(space->vault, &space->salt, rekey->audience);
	rekey->is_ours = true;
	vault_key_hash(space->vault, rekey->slot, &rekey->key_hash);
	vault_wrap(space->vault, rekey->slot, previous, rekey->wrapped);
	return 0;
}

/* Goes on with parts that somebody applied without the rest: the key must have been sealed to us in one of them. */
static int rekey_continue(struct space_rekey *rekey)
{
	struct space *space = rekey->space;
	struct epochs *epochs = &space->epochs[rekey->audience];
	const struct epoch *newest = epochs_newest(epochs);

	rekey->slot = epochs_slot(epochs, space->keys, space->vault, &space->salt, UINT32_MAX);
	if (rekey->slot == VB_VAULT_NO_SLOT)
		return VB_ERR_NO_KEY;
	rekey->key_hash = newest->key_hash;
	memcpy(rekey->wrapped, newest->wrapped, sizeof(rekey->wrapped));
	return 0;
}

int space_rekey_new(struct space *space, enum audience audience, struct space_rekey **out)
{
	struct space_rekey *rekey;
	int err;

	assert(space->count > 0);
	if (space_step_is_open(space) && space_step_audience(space) != audience)
		return VB_ERR_UNEXPECTED;
	rekey = calloc(1, sizeof(*rekey));
	if (rekey == NULL)
		abort();
	rekey->space = space;
	rekey->audience = audience;
	err = space->step.is_rekeying ? rekey_continue(rekey) : rekey_begin(rekey);
	if (err == 0)
		*out = rekey;
	else
		space_rekey_destroy(&rekey);
	return err;
}

/* Seals the key to the members of one part, 80 bytes each. Who published an unusable box key gets none: it must not be
 * able to keep the others from theirs. */
static void seal_part(const struct space_rekey *rekey, uint32_t part, struct buf *sealed)
{
	const struct member *members[VB_REKEY_PART_MEMBERS];
	uint32_t count =
		roster_entitled(&rekey->space->roster, rekey->audience,
	                        part * VB_REKEY_PART_MEMBERS, VB_REKEY_PART_MEMBERS, members);

	for (uint32_t i = 0; i < count; i++) {
		uint8_t *key = buf_extend(sealed, VB_SEALED_KEY_BYTES);

		if (vault_seal_key(rekey->space->vault, rekey->slot, &members[i]->card.box, key) !=
		    0)
			memset(key, 0, VB_SEALED_KEY_BYTES);
	}
}

/* True once a part of this rekey was applied. */
static bool is_in_log(const struct space_rekey *rekey)
{
	const struct epoch *newest = epochs_newest(&rekey->space->epochs[rekey->audience]);

	return memcmp(newest->key_hash.b, rekey->key_hash.b, sizeof(rekey->key_hash.b)) == 0;
}

bool space_rekey_next(struct space_rekey *rekey, struct buf *out)
{
	const struct space *space = rekey->space;
	struct control_body body = { .type = VB_CONTROL_REKEY };
	struct buf sealed;

	if (!space->step.is_rekeying && is_in_log(rekey))
		return false;
	buf_init(&sealed, SEALED_PART_MAX_BYTES);
	body.u.rekey.audience = rekey->audience;
	body.u.rekey.key_hash = rekey->key_hash;
	memcpy(body.u.rekey.wrapped, rekey->wrapped, sizeof(rekey->wrapped));
	body.u.rekey.part = space->step.is_rekeying ? space->step.next_part : 0;
	body.u.rekey.parts = space_rekey_parts(space, rekey->audience);
	seal_part(rekey, body.u.rekey.part, &sealed);
	body.u.rekey.sealed = buf_span(&sealed);
	control_body_encode(&body, out);
	buf_release(&sealed);
	return true;
}

void space_rekey_destroy(struct space_rekey **rekey)
{
	if (*rekey == NULL)
		return;
	if ((*rekey)->is_ours)
		vault_forget((*rekey)->space->vault, (*rekey)->slot);
	free(*rekey);
	*rekey = NULL;
}
