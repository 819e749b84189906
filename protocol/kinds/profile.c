/* profile: what the rules say; see profile.h. */
#include "protocol/kinds/profile.h"

#include "protocol/kinds/calendar.h"

#define OWN "own rules"
#define BIT(field) (1u << ((field)-VB_RULE_PROFILE_BASE))
#define FLOOR_COUNT 3u

/* clang-format off */
/* What a law says, and where. */
static const struct row {
	struct profile profile;
	bool is_tacit;          /* once stated, a quorum is presumed until somebody challenges it */
	bool has_floor;         /* except below a third, or below three */
	bool may_shorten;       /* the notice */
	bool needs_invitation;  /* of all */
	bool may_be_unopposed;  /* if all are there, they need not have been invited */
	bool has_second_call;   /* which needs nobody */
	bool is_tie_chairs;
	const char *notice, *quorum, *second_call, *majority, *publicity, *minutes;
} rows[VB_PROFILE_COUNT] = {
	[VB_PROFILE_ROUND_TABLE] = {
		.profile = { VB_PROFILE_ROUND_TABLE, 14, VB_QUORUM_NONE, 0, VB_MAJORITY_CONSENSUS, VB_PUBLICITY_MEMBERS, 0, 0, 0 },
		.notice = "round table", .quorum = "round table", .second_call = "round table", .majority = "round table",
		.publicity = "round table", .minutes = "round table",
	},
	[VB_PROFILE_GO_SH] = {
		.profile = { VB_PROFILE_GO_SH, 7, VB_QUORUM_MAJORITY, 0, VB_MAJORITY_SIMPLE, VB_PUBLICITY_PUBLIC, 30, 0, 0 },
		.is_tacit = true, .has_floor = true, .may_shorten = true,
		.notice = "GO SH 34", .quorum = "GO SH 38", .second_call = "GO SH 38", .majority = "GO SH 39",
		.publicity = "GO SH 35", .minutes = "GO SH 41",
	},
	[VB_PROFILE_NKOMVG] = {
		.profile = { VB_PROFILE_NKOMVG, 7, VB_QUORUM_MAJORITY, 0, VB_MAJORITY_SIMPLE, VB_PUBLICITY_PUBLIC, 0, 0, 0 },
		.is_tacit = true, .needs_invitation = true, .may_be_unopposed = true, .has_second_call = true,
		.notice = "NKomVG 59", .quorum = "NKomVG 65 (1)", .second_call = "NKomVG 65 (2)", .majority = "NKomVG 66",
		.publicity = "NKomVG 64", .minutes = "NKomVG 68",
	},
	[VB_PROFILE_LVWG_SH] = {
		.profile = { VB_PROFILE_LVWG_SH, 0, VB_QUORUM_MAJORITY, 3, VB_MAJORITY_SIMPLE, VB_PUBLICITY_MEMBERS, 0, 3, 0 },
		.needs_invitation = true, .has_second_call = true,
		.notice = "LVwG SH 102", .quorum = "LVwG SH 102 (1)", .second_call = "LVwG SH 102 (2)", .majority = "LVwG SH 103",
		.publicity = "LVwG SH", .minutes = "LVwG SH",
	},
	[VB_PROFILE_VWVFG] = {
		.profile = { VB_PROFILE_VWVFG, 0, VB_QUORUM_MAJORITY, 3, VB_MAJORITY_SIMPLE, VB_PUBLICITY_MEMBERS, 0, 0, 0 },
		.needs_invitation = true, .has_second_call = true, .is_tie_chairs = true,
		.notice = "VwVfG 90", .quorum = "VwVfG 90 (1)", .second_call = "VwVfG 90 (2)", .majority = "VwVfG 91",
		.publicity = "VwVfG", .minutes = "VwVfG 93",
	},
};
/* clang-format on */

struct profile profile_get(enum profile_base base)
{
	return rows[base].profile;
}

int profile_set(struct profile *profile, uint32_t field, uint64_t value)
{
	uint32_t number = value <= VB_PROFILE_VALUE_MAX ? (uint32_t)value : UINT32_MAX;

	if (number == UINT32_MAX ||
	    (field == VB_RULE_PROFILE_QUORUM && number > VB_QUORUM_ORGANIZATIONS) ||
	    (field == VB_RULE_PROFILE_MAJORITY && number > VB_MAJORITY_SIMPLE) ||
	    (field == VB_RULE_PROFILE_PUBLICITY && number > VB_PUBLICITY_PUBLIC))
		return VB_ERR_OUT_OF_RANGE;
	switch (field) {
	case VB_RULE_PROFILE_NOTICE_DAYS:
		profile->notice_days = number;
		break;
	case VB_RULE_PROFILE_QUORUM:
		profile->quorum = (enum profile_quorum)number;
		break;
	case VB_RULE_PROFILE_QUORUM_MIN:
		profile->quorum_min = number;
		break;
	case VB_RULE_PROFILE_MAJORITY:
		profile->majority = (enum profile_majority)number;
		break;
	case VB_RULE_PROFILE_PUBLICITY:
		profile->publicity = (enum profile_publicity)number;
		break;
	case VB_RULE_PROFILE_MINUTES_DAYS:
		profile->minutes_days = number;
		break;
	case VB_RULE_PROFILE_REPEAT_DAYS:
		profile->repeat_days = number;
		break;
	default:
		return VB_ERR_OUT_OF_RANGE;
	}
	profile->own |= BIT(field);
	return 0;
}

