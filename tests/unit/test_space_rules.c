/* space_rules: every entry that SPEC.md 5 refuses, with its code, and that it leaves no trace. */
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

/* Who is who in the space of these tests. */
enum { OWNER, STEWARD, MEMBER, GUEST, RELAY, FORMER, STRANGER, OFFICES };

static const struct log_id some_log = { { 1 } }, other_log = { { 2 } };

/* The bytes of a body under construction that must outlive the function that made them. */
static struct buf scratch;

static void setup(struct assembly *a)
{
	struct cutoff cutoff = cutoff_of(&some_log, 5);
	int err = 0;

	buf_init(&scratch, 1u << 16);
	assembly_init(a, OFFICES, 5);
	assembly_found(a);
	for (uint32_t i = STEWARD; i <= FORMER && err == 0; i++) {
		static const enum role roles[] = { [STEWARD] = VB_ROLE_STEWARD,
			                           [MEMBER] = VB_ROLE_MEMBER,
			                           [GUEST] = VB_ROLE_GUEST,
			                           [RELAY] = VB_ROLE_RELAY,
			                           [FORMER] = VB_ROLE_MEMBER };

		err = assembly_admit(a, i, roles[i]);
	}
	if (err == 0)
		err = assembly_remove(a, FORMER, &cutoff, 1);
	if (err == 0)
		err = assembly_finish_step(a);
	if (err != 0)
		bail("setup: %s", err_name(err));
}

static void teardown(struct assembly *a)
{
	assembly_release(a);
	buf_release(&scratch);
}

/* ---- bodies that are refused ---- */

typedef void make_fn(struct assembly *a, struct control_body *body);

static struct span card_of(struct assembly *a, uint32_t office)
{
	return buf_span(&a->offices[office].card);
}

static void make_genesis(struct assembly *a, struct control_body *body)
{
	body->type = VB_CONTROL_GENESIS;
	body->u.genesis.card = card_of(a, OWNER);
}

static void make_admit(struct assembly *a, struct control_body *body, uint32_t office,
                       enum role role)
{
	body->type = VB_CONTROL_ADMIT;
	body->u.admit.card = card_of(a, office);
	body->u.admit.role = role;
	body->u.admit.keys.has[VB_AUDIENCE_ALL] = role >= VB_ROLE_GUEST;
	body->u.admit.keys.has[VB_AUDIENCE_CORE] = role >= VB_ROLE_MEMBER;
}

static void make_admit_member(struct assembly *a, struct control_body *body)
{
	make_admit(a, body, MEMBER, VB_ROLE_MEMBER);
}

static void make_admit_forged(struct assembly *a, struct control_body *body)
{
	buf_put(&scratch, card_of(a, STRANGER).data, card_of(a, STRANGER).size);
	scratch.data[3] ^= 1;
	make_admit(a, body, STRANGER, VB_ROLE_GUEST);
	body->u.admit.card = buf_span(&scratch);
}

static void make_admit_without_core(struct assembly *a, struct control_body *body)
{
	make_admit(a, body, STRANGER, VB_ROLE_MEMBER);
	body->u.admit.keys.has[VB_AUDIENCE_CORE] = false;
}

static void make_admit_guest_with_core(struct assembly *a, struct control_body *body)
{
	make_admit(a, body, STRANGER, VB_ROLE_GUEST);
	body->u.admit.keys.has[VB_AUDIENCE_CORE] = true;
}

static void make_admit_relay_with_key(struct assembly *a, struct control_body *body)
{
	make_admit(a, body, STRANGER, VB_ROLE_RELAY);
	body->u.admit.keys.has[VB_AUDIENCE_ALL] = true;
}

/* Another version-1 card of the former member than the one the space knows. */
static void make_admit_other_card(struct assembly *a, struct control_body *body)
{
	a->offices[FORMER].card_version = 0;
	office_new_card(&a->offices[FORMER], true);
	make_admit(a, body, FORMER, VB_ROLE_GUEST);
}

/* A card by `office` whose CURVE key is that of `owner_of_key`. */
static struct span card_with_curve(struct assembly *a, uint32_t office, uint32_t owner_of_key)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES], other[VB_NODE_KEYS_BYTES];

	node_keys_export(a->offices[office].keys, secrets);
	node_keys_export(a->offices[owner_of_key].keys, other);
	memcpy(secrets + 64, other + 64, 32);
	node_keys_destroy(&a->offices[office].keys);
	a->offices[office].keys = node_keys_import(secrets);
	office_new_card(&a->offices[office], false);
	return card_of(a, office);
}

