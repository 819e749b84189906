/* control_decode: the ten bodies of control entries as they are read; see controllog.h and SPEC.md 5.
 *
 * One reader a type, called for each key but the type's own, and one check of what holds between the keys;
 * tested by tests/unit/test_controllog.c.
 */
#include "protocol/document.h"
#include "protocol/space/controllog.h"

#define KEY_TYPE 0u
#define REKEY_PART_BYTES ((size_t)VB_REKEY_PART_MEMBERS * VB_SEALED_KEY_BYTES)
#define SUSPENDS_MAX_COUNT VB_CUTOFFS_MAX_COUNT
#define INCARNATIONS_MAX_COUNT VB_CUTOFFS_MAX_COUNT

/* ---- pieces ---- */

static void card_read(struct pack_reader *r, struct span *out)
{
	*out = unpack_bin(r, 1, VB_CARD_MAX_BYTES);
}

static void node_read(struct pack_reader *r, struct node_id *out)
{
	unpack_fixed(r, out->b, sizeof(out->b));
}

static void role_read(struct pack_reader *r, enum role *out)
{
	*out = (enum role)unpack_uint(r, VB_ROLE_STEWARD);
	if (*out == VB_ROLE_NONE)
		unpack_fail(r, VB_ERR_OUT_OF_RANGE);
}

/* At least min sealed keys, ascending by audience. */
static void keys_read(struct pack_reader *r, uint32_t min, struct control_keys *out)
{
	uint32_t count = unpack_array(r, VB_DATA_AUDIENCES), due = 0;

	if (count < min)
		unpack_fail(r, VB_ERR_MALFORMED);
	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		uint32_t audience;

		if (unpack_array(r, 2) != 2)
			unpack_fail(r, VB_ERR_MALFORMED);
		audience = (uint32_t)unpack_uint(r, VB_AUDIENCE_CORE);
		if (audience < due)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
		out->has[audience] = true;
		unpack_fixed(r, out->sealed[audience].b, sizeof(out->sealed[audience].b));
		unpack_end(r);
		due = audience + 1;
	}
	unpack_end(r);
}

/* True if each key is for an audience that the role opens; with all, also the other way round. */
static bool keys_fit(const struct control_keys *keys, enum role role, bool with_all)
{
	for (uint32_t i = 0; i < VB_DATA_AUDIENCES; i++) {
		bool is_entitled = role_is_entitled(role, (enum audience)i);

		if ((keys->has[i] && !is_entitled) || (with_all && is_entitled && !keys->has[i]))
			return false;
	}
	return true;
}

/* k of n: none named, or more than half and at most all. */
static bool is_quorum(uint32_t k, uint32_t n)
{
	return k == 0 || (2 * k > n && k <= n);
}

/* ---- genesis ---- */

static void genesis_keys_read(struct pack_reader *r, struct control_genesis *out)
{
	if (unpack_array(r, VB_DATA_AUDIENCES) != VB_DATA_AUDIENCES)
		unpack_fail(r, VB_ERR_MALFORMED);
	for (uint32_t i = 0; i < VB_DATA_AUDIENCES && r->err == 0; i++) {
		if (unpack_array(r, 3) != 3 || unpack_uint(r, UINT64_MAX) != i)
			unpack_fail(r, VB_ERR_MALFORMED);
		unpack_fixed(r, out->key_hash[i].b, sizeof(out->key_hash[i].b));
		unpack_fixed(r, out->sealed[i].b, sizeof(out->sealed[i].b));
		unpack_end(r);
	}
	unpack_end(r);
}

static void genesis_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_genesis *genesis = &body->u.genesis;

	switch (key) {
	case 1:
		genesis->kind = (enum space_kind)unpack_uint(&d->r, VB_SPACE_DIRECT);
		break;
	case 2:
		card_read(&d->r, &genesis->card);
		break;
	case 3:
		unpack_fixed(&d->r, genesis->salt.b, sizeof(genesis->salt.b));
		break;
	case 4:
		list_read_ids(&d->r, 0, VB_RECOVERY_MAX_COUNT, &genesis->recovery);
		break;
	case 5:
		genesis->quorum = (uint32_t)unpack_uint(&d->r, VB_RECOVERY_MAX_COUNT);
		break;
	case 6:
		genesis_keys_read(&d->r, genesis);
		break;
	default:
		document_unknown(d);
	}
}

static bool genesis_fits(const struct document *d, const struct control_body *body)
{
	(void)d;
	return is_quorum(body->u.genesis.quorum, body->u.genesis.recovery.count);
}

/* ---- members: admit, role, card, remove ---- */

