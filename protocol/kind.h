/* kind: the table of kinds and fields (SPEC.md 12), from which rights, validation, forms, search and export follow.
 *
 * A kind is a small number with a name, a row of fields and the least role that may create, edit and delete. Numbers
 * and rights never change. The rows stand in kinds/, one file a family; this is the only way to them.
 * The table decides what people see and may write. What two offices merge must not depend on how new their program
 * is, so merging asks it one thing only: kind_is_allowed, which answers for kinds it has no row of as well.
 * Everything handed out is constant and lives for ever. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KIND_H
#define VB_PROTOCOL_KIND_H

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

/* Kinds from this number on carry their rights in the number itself: SPEC.md 8.5. */
#define VB_KIND_RIGHTS_IN_NUMBER 64u

enum kind_type {
	VB_TYPE_STR,  /* UTF-8; over VB_NAME_MAX_BYTES also with tabs and line feeds */
	VB_TYPE_UINT, /* 0 to 2^53 - 1 */
	VB_TYPE_INT,  /* up to 2^53 - 1 either way */
	VB_TYPE_BOOL,
	VB_TYPE_TRI,  /* 0 unknown, 1 yes, 2 no */
	VB_TYPE_DATE, /* str YYYY-MM-DD, a day of the Gregorian calendar */
	VB_TYPE_TIME, /* int, ms since 1970 UTC, years 1 to 9999 */
	VB_TYPE_ZONE, /* str, name of an IANA time zone */
	VB_TYPE_REF,  /* bin, record id */
	VB_TYPE_KEY,  /* bin, order key */
};

enum kind_rule {
	VB_RULE_REGISTER,
	VB_RULE_SET,
	VB_RULE_ORDER,
};

enum kind_flags {
	VB_FIELD_DISPUTE = 1, /* several current values are shown until one change names them all */
	VB_FIELD_REQUIRED = 2, /* a create must give it, no edit may clear it */
};

struct kind_field {
	uint32_t number;
	const char *name; /* OParl's */
	enum kind_type type;
	uint32_t max_bytes; /* str only */
	enum kind_rule rule;
	uint32_t flags;           /* enum kind_flags */
	const char *const *words; /* str only: the words allowed, NULL at the end; NULL: any text */
};

struct kind {
	uint32_t number;
	const char *name;
	enum role least[3];              /* to create, edit, delete */
	bool delete_wins;                /* over edits that it did not see; else edits win */
	const struct kind_field *fields; /* its own, numbers without gaps from 16 */
	uint32_t field_count;
};

/* The kind with that number; NULL when this version does not know it. */
const struct kind *kind_by_number(uint32_t number);

/* The kind with that name; NULL when there is none. */
const struct kind *kind_by_name(struct span name);

/* The kinds this version knows, ascending by number; NULL behind the last. */
const struct kind *kind_at(size_t index);

/* The field with that number, of the kind's own or common to all; NULL when there is none. Constant cost. */
const struct kind_field *kind_field_by_number(const struct kind *kind, uint32_t number);

/* The field with that name; NULL when there is none. */
const struct kind_field *kind_field_by_name(const struct kind *kind, struct span name);

/* The fields of a kind, the common ones first, ascending by number; NULL behind the last. */
const struct kind_field *kind_field_at(const struct kind *kind, size_t index);

/* True if records can be looked up by this field: its OParl id, and all that it refers to. */
bool kind_field_is_indexed(const struct kind_field *field);

/* True if an author of this role may do this to a record of this kind, known or not. verb: 1 create, 2 edit, 3 delete.
 * The answer for a number is the same in every version. Source: SPEC.md 8.5. */
bool kind_is_allowed(uint32_t number, uint32_t verb, enum role role);

/* Checks one packed value against its field: one member for a set. nil, which clears, is no value.
 * Errors: VB_ERR_TOO_LARGE (text), VB_ERR_BAD_UTF8, VB_ERR_BAD_VALUE (anything else). */
VB_MUST int kind_check_value(const struct kind_field *field, struct span value);

#endif