/* The rule by which an answer was found: the law, or the committee's own. */
static const char *rule_of(const struct profile *profile, uint32_t fields, const char *law)
{
	return (profile->own & fields) != 0 ? OWN : law;
}

/* ---- notice ---- */

struct profile_notice profile_check_notice(const struct profile *profile, int32_t invited,
                                           int32_t sitting)
{
	const struct row *row = &rows[profile->base];
	struct profile_notice answer = {
		.needed_days = profile->notice_days,
		.may_be_shorter = row->may_shorten,
		.rule = rule_of(profile, BIT(VB_RULE_PROFILE_NOTICE_DAYS), row->notice),
	};
	int64_t between = (int64_t)sitting - invited - 1;

	if (between < 0)
		between = 0;
	if (profile->notice_days > between)
		answer.missing_days = profile->notice_days - (uint32_t)between;
	answer.is_kept = answer.missing_days == 0;
	return answer;
}

bool profile_may_shorten(const struct profile *profile, uint32_t statutory, uint32_t objections)
{
	return rows[profile->base].may_shorten && (uint64_t)objections * 3 < statutory;
}

/* ---- quorum ---- */

/* More than half of the statutory number, and as many as the rules want at least. */
static uint32_t majority_needed(const struct profile *profile, const struct profile_facts *facts)
{
	uint32_t half = facts->statutory / 2 + 1;

	return half > profile->quorum_min ? half : profile->quorum_min;
}

/* Stated at the beginning, the quorum counts on although some have left. */
static bool is_presumed(const struct row *row, const struct profile_facts *facts)
{
	if (!row->is_tacit || !facts->is_stated || facts->is_challenged)
		return false;
	return !row->has_floor ||
	       ((uint64_t)facts->votes * 3 >= facts->statutory && facts->votes >= FLOOR_COUNT);
}

static void check_majority(const struct profile *profile, const struct profile_facts *facts,
                           struct profile_answer *answer)
{
	const struct row *row = &rows[profile->base];

	if (row->has_second_call && facts->is_second_call &&
	    facts->days_since >= profile->repeat_days) {
		answer->is_so = true;
		answer->rule = rule_of(profile, BIT(VB_RULE_PROFILE_REPEAT_DAYS), row->second_call);
		return;
	}
	answer->needed = majority_needed(profile, facts);
	answer->is_so =
		facts->votes >= answer->needed && (!row->needs_invitation || facts->is_invited);
	if (row->may_be_unopposed && facts->is_unopposed)
		answer->is_so = true;
	if (!answer->is_so)
		answer->is_so = answer->is_presumed = is_presumed(row, facts);
}

struct profile_answer profile_check_quorum(const struct profile *profile,
                                           const struct profile_facts *facts)
{
	struct profile_answer answer = {
		.rule = rule_of(profile,
		                BIT(VB_RULE_PROFILE_QUORUM) | BIT(VB_RULE_PROFILE_QUORUM_MIN),
		                rows[profile->base].quorum),
	};

	switch (profile->quorum) {
	case VB_QUORUM_NONE:
		answer.is_so = true;
		break;
	case VB_QUORUM_MAJORITY:
		check_majority(profile, facts, &answer);
		break;
	case VB_QUORUM_ORGANIZATIONS:
		answer.needed = profile->quorum_min;
		answer.is_so = facts->organizations >= profile->quorum_min;
		break;
	}
	return answer;
}

/* ---- votes ---- */

struct profile_vote profile_check_vote(const struct profile *profile, uint32_t yes, uint32_t no)
{
	const struct row *row = &rows[profile->base];
	struct profile_vote answer = {
		.outcome = VB_OUTCOME_LOST,
		.rule = rule_of(profile, BIT(VB_RULE_PROFILE_MAJORITY), row->majority),
	};

	if (profile->majority == VB_MAJORITY_CONSENSUS)
		answer.outcome = yes > 0 && no == 0 ? VB_OUTCOME_CARRIED : VB_OUTCOME_LOST;
	else if (yes > no)
		answer.outcome = VB_OUTCOME_CARRIED;
	else if (yes == no && yes > 0 && row->is_tie_chairs)
		answer.outcome = VB_OUTCOME_CHAIR;
	return answer;
}

struct profile_answer profile_check_publicity(const struct profile *profile)
{
	return (struct profile_answer){
		.is_so = profile->publicity == VB_PUBLICITY_PUBLIC,
		.rule = rule_of(profile, BIT(VB_RULE_PROFILE_PUBLICITY),
		                rows[profile->base].publicity),
	};
}

struct profile_answer profile_check_exclusion(const struct profile *profile, uint32_t yes,
                                              uint32_t present)
{
	uint32_t needed = present - present / 3;

	return (struct profile_answer){
		.is_so = present > 0 && yes >= needed,
		.needed = needed,
		.rule = rule_of(profile, BIT(VB_RULE_PROFILE_PUBLICITY),
		                rows[profile->base].publicity),
	};
}

/* ---- minutes ---- */

struct profile_minutes profile_check_minutes(const struct profile *profile, int32_t sitting,
                                             int32_t next, int32_t today)
{
	struct profile_minutes answer = {
		.rule = rule_of(profile, BIT(VB_RULE_PROFILE_MINUTES_DAYS),
		                rows[profile->base].minutes),
	};

	if (profile->minutes_days == 0)
		return answer;
	answer.has_due = true;
	answer.due = calendar_add_days(sitting, profile->minutes_days);
	if (next > sitting && next < answer.due)
		answer.due = next;
	answer.late_days = today > answer.due ? (uint32_t)today - (uint32_t)answer.due : 0;
	return answer;
}
