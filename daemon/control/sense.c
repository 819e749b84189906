/* sense: the table of checks; see sense.h; tested by tests/unit/test_control_refused.c. */
#include "daemon/control/sense.h"

/* One a line: clang-format would pack them, and whoever adds one would move the others. */
/* clang-format off */
static const struct {
	uint32_t kind;
	int (*check)(struct draft *d);
} senses[] = {
	{ VB_KIND_REPLY, sense_reply },
	{ VB_KIND_ATTENDANCE, sense_attendance },
	{ VB_KIND_QUORUM, sense_quorum },
	{ VB_KIND_ORGANIZATION, sense_organization },
	{ VB_KIND_OBLIGATION, sense_obligation },
	{ VB_KIND_MEASURE, sense_measure },
	{ VB_KIND_AGREEMENT, sense_agreement },
	{ VB_KIND_PROCESS_STEP, sense_process_step },
	{ VB_KIND_COMMENT_REQUEST, sense_comment_request },
	{ VB_KIND_MEMBERSHIP, sense_membership },
	{ VB_KIND_AGENDA_ITEM, sense_agenda_item },
	{ VB_KIND_PROPOSAL, sense_proposal },
	{ VB_KIND_RULE_PROFILE, sense_rules },
	{ VB_KIND_MEETING, sense_meeting },
	{ VB_KIND_INVITED_ITEM, sense_invited_item },
	{ VB_KIND_INVITATION, sense_invitation },
	{ VB_KIND_PAPER, sense_paper },
	{ VB_KIND_CONSULTATION, sense_consultation },
	{ VB_KIND_MEETING_SERIES, sense_series },
	{ VB_KIND_FUNDING_APPLICATION, sense_application },
	{ VB_KIND_FUNDING_RECOMMENDATION, sense_recommendation },
	{ VB_KIND_COST_POSITION, sense_cost_position },
	{ VB_KIND_AVAILABILITY_REQUEST, sense_availability_request },
	{ VB_KIND_AVAILABILITY, sense_availability },
};
/* clang-format on */

int sense_check(struct draft *d)
{
	for (size_t i = 0; d->space != NULL && i < sizeof(senses) / sizeof(senses[0]); i++) {
		if (senses[i].kind == d->kind->number)
			return senses[i].check(d);
	}
	return 0;
}
