/*
 * fuzz_change: a document that is judged good is walked to its end, and writing what was read gives the same bytes.
 *
 * The input is the document of a body, without its padding.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "protocol/merge/change.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

/* Writes the names, each of which must point into the list of logs. */
static void names_write(const struct body *body, struct list names, struct buf *out)
{
	struct change_name name;

	pack_array(out, names.count);
	while (change_next_name(&names, &name)) {
		must(name.log < body->logs.count && name.index < VB_CHANGES_MAX_COUNT);
		change_name_encode(&name, out);
	}
}

static void place_write(const struct change_place *place, struct buf *out)
{
	pack_array(out, 2);
	change_name_encode(&place->insert, out);
	pack_uint(out, place->offset);
}

static void insert_write(const struct change *change, struct buf *out)
{
	struct change_insert insert;

	change_insert_read(change, &insert);
	pack_array(out, insert.has_right ? 4 : 3);
	if (insert.has_parent)
		place_write(&insert.parent, out);
	else
		pack_nil(out);
	pack_raw(out, insert.rest);
	if (insert.has_right)
		place_write(&insert.right, out);
}

static void cuts_write(const struct change *change, struct buf *out)
{
	struct list cuts = change_cuts(change);
	struct change_cut cut;

	pack_array(out, cuts.count);
	while (change_next_cut(&cuts, &cut)) {
		pack_array(out, 3);
		change_name_encode(&cut.target, out);
		pack_uint(out, cut.from);
		pack_uint(out, cut.count);
	}
}

static void change_write(const struct body *body, const struct change *change, struct buf *out)
{
	pack_array(out, change->names.count > 0 ? 4 : 3);
	pack_uint(out, change->field);
	pack_uint(out, change->op);
	if (change->op == VB_OP_INSERT)
		insert_write(change, out);
	else if (change->op == VB_OP_CUT)
		cuts_write(change, out);
	else
		pack_raw(out, change->value);
	if (change->names.count > 0)
		names_write(body, change->names, out);
}

static void body_try(const struct body *body)
{
	struct change_walk walk;
	struct change change;
	struct buf again;
	uint32_t count = 0;

	if (change_check(body) != 0)
		return;
	buf_init(&again, VB_BODY_MAX_BYTES);
	change_walk_init(&walk, body);
	while (change_next(&walk, &change)) {
		must(walk.index == count++);
		must((change.op == VB_OP_DELETE) == (body->verb == VB_VERB_DELETE));
		change_write(body, &change, &again);
	}
	must(count == body->changes.count);
	must(again.err == 0 && span_is_equal(buf_span(&again), body->changes.packed));
	buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t padded = body_padded_bytes(size);
	struct body body;
	uint8_t *plain;

	if (padded == 0)
		return 0;
	plain = calloc(1, padded);
	if (plain == NULL)
		abort();
	memcpy(plain, data, size);
	if (body_decode(span_of(plain, padded), &body) == 0)
		body_try(&body);
	free(plain);
	return 0;
}
