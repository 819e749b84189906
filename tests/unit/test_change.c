/*
 * change: which documents are judged good and which bad, and that walking what is good gives back what stands in it.
 * The documents come from tests/vectors/change.py.
 */
#include "protocol/merge/change.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

static uint8_t plain[VB_BODY_MAX_BYTES];

/* The body of the vector of that name; it lives until the next call. */
static struct body body_of(const char *name)
{
	struct span document = vector_bytes(name);
	struct body body = { 0 };
	int err;

	memset(plain, 0, sizeof(plain));
	memcpy(plain, document.data, document.size);
	err = body_decode(span_of(plain, body_padded_bytes(document.size)), &body);
	if (err != 0)
		bail("%s: body_decode says %s", name, err_name(err));
	return body;
}

/* Vectors, and what change_check says about them. */
static const struct {
	const char *name;
	int want;
} judged[] = {
	{ "create", 0 },
	{ "edit", 0 },
	{ "edit_without_names", 0 },
	{ "delete", 0 },
	{ "delete_without_names", 0 },
	{ "text", 0 },
	{ "many_names", 0 },
	{ "many_changes", 0 },
	{ "create_names", VB_ERR_MALFORMED },
	{ "create_names_parent", VB_ERR_MALFORMED },
	{ "create_cuts", VB_ERR_MALFORMED },
	{ "delete_of_field", VB_ERR_MALFORMED },
	{ "delete_by_set", VB_ERR_MALFORMED },
	{ "delete_in_edit", VB_ERR_MALFORMED },
	{ "field_zero", VB_ERR_MALFORMED },
	{ "delete_with_value", VB_ERR_MALFORMED },
	{ "remove_with_value", VB_ERR_MALFORMED },
	{ "log_unused", VB_ERR_NOT_CANONICAL },
	{ "log_beyond", VB_ERR_OUT_OF_RANGE },
	{ "names_empty", VB_ERR_MALFORMED },
	{ "names_falling", VB_ERR_NOT_CANONICAL },
	{ "names_falling_log", VB_ERR_NOT_CANONICAL },
	{ "names_falling_index", VB_ERR_NOT_CANONICAL },
	{ "names_twice", VB_ERR_NOT_CANONICAL },
	/* limit VB_NAMES_MAX_COUNT */
	{ "names_too_many", VB_ERR_TOO_LARGE },
	{ "name_index_beyond", VB_ERR_OUT_OF_RANGE },
	{ "name_short", VB_ERR_MALFORMED },
	{ "name_long", VB_ERR_TOO_LARGE },
	{ "name_prefix_short", VB_ERR_MALFORMED },
	{ "name_prefix_long", VB_ERR_TOO_LARGE },
	{ "name_seq_negative", VB_ERR_MALFORMED },
	{ "name_is_str", VB_ERR_MALFORMED },
	{ "change_short", VB_ERR_MALFORMED },
	{ "change_long", VB_ERR_TOO_LARGE },
	{ "change_is_map", VB_ERR_MALFORMED },
	{ "field_beyond", VB_ERR_OUT_OF_RANGE },
	{ "field_is_str", VB_ERR_MALFORMED },
	{ "op_unknown", VB_ERR_IGNORED },
	{ "op_beyond", VB_ERR_OUT_OF_RANGE },
	{ "verb_unknown", VB_ERR_IGNORED },
	{ "insert_short", VB_ERR_MALFORMED },
	{ "insert_side", VB_ERR_OUT_OF_RANGE },
	{ "insert_text_is_bin", VB_ERR_MALFORMED },
	{ "insert_parent_beyond", VB_ERR_OUT_OF_RANGE },
	{ "insert_parent_is_int", VB_ERR_MALFORMED },
	{ "insert_parent_is_name", VB_ERR_TOO_LARGE },
	{ "insert_offset_beyond", VB_ERR_OUT_OF_RANGE },
	{ "insert_right_beyond", VB_ERR_OUT_OF_RANGE },
	{ "insert_right_of_left", VB_ERR_MALFORMED },
	{ "insert_right_is_nil", VB_ERR_MALFORMED },
	{ "insert_long", VB_ERR_TOO_LARGE },
	{ "cut_nothing", VB_ERR_MALFORMED },
	{ "cut_no_characters", VB_ERR_OUT_OF_RANGE },
	{ "cut_short", VB_ERR_MALFORMED },
	{ "cut_beyond", VB_ERR_OUT_OF_RANGE },
	{ "cut_is_nil", VB_ERR_MALFORMED },
};

static void test_judgement(void)
{
	for (unsigned i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		struct body body = body_of(judged[i].name);

		is_err(change_check(&body), judged[i].want, "%s", judged[i].name);
	}
}

