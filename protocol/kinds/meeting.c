/* meeting: the row of sittings; see meeting.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/meeting.h"

#define R VB_RULE_REGISTER

/* clang-format off */
static const struct kind_field meeting_fields[] = {
	{ VB_MEETING_ORGANIZATION, "organization", VB_TYPE_REF, 0, VB_RULE_SET, 0, NULL },
	{ VB_MEETING_START, "start", VB_TYPE_TIME, 0, R, VB_FIELD_DISPUTE, NULL },
	{ VB_MEETING_END, "end", VB_TYPE_TIME, 0, R, 0, NULL },
	{ 19, "timeZone", VB_TYPE_ZONE, 0, R, 0, NULL },
	{ 20, "location", VB_TYPE_REF, 0, R, 0, NULL },
	{ 21, "room", VB_TYPE_STR, 400, R, 0, NULL },
	{ 22, "meetingState", VB_TYPE_STR, 40, R, 0, NULL },
	{ 23, "cancelled", VB_TYPE_BOOL, 0, R, 0, NULL },
	{ 24, "number", VB_TYPE_UINT, 0, R, 0, NULL },
	{ 25, "hostOrganization", VB_TYPE_REF, 0, R, 0, NULL },
};
/* clang-format on */

const struct kind meeting_kinds[1] = {
	{ VB_KIND_MEETING,
	  "meeting",
	  { VB_ROLE_STEWARD, VB_ROLE_STEWARD, VB_ROLE_STEWARD },
	  false,
	  meeting_fields,
	  sizeof(meeting_fields) / sizeof(meeting_fields[0]) },
};
