/*
 * proposal: decided or not by the items that name it and by its own state; in time, as a supplement or for the next sitting: by
 * hand after SPEC.md 12.3.
 */
#include "protocol/kinds/proposal.h"

#include <string.h>

#include "tests/tap.h"

static void test_settle(void)
{
	static const struct {
		const char *name, *word;
		size_t accepted, declined;
		const char *state;
	} cases[] = {
		{ "nobody has said anything", "", 0, 0, "proposed" },
		{ "proposed in words", "proposed", 0, 0, "proposed" },
		{ "on an agenda", "", 1, 0, "accepted" },
		{ "on two", "", 2, 0, "accepted" },
		{ "declined", "declined", 0, 0, "declined" },
		{ "declined, and accepted by one who did not know", "declined", 1, 0, "accepted" },
		{ "its item was declined", "", 0, 1, "declined" },
		{ "one item was declined, another stands", "", 1, 1, "accepted" },
		{ "called accepted, but on no agenda", "accepted", 0, 0, "proposed" },
		{ "a word of a later version", "later", 0, 0, "proposed" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(proposal_state_word(proposal_settle(span_of_str(cases[i].word),
		                                           cases[i].accepted, cases[i].declined)),
		       cases[i].state, "%s", cases[i].name);
}

static void test_way(void)
{
	/* Planned: by the deadline. Invited, open, interrupted: a supplement. Ended: the next sitting. */
	static const enum proposal_way of_stage[VB_STAGE_COUNT] = {
		[VB_STAGE_PLANNED] = VB_PROPOSAL_IN_TIME, [VB_STAGE_INVITED] = VB_PROPOSAL_LATE,
		[VB_STAGE_OPEN] = VB_PROPOSAL_LATE,       [VB_STAGE_INTERRUPTED] = VB_PROPOSAL_LATE,
		[VB_STAGE_ADJOURNED] = VB_PROPOSAL_NEXT,  [VB_STAGE_CLOSED] = VB_PROPOSAL_NEXT,
		[VB_STAGE_APPROVED] = VB_PROPOSAL_NEXT,   [VB_STAGE_CANCELLED] = VB_PROPOSAL_NEXT,
	};

	for (unsigned i = 0; i < VB_STAGE_COUNT; i++) {
		enum stage stage = (enum stage)i;
		bool is_planned = stage == VB_STAGE_PLANNED;

		is_int(proposal_way(1000, INT64_MAX, stage), of_stage[i], "%s, no deadline",
		       stage_word(stage));
		is_int(proposal_way(1000, 1000, stage), of_stage[i], "%s, at the deadline",
		       stage_word(stage));
		is_int(proposal_way(1001, 1000, stage), is_planned ? VB_PROPOSAL_LATE : of_stage[i],
		       "%s, after the deadline", stage_word(stage));
	}
}

int main(void)
{
	test_settle();
	test_way();
	return done();
}
