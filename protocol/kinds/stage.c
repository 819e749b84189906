/* stage: the life of a meeting; see stage.h. */
#include "protocol/kinds/stage.h"

#define BIT(state) (1u << (state))

/* word: of the field. rank: which counts of several. next: what may follow. */
static const struct {
	const char *word;
	const char *oparl;
	unsigned rank;
	unsigned next;
	enum stage_agenda agenda;
} rows[VB_STAGE_COUNT] = {
	[VB_STAGE_PLANNED] = { "planned", "terminiert", 0,
	                       BIT(VB_STAGE_INVITED) | BIT(VB_STAGE_CANCELLED),
	                       VB_STAGE_AGENDA_FREE },
	[VB_STAGE_INVITED] = { "invited", "eingeladen", 1,
	                       BIT(VB_STAGE_PLANNED) | BIT(VB_STAGE_OPEN) | BIT(VB_STAGE_CANCELLED),
	                       VB_STAGE_AGENDA_SUPPLEMENT },
	[VB_STAGE_CANCELLED] = { "cancelled", "terminiert", 2, BIT(VB_STAGE_PLANNED),
	                         VB_STAGE_AGENDA_ENDED },
	[VB_STAGE_OPEN] = { "open", "eingeladen", 3,
	                    BIT(VB_STAGE_INTERRUPTED) | BIT(VB_STAGE_ADJOURNED) |
	                            BIT(VB_STAGE_CLOSED),
	                    VB_STAGE_AGENDA_SUPPLEMENT },
	[VB_STAGE_INTERRUPTED] = { "interrupted", "eingeladen", 4,
	                           BIT(VB_STAGE_OPEN) | BIT(VB_STAGE_ADJOURNED) |
	                                   BIT(VB_STAGE_CLOSED),
	                           VB_STAGE_AGENDA_SUPPLEMENT },
	[VB_STAGE_CLOSED] = { "closed", "eingeladen", 5,
	                      BIT(VB_STAGE_OPEN) | BIT(VB_STAGE_APPROVED), VB_STAGE_AGENDA_ENDED },
	[VB_STAGE_ADJOURNED] = { "adjourned", "eingeladen", 6, BIT(VB_STAGE_APPROVED),
	                         VB_STAGE_AGENDA_ENDED },
	[VB_STAGE_APPROVED] = { "approved", "durchgeführt", 7, 0, VB_STAGE_AGENDA_ENDED },
};

const char *stage_word(enum stage stage)
{
	return rows[stage].word;
}

int stage_parse(struct span word, enum stage *out)
{
	for (unsigned i = 0; i < VB_STAGE_COUNT; i++) {
		if (span_is_equal(span_of_str(rows[i].word), word)) {
			*out = (enum stage)i;
			return 0;
		}
	}
	return VB_ERR_BAD_VALUE;
}

enum stage stage_of_oparl(struct span meeting_state, bool is_cancelled)
{
	if (is_cancelled)
		return VB_STAGE_CANCELLED;
	/* OParl's words are advice, and servers say them as they like. */
	if (span_is_equal(meeting_state, span_of_str("durchgeführt")))
		return VB_STAGE_CLOSED;
	if (span_is_equal(meeting_state, span_of_str("eingeladen")))
		return VB_STAGE_INVITED;
	return VB_STAGE_PLANNED;
}

const char *stage_oparl_word(enum stage stage)
{
	return rows[stage].oparl;
}

bool stage_may_follow(enum stage from, enum stage to)
{
	return (rows[from].next & BIT(to)) != 0;
}

enum stage stage_settle(const enum stage *states, size_t count)
{
	enum stage settled = VB_STAGE_PLANNED;

	for (size_t i = 0; i < count; i++) {
		if (rows[states[i]].rank > rows[settled].rank)
			settled = states[i];
	}
	return settled;
}

bool stage_is_contested(const enum stage *states, size_t count)
{
	unsigned all = 0;
	bool is_held = false;

	for (size_t i = 0; i < count; i++) {
		all |= BIT(states[i]);
		is_held = is_held || stage_is_held(states[i]);
	}
	return (is_held && (all & BIT(VB_STAGE_CANCELLED)) != 0) ||
	       ((all & BIT(VB_STAGE_CLOSED)) != 0 && (all & BIT(VB_STAGE_ADJOURNED)) != 0);
}

int stage_change(const enum stage *states, size_t count, enum stage to)
{
	return stage_may_follow(stage_settle(states, count), to) ? 0 : VB_ERR_WRONG_STATE;
}

enum stage_agenda stage_agenda(enum stage stage)
{
	return rows[stage].agenda;
}

bool stage_is_held(enum stage stage)
{
	return rows[stage].rank >= rows[VB_STAGE_OPEN].rank;
}
