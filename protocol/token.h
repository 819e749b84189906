/* token: the types of MessagePack values, the head of one, and how to step over a whole one.
 *
 * What pack and unpack have in common; others need only the types, which pack.h brings along.
 * All reading of bytes from outside goes through token_read: it knows each of the 256 first bytes,
 * whether the form was the shortest, and that what a value announces is not more than the bytes
 * left. Nothing here allocates; recursion ends at VB_PACK_MAX_DEPTH.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_TOKEN_H
#define VB_PROTOCOL_TOKEN_H

#include "protocol/bytes.h"
#include "protocol/limits.h"

enum pack_type {
	VB_PACK_NONE, /* nothing left or broken */
	VB_PACK_NIL,
	VB_PACK_BOOL,
	VB_PACK_UINT,
	VB_PACK_INT, /* negative */
	VB_PACK_BIN,
	VB_PACK_STR,
	VB_PACK_ARRAY,
	VB_PACK_MAP,
};

struct token {
	enum pack_type type;
	bool is_shortest;
	size_t size;     /* of the head: the type byte and what belongs to it */
	uint64_t number; /* the integer (two's complement), truth, bytes, elements or pairs */
};

/* How much a value is checked. CHECKED: it was found well-formed before, its end is looked for. */
enum token_form { TOKEN_CANONICAL, TOKEN_WELL_FORMED, TOKEN_CHECKED };

/* Reads the head of the value at the cursor without moving it; the bytes that it needs behind its
 * head are there. Errors: VB_ERR_TRUNCATED, VB_ERR_MALFORMED (a type never allowed). */
VB_MUST int token_read(const struct cursor *c, struct token *t);

/* Bytes that the value needs at least behind its head; for bin and str these are all. */
uint64_t token_need(const struct token *t);

/* Moves the cursor behind one value and all within. depth: arrays and maps around it.
 * Errors: as token_read, VB_ERR_TOO_DEEP, VB_ERR_TOO_LARGE (items), VB_ERR_BAD_UTF8, VB_ERR_MALFORMED
 * (a map key that is neither integer nor string), VB_ERR_NOT_CANONICAL (form CANONICAL only). The
 * cursor stands anywhere then. */
VB_MUST int token_skip(struct cursor *c, uint32_t depth, enum token_form form);

/* Orders two map keys that were found well-formed before: integers by value, then strings bytewise. */
int token_key_compare(const uint8_t *a, const uint8_t *b);

#endif
