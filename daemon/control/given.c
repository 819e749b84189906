/* given: values as people write them; see given.h; tested by tests/unit/test_control_refused.c. */
#include "daemon/control/given.h"

#include <stdio.h>
#include <string.h>

#define NAME_SHOWN_BYTES 60u /* of a name that is unknown, in the failure */

static int shown(struct span name)
{
	return (int)(name.size < NAME_SHOWN_BYTES ? name.size : NAME_SHOWN_BYTES);
}

int given_kind(struct request *q, struct span name, const struct kind **out)
{
	const struct kind *kind = kind_by_name(name);

	if (kind == NULL)
		return request_fail(q, VB_ERR_BAD_VALUE, "there is no kind %.*s", shown(name),
		                    (const char *)name.data);
	*out = kind;
	return 0;
}

int given_field(struct request *q, const struct kind *kind, struct span name,
                const struct kind_field **out)
{
	const struct kind_field *field = kind_field_by_name(kind, name);

	if (field == NULL)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s has no field %.*s", kind->name,
		                    shown(name), (const char *)name.data);
	*out = field;
	return 0;
}

/* What a value of the field looks like, apart from texts with a list of words. */
static const char *words_of(enum kind_type type)
{
	switch (type) {
	case VB_TYPE_STR:
		return "a text without control characters";
	case VB_TYPE_UINT:
		return "a whole number from 0";
	case VB_TYPE_INT:
		return "a whole number";
	case VB_TYPE_BOOL:
		return "true or false";
	case VB_TYPE_TRI:
		return "0 (unknown), 1 (yes) or 2 (no)";
	case VB_TYPE_DATE:
		return "a date like 2026-12-01";
	case VB_TYPE_TIME:
		return "a time in milliseconds since 1970";
	case VB_TYPE_ZONE:
		return "a time zone like Europe/Berlin";
	case VB_TYPE_REF:
		return "the number of a record";
	case VB_TYPE_KEY:
		return "an order key in hexadecimal";
	case VB_TYPE_BIN:
	case VB_TYPE_BYTES:
		break;
	}
	return "of that type";
}

/* Names the words that the field allows. */
static int fail_words(struct request *q, const struct kind_field *field, int err)
{
	char words[VB_IPC_DETAIL_MAX_BYTES] = "";
	size_t size = 0;

	for (size_t i = 0; field->words[i] != NULL && size < sizeof(words); i++) {
		int added = snprintf(words + size, sizeof(words) - size, "%s%s", i > 0 ? ", " : "",
		                     field->words[i]);

		size += added > 0 ? (size_t)added : 0;
	}
	return request_fail(q, err, "%s is none of: %s", field->name, words);
}

int given_fail(struct request *q, const struct kind_field *field, int err)
{
	if (err == VB_ERR_TOO_LARGE && field->rule == VB_RULE_SET)
		return request_fail(q, err, "%s has more than %u members, or one that is too long",
		                    field->name, VB_LIST_MAX_COUNT);
	if (err == VB_ERR_TOO_LARGE)
		return request_fail(q, err, "%s has more than %u bytes", field->name,
		                    (unsigned)field->max_bytes);
	if (err != VB_ERR_BAD_VALUE)
		return request_fail(q, err, "%s", field->name);
	if (field->words != NULL)
		return fail_words(q, field, err);
	return request_fail(q, err, "%s is not %s", field->name, words_of(field->type));
}

/* An order key: from hexadecimal text to bytes. */
static int key_encode(struct span given, struct buf *out)
{
	uint8_t key[VB_ORDER_KEY_MAX_BYTES];
	struct pack_reader r;
	struct span text;

	unpack_init(&r, given);
	text = unpack_str(&r, 2 * sizeof(key));
	if (unpack_finish(&r) != 0 || text.size % 2 != 0 ||
	    hex_parse((const char *)text.data, text.size, key, text.size / 2) != 0)
		return VB_ERR_BAD_VALUE;
	pack_bin(out, key, text.size / 2);
	return 0;
}

static bool is_empty_text(struct span given)
{
	struct pack_reader r;

	unpack_init(&r, given);
	return unpack_str(&r, 1).size == 0 && unpack_finish(&r) == 0;
}

int given_value(struct request *q, const struct kind_field *field, struct span given,
                struct buf *out)
{
	size_t at = out->size;
	int err = 0;

	if (field->type == VB_TYPE_REF)
		err = VB_ERR_BAD_VALUE;
	else if (field->type == VB_TYPE_KEY)
		err = key_encode(given, out);
	else
		pack_raw(out, given);
	if (err == 0)
		err = out->err;
	if (err == 0)
		err = kind_check_value(field, span_of(out->data + at, out->size - at));
	if (err == VB_ERR_BAD_VALUE && field->type == VB_TYPE_STR && field->words == NULL &&
	    is_empty_text(given))
		return request_fail(q, err, "%s is empty", field->name);
	return err == 0 ? 0 : given_fail(q, field, err);
}

void given_reference(const struct record_id *id, struct buf *out)
{
	pack_bin(out, id->b, sizeof(id->b));
}
