/* member: the role at every control entry, and what cut-offs leave standing, to the entry. */
#include "protocol/space/member.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

static const struct node_id some_node = { { 7 } };
static const struct log_id log_a = { { 0xa } }, log_b = { { 0xb } }, log_c = { { 0xc } };

/* A list of cut-offs as a decoder hands it out; the caller releases the buffer. */
static struct list list_of(const struct cutoff *cutoffs, uint32_t count, struct buf *packed)
{
	buf_init(packed, 4096);
	for (uint32_t i = 0; i < count; i++)
		cutoff_pack(packed, &cutoffs[i]);
	return (struct list){ buf_span(packed), count };
}

static void cut(struct member *member, uint32_t control_seq, const struct cutoff *cutoffs,
                uint32_t count)
{
	struct buf packed;
	struct list list = list_of(cutoffs, count, &packed);

	member_cut(member, control_seq, &list);
	buf_release(&packed);
}

static bool raise_to(struct member *member, uint32_t control_seq, const struct log_id *log,
                     uint64_t count)
{
	struct cutoff cutoff = cutoff_of(log, count);
	struct buf packed;
	struct list list = list_of(&cutoff, 1, &packed);
	bool can = member_can_raise(member, control_seq, &list);

	if (can)
		member_raise(member, control_seq, &list);
	buf_release(&packed);
	return can;
}

static void test_roles(void)
{
	struct member *member = member_new(&some_node);

	is_int(member_role_at(member, 1000), VB_ROLE_NONE, "without history no role");
	member_set_role(member, VB_ROLE_GUEST, 3);
	member_set_role(member, VB_ROLE_STEWARD, 5);
	member_set_role(member, VB_ROLE_NONE, 6);
	member_set_role(member, VB_ROLE_MEMBER, 9);
	is_int(member_role_at(member, 2), VB_ROLE_NONE, "none before the admission");
	is_int(member_role_at(member, 3), VB_ROLE_GUEST, "guest from the admission on");
	is_int(member_role_at(member, 4), VB_ROLE_GUEST, "and after it");
	is_int(member_role_at(member, 5), VB_ROLE_STEWARD, "steward from the promotion on");
	is_int(member_role_at(member, 6), VB_ROLE_NONE, "none from the removal on");
	is_int(member_role_at(member, 8), VB_ROLE_NONE, "and after it");
	is_int(member_role_at(member, 9), VB_ROLE_MEMBER, "member from the return on");
	is_int(member_role_at(member, UINT32_MAX - 1), VB_ROLE_MEMBER, "and for good");
	is_int(member->role, VB_ROLE_MEMBER, "which is the role now");
	is_int(member->joined, 9, "joined: the latest admission");
	member_destroy(&member);
	ok(member == NULL, "destroyed");
}

static void test_limits(void)
{
	struct member *member = member_new(&some_node);
	struct cutoff first[] = { cutoff_of(&log_a, 5), cutoff_of(&log_c, 1) };
	struct cutoff second[] = { cutoff_of(&log_a, 9) };

	is_u64(member_limit(member, &log_a, 0), UINT64_MAX, "nothing is cut off at the start");
	cut(member, 10, first, 2);
	is_u64(member_limit(member, &log_a, 9), 5, "citing below the entry: its count");
	is_u64(member_limit(member, &log_b, 9), 0, "a log not named: nothing");
	is_u64(member_limit(member, &log_c, 0), 1, "the last one named");
	is_u64(member_limit(member, &log_a, 10), UINT64_MAX, "citing the entry itself: free");
	cut(member, 20, second, 1);
	is_u64(member_limit(member, &log_a, 9), 5, "two entries: the smaller count");
	is_u64(member_limit(member, &log_a, 10), 9, "only the later one applies");
	is_u64(member_limit(member, &log_c, 10), 0, "the later one does not name this log");
	is_u64(member_limit(member, &log_c, 20), UINT64_MAX, "citing both: free");
	ok(member_cutoff(member, 0, &log_b) == NULL, "what is not named is not found");
	is_mem(member_cutoff(member, 1, &log_a)->entry.b, second[0].entry.b, VB_HASH_BYTES,
	       "the last accepted entry is kept");
	member_destroy(&member);
}

static void test_raising(void)
{
	struct member *member = member_new(&some_node);
	struct cutoff first[] = { cutoff_of(&log_a, 5), cutoff_of(&log_c, 7) };

	cut(member, 10, first, 2);
	ok(!raise_to(member, 11, &log_a, 6), "an entry that took nothing has no cut-offs");
	ok(!raise_to(member, 10, &log_a, 4), "a cut-off never falls");
	ok(!raise_to(member, 10, &log_a, 5), "nor changes its entry");
	is_u64(member_limit(member, &log_a, 0), 5, "refused: unchanged");
	ok(raise_to(member, 10, &log_a, 6), "it rises");
	is_u64(member_limit(member, &log_a, 0), 6, "to the new count");
	ok(raise_to(member, 10, &log_b, 2), "a log not named can be named");
	is_u64(member_limit(member, &log_b, 0), 2, "with its count");
	is_u64(member_limit(member, &log_a, 0), 6, "its neighbour below stays");
	is_u64(member_limit(member, &log_c, 0), 7, "its neighbour above stays");
	member_destroy(&member);
}

static void test_card(void)
{
	struct assembly a;
	struct member *member = member_new(&some_node);

	assembly_init(&a, 1, 1);
	member_set_card(member, buf_span(&a.offices[0].card));
	is_u64(member->card.version, 1, "the card is decoded");
	office_new_card(&a.offices[0], true);
	member_set_card(member, buf_span(&a.offices[0].card));
	is_u64(member->card.version, 2, "and replaced");
	buf_release(&a.offices[0].card);
	is_mem(member->card.box.b, node_keys_box_public(a.offices[0].keys).b, VB_PUBLIC_KEY_BYTES,
	       "from a copy of its own");
	is_mem(member->card.name.data, "Amt ", 4, "into which its spans point");
	member_destroy(&member);
	assembly_release(&a);
}

int main(void)
{
	test_roles();
	test_limits();
	test_raising();
	test_card();
	return done();
}
