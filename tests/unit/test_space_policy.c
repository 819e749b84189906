/* space: the list of those who decide when the owner is gone, and that nobody but they change it. */
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

enum { OWNER, STEWARD, MEMBER, GUEST, OFFICES };

/* The bytes of a body under construction that must outlive the function that made them. */
static struct buf scratch;

static void setup(struct assembly *a)
{
	buf_init(&scratch, 1u << 16);
	assembly_init(a, OFFICES, 5);
	assembly_found(a);
	if (assembly_admit(a, STEWARD, VB_ROLE_STEWARD) != 0 ||
	    assembly_admit(a, MEMBER, VB_ROLE_MEMBER) != 0 ||
	    assembly_admit(a, GUEST, VB_ROLE_GUEST) != 0)
		bail("setup");
}

static void teardown(struct assembly *a)
{
	assembly_release(a);
	buf_release(&scratch);
}

struct ballot {
	uint32_t list_seq; /* the entry that set the list in force */
	uint32_t count;
	uint32_t voters[2];
	uint32_t signers[2];
	uint32_t new_count; /* of the list that it sets */
	uint32_t new_list[2];
};

/* A policy with votes; its list wants all that stand in it. */
static void make_policy(struct assembly *a, struct control_body *body, const struct ballot *ballot)
{
	struct control_policy *policy = &body->u.policy;
	struct buf bytes, message;
	struct hash hash;
	size_t start;

	body->type = VB_CONTROL_POLICY;
	for (uint32_t i = 0; i < ballot->new_count; i++)
		pack_bin(&scratch, a->offices[ballot->new_list[i]].id.b, VB_HASH_BYTES);
	policy->recovery = (struct list){ buf_span(&scratch), ballot->new_count };
	policy->quorum = ballot->new_count;
	buf_init(&bytes, 1024);
	control_body_encode(body, &bytes);
	crypt_hash(buf_span(&bytes), &hash);
	buf_release(&bytes);
	buf_init(&message, 68);
	buf_put(&message, space_id(a->space)->b, VB_HASH_BYTES);
	buf_put_u32(&message, ballot->list_seq);
	buf_put(&message, hash.b, sizeof(hash.b));
	start = scratch.size;
	for (uint32_t i = 0; i < ballot->count; i++) {
		struct control_vote vote = { .node = a->offices[ballot->voters[i]].id };

		crypt_sign(a->offices[ballot->signers[i]].keys, "verbund/recovery/1",
		           buf_span(&message), &vote.signature);
		control_vote_pack(&scratch, &vote);
	}
	buf_release(&message);
	policy->recovery.packed.data = scratch.data;
	policy->votes.packed = span_of(scratch.data + start, scratch.size - start);
	policy->votes.count = ballot->count;
}

/* Two offices in the ascending order of their ids. */
static void in_order(const struct assembly *a, uint32_t *x, uint32_t *y)
{
	uint32_t swap = *x;

	if (memcmp(a->offices[*x].id.b, a->offices[*y].id.b, VB_HASH_BYTES) < 0)
		return;
	*x = *y;
	*y = swap;
}

/* Two votes on the first change of the list, each by its office. */
static struct ballot two_votes(const struct assembly *a, uint32_t x, uint32_t y)
{
	in_order(a, &x, &y);
	return (struct ballot){ .count = 2, .voters = { x, y }, .signers = { x, y } };
}

static int enter_policy(struct assembly *a, const struct ballot *ballot)
{
	struct control_body body;

	memset(&body, 0, sizeof(body));
	buf_clear(&scratch);
	make_policy(a, &body, ballot);
	return assembly_enter_body(a, &body);
}

/* Tries a ballot that must be refused without a trace. */
static void refuse(struct assembly *a, int expected, const struct ballot *ballot, const char *name)
{
	struct hash before, after;

	space_fingerprint(a->space, &before);
	is_err(enter_policy(a, ballot), expected, "%s", name);
	space_fingerprint(a->space, &after);
	is_mem(after.b, before.b, sizeof(after.b), "%s: no trace", name);
}

static void test_refusals(void)
{
	struct ballot none = { .count = 0 },
		      one = { .count = 1, .voters = { OWNER }, .signers = { OWNER } };
	struct ballot mixed, forged, other_list, agreed;
	struct assembly a;

	setup(&a);
	mixed = two_votes(&a, OWNER, MEMBER);
	forged = two_votes(&a, OWNER, STEWARD);
	other_list = forged;
	agreed = forged;
	forged.signers[0] = OWNER;
	forged.signers[1] = OWNER;
	other_list.list_seq = 1;
	refuse(&a, VB_ERR_NO_RIGHT, &none, "no votes");
	refuse(&a, VB_ERR_NO_RIGHT, &one, "one vote of two stewards");
	refuse(&a, VB_ERR_NO_RIGHT, &mixed, "a vote of one who has none");
	refuse(&a, VB_ERR_BAD_SIGNATURE, &forged, "a forged vote");
	refuse(&a, VB_ERR_BAD_SIGNATURE, &other_list, "votes against another list");
	is_err(enter_policy(&a, &agreed), 0, "what both stewards agree to");
	refuse(&a, VB_ERR_BAD_SIGNATURE, &agreed, "the same votes again");
	teardown(&a);
}

/* The stewards give the decision to a member and a guest, who then decide alone. */
static void test_policy(void)
{
	const struct node_id *list;
	struct ballot stewards, others;
	struct assembly a;
	uint32_t count;

	setup(&a);
	list = space_recovery(a.space, &count);
	is_int(count, 0, "at first the stewards decide");
	stewards = two_votes(&a, OWNER, STEWARD);
	others = two_votes(&a, MEMBER, GUEST);
	is_err(enter_policy(&a, &others), VB_ERR_NO_RIGHT, "and nobody else");
	stewards.new_count = 2;
	memcpy(stewards.new_list, others.voters, sizeof(stewards.new_list));
	is_err(enter_policy(&a, &stewards), 0, "both agree to a new list");
	list = space_recovery(a.space, &count);
	is_int(count, 2, "of two");
	ok(node_id_is_equal(&list[0], &a.offices[others.voters[0]].id) &&
	           node_id_is_equal(&list[1], &a.offices[others.voters[1]].id),
	   "who are these two");
	is_int(space_quorum(a.space), 2, "both of whom must agree");
	is_err(enter_policy(&a, &stewards), VB_ERR_NO_RIGHT, "the stewards' votes no longer count");
	is_err(enter_policy(&a, &others), VB_ERR_BAD_SIGNATURE, "nor votes against the first list");
	others.list_seq = space_count(a.space) - 1;
	is_err(enter_policy(&a, &others), 0, "the two decide");
	teardown(&a);
}

int main(void)
{
	test_refusals();
	test_policy();
	return done();
}