static void admit_read(struct document *d, uint32_t key, struct control_body *body)
{
	switch (key) {
	case 1:
		card_read(&d->r, &body->u.admit.card);
		break;
	case 2:
		role_read(&d->r, &body->u.admit.role);
		break;
	case 3:
		keys_read(&d->r, 0, &body->u.admit.keys);
		break;
	default:
		document_unknown(d);
	}
}

static bool admit_fits(const struct document *d, const struct control_body *body)
{
	(void)d;
	return keys_fit(&body->u.admit.keys, body->u.admit.role, true);
}

static void role_entry_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_role *role = &body->u.role;

	switch (key) {
	case 1:
		node_read(&d->r, &role->node);
		break;
	case 2:
		role_read(&d->r, &role->role);
		break;
	case 3:
		keys_read(&d->r, 1, &role->keys);
		break;
	case 4:
		role->has_cutoffs = true;
		cutoff_list_read(&d->r, &role->cutoffs);
		break;
	default:
		document_unknown(d);
	}
}

static bool role_entry_fits(const struct document *d, const struct control_body *body)
{
	return keys_fit(&body->u.role.keys, body->u.role.role, false) &&
	       !(document_has(d, 3) && document_has(d, 4));
}

static void card_entry_read(struct document *d, uint32_t key, struct control_body *body)
{
	if (key == 1)
		card_read(&d->r, &body->u.card.card);
	else
		document_unknown(d);
}

static void remove_read(struct document *d, uint32_t key, struct control_body *body)
{
	switch (key) {
	case 1:
		node_read(&d->r, &body->u.remove.node);
		break;
	case 2:
		cutoff_list_read(&d->r, &body->u.remove.cutoffs);
		break;
	default:
		document_unknown(d);
	}
}

/* ---- holding and letting go: suspend-confirmed, lift ---- */

static void suspend_confirmed_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_suspend_confirmed *suspend = &body->u.suspend_confirmed;

	switch (key) {
	case 1:
		node_read(&d->r, &suspend->node);
		break;
	case 2:
		cutoff_list_read(&d->r, &suspend->cutoffs);
		break;
	case 3:
		list_read_ids(&d->r, 1, SUSPENDS_MAX_COUNT, &suspend->suspends);
		break;
	default:
		document_unknown(d);
	}
}

static void lift_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_lift *lift = &body->u.lift;

	switch (key) {
	case 1:
		node_read(&d->r, &lift->node);
		break;
	case 2:
		lift->has_raised = true;
		cutoff_list_read(&d->r, &lift->raised);
		break;
	case 3:
		lift->raised_of = (uint32_t)unpack_uint(&d->r, UINT32_MAX);
		break;
	case 4:
		list_read_uints(&d->r, 1, INCARNATIONS_MAX_COUNT, &lift->kept);
		break;
	case 5:
		list_read_ids(&d->r, 1, SUSPENDS_MAX_COUNT, &lift->lifted);
		break;
	default:
		document_unknown(d);
	}
}

static bool lift_fits(const struct document *d, const struct control_body *body)
{
	const struct control_lift *lift = &body->u.lift;

	if (document_has(d, 2) != document_has(d, 3) ||
	    (lift->has_raised && lift->raised.count == 0))
		return false;
	return lift->has_raised || document_has(d, 4) || document_has(d, 5);
}

/* ---- keys: rekey ---- */

static void rekey_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_rekey *rekey = &body->u.rekey;

	switch (key) {
	case 1:
		rekey->audience = (enum audience)unpack_uint(&d->r, VB_AUDIENCE_CORE);
		break;
	case 2:
		unpack_fixed(&d->r, rekey->key_hash.b, sizeof(rekey->key_hash.b));
		break;
	case 3:
		unpack_fixed(&d->r, rekey->wrapped, sizeof(rekey->wrapped));
		break;
	case 4:
		rekey->part = (uint32_t)unpack_uint(&d->r, VB_REKEY_PARTS_MAX_COUNT - 1);
		break;
	case 5:
		rekey->parts = (uint32_t)unpack_uint(&d->r, VB_REKEY_PARTS_MAX_COUNT);
		break;
	case 6:
		rekey->sealed = unpack_bin(&d->r, VB_SEALED_KEY_BYTES, REKEY_PART_BYTES);
		break;
	default:
		document_unknown(d);
	}
}

static bool rekey_fits(const struct document *d, const struct control_body *body)
{
	const struct control_rekey *rekey = &body->u.rekey;
	bool is_last = rekey->part + 1 == rekey->parts;

	(void)d;
	return rekey->part < rekey->parts && rekey->sealed.size % VB_SEALED_KEY_BYTES == 0 &&
	       (is_last || rekey->sealed.size == REKEY_PART_BYTES);
}

