/* request: arguments and answer of one request; see request.h;
 * tested by tests/unit/test_control.c. */
#include "daemon/control/request.h"

#include <stdarg.h>
#include <stdio.h>

int request_fail(struct request *q, int err, const char *format, ...)
{
	va_list values;

	if (q->detail[0] != '\0')
		return err;
	va_start(values, format);
	if (vsnprintf(q->detail, sizeof(q->detail), format, values) < 0)
		q->detail[0] = '\0';
	va_end(values);
	return err;
}

bool request_hides_private(const struct request *q)
{
	return q->who.right < VB_RIGHT_MEMBER;
}

bool request_next_pair(struct pack_reader *r, uint32_t *left, struct span *key, struct span *value)
{
	if (*left == 0)
		return false;
	(*left)--;
	*key = unpack_str(r, SIZE_MAX);
	*value = unpack_any(r);
	return r->err == 0;
}

bool request_is_map(struct span value)
{
	struct pack_reader r;
	struct span key;
	struct span inner;
	uint32_t left;

	unpack_init(&r, value);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &key, &inner))
		;
	return r.err == 0;
}

bool request_find(const struct request *q, const char *name, struct span *value)
{
	struct pack_reader r;
	struct span key;
	struct span found = span_of(NULL, 0);
	uint32_t left;

	unpack_init(&r, q->args);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &key, &found)) {
		if (span_is_equal(key, span_of_str(name))) {
			*value = found;
			return true;
		}
	}
	return false;
}

static enum pack_type type_of(struct span value)
{
	struct pack_reader r;

	unpack_init(&r, value);
	return unpack_peek(&r);
}

bool request_has(const struct request *q, const char *name)
{
	struct span value = span_of(NULL, 0);

	return request_find(q, name, &value) && type_of(value) != VB_PACK_NIL;
}

/* The value of an argument that must be there and of this type. */
static int find_typed(struct request *q, const char *name, enum pack_type type, const char *words,
                      struct span *out)
{
	struct span value = span_of(NULL, 0);

	if (!request_find(q, name, &value) || type_of(value) == VB_PACK_NIL)
		return request_fail(q, VB_ERR_MISSING_VALUE, "%s", name);
	if (type_of(value) != type)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is not %s", name, words);
	*out = value;
	return 0;
}

int request_text(struct request *q, const char *name, size_t max, struct span *out)
{
	struct pack_reader r;
	struct span value = span_of(NULL, 0);
	struct span text;
	int err = find_typed(q, name, VB_PACK_STR, "a text", &value);

	if (err != 0)
		return err;
	unpack_init(&r, value);
	text = unpack_str(&r, SIZE_MAX);
	if (text.size == 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is empty", name);
	if (text.size > max)
		return request_fail(q, VB_ERR_TOO_LARGE, "%s has more than %zu bytes", name, max);
	*out = text;
	return 0;
}

int request_bool(struct request *q, const char *name, bool *out)
{
	struct pack_reader r;
	struct span value = span_of(NULL, 0);
	int err;

	if (!request_has(q, name))
		return 0;
	err = find_typed(q, name, VB_PACK_BOOL, "true or false", &value);
	if (err != 0)
		return err;
	unpack_init(&r, value);
	*out = unpack_bool(&r);
	return 0;
}

int request_uint(struct request *q, const char *name, uint64_t min, uint64_t max, uint64_t *out)
{
	struct pack_reader r;
	struct span value = span_of(NULL, 0);
	uint64_t number;
	int err;

	if (!request_has(q, name))
		return 0;
	err = find_typed(q, name, VB_PACK_UINT, "a number", &value);
	if (err != 0)
		return err;
	unpack_init(&r, value);
	number = unpack_uint(&r, UINT64_MAX);
	if (number < min || number > max)
		return request_fail(q, VB_ERR_OUT_OF_RANGE, "%s is not from %llu to %llu", name,
		                    (unsigned long long)min, (unsigned long long)max);
	*out = number;
	return 0;
}

int request_map(struct request *q, const char *name, struct span *out)
{
	static const char words[] = "a map of names and values";
	struct span value = span_of(NULL, 0);
	int err = find_typed(q, name, VB_PACK_MAP, words, &value);

	if (err != 0)
		return err;
	if (!request_is_map(value))
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is not %s", name, words);
	*out = value;
	return 0;
}

int request_role(struct request *q, const char *name, enum role *out)
{
	char word[16];
	struct span text = span_of(NULL, 0);
	int err = request_text(q, name, VB_NAME_MAX_BYTES, &text);

	if (err != 0)
		return err;
	(void)snprintf(word, sizeof(word), "%.*s", (int)text.size, (const char *)text.data);
	if (text.size >= sizeof(word) || role_parse(word, out) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "%s is none of: relay, guest, member, steward", name);
	return 0;
}

void request_answer_id(struct request *q, const char *id)
{
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	pack_cstr(&q->result, id);
}

void request_answer_record(struct request *q, const struct record_id *id)
{
	char text[2 * VB_RECORD_ID_BYTES + 1];

	hex_format(id->b, sizeof(id->b), text);
	request_answer_id(q, text);
}
