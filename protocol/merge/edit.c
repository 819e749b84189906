/* edit: from what somebody wants to the changes that say so; see edit.h. */
#include "protocol/merge/edit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/limits.h"

static const struct span nil = { (const uint8_t *)"\xc0", 1 };

void edit_init(struct edit *e, struct merged *m, const struct kind *kind)
{
	memset(e, 0, sizeof(*e));
	e->m = m;
	e->kind = kind;
	e->verb = m->exists ? VB_VERB_EDIT : VB_VERB_CREATE;
	buf_init(&e->values, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&e->packed_logs, VB_BODY_MAX_BYTES);
	buf_init(&e->packed_changes, VB_BODY_MAX_BYTES);
}

void edit_release(struct edit *e)
{
	free(e->changes);
	free(e->names);
	free(e->links);
	free(e->logs);
	free(e->sorted);
	buf_release(&e->values);
	buf_release(&e->packed_logs);
	buf_release(&e->packed_changes);
	e->changes = NULL;
	e->names = NULL;
	e->links = NULL;
	e->logs = NULL;
	e->sorted = NULL;
	e->change_count = e->change_capacity = e->name_count = e->name_capacity = 0;
	e->link_count = e->link_capacity = 0;
	e->log_count = e->log_capacity = e->sorted_capacity = 0;
}

/* ---- collecting ---- */

void edit_change_put(struct edit *e, uint32_t field, enum change_op op, struct span value)
{
	e->changes = array_reserve(e->changes, &e->change_capacity, e->change_count + 1,
	                           sizeof(*e->changes));
	e->changes[e->change_count++] = (struct edit_change){
		.field = field,
		.op = op,
		.value_at = (uint32_t)e->values.size,
		.value_size = (uint32_t)value.size,
		.name_at = e->name_count,
		.link_at = e->link_count,
	};
	buf_put(&e->values, value.data, value.size);
}

void edit_name_put(struct edit *e, uint32_t place)
{
	e->names = array_reserve(e->names, &e->name_capacity, e->name_count + 1, sizeof(*e->names));
	e->names[e->name_count++] = place;
	e->changes[e->change_count - 1].name_count++;
}

void edit_link_put(struct edit *e, struct merged_link link)
{
	e->links = array_reserve(e->links, &e->link_capacity, e->link_count + 1, sizeof(*e->links));
	e->links[e->link_count++] = link;
	e->changes[e->change_count - 1].link_count++;
}

void edit_field_drop(struct edit *e, uint32_t field)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < e->change_count; i++) {
		if (e->changes[i].field != field)
			e->changes[kept++] = e->changes[i];
	}
	e->change_count = kept;
}

/* ---- wishes ---- */

/* The current changes of a field; *only is one of them. */
static uint32_t currents_count(const struct merged *m, uint32_t field,
                               const struct merged_change **only)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->change_count; i++) {
		if (m->changes[i].is_gone || m->changes[i].field != field)
			continue;
		*only = &m->changes[i];
		count++;
	}
	return count;
}

/* True if the register has this value (nil: none) already, and nobody disputes it. */
static bool is_already(const struct merged *m, uint32_t field, struct span value)
{
	const struct merged_change *only = NULL;
	uint32_t count = currents_count(m, field, &only);

	if (count == 0)
		return merged_is_nil(value);
	return count == 1 && only->op == VB_OP_SET &&
	       span_is_equal(merged_change_value(m, only), value);
}

int edit_set(struct edit *e, const struct kind_field *field, struct span value)
{
	struct span wanted = value.size > 0 ? value : nil;
	uint32_t named = 0;
	int err = 0;

	if (field->rule == VB_RULE_SET)
		return VB_ERR_BAD_VALUE;
	if (!merged_is_nil(wanted))
		err = kind_check_value(field, wanted);
	else if ((field->flags & VB_FIELD_REQUIRED) != 0)
		err = VB_ERR_MISSING_VALUE;
	if (err != 0)
		return err;
	edit_field_drop(e, field->number);
	if (is_already(e->m, field->number, wanted))
		return 0;
	edit_change_put(e, field->number, VB_OP_SET, wanted);
	for (uint32_t i = 0; i < e->m->change_count && named < VB_EDIT_NAMES_MAX_COUNT; i++) {
		if (e->m->changes[i].is_gone || e->m->changes[i].field != field->number)
			continue;
		edit_name_put(e, i);
		named++;
	}
	return 0;
}

static bool has_span(const struct span *spans, size_t count, struct span wanted)
{
	for (size_t i = 0; i < count; i++) {
		if (span_is_equal(spans[i], wanted))
			return true;
	}
	return false;
}

/* True if the change is an add of one of the values. */
static bool is_add_of(const struct merged *m, const struct merged_change *c,
                      const struct span *values, size_t count)
{
	return c->op == VB_OP_ADD && has_span(values, count, merged_change_value(m, c));
}

