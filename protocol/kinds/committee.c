/* committee: the rows of those who act, and where; see committee.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/committee.h"

#include <stddef.h>

#include "protocol/kinds/rules.h"

#define STR VB_TYPE_STR
#define UINT VB_TYPE_UINT
#define BOOL VB_TYPE_BOOL
#define DATE VB_TYPE_DATE
#define REF VB_TYPE_REF
#define R VB_RULE_REGISTER
#define S VB_RULE_SET

/* clang-format off */
static const struct kind_field body_fields[] = {
	{ 16, "classification", STR, 100, R, 0, NULL },
	{ 17, "ags", STR, 8, R, 0, NULL },
	{ 18, "rgs", STR, 12, R, 0, NULL },
	{ 19, "contactEmail", STR, 254, R, 0, NULL },
	{ 20, "contactName", STR, 400, R, 0, NULL },
};

static const struct kind_field organization_fields[] = {
	{ VB_ORGANIZATION_BODY, "body", REF, 0, R, 0, NULL },
	{ 17, "organizationType", STR, 100, R, 0, NULL },
	{ 18, "classification", STR, 100, R, 0, NULL },
	{ VB_ORGANIZATION_PART_OF, "subOrganizationOf", REF, 0, R, 0, NULL },
	{ 20, "startDate", DATE, 0, R, 0, NULL },
	{ VB_ORGANIZATION_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ 22, "post", STR, 100, S, 0, NULL },
	{ 23, "externalBody", STR, 400, R, 0, NULL },
	{ VB_ORGANIZATION_VOTING_MEMBER_COUNT, "votingMemberCount", UINT, 0, R, 0, NULL },
	{ VB_ORGANIZATION_ROOT, "root", BOOL, 0, R, 0, NULL },
	{ VB_ORGANIZATION_NODE, "node", STR, 80, R, 0, NULL },
	{ VB_ORGANIZATION_RULES, "rules", STR, 20, R, 0, rules_words },
	{ VB_ORGANIZATION_RULE_PROFILE, "ruleProfile", REF, 0, R, 0, NULL },
	{ VB_ORGANIZATION_MEETINGS_PER_YEAR, "meetingsPerYear", UINT, 0, R, 0, NULL },
	{ VB_ORGANIZATION_CADENCE_DAYS, "cadenceDays", UINT, 0, R, 0, NULL },
	{ VB_ORGANIZATION_MIN_GAP_DAYS, "minGapDays", UINT, 0, R, 0, NULL },
	{ VB_ORGANIZATION_MERGED_INTO, "mergedInto", REF, 0, R, 0, NULL },
	{ VB_ORGANIZATION_CONTACT_EMAIL, "contactEmail", STR, 254, R, 0, NULL },
	{ 34, "postalAddress", STR, 1000, R, 0, NULL },
};

static const char *const delivery_words[] = { "email", "letter", NULL };

static const struct kind_field person_fields[] = {
	{ VB_PERSON_FAMILY_NAME, "familyName", STR, 200, R, 0, NULL },
	{ VB_PERSON_GIVEN_NAME, "givenName", STR, 200, R, 0, NULL },
	{ VB_PERSON_FORM_OF_ADDRESS, "formOfAddress", STR, 100, R, 0, NULL },
	{ 19, "affix", STR, 100, R, 0, NULL },
	{ 20, "title", STR, 100, S, 0, NULL },
	{ 21, "phone", STR, 100, S, VB_FIELD_PRIVATE, NULL },
	{ VB_PERSON_EMAIL, "email", STR, 254, S, VB_FIELD_PRIVATE, NULL },
	{ 23, "status", STR, 100, S, 0, NULL },
	{ 24, "location", REF, 0, R, VB_FIELD_PRIVATE, NULL },
	{ 25, "body", REF, 0, R, 0, NULL },
	{ VB_PERSON_DELIVERY, "delivery", STR, 20, R, VB_FIELD_PRIVATE, delivery_words },
};

static const struct kind_field membership_fields[] = {
	{ VB_MEMBERSHIP_PERSON, "person", REF, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_ROLE, "role", STR, 100, R, 0, NULL },
	{ VB_MEMBERSHIP_VOTING_RIGHT, "votingRight", BOOL, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_START_DATE, "startDate", DATE, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_ON_BEHALF_OF, "onBehalfOf", REF, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_SUBSTITUTE_FOR, "substituteFor", REF, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_OPTIONAL, "optional", BOOL, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_ADVISORY, "advisory", BOOL, 0, R, 0, NULL },
	{ VB_MEMBERSHIP_HOST_TURN, "hostTurn", UINT, 0, R, 0, NULL },
	{ 27, "exOfficio", BOOL, 0, R, 0, NULL },
};

static const struct kind_field location_fields[] = {
	{ 16, "description", STR, 2000, R, 0, NULL },
	{ 17, "streetAddress", STR, 400, R, 0, NULL },
	{ 18, "room", STR, 200, R, 0, NULL },
	{ 19, "postalCode", STR, 20, R, 0, NULL },
	{ 20, "subLocality", STR, 200, R, 0, NULL },
	{ 21, "locality", STR, 200, R, 0, NULL },
	{ 22, "bodies", REF, 0, S, 0, NULL },
};
/* clang-format on */

#define STEWARDS                                                                                   \
	{                                                                                          \
		VB_ROLE_STEWARD, VB_ROLE_STEWARD, VB_ROLE_STEWARD                                  \
	}
#define MEMBERS                                                                                    \
	{                                                                                          \
		VB_ROLE_MEMBER, VB_ROLE_MEMBER, VB_ROLE_MEMBER                                     \
	}
#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false
#define CONFIDENTIAL(table) table, sizeof(table) / sizeof((table)[0]), true

const struct kind committee_kinds[5] = {
	{ VB_KIND_BODY, "body", STEWARDS, false, FIELDS(body_fields) },
	{ VB_KIND_ORGANIZATION, "organization", STEWARDS, false, FIELDS(organization_fields) },
	{ VB_KIND_PERSON, "person", MEMBERS, true, CONFIDENTIAL(person_fields) },
	{ VB_KIND_MEMBERSHIP, "membership", MEMBERS, false, FIELDS(membership_fields) },
	{ VB_KIND_LOCATION, "location", MEMBERS, false, FIELDS(location_fields) },
};

const struct kind_field person_card_field = {
	VB_PERSON_CARD,   "keys", VB_TYPE_BYTES, VB_PERSON_CARD_VALUE_MAX_BYTES,
	VB_RULE_REGISTER, 0,      NULL
};
