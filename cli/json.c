/* json: trees on top of jansson; see json.h. */
#include "cli/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "protocol/ids.h"
#include "protocol/pack.h"

/* jansson's type and ours are one. */
static json_t *in(const struct json *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json *made(json_t *value)
{
	if (value == NULL)
		abort(); /* out of memory: every other reason was looked at before */
	return (struct json *)value;
}

static void must(int result)
{
	if (result != 0)
		abort();
}

/* ---- new and destroy ---- */

struct json *json_new_map(void)
{
	return made(json_object());
}

struct json *json_new_list(void)
{
	return made(json_array());
}

/* Copies text and puts U+FFFD in place of every byte that belongs to no character. */
static struct json *new_repaired(const char *text)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	struct json *value;
	struct buf clean;
	size_t left = strlen(text);

	buf_init(&clean, 3 * left + 1);
	while (left > 0) {
		size_t size = left < 4 ? left : 4;

		while (size > 0 && !utf8_is_valid(span_of(text, size)))
			size--;
		if (size == 0)
			buf_put(&clean, replacement, sizeof(replacement) - 1);
		else
			buf_put(&clean, text, size);
		text += size > 0 ? size : 1;
		left -= size > 0 ? size : 1;
	}
	value = made(json_stringn((const char *)clean.data, clean.size));
	buf_release(&clean);
	return value;
}

struct json *json_new_text(const char *text)
{
	if (text == NULL)
		return json_new_nil();
	if (!utf8_is_valid(span_of_str(text)))
		return new_repaired(text);
	return made(json_string(text));
}

struct json *json_new_int(int64_t value)
{
	return made(json_integer(value));
}

struct json *json_new_bool(bool value)
{
	return made(json_boolean(value));
}

struct json *json_new_nil(void)
{
	return made(json_null());
}

struct json *json_new_copy(const struct json *value)
{
	return value != NULL ? made(json_deep_copy(in(value))) : NULL;
}

void json_destroy(struct json **value)
{
	json_decref(in(*value));
	*value = NULL;
}

/* ---- put ---- */

void json_put(struct json *map, const char *key, struct json **value)
{
	must(json_object_set_new(in(map), key, in(*value)));
	*value = NULL;
}

void json_put_text(struct json *map, const char *key, const char *text)
{
	struct json *value;

	if (text == NULL)
		return;
	value = json_new_text(text);
	json_put(map, key, &value);
}

void json_put_int(struct json *map, const char *key, int64_t number)
{
	struct json *value = json_new_int(number);

	json_put(map, key, &value);
}

void json_put_bool(struct json *map, const char *key, bool truth)
{
	struct json *value = json_new_bool(truth);

	json_put(map, key, &value);
}

void json_put_all(struct json *map, const struct json *other)
{
	const char *key;
	void *iterator = NULL;
	struct json *value;

	while (json_next(other, &iterator, &key, &value)) {
		struct json *copy = json_new_copy(value);

		json_put(map, key, &copy);
	}
}

void json_remove(struct json *map, const char *key)
{
	(void)json_object_del(in(map), key);
}

void json_add(struct json *list, struct json **value)
{
	must(json_array_append_new(in(list), in(*value)));
	*value = NULL;
}

void json_add_all(struct json *list, const struct json *other)
{
	size_t count = json_form_of(other) == JSON_FORM_LIST ? json_count(other) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json *copy = json_new_copy(json_at(other, i));

		json_add(list, &copy);
	}
}

void json_reorder(struct json *list, const size_t *order)
{
	json_t *old = json_copy(in(list));

	must(old == NULL ? -1 : 0);
	for (size_t i = 0; i < json_array_size(old); i++)
		must(json_array_set(in(list), i, json_array_get(old, order[i])));
	json_decref(old);
}

void json_add_text(struct json *list, const char *text)
{
	struct json *value;

	if (text == NULL)
		return;
	value = json_new_text(text);
	json_add(list, &value);
}

/* ---- get ---- */

