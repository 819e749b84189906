/* change: what a body says about its record, one field at a time, and the names by which changes refer to others.
 *
 * change_check judges the list of changes that body_decode handed out, by form alone, so that every version of Verbund
 * finds the same ones good; what it lets pass can be walked without looking for errors. It does not know which kinds
 * and fields exist. Grammar: SPEC.md 8.1. Writing: edit.h.
 * Called by merge and edit. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_CHANGE_H
#define VB_PROTOCOL_MERGE_CHANGE_H

#include "protocol/body.h"

enum change_op {
	VB_OP_SET = 0,    /* register, order: replaces what it names */
	VB_OP_ADD = 1,    /* set */
	VB_OP_REMOVE = 2, /* set: takes away what it names, and nothing else */
	VB_OP_DELETE = 3, /* the record; field 0 */
	VB_OP_INSERT = 4, /* text */
	VB_OP_CUT = 5,    /* text */
};

/* How a change is referred to: the index-th change in the body of entry seq of a log. */
struct change_name {
	uint32_t log; /* in the body's list of logs */
	uint64_t seq;
	uint8_t prefix[VB_ID_PREFIX_BYTES]; /* of the entry id */
	uint32_t index;
};

struct change {
	uint32_t field;
	enum change_op op;
	struct span value; /* one packed value */
	struct list names; /* consumed by change_next_name */
};

/* Checks all changes of a body, which were found canonical by body_decode or made by edit.h, and that each of its logs is
 * used. A create has no names: there is nothing it could have seen. Errors: VB_ERR_MALFORMED, VB_ERR_NOT_CANONICAL,
 * VB_ERR_TOO_LARGE, VB_ERR_OUT_OF_RANGE and the others of unpack_finish; VB_ERR_IGNORED for a verb or op that this
 * version does not know. */
VB_MUST int change_check(const struct body *body);

/* The elements not walked yet, to be started with body->changes, whose list is copied. */
struct change_walk {
	struct list left;
	uint32_t index; /* of the change handed out last */
};

/* Starts walking the changes of a checked body. */
void change_walk_init(struct change_walk *walk, const struct body *body);

/* Takes the next change; false at the end. */
bool change_next(struct change_walk *walk, struct change *out);

/* Takes the next name off the list of a checked change; false at its end. */
bool change_next_name(struct list *names, struct change_name *out);

/* A character of a text: the offset-th of an insert. */
struct change_place {
	struct change_name insert;
	uint32_t offset;
};

/* What an insert says: behind (side 1) or before (side 0) which character; no parent: at the root. Behind one, it may
 * say which character stood behind its place when it was written: its right neighbour. */
struct change_insert {
	bool has_parent, has_right;
	struct change_place parent, right;
	struct span rest; /* side and text, packed, as they stand in the value */
};

/* Reads the value of a checked change with op VB_OP_INSERT. */
void change_insert_read(const struct change *change, struct change_insert *out);

/* One run of characters cut out of an insert. */
struct change_cut {
	struct change_name target;
	uint32_t from;
	uint32_t count;
};

/* The runs in the value of a checked change with op VB_OP_CUT. */
struct list change_cuts(const struct change *change);

/* Takes the next run off the list; false at its end. */
bool change_next_cut(struct list *cuts, struct change_cut *out);

/* Orders two names by (log, seq, index), as a list of names has them; for qsort. */
int change_name_compare(const void *a, const void *b);

/* Appends one name. */
void change_name_encode(const struct change_name *name, struct buf *out);

#endif
