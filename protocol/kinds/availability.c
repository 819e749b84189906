/* availability: the rows of requests for help and of their answers; see availability.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/availability.h"

#include <stddef.h>

#define REF VB_TYPE_REF
#define STR VB_TYPE_STR
#define TIME VB_TYPE_TIME
#define R VB_RULE_REGISTER
#define REQUIRED VB_FIELD_REQUIRED

/* clang-format off */
static const char *const states[] = { "open", "closed", NULL };
static const char *const answers[] = { "accepted", "declined", NULL };

static const struct kind_field request_fields[] = {
	{ VB_AVAILABILITY_REQUEST_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_MEETING, "meeting", REF, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_ROLE, "role", STR, 100, R, REQUIRED, NULL },
	{ VB_AVAILABILITY_REQUEST_LANGUAGE, "language", STR, 100, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_DESCRIPTION, "description", STR, 2000, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_START, "start", TIME, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_END, "end", TIME, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_ZONE, "timeZone", VB_TYPE_ZONE, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_PLACE, "place", STR, 1000, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_NEEDED, "needed", VB_TYPE_UINT, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_DUE, "due", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_AVAILABILITY_REQUEST_STATE, "state", STR, 20, R, 0, states },
	{ VB_AVAILABILITY_REQUEST_ASKED, "asked", REF, 0, VB_RULE_SET, 0, NULL },
};

static const struct kind_field answer_fields[] = {
	{ VB_AVAILABILITY_REQUEST, "request", REF, 0, R, REQUIRED, NULL },
	{ VB_AVAILABILITY_PERSON, "person", REF, 0, R, REQUIRED, NULL },
	{ VB_AVAILABILITY_ANSWER, "answer", STR, 20, R, REQUIRED, answers },
	{ VB_AVAILABILITY_COMMENT, "comment", STR, 2000, R, 0, NULL },
	{ VB_AVAILABILITY_ENTERED_BY, "enteredBy", REF, 0, R, VB_FIELD_FIXED, NULL },
};
/* clang-format on */

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false

const struct kind availability_kinds[2] = {
	{ VB_KIND_AVAILABILITY_REQUEST,
	  "availabilityRequest",
	  { 0 },
	  false,
	  FIELDS(request_fields) },
	{ VB_KIND_AVAILABILITY, "availability", { 0 }, false, FIELDS(answer_fields) },
};
