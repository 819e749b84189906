/* recovery: a committee whose owner is gone is handed over by its stewards, and nothing else hands it over; of several
 * control logs all offices choose the same. Three stewards, so that two decide (SPEC.md 5). */
#include "protocol/space/recovery.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

enum { OWNER, FIRST, SECOND, MEMBER, OFFICES };

#define VOTES_MAX 3u

/* A recovery handover under construction: who votes for whom, and whose keys sign. */
struct ballot {
	uint64_t term;
	uint32_t point_seq;
	uint32_t owner;
	uint32_t count;
	uint32_t voters[VOTES_MAX];
	uint32_t signers[VOTES_MAX];
	uint64_t signed_term; /* 0: the term */
	bool is_unsorted;
};

static void setup(struct assembly *a)
{
	assembly_init(a, OFFICES, 9);
	assembly_found(a);
	if (assembly_admit(a, FIRST, VB_ROLE_STEWARD) != 0 ||
	    assembly_admit(a, SECOND, VB_ROLE_STEWARD) != 0 ||
	    assembly_admit(a, MEMBER, VB_ROLE_MEMBER) != 0)
		bail("setup");
}

/* What follows the four entries of the setup. */
static struct ballot ballot_of(uint64_t term, uint32_t point_seq, uint32_t owner)
{
	return (struct ballot){ .term = term,
		                .point_seq = point_seq,
		                .owner = owner,
		                .count = 2,
		                .voters = { FIRST, SECOND },
		                .signers = { FIRST, SECOND } };
}

/* Brings voters, with their signers, into the order of their ids. */
static void sort(const struct assembly *a, struct ballot *b)
{
	for (uint32_t i = 1; i < b->count; i++) {
		for (uint32_t j = i; j > 0; j--) {
			uint32_t voter = b->voters[j];
			uint32_t signer = b->signers[j];

			if (memcmp(a->offices[b->voters[j - 1]].id.b, a->offices[voter].id.b,
			           VB_HASH_BYTES) <= 0)
				break;
			b->voters[j] = b->voters[j - 1];
			b->signers[j] = b->signers[j - 1];
			b->voters[j - 1] = voter;
			b->signers[j - 1] = signer;
		}
	}
}

/* The body of the handover; what is signed is put together here, from SPEC.md 5. */
static void make_body(const struct assembly *a, const struct space *space, struct ballot ballot,
                      struct buf *out)
{
	struct control_handover h = { .owner = a->offices[ballot.owner].id,
		                      .term = ballot.term,
		                      .point_seq = ballot.point_seq };
	struct buf message, votes;

	buf_init(&message, 256);
	buf_init(&votes, 1024);
	if (space_entry_id(space, h.point_seq) != NULL)
		h.point = *space_entry_id(space, h.point_seq);
	buf_put(&message, space_id(space)->b, VB_HASH_BYTES);
	buf_put_u64(&message, ballot.signed_term != 0 ? ballot.signed_term : ballot.term);
	buf_put_u32(&message, h.point_seq);
	buf_put(&message, h.point.b, VB_HASH_BYTES);
	buf_put(&message, h.owner.b, VB_HASH_BYTES);
	if (!ballot.is_unsorted)
		sort(a, &ballot);
	for (uint32_t i = 0; i < ballot.count; i++) {
		struct control_vote vote = { .node = a->offices[ballot.voters[i]].id };

		crypt_sign(a->offices[ballot.signers[i]].keys, "verbund/recovery/1",
		           buf_span(&message), &vote.signature);
		control_vote_pack(&votes, &vote);
	}
	h.votes = (struct list){ buf_span(&votes), ballot.count };
	if (space_build_recovery(&h, out) != 0)
		bail("a handover of %u votes", ballot.count);
	buf_release(&votes);
	buf_release(&message);
}

/* Signs the handover with these keys and applies it to a fold of its own. */
static int try(struct assembly *a, struct space *space, uint32_t signer,
               const struct ballot *ballot)
{
	uint8_t header[VB_HEADER_BYTES];
	struct entry_header prev, h;
	struct signature signature;
	struct entry_id id;
	struct buf body;
	int err;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	make_body(a, space, *ballot, &body);
	if (entry_header_decode(span_of(a->entries[space_count(space) - 1].header, VB_HEADER_BYTES),
	                        &prev) != 0)
		bail("a header of the assembly");
	control_header_make(space_id(space), &prev, a->hlc, buf_span(&body), &h);
	entry_header_encode(&h, header);
	entry_id_derive(header, &id);
	control_sign(a->offices[signer].keys, &id, &signature);
	err = space_apply(space, header, buf_span(&body), &signature, NULL);
	buf_release(&body);
	return err;
}

