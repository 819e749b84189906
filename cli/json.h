/* json: a document as a tree, from and to JSON text and MessagePack bytes; the only file that knows jansson.
 *
 * What the daemon answers, what is asked of it and what stands in imported files are all such trees. Maps keep the
 * order in which their keys were put. Texts are valid UTF-8 without NUL. A value belongs to the list or map that it
 * stands in; what json_get and json_at hand out is borrowed and lives as long as that.
 * Out of memory aborts. NULL stands for "not there" and may be asked anything. Thread rule: pure.
 */
#ifndef VB_CLI_JSON_H
#define VB_CLI_JSON_H

#include <stdio.h>

#include "protocol/bytes.h"

struct json;

enum json_form {
	JSON_FORM_NONE, /* not there */
	JSON_FORM_NIL,
	JSON_FORM_BOOL,
	JSON_FORM_INT,
	JSON_FORM_REAL, /* only in JSON text */
	JSON_FORM_TEXT,
	JSON_FORM_LIST,
	JSON_FORM_MAP,
};

/* An empty map. Caller destroys, here and below. */
struct json *json_new_map(void);
/* An empty list. */
struct json *json_new_list(void);
/* A text; NULL is nil. What is not UTF-8 in it becomes U+FFFD. */
struct json *json_new_text(const char *text);
/* An integer. */
struct json *json_new_int(int64_t value);
/* True or false. */
struct json *json_new_bool(bool value);
/* nil. */
struct json *json_new_nil(void);
/* A deep copy; NULL of NULL. */
struct json *json_new_copy(const struct json *value);
/* Frees a value that stands in no list or map; sets *value to NULL. NULL is fine. */
void json_destroy(struct json **value);

/* Puts a value under a key, in place of the one that was there; takes *value. */
void json_put(struct json *map, const char *key, struct json **value);
/* Puts a text; NULL puts nothing. */
void json_put_text(struct json *map, const char *key, const char *text);
/* Puts an integer. */
void json_put_int(struct json *map, const char *key, int64_t number);
/* Puts true or false. */
void json_put_bool(struct json *map, const char *key, bool truth);
/* Puts every pair of another map, copied. */
void json_put_all(struct json *map, const struct json *other);
/* Takes a key out; nothing happens when it is not there. */
void json_remove(struct json *map, const char *key);
/* Adds to the end of a list; takes *value. */
void json_add(struct json *list, struct json **value);
/* Adds every element of another list, copied; of anything else nothing. */
void json_add_all(struct json *list, const struct json *other);
/* Puts the elements of a list into another order: first the one that stood at order[0], and so on, each once. */
void json_reorder(struct json *list, const size_t *order);
/* Adds a text; NULL adds nothing. */
void json_add_text(struct json *list, const char *text);

/* What a value is. */
enum json_form json_form_of(const struct json *value);
/* The value under a key; NULL when it is not there, or map is no map. */
struct json *json_get(const struct json *map, const char *key);
/* The element of a list; NULL behind its end, or list is no list. */
struct json *json_at(const struct json *list, size_t index);
/* Elements of a list, pairs of a map, else 0. */
size_t json_count(const struct json *value);
/* The text; NULL when it is none. */
const char *json_text(const struct json *value);
/* The integer; fallback when it is none. */
int64_t json_int(const struct json *value, int64_t fallback);
/* True only for true. */
bool json_is_yes(const struct json *value);
/* The text under a key; NULL when there is none. */
const char *json_get_text(const struct json *map, const char *key);
/* One pair after the other; start with *iterator NULL. False at the end. The map must not change meanwhile. */
bool json_next(const struct json *map, void **iterator, const char **key, struct json **value);
/* True if both have the same contents. */
bool json_is_same(const struct json *a, const struct json *b);

/* Reads one packed document. bin becomes hexadecimal text, integer map keys decimal text.
 * Errors: those of unpack_finish; VB_ERR_MALFORMED (an integer above INT64_MAX). */
VB_MUST int json_decode(struct span packed, struct json **out);

/* Appends the value packed; map keys in the order of the tree, so it is not canonical. Sticky errors in out:
 * VB_ERR_TOO_LARGE, and VB_ERR_BAD_UTF8. A real number becomes nil. */
void json_encode(const struct json *value, struct buf *out);

/* Where and why a text is not JSON. */
struct json_fault {
	int line; /* from 1 */
	char text[200];
};

/* Reads one JSON document: no key twice in a map, no NUL in a text, nesting <= 2048.
 * Errors: VB_ERR_BAD_INPUT; only then fault is written. */
VB_MUST int json_parse(struct span text, struct json **out, struct json_fault *fault);

/* Writes JSON text and a line feed; is_compact: in one line. Control characters and those that turn the direction of
 * the text around them stand as \uXXXX. Errors show in ferror. */
void json_print(const struct json *value, bool is_compact, FILE *out);

#endif
