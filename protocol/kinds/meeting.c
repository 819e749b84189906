/* meeting: the rows of sittings and of what belongs to one; see meeting.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/meeting.h"

#include <stddef.h>

#define BOOL VB_TYPE_BOOL
#define REF VB_TYPE_REF
#define STR VB_TYPE_STR
#define TIME VB_TYPE_TIME
#define UINT VB_TYPE_UINT
#define R VB_RULE_REGISTER
#define S VB_RULE_SET
#define REQUIRED VB_FIELD_REQUIRED

/* clang-format off */
const char *const meeting_state_words[] = { "planned", "invited", "open", "interrupted", "adjourned", "closed", "approved", "cancelled", NULL };

static const struct kind_field meeting_fields[] = {
	{ VB_MEETING_ORGANIZATION, "organization", REF, 0, S, 0, NULL },
	{ VB_MEETING_START, "start", TIME, 0, R, VB_FIELD_DISPUTE, NULL },
	{ VB_MEETING_END, "end", TIME, 0, R, 0, NULL },
	{ VB_MEETING_ZONE, "timeZone", VB_TYPE_ZONE, 0, R, 0, NULL },
	{ VB_MEETING_LOCATION, "location", REF, 0, R, 0, NULL },
	{ VB_MEETING_ROOM, "room", STR, 400, R, 0, NULL },
	{ VB_MEETING_OPARL_STATE, "meetingState", STR, 40, R, 0, NULL },
	{ VB_MEETING_CANCELLED, "cancelled", BOOL, 0, R, 0, NULL },
	{ VB_MEETING_NUMBER, "number", UINT, 0, R, 0, NULL },
	{ VB_MEETING_HOST, "hostOrganization", REF, 0, R, 0, NULL },
	{ VB_MEETING_STATE, "state", STR, 20, R, VB_FIELD_DISPUTE, meeting_state_words },
	{ VB_MEETING_INVITED_AT, "invitedAt", TIME, 0, R, 0, NULL },
	{ VB_MEETING_DEADLINE, "deadline", TIME, 0, R, 0, NULL },
	{ VB_MEETING_SERIES, "series", REF, 0, R, 0, NULL },
	{ VB_MEETING_OCCURRENCE, "occurrence", VB_TYPE_DATE, 0, R, 0, NULL },
	{ VB_MEETING_ADJOURNED_TO, "adjournedTo", REF, 0, R, 0, NULL },
	{ VB_MEETING_REASON, "reason", STR, 2000, R, 0, NULL },
	{ VB_MEETING_SECOND_CALL, "secondCall", BOOL, 0, R, 0, NULL },
	{ VB_MEETING_EXTRA, "extra", BOOL, 0, R, 0, NULL },
};

static const char *const answers[] = { "accepted", "declined", "tentative", "delegated", NULL };

static const struct kind_field reply_fields[] = {
	{ VB_REPLY_MEETING, "meeting", REF, 0, R, REQUIRED, NULL },
	{ VB_REPLY_MEMBERSHIP, "membership", REF, 0, R, REQUIRED, NULL },
	{ VB_REPLY_ANSWER, "answer", STR, 20, R, REQUIRED, answers },
	{ VB_REPLY_SUBSTITUTE, "substitute", REF, 0, R, 0, NULL },
	{ VB_REPLY_COMMENT, "comment", STR, 2000, R, 0, NULL },
	{ VB_REPLY_ENTERED_BY, "enteredBy", REF, 0, R, VB_FIELD_FIXED, NULL },
};

static const char *const presences[] = { "present", "excused", "absent", NULL };

static const struct kind_field attendance_fields[] = {
	{ VB_ATTENDANCE_MEETING, "meeting", REF, 0, R, REQUIRED, NULL },
	{ VB_ATTENDANCE_MEMBERSHIP, "membership", REF, 0, R, REQUIRED, NULL },
	{ VB_ATTENDANCE_STATUS, "status", STR, 20, R, 0, presences },
	{ VB_ATTENDANCE_START, "start", TIME, 0, R, 0, NULL },
	{ VB_ATTENDANCE_END, "end", TIME, 0, R, 0, NULL },
	{ VB_ATTENDANCE_PERSON, "person", REF, 0, R, 0, NULL },
	{ VB_ATTENDANCE_ENTERED_BY, "enteredBy", REF, 0, R, VB_FIELD_FIXED, NULL },
	{ VB_ATTENDANCE_FROM_ITEM, "fromItem", REF, 0, R, 0, NULL },
	{ VB_ATTENDANCE_UNTIL_ITEM, "untilItem", REF, 0, R, 0, NULL },
};

static const char *const deliveries[] = { "waiting", "delivered", "letter", NULL };
static const char *const channels[] = { "office", "email", "letter", "chat", NULL };

