/* edit_finish: from the changes collected to the lists of a body; see edit.h; tested by tests/unit/test_edit.c. */
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/limits.h"
#include "protocol/merge/edit.h"

/* An edit stays so far below the limit that no two offices overgrow a record together without meaning to, and that it
 * can still be deleted. SPEC.md 8.2. */
#define WEIGHT_MARGIN (1u << 20)

#define HEAD_BYTES 128u /* of the document: keys, kind, verb, heads of lists, the acting person */

static const struct span nil = { (const uint8_t *)"\xc0", 1 };

static int required_check(const struct edit *e)
{
	const struct kind_field *field;

	for (size_t i = 0; (field = kind_field_at(e->kind, i)) != NULL; i++) {
		uint32_t at = 0;

		if ((field->flags & VB_FIELD_REQUIRED) == 0)
			continue;
		while (at < e->change_count && e->changes[at].field != field->number)
			at++;
		if (at == e->change_count)
			return VB_ERR_MISSING_VALUE;
	}
	return 0;
}

/* An edit brings the record back, so it names the deletes: in removes, which have no other effect. */
static void deletes_name(struct edit *e)
{
	uint32_t named = VB_EDIT_NAMES_MAX_COUNT;

	if (e->has_named_deletes)
		return;
	e->has_named_deletes = true;
	for (uint32_t i = 0; i < e->m->change_count; i++) {
		if (e->m->changes[i].is_gone || e->m->changes[i].op != VB_OP_DELETE)
			continue;
		if (named == VB_EDIT_NAMES_MAX_COUNT) {
			edit_change_put(e, VB_FIELD_ID, VB_OP_REMOVE, nil);
			named = 0;
		}
		edit_name_put(e, i);
		named++;
	}
}

static int log_compare(const void *a, const void *b)
{
	const struct edit_log *x = a, *y = b;

	return memcmp(x->id.b, y->id.b, sizeof(x->id.b));
}

/* Collects the logs in which the named changes stand, sorted by id as the body lists them. */
static void logs_collect(struct edit *e)
{
	const struct merged *m = e->m;

	merged_ranks_reserve(e->m, m->log_count);
	for (uint32_t i = 0; i < m->log_count; i++)
		m->ranks[i] = 0;
	for (uint32_t i = 0; i < e->change_count; i++) {
		const struct edit_change *change = &e->changes[i];

		for (uint32_t j = 0; j < change->name_count; j++)
			m->ranks[m->changes[e->names[change->name_at + j]].log] = 1;
		for (uint32_t j = 0; j < change->link_count; j++)
			m->ranks[m->changes[e->links[change->link_at + j].change].log] = 1;
	}
	e->log_count = 0;
	for (uint32_t i = 0; i < m->log_count; i++) {
		if (m->ranks[i] == 0)
			continue;
		e->logs = array_reserve(e->logs, &e->log_capacity, e->log_count + 1,
		                        sizeof(*e->logs));
		e->logs[e->log_count++] = (struct edit_log){ m->logs[i].id, i };
	}
	if (e->log_count > 0)
		qsort(e->logs, e->log_count, sizeof(*e->logs), log_compare);
	for (uint32_t i = 0; i < e->log_count; i++)
		m->ranks[e->logs[i].place] = i;
}

/* The name of what stands at this place in m->changes, after logs_collect has numbered the logs. */
static struct change_name name_of(const struct edit *e, uint32_t place)
{
	const struct merged_change *c = &e->m->changes[place];
	struct change_name name = { .log = e->m->ranks[c->log], .seq = c->seq, .index = c->index };

	memcpy(name.prefix, c->prefix, sizeof(name.prefix));
	return name;
}

/* Writes the names of one change, sorted. */
static void names_write(struct edit *e, const struct edit_change *change)
{
	e->sorted = array_reserve(e->sorted, &e->sorted_capacity, change->name_count,
	                          sizeof(*e->sorted));
	for (uint32_t i = 0; i < change->name_count; i++)
		e->sorted[i] = name_of(e, e->names[change->name_at + i]);
	qsort(e->sorted, change->name_count, sizeof(*e->sorted), change_name_compare);
	pack_array(&e->packed_changes, change->name_count);
	for (uint32_t i = 0; i < change->name_count; i++)
		change_name_encode(&e->sorted[i], &e->packed_changes);
}