static void make_admit_with_curve(struct assembly *a, struct control_body *body)
{
	card_with_curve(a, STRANGER, MEMBER);
	make_admit(a, body, STRANGER, VB_ROLE_GUEST);
}

static void make_card(struct control_body *body, struct span card)
{
	body->type = VB_CONTROL_CARD;
	body->u.card.card = card;
}

static void make_card_stranger(struct assembly *a, struct control_body *body)
{
	make_card(body, card_of(a, STRANGER));
}

static void make_card_former(struct assembly *a, struct control_body *body)
{
	office_new_card(&a->offices[FORMER], false);
	make_card(body, card_of(a, FORMER));
}

static void make_card_same(struct assembly *a, struct control_body *body)
{
	make_card(body, card_of(a, MEMBER));
}

static void make_card_old(struct assembly *a, struct control_body *body)
{
	a->offices[MEMBER].card_version = 0;
	office_new_card(&a->offices[MEMBER], true);
	make_card(body, card_of(a, MEMBER));
}

static void make_card_forged(struct assembly *a, struct control_body *body)
{
	office_new_card(&a->offices[MEMBER], false);
	a->offices[MEMBER].card.data[a->offices[MEMBER].card.size - 1] ^= 1;
	make_card(body, card_of(a, MEMBER));
}

static void make_card_with_curve(struct assembly *a, struct control_body *body)
{
	make_card(body, card_with_curve(a, GUEST, STEWARD));
}

/* A card by `office` that names the CURVE key of `owner_of_key` as its former one. */
static struct span card_with_former(struct assembly *a, uint32_t office, uint32_t owner_of_key)
{
	struct card card;

	card_with_curve(a, office, owner_of_key);
	office_rotate(&a->offices[office]);
	if (card_decode(card_of(a, office), &card) != 0 || !card_has_former(&card))
		bail("no former key");
	return card_of(a, office);
}

static void make_admit_with_former(struct assembly *a, struct control_body *body)
{
	card_with_former(a, STRANGER, MEMBER);
	make_admit(a, body, STRANGER, VB_ROLE_GUEST);
}

static void make_card_with_former(struct assembly *a, struct control_body *body)
{
	make_card(body, card_with_former(a, GUEST, STEWARD));
}

/* The steward gets new keys; the guest claims the one that the steward's card names as the former one. */
static void make_card_with_curve_in_grace(struct assembly *a, struct control_body *body)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct node_keys *before;

	node_keys_export(a->offices[STEWARD].keys, secrets);
	before = a->offices[STEWARD].keys;
	a->offices[STEWARD].keys = node_keys_import(secrets);
	office_rotate(&a->offices[STEWARD]);
	make_card(body, card_of(a, STEWARD));
	if (assembly_enter_body(a, body) != 0)
		bail("the steward's new card");
	node_keys_destroy(&a->offices[STEWARD].keys);
	a->offices[STEWARD].keys = before;
	make_card(body, card_with_curve(a, GUEST, STEWARD));
}

static void make_role(struct assembly *a, struct control_body *body, uint32_t office,
                      enum role role)
{
	body->type = VB_CONTROL_ROLE;
	body->u.role.node = a->offices[office].id;
	body->u.role.role = role;
}

static void make_role_stranger(struct assembly *a, struct control_body *body)
{
	make_role(a, body, STRANGER, VB_ROLE_GUEST);
}

static void make_role_former(struct assembly *a, struct control_body *body)
{
	make_role(a, body, FORMER, VB_ROLE_RELAY);
}

static void make_role_same(struct assembly *a, struct control_body *body)
{
	make_role(a, body, MEMBER, VB_ROLE_MEMBER);
}

static void make_role_owner(struct assembly *a, struct control_body *body)
{
	make_role(a, body, OWNER, VB_ROLE_MEMBER);
	body->u.role.has_cutoffs = true;
}

static void make_fall_without_cutoffs(struct assembly *a, struct control_body *body)
{
	make_role(a, body, MEMBER, VB_ROLE_GUEST);
}