/* True if the value is a member of the field now. */
static bool is_member(const struct merged *m, uint32_t field, struct span value)
{
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (!c->is_gone && c->field == field && is_add_of(m, c, &value, 1))
			return true;
	}
	return false;
}

/* Takes away whatever stands in the field and is none of the values. */
static void others_remove(struct edit *e, uint32_t field, const struct span *values, size_t count)
{
	uint32_t named = VB_EDIT_NAMES_MAX_COUNT;

	for (uint32_t i = 0; i < e->m->change_count; i++) {
		const struct merged_change *c = &e->m->changes[i];

		if (c->is_gone || c->field != field || is_add_of(e->m, c, values, count))
			continue;
		if (named == VB_EDIT_NAMES_MAX_COUNT) {
			edit_change_put(e, field, VB_OP_REMOVE, nil);
			named = 0;
		}
		edit_name_put(e, i);
		named++;
	}
}

int edit_members(struct edit *e, const struct kind_field *field, const struct span *values,
                 size_t count)
{
	int err = 0;

	if (field->rule != VB_RULE_SET)
		return VB_ERR_BAD_VALUE;
	if (count > VB_LIST_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	for (size_t i = 0; i < count && err == 0; i++)
		err = kind_check_value(field, values[i]);
	if (err != 0)
		return err;
	edit_field_drop(e, field->number);
	for (size_t i = 0; i < count; i++) {
		if (!has_span(values, i, values[i]) && !is_member(e->m, field->number, values[i]))
			edit_change_put(e, field->number, VB_OP_ADD, values[i]);
	}
	others_remove(e, field->number, values, count);
	return 0;
}

/* True if this edit puts the value in already. */
static bool is_wished(const struct edit *e, uint32_t field, struct span value)
{
	for (uint32_t i = 0; i < e->change_count; i++) {
		const struct edit_change *c = &e->changes[i];

		if (c->field == field && c->op == VB_OP_ADD &&
		    span_is_equal(span_of(e->values.data + c->value_at, c->value_size), value))
			return true;
	}
	return false;
}

int edit_member_put(struct edit *e, const struct kind_field *field, struct span value)
{
	int err = field->rule == VB_RULE_SET ? kind_check_value(field, value) : VB_ERR_BAD_VALUE;

	if (err == 0 && !is_member(e->m, field->number, value) &&
	    !is_wished(e, field->number, value))
		edit_change_put(e, field->number, VB_OP_ADD, value);
	return err;
}

int edit_member_take(struct edit *e, const struct kind_field *field, struct span value)
{
	uint32_t named = VB_EDIT_NAMES_MAX_COUNT;
	int err = field->rule == VB_RULE_SET ? kind_check_value(field, value) : VB_ERR_BAD_VALUE;

	for (uint32_t i = 0; err == 0 && i < e->m->change_count; i++) {
		const struct merged_change *c = &e->m->changes[i];

		if (c->is_gone || c->field != field->number || !is_add_of(e->m, c, &value, 1))
			continue;
		if (named == VB_EDIT_NAMES_MAX_COUNT) {
			edit_change_put(e, field->number, VB_OP_REMOVE, nil);
			named = 0;
		}
		edit_name_put(e, i);
		named++;
	}
	return err;
}

/* ---- deleting and bringing back ---- */

/* Names in the change put last the current changes that stand where `wanted` says, as many as one change can; false
 * when there are more. */
static bool names_put(struct edit *e, bool (*wanted)(const struct merged *m, uint32_t place))
{
	uint32_t named = 0;

	for (uint32_t i = 0; i < e->m->change_count; i++) {
		if (e->m->changes[i].is_gone || !wanted(e->m, i))
			continue;
		if (named == VB_EDIT_NAMES_MAX_COUNT)
			return false;
		edit_name_put(e, i);
		named++;
	}
	return true;
}

static bool is_any(const struct merged *m, uint32_t place)
{
	(void)m;
	(void)place;
	return true;
}

/* After merged_mark_covered: neither a delete nor covered by one. */
static bool is_uncovered(const struct merged *m, uint32_t place)
{
	return m->ranks[place] == 0;
}

bool edit_delete(struct edit *e)
{
	uint32_t names_before;

	assert(e->m->exists && e->change_count == 0);
	e->verb = VB_VERB_DELETE;
	(void)merged_mark_covered(e->m);
	edit_change_put(e, 0, VB_OP_DELETE, nil);
	names_before = e->name_count;
	if (names_put(e, is_any))
		return true;
	/* Too much for one: what earlier deletes cover stays theirs. */
	e->changes[0].name_count = 0;
	e->name_count = names_before;
	return names_put(e, is_uncovered);
}

void edit_undelete(struct edit *e)
{
	e->is_undelete = true;
}

/* The current deletes of the record. */
static uint32_t deletes_count(const struct merged *m)
{
	const struct merged_change *only;

	return currents_count(m, 0, &only);
}

bool edit_has_changes(const struct edit *e)
{
	return e->change_count > 0 || (e->is_undelete && deletes_count(e->m) > 0);
}
