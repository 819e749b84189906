/* change: reading and judging the changes of a body; see change.h. */
#include "protocol/merge/change.h"

#include <string.h>

#include "protocol/limits.h"

/* ---- reading ---- */

static void name_read(struct pack_reader *r, struct change_name *out)
{
	(void)unpack_array(r, 4);
	out->log = (uint32_t)unpack_uint(r, UINT32_MAX);
	out->seq = unpack_uint(r, UINT64_MAX);
	unpack_fixed(r, out->prefix, sizeof(out->prefix));
	out->index = (uint32_t)unpack_uint(r, VB_CHANGES_MAX_COUNT - 1);
	unpack_end(r);
}

static void names_read(struct pack_reader *r, struct list *out)
{
	list_begin(r, 1, VB_NAMES_MAX_COUNT, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++)
		unpack_checked(r);
	list_end(r, out);
}

/* The form of values and names was found canonical when the body was read, so here only their ends are looked for. */
static void change_read(struct pack_reader *r, struct change *out)
{
	uint32_t parts = unpack_array(r, 4);

	out->field = (uint32_t)unpack_uint(r, VB_KIND_MAX);
	out->op = (enum change_op)unpack_uint(r, UINT8_MAX);
	out->value = unpack_checked(r);
	out->names = (struct list){ span_of(NULL, 0), 0 };
	if (parts == 4)
		names_read(r, &out->names);
	unpack_end(r);
}

static void place_read(struct pack_reader *r, struct change_place *out)
{
	(void)unpack_array(r, 2);
	name_read(r, &out->insert);
	out->offset = (uint32_t)unpack_uint(r, UINT32_MAX);
	unpack_end(r);
}

static void insert_read(struct pack_reader *r, struct change_insert *out)
{
	uint32_t parts = unpack_array(r, 4);
	const uint8_t *start;
	uint64_t side;

	out->has_parent = unpack_peek(r) != VB_PACK_NIL;
	if (out->has_parent)
		place_read(r, &out->parent);
	else
		unpack_nil(r);
	start = r->c.at;
	side = unpack_uint(r, 1);
	(void)unpack_str(r, VB_TEXT_MAX_BYTES);
	out->rest = span_of(start, (size_t)(r->c.at - start));
	out->has_right = parts == 4;
	if (out->has_right && side == 0)
		unpack_fail(r, VB_ERR_MALFORMED);
	if (out->has_right)
		place_read(r, &out->right);
	unpack_end(r);
}

static void cut_read(struct pack_reader *r, struct change_cut *out)
{
	(void)unpack_array(r, 3);
	name_read(r, &out->target);
	out->from = (uint32_t)unpack_uint(r, UINT32_MAX);
	out->count = (uint32_t)unpack_uint(r, UINT32_MAX);
	unpack_end(r);
}

/* ---- judging ---- */

struct judge {
	const struct body *body;
	uint8_t used[VB_BODY_LOGS_MAX_COUNT / 8]; /* a bit for each log */
};

/* A name must point into the list of logs; a create has nothing to name. */
static int name_judge(struct judge *judge, const struct change_name *name)
{
	if (judge->body->verb == VB_VERB_CREATE)
		return VB_ERR_MALFORMED;
	if (name->log >= judge->body->logs.count)
		return VB_ERR_OUT_OF_RANGE;
	judge->used[name->log / 8] |= (uint8_t)(1u << name->log % 8);
	return 0;
}

static int names_judge(struct judge *judge, const struct list *names)
{
	struct change_name name, last;
	struct pack_reader r;
	int err;

	unpack_init(&r, names->packed);
	for (uint32_t i = 0; i < names->count; i++) {
		name_read(&r, &name);
		if (r.err == 0) {
			err = name_judge(judge, &name);
			if (err == 0 && i > 0 && change_name_compare(&last, &name) >= 0)
				err = VB_ERR_NOT_CANONICAL;
			if (err != 0)
				return err;
		}
		last = name;
	}
	return unpack_finish(&r);
}

static int insert_judge(struct judge *judge, struct span value)
{
	struct change_insert insert;
	struct pack_reader r;
	int err;

	unpack_init(&r, value);
	insert_read(&r, &insert);
	err = unpack_finish(&r);
	if (err == 0 && insert.has_parent)
		err = name_judge(judge, &insert.parent.insert);
	if (err == 0 && insert.has_right)
		err = name_judge(judge, &insert.right.insert);
	return err;
}