static void make_rise_with_cutoffs(struct assembly *a, struct control_body *body)
{
	make_role(a, body, MEMBER, VB_ROLE_STEWARD);
	body->u.role.has_cutoffs = true;
}

static void make_rise_without_key(struct assembly *a, struct control_body *body)
{
	make_role(a, body, GUEST, VB_ROLE_MEMBER);
}

static void make_rise_with_known_key(struct assembly *a, struct control_body *body)
{
	make_role(a, body, GUEST, VB_ROLE_MEMBER);
	body->u.role.keys.has[VB_AUDIENCE_ALL] = true;
	body->u.role.keys.has[VB_AUDIENCE_CORE] = true;
}

static void make_rise_with_wrong_key(struct assembly *a, struct control_body *body)
{
	make_role(a, body, RELAY, VB_ROLE_GUEST);
	body->u.role.keys.has[VB_AUDIENCE_CORE] = true;
}

static void make_remove(struct assembly *a, struct control_body *body, uint32_t office)
{
	body->type = VB_CONTROL_REMOVE;
	body->u.remove.node = a->offices[office].id;
}

static void make_remove_stranger(struct assembly *a, struct control_body *body)
{
	make_remove(a, body, STRANGER);
}

static void make_remove_former(struct assembly *a, struct control_body *body)
{
	make_remove(a, body, FORMER);
}

static void make_remove_owner(struct assembly *a, struct control_body *body)
{
	make_remove(a, body, OWNER);
}

static struct list pack_cutoffs(const struct cutoff *cutoffs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		cutoff_pack(&scratch, &cutoffs[i]);
	return (struct list){ buf_span(&scratch), count };
}

static void make_remove_unsorted(struct assembly *a, struct control_body *body)
{
	struct cutoff cutoffs[] = { cutoff_of(&other_log, 1), cutoff_of(&some_log, 1) };

	make_remove(a, body, MEMBER);
	body->u.remove.cutoffs = pack_cutoffs(cutoffs, 2);
}

static void make_remove_doubled(struct assembly *a, struct control_body *body)
{
	struct cutoff cutoffs[] = { cutoff_of(&some_log, 1), cutoff_of(&some_log, 2) };

	make_remove(a, body, MEMBER);
	body->u.remove.cutoffs = pack_cutoffs(cutoffs, 2);
}

static void make_remove_zero_count(struct assembly *a, struct control_body *body)
{
	struct cutoff cutoff = cutoff_of(&some_log, 0);

	make_remove(a, body, MEMBER);
	body->u.remove.cutoffs = pack_cutoffs(&cutoff, 1);
}

static void make_suspend_stranger(struct assembly *a, struct control_body *body)
{
	body->type = VB_CONTROL_SUSPEND_CONFIRMED;
	body->u.suspend_confirmed.node = a->offices[STRANGER].id;
	pack_bin(&scratch, some_log.b, sizeof(some_log.b));
	body->u.suspend_confirmed.suspends = (struct list){ buf_span(&scratch), 1 };
}

static void make_suspend_owner(struct assembly *a, struct control_body *body)
{
	make_suspend_stranger(a, body);
	body->u.suspend_confirmed.node = a->offices[OWNER].id;
}

/* Names a suspend that an earlier one has confirmed. */
static void make_suspend_again(struct assembly *a, struct control_body *body)
{
	make_suspend_stranger(a, body);
	body->u.suspend_confirmed.node = a->offices[MEMBER].id;
	if (assembly_enter_body(a, body) != 0)
		bail("cannot confirm a suspension");
}

/* Names one that was lifted. */
static void make_suspend_lifted(struct assembly *a, struct control_body *body)
{
	struct control_body lift = { .type = VB_CONTROL_LIFT };

	make_suspend_stranger(a, body);
	body->u.suspend_confirmed.node = a->offices[MEMBER].id;
	lift.u.lift.node = a->offices[MEMBER].id;
	lift.u.lift.lifted = body->u.suspend_confirmed.suspends;
	if (assembly_enter_body(a, &lift) != 0)
		bail("cannot lift a suspension");
}

static void make_lift(struct assembly *a, struct control_body *body, uint32_t office,
                      uint32_t raised_of, uint64_t count)
{
	struct cutoff cutoff = cutoff_of(&some_log, count);

	body->type = VB_CONTROL_LIFT;
	body->u.lift.node = a->offices[office].id;
	body->u.lift.has_raised = true;
	body->u.lift.raised = pack_cutoffs(&cutoff, 1);
	body->u.lift.raised_of = raised_of;
}

