/* rules: the row of rule profiles and their words; see rules.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/rules.h"

#include <stddef.h>

#define STR VB_TYPE_STR
#define UINT VB_TYPE_UINT
#define R VB_RULE_REGISTER

const char *const rules_words[] = { "roundTable", "goSH", "nkomvg", "lvwgSH", "vwvfg", NULL };
const char *const rules_quorum_words[] = { "none", "majority", "organizations", NULL };
const char *const rules_majority_words[] = { "consensus", "simple", NULL };
const char *const rules_publicity_words[] = { "members", "public", NULL };

/* clang-format off */
static const struct kind_field profile_fields[] = {
	{ VB_RULE_PROFILE_BASE, "base", STR, 20, R, 0, rules_words },
	{ VB_RULE_PROFILE_NOTICE_DAYS, "noticeDays", UINT, 0, R, 0, NULL },
	{ VB_RULE_PROFILE_QUORUM, "quorumRule", STR, 20, R, 0, rules_quorum_words },
	{ VB_RULE_PROFILE_QUORUM_MIN, "quorumMin", UINT, 0, R, 0, NULL },
	{ VB_RULE_PROFILE_MAJORITY, "majority", STR, 20, R, 0, rules_majority_words },
	{ VB_RULE_PROFILE_PUBLICITY, "publicity", STR, 20, R, 0, rules_publicity_words },
	{ VB_RULE_PROFILE_MINUTES_DAYS, "minutesDays", UINT, 0, R, 0, NULL },
	{ VB_RULE_PROFILE_REPEAT_DAYS, "repeatDays", UINT, 0, R, 0, NULL },
	{ VB_RULE_PROFILE_SOURCE, "source", STR, 400, R, 0, NULL },
};
/* clang-format on */

const struct kind rules_kinds[1] = {
	{ .number = VB_KIND_RULE_PROFILE,
	  .name = "ruleProfile",
	  .fields = profile_fields,
	  .field_count = sizeof(profile_fields) / sizeof(profile_fields[0]) },
};