static int cuts_judge(struct judge *judge, struct span value)
{
	struct change_cut cut;
	struct pack_reader r;
	uint32_t count;
	int err = 0;

	unpack_init(&r, value);
	count = unpack_array(&r, VB_NAMES_MAX_COUNT);
	if (count == 0)
		unpack_fail(&r, VB_ERR_MALFORMED);
	for (uint32_t i = 0; i < count && err == 0 && r.err == 0; i++) {
		cut_read(&r, &cut);
		if (r.err == 0)
			err = cut.count > 0 ? name_judge(judge, &cut.target) : VB_ERR_OUT_OF_RANGE;
	}
	unpack_end(&r);
	return err != 0 ? err : unpack_finish(&r);
}

static int nil_judge(struct span value)
{
	struct pack_reader r;

	unpack_init(&r, value);
	unpack_nil(&r);
	return unpack_finish(&r);
}

static int change_judge(struct judge *judge, const struct change *change)
{
	bool is_delete = change->op == VB_OP_DELETE;
	int err;

	if (change->op > VB_OP_CUT)
		return VB_ERR_IGNORED;
	if (is_delete != (judge->body->verb == VB_VERB_DELETE) || is_delete != (change->field == 0))
		return VB_ERR_MALFORMED;
	err = names_judge(judge, &change->names);
	if (err != 0)
		return err;
	switch (change->op) {
	case VB_OP_REMOVE:
	case VB_OP_DELETE:
		return nil_judge(change->value);
	case VB_OP_INSERT:
		return insert_judge(judge, change->value);
	case VB_OP_CUT:
		return cuts_judge(judge, change->value);
	case VB_OP_SET:
	case VB_OP_ADD:
		break;
	}
	return 0;
}

int change_check(const struct body *body)
{
	struct judge judge = { .body = body };
	struct change change;
	struct pack_reader r;
	int err = 0;

	if (body->verb < VB_VERB_CREATE || body->verb > VB_VERB_DELETE)
		return VB_ERR_IGNORED;
	if (body->logs.count > VB_BODY_LOGS_MAX_COUNT || body->changes.count > VB_CHANGES_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	if (body->changes.count < 1 || (body->verb == VB_VERB_DELETE && body->changes.count != 1))
		return VB_ERR_MALFORMED;
	unpack_init(&r, body->changes.packed);
	for (uint32_t i = 0; i < body->changes.count && err == 0 && r.err == 0; i++) {
		change_read(&r, &change);
		if (r.err == 0)
			err = change_judge(&judge, &change);
	}
	if (err != 0)
		return err;
	for (uint32_t i = 0; i < body->logs.count; i++) {
		if (r.err == 0 && (judge.used[i / 8] >> i % 8 & 1) == 0)
			return VB_ERR_NOT_CANONICAL;
	}
	return unpack_finish(&r);
}

/* ---- walking what was found good ---- */

void change_walk_init(struct change_walk *walk, const struct body *body)
{
	*walk = (struct change_walk){ .left = body->changes, .index = UINT32_MAX };
}

bool change_next(struct change_walk *walk, struct change *out)
{
	struct pack_reader r;

	if (!list_enter(&walk->left, &r))
		return false;
	change_read(&r, out);
	list_leave(&walk->left, &r);
	walk->index++;
	return true;
}

bool change_next_name(struct list *names, struct change_name *out)
{
	struct pack_reader r;

	if (!list_enter(names, &r))
		return false;
	name_read(&r, out);
	list_leave(names, &r);
	return true;
}

void change_insert_read(const struct change *change, struct change_insert *out)
{
	struct pack_reader r;

	unpack_init(&r, change->value);
	insert_read(&r, out);
}

struct list change_cuts(const struct change *change)
{
	struct pack_reader r;
	struct list cuts;

	unpack_init(&r, change->value);
	names_read(&r, &cuts);
	return cuts;
}

bool change_next_cut(struct list *cuts, struct change_cut *out)
{
	struct pack_reader r;

	if (!list_enter(cuts, &r))
		return false;
	cut_read(&r, out);
	list_leave(cuts, &r);
	return true;
}

int change_name_compare(const void *a, const void *b)
{
	const struct change_name *x = a, *y = b;

	if (x->log != y->log)
		return x->log < y->log ? -1 : 1;
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void change_name_encode(const struct change_name *name, struct buf *out)
{
	pack_array(out, 4);
	pack_uint(out, name->log);
	pack_uint(out, name->seq);
	pack_bin(out, name->prefix, sizeof(name->prefix));
	pack_uint(out, name->index);
}