static void refuse(struct assembly *a, int expected, const struct ballot *ballot, uint32_t signer,
                   const char *name)
{
	struct space *space = assembly_fold(a, MEMBER, a->entry_count);
	struct hash before, after;

	space_fingerprint(space, &before);
	is_err(try(a, space, signer, ballot), expected, "%s", name);
	space_fingerprint(space, &after);
	is_mem(after.b, before.b, sizeof(after.b), "%s: no trace", name);
	space_destroy(&space);
}

/* ---- what is refused ---- */

static void test_refusals(void)
{
	struct assembly a;
	struct ballot good, b;

	setup(&a);
	good = ballot_of(1, 3, FIRST);
	b = good, b.count = 1;
	refuse(&a, VB_ERR_NO_RIGHT, &b, FIRST, "one vote less than needed");
	b = good, b.voters[1] = b.signers[1] = FIRST;
	refuse(&a, VB_ERR_NOT_CANONICAL, &b, OWNER, "one who signs twice");
	b = good, b.is_unsorted = true, sort(&a, &b);
	b.voters[2] = b.voters[0], b.voters[0] = b.voters[1], b.voters[1] = b.voters[2];
	refuse(&a, VB_ERR_NOT_CANONICAL, &b, OWNER, "votes out of order");
	b = good, b.voters[1] = b.signers[1] = MEMBER;
	refuse(&a, VB_ERR_NO_RIGHT, &b, FIRST, "a vote of one who has none");
	b = good, b.signers[0] = FIRST, b.signers[1] = FIRST;
	refuse(&a, VB_ERR_BAD_SIGNATURE, &b, FIRST, "a vote forged by another");
	b = good, b.signed_term = 2;
	refuse(&a, VB_ERR_BAD_SIGNATURE, &b, FIRST, "votes for another term");
	refuse(&a, VB_ERR_BAD_SIGNATURE, &good, SECOND, "signed by another than the new owner");
	refuse(&a, VB_ERR_BAD_SIGNATURE, &good, OWNER, "signed by the old owner");
	b = good, b.point_seq = 2;
	refuse(&a, VB_ERR_BAD_CHAIN, &b, FIRST, "behind another entry than its point");
	b = good, b.point_seq = 9;
	refuse(&a, VB_ERR_BAD_CHAIN, &b, FIRST, "a point that is not there");
	b = ballot_of(1, 3, MEMBER);
	refuse(&a, VB_ERR_NO_RIGHT, &b, MEMBER, "to one who is no steward");
	b = ballot_of(0, 3, FIRST);
	refuse(&a, VB_ERR_ALREADY_DONE, &b, FIRST, "term 0");
	assembly_release(&a);
}

/* A step that the owner began and did not finish is not gone on with by others: the point stands before it. */
static void test_inside_a_step(void)
{
	struct assembly a;
	struct ballot b;

	setup(&a);
	if (assembly_role(&a, MEMBER, VB_ROLE_GUEST, NULL, 0) != 0)
		bail("a member is lowered");
	b = ballot_of(1, 4, FIRST);
	refuse(&a, VB_ERR_UNEXPECTED, &b, FIRST, "inside a step");
	assembly_release(&a);
}

/* ---- what is accepted ---- */

static void test_handover(void)
{
	struct assembly a;
	struct ballot b = ballot_of(7, 3, SECOND);
	struct space_rank rank;
	struct space *space;

	setup(&a);
	space = assembly_fold(&a, MEMBER, 4);
	space_rank(space, &rank);
	is_u64(rank.term, 0, "no term before");
	is_err(try(&a, space, SECOND, &b), 0, "two of three stewards hand over");
	ok(node_id_is_equal(space_owner(space), &a.offices[SECOND].id), "to one of them");
	is_int(space_role(space, &a.offices[OWNER].id), VB_ROLE_STEWARD,
	       "the old owner stays a steward");
	space_rank(space, &rank);
	is_u64(rank.term, 7, "in that term");
	is_int(rank.handover_seq, 4, "at this place");
	is_mem(rank.handover.b, space_entry_id(space, 4)->b, VB_HASH_BYTES, "by this entry");
	space_destroy(&space);
	/* What the old owner goes on to write belongs to another log. */
	space = assembly_fold(&a, MEMBER, 4);
	if (assembly_admit(&a, MEMBER, VB_ROLE_GUEST) == 0)
		bail("admitted twice");
	is_err(assembly_rekey(&a, VB_AUDIENCE_ALL), 0, "the old owner writes on");
	is_err(try(&a, space, SECOND, &b), 0, "recovered meanwhile");
	is_err(assembly_apply(space, &a.entries[4]), VB_ERR_VOIDED_CONTROL,
	       "its entry is of another log");
	b.term = 3;
	space_destroy(&space);
	space = assembly_fold(&a, MEMBER, 4);
	is_err(try(&a, space, SECOND, &b), 0, "a third term");
	space_destroy(&space);
	assembly_release(&a);
}

