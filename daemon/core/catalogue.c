/* catalogue: the index rows of a merged record; see catalogue.h; tested by tests/unit/test_catalogue.c. */
#include "daemon/core/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

void catalogue_init(struct catalogue *c)
{
	*c = (struct catalogue){ 0 };
	buf_init(&c->texts, VB_INDEX_TEXT_MAX_BYTES);
}

void catalogue_release(struct catalogue *c)
{
	free(c->rows);
	buf_release(&c->texts);
	catalogue_init(c);
}

static struct index_row *row_add(struct catalogue *c, enum index_type type, uint32_t kind,
                                 uint32_t field)
{
	struct index_row *row;

	c->rows = array_reserve(c->rows, &c->capacity, c->count + 1u, sizeof(*c->rows));
	row = &c->rows[c->count++];
	*row = (struct index_row){ .type = type, .kind = kind, .field = field };
	return row;
}

/* Values that merged hands out fit their field, so reading them cannot fail. */
static void ref_add(struct catalogue *c, uint32_t kind, uint32_t field, struct span value)
{
	struct pack_reader r;
	struct record_id ref = { { 0 } };

	unpack_init(&r, value);
	unpack_fixed(&r, ref.b, sizeof(ref.b));
	if (unpack_finish(&r) == 0)
		row_add(c, VB_INDEX_REF, kind, field)->ref = ref;
}

static void text_add(struct catalogue *c, uint32_t kind, uint32_t field, struct span value)
{
	struct index_row *row;
	struct pack_reader r;
	struct span text;

	unpack_init(&r, value);
	text = unpack_str(&r, VB_INDEX_TEXT_MAX_BYTES);
	if (unpack_finish(&r) != 0)
		return;
	/* Copied: the rows of before a change are compared with those of after. One text field is indexed, so the
	 * buffer is not moved under a row's feet. */
	buf_put(&c->texts, text.data, text.size);
	row = row_add(c, VB_INDEX_TEXT, kind, field);
	row->text = buf_span(&c->texts);
	row->is_marked = kind_is_confidential(kind);
}

static void field_add(struct catalogue *c, struct merged *m, const struct kind_field *field)
{
	const struct span *members;
	struct span value;
	size_t count;

	if (field->rule == VB_RULE_SET) {
		count = merged_members(m, field, &members);
		for (size_t i = 0; i < count; i++)
			ref_add(c, m->kind, field->number, members[i]);
	} else if (merged_value(m, field, &value)) {
		if (field->type == VB_TYPE_REF)
			ref_add(c, m->kind, field->number, value);
		else
			text_add(c, m->kind, field->number, value);
	}
}

void catalogue_fill(struct catalogue *c, struct merged *m)
{
	const struct kind *kind;
	const struct kind_field *field;

	c->count = 0;
	buf_clear(&c->texts);
	if (!m->exists)
		return;
	row_add(c, VB_INDEX_KIND, m->kind, 0);
	kind = kind_by_number(m->kind);
	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		if (kind_field_is_indexed(field))
			field_add(c, m, field);
	}
}