static const struct kind_field invitation_fields[] = {
	{ VB_INVITATION_MEETING, "meeting", REF, 0, R, REQUIRED, NULL },
	{ VB_INVITATION_MEMBERSHIP, "membership", REF, 0, R, REQUIRED, NULL },
	{ VB_INVITATION_STATE, "state", STR, 20, R, REQUIRED, deliveries },
	{ VB_INVITATION_CHANNEL, "channel", STR, 20, R, 0, channels },
	{ VB_INVITATION_SENT, "sent", TIME, 0, R, 0, NULL },
	{ VB_INVITATION_DELIVERED, "delivered", TIME, 0, R, 0, NULL },
	{ VB_INVITATION_EDITION, "edition", REF, 0, R, 0, NULL },
};

static const struct kind_field series_fields[] = {
	{ VB_MEETING_SERIES_ORGANIZATION, "organization", REF, 0, S, 0, NULL },
	{ VB_MEETING_SERIES_RULE, "rrule", STR, 400, R, REQUIRED, NULL },
	{ VB_MEETING_SERIES_START, "startDate", VB_TYPE_DATE, 0, R, REQUIRED, NULL },
	{ VB_MEETING_SERIES_MINUTE, "startMinute", UINT, 0, R, 0, NULL },
	{ VB_MEETING_SERIES_DURATION, "durationMinutes", UINT, 0, R, 0, NULL },
	{ VB_MEETING_SERIES_ZONE, "timeZone", VB_TYPE_ZONE, 0, R, 0, NULL },
	{ VB_MEETING_SERIES_EXCEPTION, "exdate", VB_TYPE_DATE, 0, S, 0, NULL },
	{ 23, "location", REF, 0, R, 0, NULL },
	{ 24, "room", STR, 400, R, 0, NULL },
};

static const struct kind_field invited_item_fields[] = {
	{ VB_INVITED_ITEM_EDITION, "edition", REF, 0, R, REQUIRED, NULL },
	{ VB_INVITED_ITEM_AGENDA_ITEM, "agendaItem", REF, 0, R, REQUIRED, NULL },
	{ VB_INVITED_ITEM_NUMBER, "number", STR, 100, R, 0, NULL },
	{ VB_INVITED_ITEM_PLACE, "place", UINT, 0, R, 0, NULL },
	{ 20, "itemType", STR, 40, R, 0, NULL },
	{ 21, "submitter", REF, 0, R, 0, NULL },
	{ 22, "plannedMinutes", UINT, 0, R, 0, NULL },
};

static const char *const editions[] = { "invitation", "supplement", NULL };

static const struct kind_field edition_fields[] = {
	{ VB_AGENDA_EDITION_MEETING, "meeting", REF, 0, R, REQUIRED, NULL },
	{ VB_AGENDA_EDITION_TYPE, "editionType", STR, 20, R, 0, editions },
	{ VB_AGENDA_EDITION_INVITED_AT, "invitedAt", TIME, 0, R, 0, NULL },
	{ VB_AGENDA_EDITION_WITHDRAWN, "withdrawn", BOOL, 0, R, 0, NULL },
};

static const char *const quorum_events[] = { "stated", "challenged", NULL };

static const struct kind_field quorum_fields[] = {
	{ VB_QUORUM_MEETING, "meeting", REF, 0, R, REQUIRED, NULL },
	{ VB_QUORUM_EVENT, "event", STR, 20, R, REQUIRED, quorum_events },
	{ VB_QUORUM_TIME, "time", TIME, 0, R, 0, NULL },
	{ VB_QUORUM_STATUTORY, "statutoryCount", UINT, 0, R, 0, NULL },
	{ VB_QUORUM_PRESENT, "presentCount", UINT, 0, R, 0, NULL },
	{ VB_QUORUM_MEMBERSHIP, "membership", REF, 0, R, 0, NULL },
	{ VB_QUORUM_RULE, "rule", STR, 200, R, 0, NULL },
};
/* clang-format on */

#define STEWARDS                                                                                   \
	{                                                                                          \
		VB_ROLE_STEWARD, VB_ROLE_STEWARD, VB_ROLE_STEWARD                                  \
	}
#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false

const struct kind meeting_kinds[VB_MEETING_ROW_COUNT] = {
	{ VB_KIND_MEETING, "meeting", STEWARDS, false, FIELDS(meeting_fields) },
	{ VB_KIND_REPLY, "reply", { 0 }, false, FIELDS(reply_fields) },
	{ VB_KIND_ATTENDANCE, "attendance", { 0 }, false, FIELDS(attendance_fields) },
	{ VB_KIND_INVITATION, "invitation", { 0 }, false, FIELDS(invitation_fields) },
	{ VB_KIND_MEETING_SERIES, "meetingSeries", { 0 }, false, FIELDS(series_fields) },
	{ VB_KIND_INVITED_ITEM, "invitedItem", { 0 }, false, FIELDS(invited_item_fields) },
	{ VB_KIND_AGENDA_EDITION, "agendaEdition", { 0 }, false, FIELDS(edition_fields) },
	{ VB_KIND_QUORUM, "quorum", { 0 }, false, FIELDS(quorum_fields) },
};
