/* rules: by which law or agreement a committee sits, as data: the words for the known ones and the row of a profile.
 *
 * A committee picks a word; one that has numbers of its own points to a profile, which starts from a word and says what
 * differs. What the rules say is found out in profile.h.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_RULES_H
#define VB_PROTOCOL_KINDS_RULES_H

#include "protocol/kind_row.h"

enum rule_profile_field {
	VB_RULE_PROFILE_BASE = 16,
	VB_RULE_PROFILE_NOTICE_DAYS = 17,
	VB_RULE_PROFILE_QUORUM = 18,
	VB_RULE_PROFILE_QUORUM_MIN = 19,
	VB_RULE_PROFILE_MAJORITY = 20,
	VB_RULE_PROFILE_PUBLICITY = 21,
	VB_RULE_PROFILE_MINUTES_DAYS = 22,
	VB_RULE_PROFILE_REPEAT_DAYS = 23,
	VB_RULE_PROFILE_SOURCE = 24,
};

/* The words of organization.rules and ruleProfile.base, NULL at the end; in the order of enum profile_base. */
extern const char *const rules_words[];

/* The words of the other choices, NULL at the end; in the order of their enums in profile.h. */
extern const char *const rules_quorum_words[];
/* As above. */
extern const char *const rules_majority_words[];
/* As above. */
extern const char *const rules_publicity_words[];

extern const struct kind rules_kinds[1];

#endif