/* What body_decode would not let pass is judged here as well. */
static void test_counts(void)
{
	struct body body = body_of("delete_without_names"), none = body;
	struct list changes = body_of("many_changes").changes;

	none.changes.count = 0;
	is_err(change_check(&none), VB_ERR_MALFORMED, "no change");
	body = body_of("many_changes");
	body.changes.count = VB_CHANGES_MAX_COUNT + 1;
	is_err(change_check(&body), VB_ERR_TOO_LARGE, "too many changes");
	body.changes = changes;
	body.changes.count = VB_CHANGES_MAX_COUNT - 1;
	is_err(change_check(&body), VB_ERR_TRAILING, "fewer changes than there are");
	body.changes = changes;
	/* limit VB_BODY_LOGS_MAX_COUNT */
	body.logs.count = VB_BODY_LOGS_MAX_COUNT + 1;
	is_err(change_check(&body), VB_ERR_TOO_LARGE, "too many logs");
	body.logs.count = 0;
	body.verb = VB_VERB_DELETE;
	is_err(change_check(&body), VB_ERR_MALFORMED, "a delete with more than one change");
}

static void check_name(const struct change_name *got, uint32_t log, uint64_t seq, uint32_t index)
{
	static const uint8_t prefix[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	is_int(got->log, log, "log of the name");
	is_u64(got->seq, seq, "seq of the name");
	is_int(got->index, index, "index of the name");
	is_mem(got->prefix, prefix, sizeof(prefix), "prefix of the name");
}

static void test_walk(void)
{
	struct body body = body_of("edit");
	struct change_walk walk;
	struct change change;
	struct change_name name;

	change_walk_init(&walk, &body);
	ok(change_next(&walk, &change), "first change");
	is_int(walk.index, 0, "its index");
	is_int(change.field, 2, "its field");
	is_int(change.op, VB_OP_SET, "its op");
	ok(span_is_equal(change.value, hex("c0")), "its value");
	ok(change_next_name(&change.names, &name), "first name");
	check_name(&name, 0, 1, 0);
	ok(change_next_name(&change.names, &name), "second name");
	check_name(&name, 1, UINT64_MAX, 511);
	ok(!change_next_name(&change.names, &name), "no third name");
	ok(change_next(&walk, &change), "second change");
	is_int(walk.index, 1, "its index");
	is_int(change.op, VB_OP_REMOVE, "its op");
	ok(change_next_name(&change.names, &name), "its name");
	check_name(&name, 1, 7, 3);
	ok(!change_next(&walk, &change), "no third change");
}

static void test_walk_text(void)
{
	struct body body = body_of("text");
	struct change_walk walk;
	struct change change;
	struct change_insert insert;
	struct change_cut cut;
	struct list cuts;

	change_walk_init(&walk, &body);
	ok(change_next(&walk, &change) && change.op == VB_OP_INSERT, "an insert");
	change_insert_read(&change, &insert);
	ok(insert.has_parent && !insert.has_right, "has a parent");
	check_name(&insert.parent.insert, 0, 1, 2);
	is_int(insert.parent.offset, 7, "and which of its characters");
	ok(span_is_equal(insert.rest, hex("00 a0")), "side and text");
	ok(change_next(&walk, &change) && change.op == VB_OP_CUT, "a cut");
	cuts = change_cuts(&change);
	ok(change_next_cut(&cuts, &cut), "first run");
	check_name(&cut.target, 1, 5, 0);
	is_u64(cut.from, UINT32_MAX, "its start");
	is_int(cut.count, 1, "its length");
	ok(change_next_cut(&cuts, &cut), "second run");
	check_name(&cut.target, 0, 5, 0);
	is_int(cut.count, 3, "its length");
	ok(!change_next_cut(&cuts, &cut), "no third run");
	body = body_of("create");
	change_walk_init(&walk, &body);
	while (change_next(&walk, &change))
		is_int(change.names.count, 0, "no names");
	change_insert_read(&change, &insert);
	ok(!insert.has_parent && !insert.has_right, "an insert at the root");
}

static void test_walk_right(void)
{
	struct body body = body_of("text_right");
	struct change_walk walk;
	struct change change;
	struct change_insert insert;

	change_walk_init(&walk, &body);
	ok(change_next(&walk, &change), "an insert");
	change_insert_read(&change, &insert);
	ok(insert.has_parent && insert.has_right, "has a parent and a right neighbour");
	is_u64(insert.parent.offset, UINT32_MAX, "the last character there can be");
	check_name(&insert.right.insert, 1, 5, 0);
	is_int(insert.right.offset, 3, "its fourth character");
	ok(span_is_equal(insert.rest, hex("01 a2 c3a4")), "side and text");
	ok(change_next(&walk, &change), "another");
	change_insert_read(&change, &insert);
	ok(!insert.has_parent && insert.has_right, "at the root, with a right neighbour");
}

static void test_name_encode(void)
{
	struct change_name name = { 300, 5, { 0, 1, 2, 3, 4, 5, 6, 7 }, 511 };
	struct buf b;

	buf_init(&b, 64);
	change_name_encode(&name, &b);
	ok(span_is_equal(buf_span(&b), hex("94 cd012c 05 c408 0001020304050607 cd01ff")),
	   "a name as bytes");
	buf_release(&b);
}

int main(void)
{
	vectors_open("tests/vectors/change.txt");
	test_judgement();
	test_counts();
	test_walk();
	test_walk_text();
	test_walk_right();
	test_name_encode();
	vectors_close();
	return done();
}