/* ---- which log counts ---- */

static struct space_rank rank_of(uint32_t lists, uint64_t term, uint8_t id)
{
	struct space_rank rank = { .lists = lists, .term = term };

	rank.handover.b[0] = term == 0 ? 0 : id;
	return rank;
}

/* The order of SPEC.md 5, from the weakest. */
static void test_order(void)
{
	const struct space_rank ranks[] = {
		rank_of(0, 0, 0), rank_of(0, 1, 9), rank_of(0, 1, 8), rank_of(0, 2, 200),
		rank_of(1, 0, 0), rank_of(1, 1, 1), rank_of(2, 0, 0),
	};
	const size_t count = sizeof(ranks) / sizeof(ranks[0]);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			int got = space_rank_compare(&ranks[i], &ranks[j]);

			is_int((got > 0) - (got < 0), (i > j) - (i < j), "rank %u and rank %u",
			       (unsigned)i, (unsigned)j);
		}
	}
}

/* ---- what an office signs ---- */

/* limit VB_TERM_AHEAD_MAX: by so much a term may be above the highest, and one more. */
static void test_term_ahead(void)
{
	struct assembly a;
	struct control_handover h = { .term = 0, .point_seq = 3 };
	struct recovery_stand stand = { .least_point = 3 };
	struct space *space;

	setup(&a);
	space = assembly_fold(&a, FIRST, 4);
	h.owner = a.offices[SECOND].id;
	h.point = *space_entry_id(space, 3);
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_ALREADY_DONE, "the term that counts");
	h.term = 1000;
	is_err(recovery_may_sign(space, &stand, &h), 0, "a thousand later");
	h.term = 1001;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_OUT_OF_RANGE, "a thousand and one");
	stand.has_voted = true, stand.term = 5, stand.point_seq = 3;
	stand.point = h.point, stand.owner = h.owner;
	h.term = 1005;
	is_err(recovery_may_sign(space, &stand, &h), 0, "a thousand after our own vote");
	h.term = 1006;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_OUT_OF_RANGE, "and one more");
	space_destroy(&space);
	assembly_release(&a);
}

static void test_signing(void)
{
	struct assembly a;
	struct control_handover h = { .term = 2, .point_seq = 3 };
	struct recovery_stand stand = { .least_point = 3 };
	struct recovery_stand voted;
	struct space *space, *members;

	setup(&a);
	space = assembly_fold(&a, FIRST, 4);
	members = assembly_fold(&a, MEMBER, 4);
	h.owner = a.offices[SECOND].id;
	h.point = *space_entry_id(space, 3);
	voted = stand;
	voted.has_voted = true;
	voted.term = 2, voted.point_seq = 3, voted.point = h.point, voted.owner = h.owner;
	is_err(recovery_may_sign(space, &stand, &h), 0, "a steward signs");
	is_err(recovery_may_sign(members, &stand, &h), VB_ERR_NOT_ELECTOR, "a member does not");
	is_err(recovery_may_sign(space, &voted, &h), 0, "the same once more");
	h.owner = a.offices[FIRST].id;
	is_err(recovery_may_sign(space, &voted, &h), VB_ERR_VOTED, "no other in the same term");
	h.term = 1;
	is_err(recovery_may_sign(space, &voted, &h), VB_ERR_VOTED, "nor in an earlier one");
	h.term = 3;
	is_err(recovery_may_sign(space, &voted, &h), 0, "but in the next");
	h.point_seq = 2;
	h.point = *space_entry_id(space, 2);
	is_err(recovery_may_sign(space, &voted, &h), VB_ERR_VOIDED_CONTROL,
	       "that would void a decision that it knows");
	stand.least_point = 2;
	is_err(recovery_may_sign(space, &stand, &h), 0, "unless the log forks behind it");
	voted.least_point = 2;
	is_err(recovery_may_sign(space, &voted, &h), VB_ERR_VOIDED_CONTROL,
	       "but not before the point that it signed for");
	h.point_seq = 3;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_VOIDED_CONTROL, "another entry there");
	h.point_seq = 4;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_UNKNOWN_CONTROL,
	       "a point not here yet");
	h.point_seq = 3;
	h.point = *space_entry_id(space, 3);
	h.owner = a.offices[MEMBER].id;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_NO_RIGHT, "for one who is no steward");
	h.owner.b[0] ^= 1;
	is_err(recovery_may_sign(space, &stand, &h), VB_ERR_NOT_MEMBER, "for a stranger");
	space_destroy(&space);
	space_destroy(&members);
	assembly_release(&a);
}

int main(void)
{
	test_refusals();
	test_inside_a_step();
	test_handover();
	test_order();
	test_signing();
	test_term_ahead();
	return done();
}