/* The former member's removal is control entry 6: genesis, five admissions, removal. */
#define REMOVAL_SEQ 6u

static void make_lift_stranger(struct assembly *a, struct control_body *body)
{
	make_lift(a, body, STRANGER, REMOVAL_SEQ, 9);
}

static void make_lift_other_entry(struct assembly *a, struct control_body *body)
{
	make_lift(a, body, FORMER, REMOVAL_SEQ - 1, 9);
}

static void make_lift_other_node(struct assembly *a, struct control_body *body)
{
	make_lift(a, body, MEMBER, REMOVAL_SEQ, 9);
}

static void make_lift_lower(struct assembly *a, struct control_body *body)
{
	make_lift(a, body, FORMER, REMOVAL_SEQ, 4);
}

static void make_handover(struct assembly *a, struct control_body *body, uint32_t office)
{
	body->type = VB_CONTROL_HANDOVER;
	body->u.handover.owner = a->offices[office].id;
}

static void make_handover_stranger(struct assembly *a, struct control_body *body)
{
	make_handover(a, body, STRANGER);
}

static void make_handover_member(struct assembly *a, struct control_body *body)
{
	make_handover(a, body, MEMBER);
}

static void make_handover_owner(struct assembly *a, struct control_body *body)
{
	make_handover(a, body, OWNER);
}

struct refusal {
	const char *name;
	int expected;
	make_fn *make;
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ "a second genesis", VB_ERR_UNEXPECTED, make_genesis },
	{ "admit: a member", VB_ERR_ALREADY_MEMBER, make_admit_member },
	{ "admit: a card that its office did not sign", VB_ERR_BAD_SIGNATURE, make_admit_forged },
	{ "admit: a member without the core key", VB_ERR_MALFORMED, make_admit_without_core },
	{ "admit: a guest with the core key", VB_ERR_MALFORMED, make_admit_guest_with_core },
	{ "admit: a relay with a key", VB_ERR_MALFORMED, make_admit_relay_with_key },
	{ "admit: a former member with another card of the version known", VB_ERR_CARD_ROLLBACK, make_admit_other_card },
	{ "admit: a card with a member's CURVE key", VB_ERR_BAD_KEY, make_admit_with_curve },
	{ "card: of a stranger", VB_ERR_NOT_MEMBER, make_card_stranger },
	{ "card: of a former member", VB_ERR_NOT_MEMBER, make_card_former },
	{ "card: the one that is known", VB_ERR_CARD_ROLLBACK, make_card_same },
	{ "card: another one of the version known", VB_ERR_CARD_ROLLBACK, make_card_old },
	{ "card: not signed by its office", VB_ERR_BAD_SIGNATURE, make_card_forged },
	{ "card: with another member's CURVE key", VB_ERR_BAD_KEY, make_card_with_curve },
	{ "admit: a member's CURVE key as former one", VB_ERR_BAD_KEY, make_admit_with_former },
	{ "card: another member's CURVE key as former one", VB_ERR_BAD_KEY, make_card_with_former },
	{ "card: another's former CURVE key", VB_ERR_BAD_KEY, make_card_with_curve_in_grace },
	{ "role: of a stranger", VB_ERR_NOT_MEMBER, make_role_stranger },
	{ "role: of a former member", VB_ERR_NOT_MEMBER, make_role_former },
	{ "role: the one it has", VB_ERR_ALREADY_MEMBER, make_role_same },
	{ "role: the owner's falls", VB_ERR_LAST_STEWARD, make_role_owner },
	{ "role: falls without cut-offs", VB_ERR_MALFORMED, make_fall_without_cutoffs },
	{ "role: rises with cut-offs", VB_ERR_MALFORMED, make_rise_with_cutoffs },
	{ "role: rises without the key gained", VB_ERR_MALFORMED, make_rise_without_key },
	{ "role: rises with a key that is not new", VB_ERR_MALFORMED, make_rise_with_known_key },
	{ "role: rises with the key of another audience", VB_ERR_MALFORMED, make_rise_with_wrong_key },
	{ "remove: a stranger", VB_ERR_NOT_MEMBER, make_remove_stranger },
	{ "remove: a former member", VB_ERR_NOT_MEMBER, make_remove_former },
	{ "remove: the owner", VB_ERR_LAST_STEWARD, make_remove_owner },
	{ "remove: cut-offs out of order", VB_ERR_NOT_CANONICAL, make_remove_unsorted },
	{ "remove: a log named twice", VB_ERR_NOT_CANONICAL, make_remove_doubled },
	{ "remove: a cut-off of no entries", VB_ERR_OUT_OF_RANGE, make_remove_zero_count },
	{ "suspend-confirmed: a stranger", VB_ERR_NOT_MEMBER, make_suspend_stranger },
	{ "suspend-confirmed: the owner", VB_ERR_LAST_STEWARD, make_suspend_owner },
	{ "suspend-confirmed: a second time", VB_ERR_MALFORMED, make_suspend_again },
	{ "suspend-confirmed: what was lifted", VB_ERR_MALFORMED, make_suspend_lifted },
	{ "lift: a stranger", VB_ERR_NOT_MEMBER, make_lift_stranger },
	{ "lift: of an entry that took nothing", VB_ERR_MALFORMED, make_lift_other_entry },
	{ "lift: of an entry about another node", VB_ERR_MALFORMED, make_lift_other_node },
	{ "lift: a cut-off falls", VB_ERR_MALFORMED, make_lift_lower },
	{ "handover: to a stranger", VB_ERR_NOT_MEMBER, make_handover_stranger },
	{ "handover: to a member", VB_ERR_NO_RIGHT, make_handover_member },
	{ "handover: to the owner", VB_ERR_ALREADY_MEMBER, make_handover_owner },
};
/* clang-format on */

