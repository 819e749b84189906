/* meeting: sittings of committees, and what belongs to one: series, invitations, agendas as invited, replies, attendance,
 * statements about the quorum.
 *
 * Who is asked, who answered and who came are three kinds of records: an invitation says how a seat was reached, a
 * reply what it answered, an attendance who was there and when. An agenda as invited is an edition with an item each;
 * nobody may change these. SPEC.md 12.
 * The rows are reached through kind.h; the numbers here are for those who look at single fields.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_MEETING_H
#define VB_PROTOCOL_KINDS_MEETING_H

#include "protocol/kind_row.h"

enum meeting_field {
	VB_MEETING_ORGANIZATION = 16,
	VB_MEETING_START = 17,
	VB_MEETING_END = 18,
	VB_MEETING_ZONE = 19,
	VB_MEETING_LOCATION = 20,
	VB_MEETING_ROOM = 21,
	VB_MEETING_OPARL_STATE = 22, /* OParl's word, of a meeting that has no state of ours */
	VB_MEETING_CANCELLED = 23,
	VB_MEETING_NUMBER = 24,
	VB_MEETING_HOST = 25,
	VB_MEETING_STATE = 26, /* stage.h */
	VB_MEETING_INVITED_AT = 27,
	VB_MEETING_DEADLINE = 28, /* until when items can be proposed */
	VB_MEETING_SERIES = 29,
	VB_MEETING_OCCURRENCE =
		30, /* the day on which the series has it, wherever it was moved to */
	VB_MEETING_ADJOURNED_TO = 31,
	VB_MEETING_REASON = 32, /* of an adjournment, a cancellation, a short notice */
	VB_MEETING_SECOND_CALL = 33,
	VB_MEETING_EXTRA = 34,
};

enum meeting_series_field {
	VB_MEETING_SERIES_ORGANIZATION = 16,
	VB_MEETING_SERIES_RULE = 17,   /* recurrence.h */
	VB_MEETING_SERIES_START = 18,  /* the first day */
	VB_MEETING_SERIES_MINUTE = 19, /* of the day at which it begins, local time */
	VB_MEETING_SERIES_DURATION = 20,
	VB_MEETING_SERIES_ZONE = 21,
	VB_MEETING_SERIES_EXCEPTION = 22,
};

enum invitation_field {
	VB_INVITATION_MEETING = 16,
	VB_INVITATION_MEMBERSHIP = 17,
	VB_INVITATION_STATE = 18, /* waiting, delivered, letter */
	VB_INVITATION_CHANNEL = 19,
	VB_INVITATION_SENT = 20,
	VB_INVITATION_DELIVERED = 21,
	VB_INVITATION_EDITION = 22,
};

enum agenda_edition_field {
	VB_AGENDA_EDITION_MEETING = 16,
	VB_AGENDA_EDITION_TYPE = 17, /* invitation, supplement */
	VB_AGENDA_EDITION_INVITED_AT = 18,
	VB_AGENDA_EDITION_WITHDRAWN = 19,
};

enum invited_item_field {
	VB_INVITED_ITEM_EDITION = 16,
	VB_INVITED_ITEM_AGENDA_ITEM = 17,
	VB_INVITED_ITEM_NUMBER = 18,
	VB_INVITED_ITEM_PLACE = 19, /* in reading order, from 1 */
};

enum reply_field {
	VB_REPLY_MEETING = 16,
	VB_REPLY_MEMBERSHIP = 17,
	VB_REPLY_ANSWER = 18,
	VB_REPLY_SUBSTITUTE = 19, /* the person who comes instead */
	VB_REPLY_COMMENT = 20,
	VB_REPLY_ENTERED_BY = 21, /* the login's person, whom nobody types */
};

enum attendance_field {
	VB_ATTENDANCE_MEETING = 16,
	VB_ATTENDANCE_MEMBERSHIP = 17, /* the seat that was taken, never that of the substitute */
	VB_ATTENDANCE_STATUS = 18,
	VB_ATTENDANCE_START = 19,
	VB_ATTENDANCE_END = 20,
	VB_ATTENDANCE_PERSON = 21,
	VB_ATTENDANCE_ENTERED_BY = 22,
	VB_ATTENDANCE_FROM_ITEM = 23,
	VB_ATTENDANCE_UNTIL_ITEM = 24,
};

enum quorum_field {
	VB_QUORUM_MEETING = 16,
	VB_QUORUM_EVENT = 17, /* stated, challenged */
	VB_QUORUM_TIME = 18,
	VB_QUORUM_STATUTORY = 19,
	VB_QUORUM_PRESENT = 20,
	VB_QUORUM_MEMBERSHIP = 21, /* whose seat stated or challenged it */
	VB_QUORUM_RULE = 22,
};

enum {
	VB_MEETING_ROW_MEETING,
	VB_MEETING_ROW_REPLY,
	VB_MEETING_ROW_ATTENDANCE,
	VB_MEETING_ROW_INVITATION,
	VB_MEETING_ROW_SERIES,
	VB_MEETING_ROW_INVITED_ITEM,
	VB_MEETING_ROW_EDITION,
	VB_MEETING_ROW_QUORUM,
	VB_MEETING_ROW_COUNT,
};

/* The words of meeting.state, NULL at the end; in the order of enum stage. */
extern const char *const meeting_state_words[];

extern const struct kind meeting_kinds[VB_MEETING_ROW_COUNT];

#endif
