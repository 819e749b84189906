/*
 * merged_decode: which bytes are a merged record; a good one is written again with the same bytes, after a bad one
 * nothing is there. The documents come from tests/vectors/merged.py.
 */
#include "protocol/limits.h"
#include "protocol/merge/merged.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

static void check_good(struct merged *m, const char *name)
{
	struct span record = vector_bytes(name);
	struct buf out;

	buf_init(&out, VB_MERGED_MAX_BYTES);
	is_err(merged_decode(m, record), 0, "%s is read", name);
	ok(m->exists, "%s exists", name);
	merged_encode(m, &out);
	ok(out.err == 0 && span_is_equal(buf_span(&out), record), "%s is written again", name);
	buf_clear(&out);
	merged_encode(m, &out);
	ok(span_is_equal(buf_span(&out), record), "%s and once more", name);
	buf_release(&out);
}

static void test_good(struct merged *m)
{
	static const char *const names[] = { "registers", "empty", "overgrown",
		                             "delete",    "text",  "light" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_good(m, names[i]);
}

static const struct {
	const char *name;
	int want;
} refused[] = {
	{ "fields_falling", VB_ERR_NOT_CANONICAL },
	{ "logs_of_changes_falling", VB_ERR_NOT_CANONICAL },
	{ "seqs_falling", VB_ERR_NOT_CANONICAL },
	{ "indexes_falling", VB_ERR_NOT_CANONICAL },
	{ "twice", VB_ERR_NOT_CANONICAL },
	{ "logs_falling", VB_ERR_NOT_CANONICAL },
	{ "log_twice", VB_ERR_NOT_CANONICAL },
	{ "log_unused", VB_ERR_NOT_CANONICAL },
	{ "log_unused_first", VB_ERR_NOT_CANONICAL },
	{ "no_log", VB_ERR_MALFORMED },
	{ "log_beyond", VB_ERR_OUT_OF_RANGE },
	{ "create_log_beyond", VB_ERR_OUT_OF_RANGE },
	{ "weight_too_small", VB_ERR_OUT_OF_RANGE },
	{ "weight_beyond", VB_ERR_OUT_OF_RANGE },
	{ "overgrown_with_change", VB_ERR_MALFORMED },
	{ "remove", VB_ERR_MALFORMED },
	{ "op_unknown", VB_ERR_OUT_OF_RANGE },
	{ "field_zero", VB_ERR_MALFORMED },
	{ "delete_of_field", VB_ERR_MALFORMED },
	{ "cover_falling", VB_ERR_NOT_CANONICAL },
	{ "cover_twice", VB_ERR_NOT_CANONICAL },
	{ "cover_beyond", VB_ERR_OUT_OF_RANGE },
	{ "cover_delete", VB_ERR_MALFORMED },
	{ "cover_itself", VB_ERR_MALFORMED },
	{ "cover_is_nil", VB_ERR_MALFORMED },
	{ "parent_is_no_insert", VB_ERR_MALFORMED },
	{ "parent_of_other_field", VB_ERR_MALFORMED },
	{ "parent_is_itself", VB_ERR_MALFORMED },
	{ "parent_beyond", VB_ERR_OUT_OF_RANGE },
	{ "parent_is_int", VB_ERR_MALFORMED },
	{ "right_of_left", VB_ERR_MALFORMED },
	{ "right_is_no_insert", VB_ERR_MALFORMED },
	{ "right_is_itself", VB_ERR_MALFORMED },
	{ "side_beyond", VB_ERR_OUT_OF_RANGE },
	{ "cut_no_characters", VB_ERR_OUT_OF_RANGE },
	{ "cut_of_cut", VB_ERR_MALFORMED },
	{ "kind_beyond", VB_ERR_OUT_OF_RANGE },
	{ "key_more", VB_ERR_TOO_LARGE },
	{ "index_beyond", VB_ERR_OUT_OF_RANGE },
	{ "prefix_short", VB_ERR_MALFORMED },
	{ "change_short", VB_ERR_MALFORMED },
	{ "change_long", VB_ERR_TOO_LARGE },
	{ "log_short", VB_ERR_MALFORMED },
	{ "create_long", VB_ERR_TOO_LARGE },
	{ "not_a_map", VB_ERR_MALFORMED },
	{ "nothing", VB_ERR_MALFORMED },
	{ "trailing", VB_ERR_TRAILING },
	{ "truncated", VB_ERR_TRUNCATED },
};

static void test_bad(struct merged *m)
{
	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (merged_decode(m, vector_bytes("registers")) != 0)
			bail("a good record is not read");
		is_err(merged_decode(m, vector_bytes(refused[i].name)), refused[i].want, "%s",
		       refused[i].name);
		ok(!m->exists && m->change_count == 0 && m->log_count == 0, "nothing is there");
	}
}

static void test_contents(struct merged *m)
{
	is_err(merged_decode(m, span_of(NULL, 0)), 0, "no bytes are a record");
	ok(!m->exists && merged_is_deleted(m), "that does not exist");
	is_err(merged_decode(m, vector_bytes("delete")), 0, "a record with two deletes");
	is_int(m->kind, 6, "its kind");
	is_u64(m->last.v, UINT64_MAX, "its last change");
	is_u64(merged_creator(m)->incarnation, UINT64_MAX, "its creator");
	ok(merged_is_deleted(m), "all is covered");
	is_err(merged_decode(m, vector_bytes("registers")), 0, "a record without");
	ok(!merged_is_deleted(m), "lives");
	is_err(merged_decode(m, vector_bytes("overgrown")), 0, "an overgrown record");
	ok(merged_is_overgrown(m) && merged_is_deleted(m), "is gone");
}

int main(void)
{
	struct merged m;

	vectors_open("tests/vectors/merged.txt");
	merged_init(&m);
	test_good(&m);
	test_bad(&m);
	test_contents(&m);
	merged_release(&m);
	vectors_close();
	return done();
}
