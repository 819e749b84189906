/* kind: looking up kinds and fields, and checking values; see kind.h. */
#include "protocol/kind.h"

#include <string.h>

#include "protocol/kinds/agenda.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/calendar.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/duty.h"
#include "protocol/kinds/file.h"
#include "protocol/kinds/fund.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/message.h"
#include "protocol/kinds/paper.h"
#include "protocol/kinds/rules.h"
#include "protocol/limits.h"
#include "protocol/name.h"
#include "protocol/order.h"
#include "protocol/pack.h"

#define OWN_FIELDS_FROM 16u
#define ZONE_MAX_BYTES 64u
#define EXACT_MAX INT64_C(9007199254740991)    /* 2^53 - 1: exact in every language's JSON */
#define TIME_MIN_MS (-INT64_C(62135596800000)) /* 0001-01-01T00:00:00.000Z */
#define TIME_MAX_MS INT64_C(253402300799999)   /* 9999-12-31T23:59:59.999Z */

/* clang-format off */
static const struct kind_field common_fields[] = {
	{ VB_FIELD_ID, "id", VB_TYPE_STR, 400, VB_RULE_REGISTER, 0, NULL },
	{ VB_FIELD_NAME, "name", VB_TYPE_STR, 400, VB_RULE_REGISTER, 0, NULL },
	{ VB_FIELD_SHORT_NAME, "shortName", VB_TYPE_STR, 100, VB_RULE_REGISTER, 0, NULL },
	{ VB_FIELD_KEYWORD, "keyword", VB_TYPE_STR, 100, VB_RULE_SET, 0, NULL },
	{ VB_FIELD_WEB, "web", VB_TYPE_STR, 400, VB_RULE_REGISTER, 0, NULL },
	{ VB_FIELD_LICENSE, "license", VB_TYPE_STR, 400, VB_RULE_REGISTER, 0, NULL },
};
/* clang-format on */
#define COMMON_COUNT (sizeof(common_fields) / sizeof(common_fields[0]))

/* Where the row of a kind stands, ascending by number. */
static const struct kind *const rows[] = {
	&committee_kinds[0],
	&committee_kinds[1],
	&committee_kinds[2],
	&committee_kinds[3],
	&meeting_kinds[VB_MEETING_ROW_MEETING],
	&agenda_kinds[0],
	&paper_kinds[0],
	&paper_kinds[1],
	&committee_kinds[4],
	&message_kinds[0],
	&file_kinds[0],
	&meeting_kinds[VB_MEETING_ROW_REPLY],
	&agenda_kinds[1],
	&meeting_kinds[VB_MEETING_ROW_ATTENDANCE],
	&meeting_kinds[VB_MEETING_ROW_INVITATION],
	&duty_kinds[0],
	&duty_kinds[1],
	&duty_kinds[2],
	&duty_kinds[3],
	&paper_kinds[2],
	&fund_kinds[0],
	&fund_kinds[1],
	&rules_kinds[0],
	&meeting_kinds[VB_MEETING_ROW_SERIES],
	&meeting_kinds[VB_MEETING_ROW_INVITED_ITEM],
	&meeting_kinds[VB_MEETING_ROW_EDITION],
	&meeting_kinds[VB_MEETING_ROW_QUORUM],
	&paper_kinds[3],
	&fund_kinds[2],
	&availability_kinds[0],
	&availability_kinds[1],
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

const struct kind *kind_at(size_t index)
{
	return index < ROW_COUNT ? rows[index] : NULL;
}

const struct kind *kind_by_number(uint32_t number)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i]->number == number)
			return rows[i];
	}
	return NULL;
}

const struct kind *kind_by_name(struct span name)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (span_is_equal(span_of_str(rows[i]->name), name))
			return rows[i];
	}
	return NULL;
}

const struct kind_field *kind_field_at(const struct kind *kind, size_t index)
{
	if (index < COMMON_COUNT)
		return &common_fields[index];
	index -= COMMON_COUNT;
	return index < kind->field_count ? &kind->fields[index] : NULL;
}

const struct kind_field *kind_field_by_number(const struct kind *kind, uint32_t number)
{
	if (number >= 1 && number <= COMMON_COUNT)
		return &common_fields[number - 1];
	if (number < OWN_FIELDS_FROM || number - OWN_FIELDS_FROM >= kind->field_count)
		return NULL;
	return &kind->fields[number - OWN_FIELDS_FROM];
}

const struct kind_field *kind_field_by_name(const struct kind *kind, struct span name)
{
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		if (span_is_equal(span_of_str(field->name), name))
			return field;
	}
	return NULL;
}

bool kind_field_is_indexed(const struct kind_field *field)
{
	return field->number == VB_FIELD_ID || field->type == VB_TYPE_REF;
}

bool kind_is_confidential(uint32_t number)
{
	const struct kind *kind = kind_by_number(number);

	return kind != NULL && kind->is_confidential;
}