static void test_refusal(const struct refusal *refusal)
{
	struct control_body body;
	struct hash before, after;
	struct assembly a;

	setup(&a);
	memset(&body, 0, sizeof(body));
	refusal->make(&a, &body);
	space_fingerprint(a.space, &before);
	is_err(assembly_enter_body(&a, &body), refusal->expected, "%s", refusal->name);
	space_fingerprint(a.space, &after);
	is_mem(after.b, before.b, sizeof(after.b), "%s: no trace", refusal->name);
	teardown(&a);
}

/* ---- the same entries as they are right, so that the table refuses for the reason it says ---- */

static void test_accepted(void)
{
	struct assembly a;
	struct control_body body;
	const struct member *member;

	setup(&a);
	is_err(assembly_admit(&a, FORMER, VB_ROLE_GUEST), 0, "a former member with the same card");
	is_err(assembly_admit(&a, STRANGER, VB_ROLE_RELAY), 0, "a relay without keys");
	office_new_card(&a.offices[MEMBER], true);
	memset(&body, 0, sizeof(body));
	make_card(&body, card_of(&a, MEMBER));
	is_err(assembly_enter_body(&a, &body), 0, "a newer card");
	member = space_member(a.space, &a.offices[MEMBER].id);
	is_u64(member->card.version, 2, "is kept");
	ok(space_member_by_curve(a.space, &member->card.curve) == member, "and found by its key");
	teardown(&a);
}

static void test_lift(void)
{
	struct space_log log = { .audience = VB_AUDIENCE_ALL, .id = some_log };
	struct entry_header header = { .seq = 7, .control_seq = REMOVAL_SEQ - 1 };
	struct control_body body;
	struct assembly a;

	setup(&a);
	log.author = a.offices[FORMER].id;
	memcpy(header.control_prefix, space_entry_id(a.space, header.control_seq)->b,
	       VB_ID_PREFIX_BYTES);
	is_err(space_check_entry(a.space, &log, &header), VB_ERR_BEYOND_CUTOFF, "cut off at 5");
	memset(&body, 0, sizeof(body));
	make_lift(&a, &body, FORMER, REMOVAL_SEQ, 8);
	is_err(assembly_enter_body(&a, &body), 0, "the cut-off rises to 8");
	is_err(space_check_entry(a.space, &log, &header), 0, "entry 7 is valid again");
	header.seq = 8;
	is_err(space_check_entry(a.space, &log, &header), VB_ERR_BEYOND_CUTOFF, "entry 8 is not");
	teardown(&a);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		test_refusal(&refusals[i]);
	test_accepted();
	test_lift();
	return done();
}
