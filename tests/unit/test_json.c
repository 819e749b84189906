/* json: trees between JSON text, MessagePack bytes and the program. */
#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/err.h"
#include "protocol/limits.h"
#include "tests/tap.h"

/* Parses text that must be good. */
static struct json *parsed(const char *text)
{
	struct json_fault fault = { 0, "" };
	struct json *value = NULL;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s: %s", text, fault.text);
	return value;
}

/* What json_print writes in one line, without the line feed; the caller frees it. */
static char *printed(const struct json *value)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	json_print(value, true, memory);
	fclose(memory);
	text[size - 1] = '\0';
	return text;
}

static void check_printed(const struct json *value, const char *want, const char *name)
{
	char *text = printed(value);

	is_str(text, want, "%s", name);
	free(text);
}

static void test_build(void)
{
	struct json *map = json_new_map();
	struct json *list = json_new_list();
	struct json *value = json_new_nil();

	json_put_text(map, "b", "ü");
	json_put_int(map, "a", -5);
	json_put_bool(map, "c", true);
	json_put_text(map, "none", NULL);
	json_put(map, "d", &value);
	ok(value == NULL, "json_put takes its value");
	json_add_text(list, "x");
	json_add_text(list, NULL);
	json_add_all(list, map);
	json_add_all(list, list);
	json_put(map, "e", &list);
	check_printed(map,
	              "{\"b\": \"ü\", \"a\": -5, \"c\": true, \"d\": null, \"e\": [\"x\", \"x\"]}",
	              "keys keep their order, NULL texts are left out, only lists are added");
	json_put_int(map, "b", 7);
	json_remove(map, "a");
	json_remove(map, "nowhere");
	check_printed(map, "{\"b\": 7, \"c\": true, \"d\": null, \"e\": [\"x\", \"x\"]}",
	              "put replaces, remove removes");
	json_destroy(&map);
	ok(map == NULL, "destroy forgets");
}

static void test_ask(void)
{
	struct json *map = parsed(
		"{\"t\":\"x\",\"n\":3,\"r\":1.5,\"y\":true,\"f\":false,\"l\":[1,2],\"z\":null}");

	is_str(json_get_text(map, "t"), "x", "a text");
	ok(json_get_text(map, "n") == NULL, "a number is no text");
	is_int(json_int(json_get(map, "n"), 9), 3, "a number");
	is_int(json_int(json_get(map, "t"), 9), 9, "a text is no number");
	ok(json_is_yes(json_get(map, "y")) && !json_is_yes(json_get(map, "f")) &&
	           !json_is_yes(json_get(map, "n")),
	   "only true is yes");
	is_int(json_count(json_get(map, "l")), 2, "elements of a list");
	is_int(json_count(map), 7, "pairs of a map");
	is_int(json_form_of(json_get(map, "r")), JSON_FORM_REAL, "a real number");
	is_int(json_form_of(json_get(map, "z")), JSON_FORM_NIL, "null");
	is_int(json_form_of(json_get(map, "q")), JSON_FORM_NONE, "nothing");
	ok(json_at(json_get(map, "l"), 2) == NULL && json_at(map, 0) == NULL,
	   "behind the end, in no list");
	json_destroy(&map);
}

static void test_nothing(void)
{
	struct json *none = NULL;
	void *iterator = NULL;
	const char *key;
	struct json *value;

	ok(json_get(none, "a") == NULL && json_at(none, 0) == NULL && json_text(none) == NULL &&
	           json_count(none) == 0 && json_new_copy(none) == NULL,
	   "nothing may be asked anything");
	ok(!json_next(none, &iterator, &key, &value), "nothing has no pairs");
	json_destroy(&none);
}

/* {"items": [{"bin": 01ff, "n": -2, "t": "ß", "y": true, "z": nil}], "next": 18446744073709551615 or 300} by hand,
 * MessagePack specification. */
static const uint8_t packed[] = { 0x82, 0xa5, 'i',  't',  'e',  'm',  's',  0x91, 0x85, 0xa3,
	                          'b',  'i',  'n',  0xc4, 0x02, 0x01, 0xff, 0xa1, 'n',  0xfe,
	                          0xa1, 't',  0xa2, 0xc3, 0x9f, 0xa1, 'y',  0xc3, 0xa1, 'z',
	                          0xc0, 0xa4, 'n',  'e',  'x',  't',  0xcd, 0x01, 0x2c };