/* ---- who leads: handover, policy ---- */

static void point_read(struct pack_reader *r, struct control_handover *out)
{
	if (unpack_array(r, 2) != 2)
		unpack_fail(r, VB_ERR_MALFORMED);
	out->point_seq = (uint32_t)unpack_uint(r, UINT32_MAX);
	unpack_fixed(r, out->point.b, sizeof(out->point.b));
	unpack_end(r);
}

static void handover_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_handover *handover = &body->u.handover;

	switch (key) {
	case 1:
		node_read(&d->r, &handover->owner);
		break;
	case 2:
		handover->is_recovery = true;
		handover->term = unpack_uint(&d->r, UINT64_MAX);
		break;
	case 3:
		point_read(&d->r, handover);
		break;
	case 4:
		control_vote_list_read(&d->r, &handover->votes);
		break;
	default:
		document_unknown(d);
	}
}

static bool handover_fits(const struct document *d, const struct control_body *body)
{
	(void)body;
	return document_has(d, 2) == document_has(d, 3) && document_has(d, 2) == document_has(d, 4);
}

static void policy_read(struct document *d, uint32_t key, struct control_body *body)
{
	struct control_policy *policy = &body->u.policy;

	switch (key) {
	case 1:
		list_read_ids(&d->r, 0, VB_RECOVERY_MAX_COUNT, &policy->recovery);
		break;
	case 2:
		policy->quorum = (uint32_t)unpack_uint(&d->r, VB_RECOVERY_MAX_COUNT);
		break;
	case 3:
		control_vote_list_read(&d->r, &policy->votes);
		break;
	default:
		document_unknown(d);
	}
}

static bool policy_fits(const struct document *d, const struct control_body *body)
{
	(void)d;
	return is_quorum(body->u.policy.quorum, body->u.policy.recovery.count);
}

/* ---- all of them ---- */

/* required: a bit for each key that must be there. fits (may be NULL): what holds between the keys. */
static const struct form {
	void (*read)(struct document *d, uint32_t key, struct control_body *body);
	uint32_t required;
	bool (*fits)(const struct document *d, const struct control_body *body);
} forms[] = {
	[VB_CONTROL_GENESIS] = { genesis_read, 0x7f, genesis_fits },
	[VB_CONTROL_ADMIT] = { admit_read, 0x0f, admit_fits },
	[VB_CONTROL_ROLE] = { role_entry_read, 0x07, role_entry_fits },
	[VB_CONTROL_CARD] = { card_entry_read, 0x03, NULL },
	[VB_CONTROL_SUSPEND_CONFIRMED] = { suspend_confirmed_read, 0x0f, NULL },
	[VB_CONTROL_LIFT] = { lift_read, 0x03, lift_fits },
	[VB_CONTROL_REMOVE] = { remove_read, 0x07, NULL },
	[VB_CONTROL_REKEY] = { rekey_read, 0x7f, rekey_fits },
	[VB_CONTROL_HANDOVER] = { handover_read, 0x03, handover_fits },
	[VB_CONTROL_POLICY] = { policy_read, 0x07, policy_fits },
};

#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

/* Reads the type, the value of the least key. */
static int type_read(struct document *d, uint32_t *out)
{
	uint32_t key, type;

	if (!document_next(d, &key) || key != KEY_TYPE)
		unpack_fail(&d->r, VB_ERR_MALFORMED);
	type = (uint32_t)unpack_uint(&d->r, UINT32_MAX);
	if (d->r.err != 0)
		return d->r.err;
	if (type == 0 || type >= FORM_COUNT)
		return type == 0 ? VB_ERR_OUT_OF_RANGE : VB_ERR_VERSION;
	*out = type;
	return 0;
}

int control_body_decode(struct span bytes, struct control_body *out)
{
	struct control_body body = { .is_extended = false };
	struct document d;
	uint32_t key, type;
	int err;

	if (bytes.size > VB_CONTROL_BODY_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	document_open(&d, bytes);
	err = type_read(&d, &type);
	if (err != 0)
		return err;
	while (document_next(&d, &key))
		forms[type].read(&d, key, &body);
	err = document_finish(&d, forms[type].required);
	if (err == 0 && forms[type].fits != NULL && !forms[type].fits(&d, &body))
		err = VB_ERR_MALFORMED;
	if (err != 0)
		return err;
	body.type = (enum control_type)type;
	body.is_extended = d.is_extended;
	*out = body;
	return 0;
}
