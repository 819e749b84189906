/* profile: what the rules of a committee say: notice, quorum, majority, publicity, minutes. Each answer names its rule.
 *
 * Known rules are rows of one table; a committee's own numbers (kind ruleProfile) replace single ones. Sources: GO SH 34, 35, 38, 39,
 * 41 with the model rules of Westensee 20; NKomVG 59, 64, 65, 66, 68; LVwG SH 102, 103; VwVfG 90, 91; for round tables their own
 * agreement. Nobody has checked this as a lawyer does: it warns, it forbids nothing. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_PROFILE_H
#define VB_PROTOCOL_KINDS_PROFILE_H

#include "protocol/err.h"
#include "protocol/kinds/rules.h"

/* In the order of rules_words. */
enum profile_base {
	VB_PROFILE_ROUND_TABLE,
	VB_PROFILE_GO_SH,
	VB_PROFILE_NKOMVG,
	VB_PROFILE_LVWG_SH,
	VB_PROFILE_VWVFG,
	VB_PROFILE_COUNT,
};

/* In the order of rules_quorum_words. */
enum profile_quorum {
	VB_QUORUM_NONE,
	VB_QUORUM_MAJORITY,      /* more than half of the statutory number, and quorum_min */
	VB_QUORUM_ORGANIZATIONS, /* quorum_min organizations */
};

/* In the order of rules_majority_words. */
enum profile_majority {
	VB_MAJORITY_CONSENSUS, /* nobody against, one voice an organization */
	VB_MAJORITY_SIMPLE,    /* more yes than no; abstentions and invalid ones do not count */
};

/* In the order of rules_publicity_words. */
enum profile_publicity {
	VB_PUBLICITY_MEMBERS,
	VB_PUBLICITY_PUBLIC,
};

struct profile {
	enum profile_base base;
	uint32_t notice_days; /* whole days between; 0: none that is known */
	enum profile_quorum quorum;
	uint32_t quorum_min;
	enum profile_majority majority;
	enum profile_publicity publicity;
	uint32_t minutes_days; /* 0: none that is known */
	uint32_t repeat_days;  /* between a sitting without quorum and the second call */
	uint32_t own; /* what the committee sets itself: 1 << (field - VB_RULE_PROFILE_BASE) */
};

#define VB_PROFILE_VALUE_MAX 4096u /* of days and counts */

/* The rules as they stand in the law, or in the agreement that is usual. */
struct profile profile_get(enum profile_base base);

/* Replaces one number: field from VB_RULE_PROFILE_NOTICE_DAYS to REPEAT_DAYS; of words their place in their list.
 * Errors: VB_ERR_OUT_OF_RANGE (above VB_PROFILE_VALUE_MAX, no such word, no such field). */
VB_MUST int profile_set(struct profile *profile, uint32_t field, uint64_t value);

struct profile_notice {
	bool is_kept;
	uint32_t missing_days;
	uint32_t needed_days;
	bool may_be_shorter; /* if there are reasons, unless a third of the statutory number objects */
	const char *rule;    /* for ever */
};

/* Whether so many whole days lie between the day of the invitation and that of the sitting. */
struct profile_notice profile_check_notice(const struct profile *profile, int32_t invited,
                                           int32_t sitting);

/* True if a shorter notice stands although so many members objected. */
bool profile_may_shorten(const struct profile *profile, uint32_t statutory, uint32_t objections);

struct profile_facts {
	uint32_t statutory;
	uint32_t votes;         /* present */
	uint32_t organizations; /* present */
	bool is_invited;        /* all were, properly */
	bool is_unopposed;      /* all are there, and nobody complains of the invitation */
	bool is_stated;         /* at the beginning, and there was a quorum */
	bool is_challenged;     /* since then */
	bool is_second_call;    /* on the same matter, and the invitation said so */
	uint32_t days_since;    /* whole days between the first call and this one */
};

struct profile_answer {
	bool is_so;
	bool is_presumed; /* stated once and not challenged, though fewer are there now */
	uint32_t needed;
	const char *rule;
};

/* Whether the committee can decide. */
struct profile_answer profile_check_quorum(const struct profile *profile,
                                           const struct profile_facts *facts);

enum profile_outcome {
	VB_OUTCOME_CARRIED,
	VB_OUTCOME_LOST,
	VB_OUTCOME_CHAIR, /* even: the chair's vote decides, if the chair has one */
};

struct profile_vote {
	enum profile_outcome outcome;
	const char *rule;
};

/* What became of a vote. */
struct profile_vote profile_check_vote(const struct profile *profile, uint32_t yes, uint32_t no);

/* Whether sittings are public by themselves. */
struct profile_answer profile_check_publicity(const struct profile *profile);

/* Whether so many votes are enough to shut the public out: two thirds of those present. */
struct profile_answer profile_check_exclusion(const struct profile *profile, uint32_t yes,
                                              uint32_t present);

struct profile_minutes {
	bool has_due;
	int32_t due;
	uint32_t late_days;
	const char *rule;
};

/* By when the minutes of a sitting must be there: within so many days, or at the next sitting if that is earlier.
 * next: VB_DAY_MAX when none is known. */
struct profile_minutes profile_check_minutes(const struct profile *profile, int32_t sitting,
                                             int32_t next, int32_t today);

#endif