enum json_form json_form_of(const struct json *value)
{
	if (value == NULL)
		return JSON_FORM_NONE;
	switch (json_typeof(in(value))) {
	case JSON_OBJECT:
		return JSON_FORM_MAP;
	case JSON_ARRAY:
		return JSON_FORM_LIST;
	case JSON_STRING:
		return JSON_FORM_TEXT;
	case JSON_INTEGER:
		return JSON_FORM_INT;
	case JSON_REAL:
		return JSON_FORM_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_FORM_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_FORM_NIL;
}

struct json *json_get(const struct json *map, const char *key)
{
	return (struct json *)json_object_get(in(map), key);
}

struct json *json_at(const struct json *list, size_t index)
{
	return (struct json *)json_array_get(in(list), index);
}

size_t json_count(const struct json *value)
{
	return json_form_of(value) == JSON_FORM_MAP ? json_object_size(in(value))
	                                            : json_array_size(in(value));
}

const char *json_text(const struct json *value)
{
	return json_string_value(in(value));
}

int64_t json_int(const struct json *value, int64_t fallback)
{
	return json_is_integer(in(value)) ? json_integer_value(in(value)) : fallback;
}

bool json_is_yes(const struct json *value)
{
	return json_is_true(in(value));
}

const char *json_get_text(const struct json *map, const char *key)
{
	return json_text(json_get(map, key));
}

bool json_next(const struct json *map, void **iterator, const char **key, struct json **value)
{
	*iterator = *iterator == NULL ? json_object_iter(in(map))
	                              : json_object_iter_next(in(map), *iterator);
	if (*iterator == NULL)
		return false;
	*key = json_object_iter_key(*iterator);
	*value = (struct json *)json_object_iter_value(*iterator);
	return true;
}

bool json_is_same(const struct json *a, const struct json *b)
{
	return json_equal(in(a), in(b)) == 1;
}

/* ---- packed ---- */

static struct json *decode_value(struct pack_reader *r);

static struct json *decode_text(struct span text)
{
	/* The reader found it to be valid UTF-8 without NUL. */
	return made(json_stringn(text.size > 0 ? (const char *)text.data : "", text.size));
}

static struct json *decode_hex(struct span bytes)
{
	struct json *value;
	char *text = malloc(2 * bytes.size + 1);

	if (text == NULL)
		abort();
	hex_format(bytes.data, bytes.size, text);
	value = json_new_text(text);
	free(text);
	return value;
}

static struct json *decode_uint(struct pack_reader *r)
{
	uint64_t number = unpack_uint(r, UINT64_MAX);

	if (number > INT64_MAX)
		unpack_fail(r, VB_ERR_MALFORMED);
	return json_new_int(number > INT64_MAX ? 0 : (int64_t)number);
}

static struct json *decode_list(struct pack_reader *r)
{
	struct json *list = json_new_list();
	uint32_t count = unpack_array(r, VB_PACK_MAX_ITEMS);

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		struct json *value = decode_value(r);

		json_add(list, &value);
	}
	unpack_end(r);
	return list;
}

/* A key of a map as text. */
static struct json *decode_key(struct pack_reader *r)
{
	char digits[24];

	if (unpack_peek(r) == VB_PACK_STR)
		return decode_text(unpack_str(r, VB_IPC_FRAME_MAX_BYTES));
	(void)snprintf(digits, sizeof(digits), "%llu",
	               (unsigned long long)unpack_uint(r, UINT64_MAX));
	return json_new_text(digits);
}

static struct json *decode_map(struct pack_reader *r)
{
	struct json *map = json_new_map();
	uint32_t count = unpack_map(r, VB_PACK_MAX_ITEMS);

	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		struct json *key = decode_key(r);
		struct json *value = decode_value(r);

		json_put(map, json_text(key), &value);
		json_destroy(&key);
	}
	unpack_end(r);
	return map;
}

static struct json *decode_value(struct pack_reader *r)
{
	switch (unpack_peek(r)) {
	case VB_PACK_BOOL:
		return json_new_bool(unpack_bool(r));
	case VB_PACK_UINT:
		return decode_uint(r);
	case VB_PACK_INT:
		return json_new_int(unpack_int(r));
	case VB_PACK_BIN:
		return decode_hex(unpack_bin(r, 0, VB_IPC_FRAME_MAX_BYTES));
	case VB_PACK_STR:
		return decode_text(unpack_str(r, VB_IPC_FRAME_MAX_BYTES));
	case VB_PACK_ARRAY:
		return decode_list(r);
	case VB_PACK_MAP:
		return decode_map(r);
	case VB_PACK_NIL:
	case VB_PACK_NONE:
		break;
	}
	unpack_nil(r);
	return json_new_nil();
}