bool kind_is_allowed(uint32_t number, uint32_t verb, enum role role)
{
	static const enum role coded[] = { VB_ROLE_GUEST, VB_ROLE_MEMBER, VB_ROLE_STEWARD };
	const struct kind *kind = kind_by_number(number);
	uint32_t code;

	if (verb < 1 || verb > 3)
		return false;
	if (number < VB_KIND_RIGHTS_IN_NUMBER)
		return kind != NULL && role >= kind->least[verb - 1];
	/* Two bits a verb, delete lowest; 3 means nobody. */
	code = number >> 2 * (3 - verb) & 3;
	return code < sizeof(coded) / sizeof(coded[0]) && role >= coded[code];
}

/* ---- values ---- */

static int number_check(struct span value, int64_t min, int64_t max)
{
	struct pack_reader r;
	int64_t number;

	unpack_init(&r, value);
	number = unpack_int(&r);
	return unpack_finish(&r) == 0 && number >= min && number <= max ? 0 : VB_ERR_BAD_VALUE;
}

static bool is_zone_char(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '+' || c == '-';
}

/* A name as in the IANA time zone database: parts joined by '/'. It is used as a file name, so "." is no part of it. */
static int zone_check(struct span text)
{
	uint8_t last = '/';

	if (text.size > ZONE_MAX_BYTES)
		return VB_ERR_BAD_VALUE;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];

		if (!is_zone_char(c) && (c != '/' || last == '/'))
			return VB_ERR_BAD_VALUE;
		last = c;
	}
	return last != '/' ? 0 : VB_ERR_BAD_VALUE;
}

static int words_check(const char *const *words, struct span text)
{
	for (; *words != NULL; words++) {
		if (span_is_equal(span_of_str(*words), text))
			return 0;
	}
	return VB_ERR_BAD_VALUE;
}

static int str_check(const struct kind_field *field, struct span text)
{
	int err;

	if (text.size > field->max_bytes)
		return VB_ERR_TOO_LARGE;
	if (field->max_bytes > VB_NAME_MAX_BYTES)
		err = name_check_lines(text, field->max_bytes);
	else
		err = name_check_max(text, field->max_bytes);
	if (err == 0 && field->words != NULL)
		err = words_check(field->words, text);
	return err;
}

static int text_check(const struct kind_field *field, struct span value)
{
	struct pack_reader r;
	struct span text;
	int32_t day;
	int err;

	unpack_init(&r, value);
	text = unpack_str(&r, SIZE_MAX);
	err = unpack_finish(&r);
	if (err != 0)
		return err == VB_ERR_BAD_UTF8 ? err : VB_ERR_BAD_VALUE;
	if (field->type == VB_TYPE_DATE)
		return calendar_parse(text, &day);
	if (field->type == VB_TYPE_ZONE)
		return zone_check(text);
	return str_check(field, text);
}

static int bytes_check(const struct kind_field *field, struct span value)
{
	struct pack_reader r;
	struct record_id id;
	struct span bytes;

	unpack_init(&r, value);
	bytes = unpack_bin(&r, 0, SIZE_MAX);
	if (unpack_finish(&r) != 0)
		return VB_ERR_BAD_VALUE;
	if (field->type == VB_TYPE_KEY)
		return order_check(bytes);
	if (field->type == VB_TYPE_BIN)
		return bytes.size == field->max_bytes ? 0 : VB_ERR_BAD_VALUE;
	if (field->type == VB_TYPE_BYTES)
		return bytes.size >= 1 && bytes.size <= field->max_bytes ? 0 : VB_ERR_BAD_VALUE;
	if (bytes.size != sizeof(id.b))
		return VB_ERR_BAD_VALUE;
	memcpy(id.b, bytes.data, sizeof(id.b));
	return record_id_is_zero(&id) ? VB_ERR_BAD_VALUE : 0;
}

static int bool_check(struct span value)
{
	struct pack_reader r;

	unpack_init(&r, value);
	(void)unpack_bool(&r);
	return unpack_finish(&r) == 0 ? 0 : VB_ERR_BAD_VALUE;
}

int kind_check_value(const struct kind_field *field, struct span value)
{
	switch (field->type) {
	case VB_TYPE_UINT:
		return number_check(value, 0, EXACT_MAX);
	case VB_TYPE_INT:
		return number_check(value, -EXACT_MAX, EXACT_MAX);
	case VB_TYPE_TRI:
		return number_check(value, 0, 2);
	case VB_TYPE_TIME:
		return number_check(value, TIME_MIN_MS, TIME_MAX_MS);
	case VB_TYPE_BOOL:
		return bool_check(value);
	case VB_TYPE_REF:
	case VB_TYPE_KEY:
	case VB_TYPE_BIN:
	case VB_TYPE_BYTES:
		return bytes_check(field, value);
	case VB_TYPE_STR:
	case VB_TYPE_DATE:
	case VB_TYPE_ZONE:
		return text_check(field, value);
	}
	return VB_ERR_BAD_VALUE;
}
