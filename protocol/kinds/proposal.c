/* proposal: decided or not, in time or not; see proposal.h. */
#include "protocol/kinds/proposal.h"

const char *proposal_state_word(enum proposal_state state)
{
	static const char *const words[] = {
		[VB_PROPOSAL_OPEN] = "proposed",
		[VB_PROPOSAL_ACCEPTED] = "accepted",
		[VB_PROPOSAL_DECLINED] = "declined",
	};

	return words[state];
}

enum proposal_state proposal_settle(struct span word, size_t accepted, size_t declined)
{
	if (accepted > 0)
		return VB_PROPOSAL_ACCEPTED;
	if (declined > 0 || span_is_equal(word, span_of_str("declined")))
		return VB_PROPOSAL_DECLINED;
	return VB_PROPOSAL_OPEN;
}

enum proposal_way proposal_way(int64_t made_ms, int64_t deadline_ms, enum stage stage)
{
	switch (stage_agenda(stage)) {
	case VB_STAGE_AGENDA_ENDED:
		return VB_PROPOSAL_NEXT;
	case VB_STAGE_AGENDA_SUPPLEMENT:
		return VB_PROPOSAL_LATE;
	case VB_STAGE_AGENDA_FREE:
		break;
	}
	return made_ms > deadline_ms ? VB_PROPOSAL_LATE : VB_PROPOSAL_IN_TIME;
}