int json_decode(struct span packed, struct json **out)
{
	struct pack_reader r;
	struct json *value;
	int err;

	unpack_init(&r, packed);
	value = decode_value(&r);
	err = unpack_finish(&r);
	if (err == 0)
		*out = value;
	else
		json_destroy(&value);
	return err;
}

static void encode_list(const struct json *list, struct buf *out)
{
	size_t count = json_count(list);

	pack_array(out, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count);
	for (size_t i = 0; i < count && out->err == 0; i++)
		json_encode(json_at(list, i), out);
}

static void encode_map(const struct json *map, struct buf *out)
{
	size_t count = json_count(map);
	const char *key;
	void *iterator = NULL;
	struct json *value;

	pack_map(out, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count);
	while (out->err == 0 && json_next(map, &iterator, &key, &value)) {
		pack_cstr(out, key);
		json_encode(value, out);
	}
}

void json_encode(const struct json *value, struct buf *out)
{
	switch (json_form_of(value)) {
	case JSON_FORM_BOOL:
		pack_bool(out, json_is_yes(value));
		break;
	case JSON_FORM_INT:
		pack_int(out, json_int(value, 0));
		break;
	case JSON_FORM_TEXT:
		pack_str(out, span_of(json_text(value), json_string_length(in(value))));
		break;
	case JSON_FORM_LIST:
		encode_list(value, out);
		break;
	case JSON_FORM_MAP:
		encode_map(value, out);
		break;
	case JSON_FORM_NONE:
	case JSON_FORM_NIL:
	case JSON_FORM_REAL:
		pack_nil(out);
		break;
	}
}

/* ---- text ---- */

/* What is wrong with a text, in words for people: those of the library are English. */
static const char *fault_of(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_premature_end_of_input:
		return _("it ends in the middle");
	case json_error_duplicate_key:
		return _("a name stands there twice");
	case json_error_invalid_utf8:
		return _("it is not UTF-8");
	case json_error_numeric_overflow:
		return _("a number is too large");
	case json_error_stack_overflow:
		return _("it is nested too deeply");
	case json_error_end_of_input_expected:
		return _("something stands behind its end");
	default:
		return _("this is no JSON");
	}
}

int json_parse(struct span text, struct json **out, struct json_fault *fault)
{
	json_error_t error;
	json_t *value;

	value = json_loadb((const char *)text.data, text.size,
	                   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (value == NULL) {
		fault->line = error.line < 1 ? 1 : error.line;
		(void)snprintf(fault->text, sizeof(fault->text), "%s", fault_of(&error));
		return VB_ERR_BAD_INPUT;
	}
	*out = (struct json *)value;
	return 0;
}

/* True if the two or three bytes are a character that a terminal obeys: U+0080-009F, U+2028-202E, U+2066-2069. */
static size_t obeyed_size(const unsigned char *at)
{
	if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F)
		return 2;
	if (at[0] == 0xE2 && at[1] == 0x80 && at[2] >= 0xA8 && at[2] <= 0xAE)
		return 3;
	if (at[0] == 0xE2 && at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9)
		return 3;
	return 0;
}

void json_print(const struct json *value, bool is_compact, FILE *out)
{
	char *text = json_dumps(in(value), JSON_ENCODE_ANY | (is_compact ? 0 : JSON_INDENT(2)));
	const unsigned char *at = (unsigned char *)text;

	if (text == NULL)
		abort();
	while (*at != '\0') {
		size_t size = obeyed_size(at);

		if (size == 0 && *at != 0x7F) {
			(void)fputc(*at++, out);
			continue;
		}
		if (size == 0)
			(void)fputs("\\u007F", out);
		else if (size == 2)
			(void)fprintf(out, "\\u%04X", at[1]);
		else
			(void)fprintf(out, "\\u20%02X", (at[1] - 0x80) * 64 + (at[2] - 0x80));
		at += size > 0 ? size : 1;
	}
	(void)fputc('\n', out);
	free(text);
}