static void test_decode(void)
{
	static const uint8_t int_keys[] = { 0x81, 0x05, 0xa1, 'x' };
	static const uint8_t too_great[] = { 0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t greatest[] = { 0xcf, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct json *value = NULL;

	is_err(json_decode(span_of(packed, sizeof(packed)), &value), 0, "a packed document");
	check_printed(value,
	              "{\"items\": [{\"bin\": \"01ff\", \"n\": -2, \"t\": \"ß\", \"y\": true, "
	              "\"z\": null}], "
	              "\"next\": 300}",
	              "bin becomes hexadecimal");
	json_destroy(&value);
	is_err(json_decode(span_of(int_keys, sizeof(int_keys)), &value), 0,
	       "keys that are numbers");
	check_printed(value, "{\"5\": \"x\"}", "become text");
	json_destroy(&value);
	is_err(json_decode(span_of(greatest, sizeof(greatest)), &value), 0, "the greatest number");
	check_printed(value, "9223372036854775807", "is kept");
	json_destroy(&value);
	is_err(json_decode(span_of(too_great, sizeof(too_great)), &value), VB_ERR_MALFORMED,
	       "one more is refused");
	ok(value == NULL, "and leaves the result alone");
}

static void test_decode_damage(void)
{
	size_t refused = 0;

	for (size_t size = 0; size < sizeof(packed); size++) {
		struct json *value = NULL;

		refused += json_decode(span_of(packed, size), &value) < 0 && value == NULL;
	}
	is_int(refused, sizeof(packed), "every beginning of a document is refused");
}

static void test_encode(void)
{
	static const uint8_t want[] = { 0x86, 0xa1, 'i',  0xcc, 0x80, 0xa1, 'm',  0x80,
		                        0xa1, 'l',  0x91, 0xc2, 0xa1, 't',  0xa1, 'x',
		                        0xa1, 'z',  0xc0, 0xa1, 'r',  0xc0 };
	struct json *value =
		parsed("{\"i\":128,\"m\":{},\"l\":[false],\"t\":\"x\",\"z\":null,\"r\":2.5}");
	struct buf out;

	buf_init(&out, 1000);
	json_encode(value, &out);
	is_int(out.err, 0, "everything can be packed");
	is_int(out.size, sizeof(want), "its size");
	is_mem(out.data, want, sizeof(want), "the bytes; a real number becomes nil");
	buf_release(&out);
	buf_init(&out, 5);
	json_encode(value, &out);
	is_err(out.err, VB_ERR_TOO_LARGE, "the ceiling of the buffer holds");
	buf_release(&out);
	json_destroy(&value);
}

static void test_encode_many(void)
{
	struct json *list = json_new_list();
	struct buf out;

	for (size_t i = 0; i <= VB_PACK_MAX_ITEMS; i++) {
		struct json *one = json_new_int(1);

		json_add(list, &one);
	}
	buf_init(&out, VB_IPC_FRAME_MAX_BYTES);
	json_encode(list, &out);
	is_err(out.err, VB_ERR_TOO_LARGE, "a list of one more than allowed");
	buf_release(&out);
	json_destroy(&list);
}

static void test_bad_text(void)
{
	static const struct {
		const char *text;
		int line;
		const char *name;
	} rows[] = {
		{ "", 1, "nothing" },
		{ "{\"a\":1,\n\"a\":2}", 2, "a key twice" },
		{ "[1,\n2\n", 3, "no end" },
		{ "[1] x", 1, "something behind it" },
		{ "\"\xff\"", 1, "not UTF-8" },
		{ "\"a\\u0000b\"", 1, "a NUL" },
		{ "[9223372036854775808]", 1, "a number that is too great" },
		{ "{'a':1}", 1, "wrong quotes" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json_fault fault = { 0, "" };
		struct json *value = NULL;

		is_err(json_parse(span_of_str(rows[i].text), &value, &fault), VB_ERR_BAD_INPUT,
		       "%s is refused", rows[i].name);
		ok(value == NULL && fault.text[0] != '\0' && fault.line == rows[i].line,
		   "%s: told in line %d", rows[i].name, fault.line);
	}
}

static void test_print(void)
{
	struct json *value = json_new_text(
		"a\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xe2\x80\x93\xc3\xa4");

	check_printed(value, "\"a\\u001B[31m\\u007F\\u009B\\u202E\\u2066\\u2028–ä\"",
	              "what a terminal obeys is escaped, other characters stay");
	json_destroy(&value);
	value = json_new_text("a\xff\xc3(\xc3\xa4");
	check_printed(value, "\"a\xEF\xBF\xBD\xEF\xBF\xBD(ä\"",
	              "bytes that are no characters are replaced");
	json_destroy(&value);
	value = json_new_text(NULL);
	check_printed(value, "null", "no text is null");
	json_destroy(&value);
}

static void test_same(void)
{
	struct json *a = parsed("{\"x\":[1,{\"y\":\"z\"}]}");
	struct json *b = json_new_copy(a);

	ok(a != b && json_is_same(a, b), "a copy is another with the same contents");
	json_put_int(b, "q", 1);
	ok(!json_is_same(a, b), "changing it does not change the first");
	json_destroy(&a);
	json_destroy(&b);
}

int main(void)
{
	test_build();
	test_ask();
	test_nothing();
	test_decode();
	test_decode_damage();
	test_encode();
	test_encode_many();
	test_bad_text();
	test_print();
	test_same();
	return done();
}
