/* merged_fields: what people read out of a merged record, by the table of kinds; see merged.h.
 *
 * A change whose op or value does not fit its field is not seen here.
 * What is read is tested by tests/unit/test_merge.c.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/limits.h"
#include "protocol/merge/merged.h"

bool merged_is_overgrown(const struct merged *m)
{
	return m->weight > VB_RECORD_MAX_WEIGHT;
}

const struct merged_log *merged_creator(const struct merged *m)
{
	return &m->logs[m->create_log];
}

bool merged_mark_covered(struct merged *m)
{
	bool has_delete = false;

	merged_ranks_reserve(m, m->change_count);
	for (uint32_t i = 0; i < m->change_count; i++)
		m->ranks[i] = 0;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (c->is_gone || c->op != VB_OP_DELETE)
			continue;
		has_delete = true;
		m->ranks[i] = 1;
		for (uint32_t j = 0; j < c->link_count; j++)
			m->ranks[m->links[c->link_at + j].change] = 1;
	}
	return has_delete;
}

bool merged_is_deleted(struct merged *m)
{
	const struct kind *kind = kind_by_number(m->kind);

	if (!m->exists || merged_is_overgrown(m))
		return true;
	if (!merged_mark_covered(m))
		return false;
	if (kind != NULL && kind->delete_wins)
		return true;
	for (uint32_t i = 0; i < m->change_count; i++) {
		if (!m->changes[i].is_gone && m->ranks[i] == 0)
			return false;
	}
	return true;
}

int merged_change_compare(const struct merged *m, const struct merged_change *a,
                          const struct merged_change *b)
{
	const struct merged_log *la = &m->logs[a->log], *lb = &m->logs[b->log];
	int by_author;

	if (a->hlc.v != b->hlc.v)
		return a->hlc.v < b->hlc.v ? -1 : 1;
	by_author = memcmp(la->author.b, lb->author.b, sizeof(la->author.b));
	if (by_author != 0)
		return by_author;
	if (la->incarnation != lb->incarnation)
		return la->incarnation < lb->incarnation ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

bool merged_is_nil(struct span value)
{
	return value.size == 1 && value.data[0] == 0xc0;
}

/* True if the change can be seen in its field; a register may have been cleared by nil. */
static bool is_fitting(const struct merged *m, const struct merged_change *c,
                       const struct kind_field *field)
{
	struct span value = merged_change_value(m, c);

	if (field->rule == VB_RULE_SET)
		return c->op == VB_OP_ADD && kind_check_value(field, value) == 0;
	return c->op == VB_OP_SET && (merged_is_nil(value) || kind_check_value(field, value) == 0);
}

bool merged_value(const struct merged *m, const struct kind_field *field, struct span *out)
{
	const struct merged_change *best = NULL;

	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (!c->is_gone && c->field == field->number && is_fitting(m, c, field) &&
		    (best == NULL || merged_change_compare(m, best, c) < 0))
			best = c;
	}
	if (best == NULL || merged_is_nil(merged_change_value(m, best)))
		return false;
	*out = merged_change_value(m, best);
	return true;
}

/* The bytes of a packed text or reference, without their length. */
static struct span payload_of(struct span value)
{
	struct token t;
	struct cursor c;

	cursor_init(&c, value);
	if (token_read(&c, &t) != 0 || (t.type != VB_PACK_STR && t.type != VB_PACK_BIN))
		return value;
	return span_of(value.data + t.size, value.size - t.size);
}

/* Members of one set are of one type: texts and references sort by what they say, not by their length. */
static int value_compare(const void *a, const void *b)
{
	return span_compare(payload_of(*(const struct span *)a),
	                    payload_of(*(const struct span *)b));
}

/* Appends to the values handed out. */
static void value_put(struct merged *m, uint32_t at, struct span value)
{
	m->values = array_reserve(m->values, &m->value_capacity, at + 1, sizeof(*m->values));
	m->values[at] = value;
}

size_t merged_members(struct merged *m, const struct kind_field *field, const struct span **out)
{
	uint32_t count = 0, unique = 0;

	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (!c->is_gone && c->field == field->number && is_fitting(m, c, field))
			value_put(m, count++, merged_change_value(m, c));
	}
	if (count > 1)
		qsort(m->values, count, sizeof(*m->values), value_compare);
	for (uint32_t i = 0; i < count; i++) {
		if (unique == 0 || !span_is_equal(m->values[unique - 1], m->values[i]))
			m->values[unique++] = m->values[i];
	}
	*out = m->values;
	return unique;
}

/* A change together with the record whose logs order it: what qsort can compare. */
struct rival {
	const struct merged *m;
	const struct merged_change *change;
};

static int rival_compare_falling(const void *a, const void *b)
{
	const struct rival *x = a, *y = b;

	return merged_change_compare(x->m, y->change, x->change);
}

/* The current changes of a register that fit it, the greatest first; the caller frees them. */
static uint32_t rivals_find(const struct merged *m, const struct kind_field *field,
                            struct rival **out)
{
	struct rival *rivals = NULL;
	uint32_t count = 0, capacity = 0;

	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (c->is_gone || c->field != field->number || !is_fitting(m, c, field))
			continue;
		rivals = array_reserve(rivals, &capacity, count + 1, sizeof(*rivals));
		rivals[count++] = (struct rival){ m, c };
	}
	if (count > 1)
		qsort(rivals, count, sizeof(*rivals), rival_compare_falling);
	*out = rivals;
	return count;
}

size_t merged_disputes(struct merged *m, const struct kind_field *field, const struct span **out)
{
	struct rival *rivals;
	uint32_t rival_count, count = 0;

	if ((field->flags & VB_FIELD_DISPUTE) == 0)
		return 0;
	rival_count = rivals_find(m, field, &rivals);
	for (uint32_t i = 0; i < rival_count && count < VB_LIST_MAX_COUNT; i++) {
		struct span value = merged_change_value(m, rivals[i].change);
		uint32_t same = 0;

		while (same < count && !span_is_equal(m->values[same], value))
			same++;
		if (same == count)
			value_put(m, count++, value);
	}
	free(rivals);
	*out = m->values;
	return count > 1 ? count : 0;
}
