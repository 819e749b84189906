/* kind_row: what a row of the table of kinds consists of.
 *
 * The families in kinds/ fill rows; kind.h is the way to them. The words are those of SPEC.md 12.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KIND_ROW_H
#define VB_PROTOCOL_KIND_ROW_H

#include <stdbool.h>

#include "protocol/ids.h"

enum kind_number {
	VB_KIND_BODY = 1,
	VB_KIND_ORGANIZATION = 2,
	VB_KIND_PERSON = 3,
	VB_KIND_MEMBERSHIP = 4,
	VB_KIND_MEETING = 5,
	VB_KIND_AGENDA_ITEM = 6,
	VB_KIND_PAPER = 7,
	VB_KIND_CONSULTATION = 8,
	VB_KIND_LOCATION = 9,
	VB_KIND_MESSAGE = 10,
	VB_KIND_FILE = 11,
	/* From 64 on who creates, edits, deletes stands in the number: g guest, m member, s steward, n nobody. */
	VB_KIND_REPLY = 74,                   /* 1 gss */
	VB_KIND_PROPOSAL = 138,               /* 2 gss */
	VB_KIND_ATTENDANCE = 214,             /* 3 mms */
	VB_KIND_INVITATION = 298,             /* 4 sss */
	VB_KIND_OBLIGATION = 342,             /* 5 mms */
	VB_KIND_MEASURE = 406,                /* 6 mms */
	VB_KIND_AGREEMENT = 470,              /* 7 mms */
	VB_KIND_PROCESS_STEP = 534,           /* 8 mms */
	VB_KIND_COMMENT_REQUEST = 598,        /* 9 mms */
	VB_KIND_FUNDING_APPLICATION = 650,    /* 10 gss */
	VB_KIND_FUNDING_RECOMMENDATION = 746, /* 11 sss */
	VB_KIND_RULE_PROFILE = 810,           /* 12 sss */
	VB_KIND_MEETING_SERIES = 874,         /* 13 sss */
	VB_KIND_INVITED_ITEM = 943,           /* 14 snn */
	VB_KIND_AGENDA_EDITION = 1002,        /* 15 sss */
	VB_KIND_QUORUM = 1050,                /* 16 mss */
	VB_KIND_RESOLUTION_POINT = 1109,      /* 17 mmm */
	VB_KIND_COST_POSITION = 1162,         /* 18 gss */
	VB_KIND_AVAILABILITY_REQUEST = 1238,  /* 19 mms */
	VB_KIND_AVAILABILITY = 1290,          /* 20 gss */
};

/* Fields that every kind has. */
enum kind_common_field {
	VB_FIELD_ID = 1, /* the object's OParl id */
	VB_FIELD_NAME = 2,
	VB_FIELD_SHORT_NAME = 3,
	VB_FIELD_KEYWORD = 4,
	VB_FIELD_WEB = 5,
	VB_FIELD_LICENSE = 6,
};

enum kind_type {
	VB_TYPE_STR,  /* UTF-8; over VB_NAME_MAX_BYTES also with tabs and line feeds */
	VB_TYPE_UINT, /* 0 to 2^53 - 1 */
	VB_TYPE_INT,  /* up to 2^53 - 1 either way */
	VB_TYPE_BOOL,
	VB_TYPE_TRI,   /* 0 unknown, 1 yes, 2 no */
	VB_TYPE_DATE,  /* str YYYY-MM-DD, a day of the Gregorian calendar */
	VB_TYPE_TIME,  /* int, ms since 1970 UTC, years 1 to 9999 */
	VB_TYPE_ZONE,  /* str, name of an IANA time zone */
	VB_TYPE_REF,   /* bin, record id */
	VB_TYPE_KEY,   /* bin, order key */
	VB_TYPE_BIN,   /* bin of exactly max_bytes; for fields that stand in no table (file.h) */
	VB_TYPE_BYTES, /* bin of 1 to max_bytes; for such fields, too (committee.h) */
};

enum kind_rule {
	VB_RULE_REGISTER,
	VB_RULE_SET,
	VB_RULE_ORDER,
};

enum kind_flags {
	VB_FIELD_DISPUTE = 1, /* several current values are shown until one change names them all */
	VB_FIELD_REQUIRED = 2, /* a create must give it, no edit may clear it */
	VB_FIELD_PRIVATE = 4,  /* how a person is reached: not shown to logins that may only read */
	VB_FIELD_FIXED = 8,    /* what the office itself found out: nobody types it */
};

struct kind_field {
	uint32_t number;
	const char *name; /* OParl's */
	enum kind_type type;
	uint32_t max_bytes; /* str and bin only */
	enum kind_rule rule;
	uint32_t flags;           /* enum kind_flags */
	const char *const *words; /* str only: the words allowed, NULL at the end; NULL: any text */
};

struct kind {
	uint32_t number;
	const char *name;
	enum role least[3]; /* to create, edit, delete; from 64 on the number says it */
	bool delete_wins;   /* over edits that it did not see; else edits win */
	const struct kind_field *fields; /* its own, numbers without gaps from 16 */
	uint32_t field_count;
	bool is_confidential; /* kept under keys of its own records: SPEC.md 13.4 */
};

#endif
