/* replaced: where references lead; see replaced.h; tested by tests/unit/test_erase.c. */
#include "daemon/core/replaced.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/kind.h"
#include "store/erasures.h"
#include "store/records.h"

#define REF_HEAD_BYTES 2u /* of a packed reference: bin 8, 16 bytes */

/* Where an id leads; it stays where that is nowhere. */
static void follow(struct node *node, uint32_t space, struct record_id *id)
{
	struct record_id now;

	if (erasures_follow(node_view(node), space, id, &now) == 0)
		*id = now;
}

/* True if a row before this one is the same. */
static bool is_double(const struct catalogue *rows, uint32_t at)
{
	const struct index_row *row = &rows->rows[at];

	for (uint32_t i = 0; i < at; i++) {
		const struct index_row *other = &rows->rows[i];

		if (other->type == VB_INDEX_REF && other->field == row->field &&
		    record_id_is_equal(&other->ref, &row->ref))
			return true;
	}
	return false;
}

void replaced_rows(struct node *node, uint32_t space, struct catalogue *rows)
{
	uint32_t kept = 0;

	if (!node->has_replacements)
		return;
	for (uint32_t i = 0; i < rows->count; i++) {
		rows->rows[kept] = rows->rows[i];
		if (rows->rows[kept].type == VB_INDEX_REF) {
			follow(node, space, &rows->rows[kept].ref);
			if (is_double(rows, kept))
				continue;
		}
		kept++;
	}
	rows->count = kept;
}

void replaced_show(struct node *node, uint32_t space, struct merged *m)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *field;
	struct record_id id;
	uint8_t *value;

	if (!node->has_replacements || kind == NULL)
		return;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *change = &m->changes[i];

		field = kind_field_by_number(kind, change->field);
		if (field == NULL || field->type != VB_TYPE_REF ||
		    change->value_size != REF_HEAD_BYTES + sizeof(id.b))
			continue;
		value = m->bytes.data + change->value_at + REF_HEAD_BYTES;
		memcpy(id.b, value, sizeof(id.b));
		follow(node, space, &id);
		memcpy(value, id.b, sizeof(id.b));
	}
}

/* ---- moving in the index ---- */

/* The rows of a record as its references lead now, in node->now; none if it is not here. */
static void rows_of(struct node *node, const struct record_ref *record)
{
	struct span bytes = span_of(NULL, 0);

	merged_clear(&node->merged);
	if (records_get(node_write(node), record, &bytes) == 0 &&
	    merged_decode(&node->merged, bytes) != 0)
		env_fail(node_write(node), VB_ERR_STORE_CORRUPT);
	catalogue_fill(&node->now, &node->merged);
	replaced_rows(node, record->space, &node->now);
}

void replaced_take_out(struct node *node, uint32_t space, const struct record_id *id,
                       struct replaced *out)
{
	struct record_id leads_to = *id;
	struct record_ref record;
	struct index_cursor c;

	*out = (struct replaced){ 0 };
	follow(node, space, &leads_to);
	index_open_references(&c, node_write(node), space, &leads_to);
	while (index_next(&c, &record)) {
		/* One that refers by two fields comes twice, which does no harm. */
		out->list = array_reserve(out->list, &out->capacity, out->count + 1u,
		                          sizeof(*out->list));
		out->list[out->count++] = record;
	}
	if (index_close(&c) != 0)
		out->count = 0;
	for (uint32_t i = 0; i < out->count; i++) {
		rows_of(node, &out->list[i]);
		index_update(node_write(node), &out->list[i], node->now.rows, node->now.count, NULL,
		             0);
	}
}

void replaced_put_in(struct node *node, struct replaced *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		rows_of(node, &r->list[i]);
		index_update(node_write(node), &r->list[i], NULL, 0, node->now.rows,
		             node->now.count);
	}
	free(r->list);
	*r = (struct replaced){ 0 };
}