static void link_name_write(struct edit *e, const struct merged_link *link)
{
	struct change_name name = name_of(e, link->change);

	change_name_encode(&name, &e->packed_changes);
}

static void place_write(struct edit *e, const struct merged_link *link)
{
	pack_array(&e->packed_changes, 2);
	link_name_write(e, link);
	pack_uint(&e->packed_changes, link->from);
}

/* Writes the value of an insert: value holds side and text, the links are the parent and the right neighbour. */
static void insert_write(struct edit *e, const struct edit_change *change, struct span value)
{
	const struct merged_link *link = e->links + change->link_at;
	const struct merged_link *end = link + change->link_count;
	struct buf *out = &e->packed_changes;
	bool has_parent = link < end && link->count == VB_MERGED_PARENT;

	pack_array(out, change->link_count + (has_parent ? 2 : 3));
	if (has_parent)
		place_write(e, link++);
	else
		pack_nil(out);
	pack_raw(out, value);
	if (link < end)
		place_write(e, link);
}

static void cut_write(struct edit *e, const struct edit_change *change)
{
	struct buf *out = &e->packed_changes;

	pack_array(out, change->link_count);
	for (uint32_t i = 0; i < change->link_count; i++) {
		const struct merged_link *link = &e->links[change->link_at + i];

		pack_array(out, 3);
		link_name_write(e, link);
		pack_uint(out, link->from);
		pack_uint(out, link->count);
	}
}

static void change_write(struct edit *e, const struct edit_change *change)
{
	struct span value = span_of(e->values.data + change->value_at, change->value_size);
	struct buf *out = &e->packed_changes;

	pack_array(out, change->name_count > 0 ? 4 : 3);
	pack_uint(out, change->field);
	pack_uint(out, change->op);
	if (change->op == VB_OP_INSERT)
		insert_write(e, change, value);
	else if (change->op == VB_OP_CUT)
		cut_write(e, change);
	else
		pack_raw(out, value);
	if (change->name_count > 0)
		names_write(e, change);
}

/* Sorts the changes by field; those of one field stay as they came. */
static void changes_sort(struct edit *e)
{
	for (uint32_t i = 1; i < e->change_count; i++) {
		struct edit_change moved = e->changes[i];
		uint32_t at = i;

		for (; at > 0 && e->changes[at - 1].field > moved.field; at--)
			e->changes[at] = e->changes[at - 1];
		e->changes[at] = moved;
	}
}

int edit_finish(struct edit *e, struct body *out)
{
	if (e->verb == VB_VERB_CREATE && required_check(e) != 0)
		return VB_ERR_MISSING_VALUE;
	if (e->verb == VB_VERB_EDIT)
		deletes_name(e);
	if (e->change_count == 0)
		return VB_ERR_MISSING_VALUE;
	if (e->verb == VB_VERB_EDIT && e->m->weight > VB_RECORD_MAX_WEIGHT - WEIGHT_MARGIN)
		return VB_ERR_TOO_LARGE;
	if (e->change_count > VB_CHANGES_MAX_COUNT || e->values.err != 0)
		return VB_ERR_TOO_LARGE;
	changes_sort(e);
	logs_collect(e);
	buf_clear(&e->packed_logs);
	buf_clear(&e->packed_changes);
	for (uint32_t i = 0; i < e->log_count; i++)
		pack_bin(&e->packed_logs, e->logs[i].id.b, sizeof(e->logs[i].id.b));
	for (uint32_t i = 0; i < e->change_count; i++)
		change_write(e, &e->changes[i]);
	if (e->packed_logs.err != 0 || e->packed_changes.err != 0 ||
	    e->packed_logs.size + e->packed_changes.size > VB_BODY_MAX_BYTES - HEAD_BYTES)
		return VB_ERR_TOO_LARGE;
	*out = (struct body){
		.logs = { buf_span(&e->packed_logs), e->log_count },
		.kind = e->kind->number,
		.verb = e->verb,
		.changes = { buf_span(&e->packed_changes), e->change_count },
	};
	return 0;
}
