/* edit_text: a text as somebody edited it, as inserts and cuts of a body; see edit.h. */
#include "protocol/limits.h"
#include "protocol/merge/edit.h"
#include "protocol/merge/merged_text.h"
#include "protocol/text_edit.h"

/* One text field on its way into an edit. */
struct passage {
	struct edit *e;
	uint32_t field;
	struct text text;
	struct text_edit changes;
	struct buf value;
};

static uint32_t change_of(const struct passage *p, uint32_t insert)
{
	return p->text.runs[insert].insert.tag;
}

static void neighbour_put(struct passage *p, struct text_place place, enum merged_neighbour which)
{
	struct merged_link link = { .from = place.offset, .count = which };

	if (place.insert == VB_TEXT_NOWHERE)
		return;
	link.change = change_of(p, place.insert);
	edit_link_put(p->e, link);
}

static void insert_put(struct passage *p, const struct text_insert *insert)
{
	buf_clear(&p->value);
	pack_uint(&p->value, insert->is_left ? 0 : 1);
	pack_str(&p->value, insert->text);
	edit_change_put(p->e, p->field, VB_OP_INSERT, buf_span(&p->value));
	neighbour_put(p, insert->parent, VB_MERGED_PARENT);
	if (!insert->is_left)
		neighbour_put(p, insert->right, VB_MERGED_RIGHT);
}

static void cuts_put(struct passage *p)
{
	for (uint32_t i = 0; i < p->changes.cut_count; i++) {
		const struct text_cut *cut = &p->changes.cuts[i];
		struct merged_link link = { .from = cut->from, .count = cut->count };

		if (i % VB_NAMES_MAX_COUNT == 0)
			edit_change_put(p->e, p->field, VB_OP_CUT, span_of(NULL, 0));
		link.change = change_of(p, cut->insert);
		edit_link_put(p->e, link);
	}
}

int edit_text(struct edit *e, uint32_t field, struct span wanted)
{
	struct passage p = { .e = e, .field = field };
	int err;

	text_init(&p.text);
	text_edit_init(&p.changes);
	buf_init(&p.value, VB_BODY_MAX_BYTES);
	merged_text_read(e->m, field, &p.text);
	err = text_edit_find(&p.changes, &p.text, wanted);
	if (err == 0) {
		edit_field_drop(e, field);
		for (uint32_t i = 0; i < p.changes.insert_count; i++)
			insert_put(&p, &p.changes.inserts[i]);
		cuts_put(&p);
	}
	buf_release(&p.value);
	text_edit_release(&p.changes);
	text_release(&p.text);
	return err;
}
