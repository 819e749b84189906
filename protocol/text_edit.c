/* text_edit: from an edited text to inserts and cuts; see text_edit.h. */
#include "protocol/text_edit.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/limits.h"
#include "protocol/utf8.h"

/* Where a walk through a built text stands: before a character that is shown, or at the end. */
struct walk {
	const struct text *t;
	uint32_t left;   /* pieces not left behind yet: order[left - 1] is the one it stands in */
	uint32_t offset; /* within that piece */
	uint32_t at;     /* characters shown before */
	uint32_t last;   /* the piece of the character before, 0: none was shown yet */
	uint32_t last_from; /* its offset within that piece */
};

void text_edit_init(struct text_edit *e)
{
	memset(e, 0, sizeof(*e));
	text_diff_init(&e->diff);
}

void text_edit_release(struct text_edit *e)
{
	free(e->inserts);
	free(e->cuts);
	free(e->points);
	text_diff_release(&e->diff);
	text_edit_init(e);
}

/* ---- comparing ---- */

/* Takes the valid UTF-8 apart; returns the number of characters. */
static uint32_t points_read(struct span text, uint32_t *out)
{
	static const uint8_t mask[] = { 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t count = 0;

	for (size_t i = 0; i < text.size; count++) {
		uint8_t byte = text.data[i++];
		unsigned more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
		uint32_t point = byte & mask[more];

		for (; more > 0; more--)
			point = point << 6 | (text.data[i++] & 0x3f);
		out[count] = point;
	}
	return count;
}

static void texts_compare(struct text_edit *e, struct span old, struct span new)
{
	uint32_t old_count, new_count;

	e->points = array_reserve(e->points, &e->point_capacity,
	                          (uint32_t)(old.size + new.size) + 1, sizeof(*e->points));
	old_count = points_read(old, e->points);
	new_count = points_read(new, e->points + old_count);
	text_diff_find(&e->diff, e->points, old_count, e->points + old_count, new_count);
	text_diff_join(&e->diff, VB_TEXT_EDIT_MAX_INSERTS);
}

/* ---- walking along what is shown ---- */

static const struct text_piece *walk_piece(const struct walk *w)
{
	return &w->t->pieces[w->t->order[w->left - 1]];
}

/* Goes on behind count characters that are shown; tells the run of them that stands together. */
static uint32_t walk_step(struct walk *w, uint32_t count, struct text_cut *passed)
{
	const struct text_piece *p = walk_piece(w);
	uint32_t step;

	while (p->is_cut || w->offset == p->count) {
		w->left--;
		w->offset = 0;
		p = walk_piece(w);
	}
	step = p->count - w->offset;
	if (step > count)
		step = count;
	*passed = (struct text_cut){ p->run, p->from + w->offset, step };
	w->offset += step;
	w->at += step;
	w->last = w->t->order[w->left - 1];
	w->last_from = w->offset - 1;
	return step;
}

static void walk_to(struct walk *w, uint32_t at)
{
	struct text_cut passed;

	while (w->at < at)
		(void)walk_step(w, at - w->at, &passed);
}

/* ---- making ---- */

/* The first character of the piece that stands behind the one the walk came through last; nowhere at the end. */
static struct text_place following(const struct walk *w)
{
	uint32_t rank = w->t->pieces[w->last].rank;
	uint32_t left = w->last == 0 ? w->t->order_count : rank - 1;
	const struct text_piece *p;

	if (left == 0)
		return (struct text_place){ VB_TEXT_NOWHERE, 0 };
	p = &w->t->pieces[w->t->order[left - 1]];
	return (struct text_place){ p->run, p->from };
}

/* The place of a text that is put in behind the character before the walk: SPEC.md 8.3, what a writer does. */
static struct text_insert insert_place(const struct walk *w)
{
	const struct text_piece *last = &w->t->pieces[w->last];
	struct text_insert insert = { .parent = { VB_TEXT_NOWHERE, 0 } };

	if (w->last != 0)
		insert.parent = (struct text_place){ last->run, last->from + w->last_from };
	if (w->last != 0 && w->last_from + 1 < last->count) {
		insert.parent.offset++;
		insert.is_left = true;
		return insert;
	}
	insert.right = following(w);
	if (last->right != 0) {
		insert.parent = insert.right;
		insert.is_left = true;
	}
	return insert;
}

static void insert_put(struct text_edit *e, const struct walk *w, struct span text)
{
	struct text_insert insert = insert_place(w);

	insert.text = text;
	e->inserts = array_reserve(e->inserts, &e->insert_capacity, e->insert_count + 1,
	                           sizeof(*e->inserts));
	e->inserts[e->insert_count++] = insert;
}

/* Adds a cut, to the last one if it goes on there. */
static void cut_put(struct text_edit *e, const struct text_cut *cut)
{
	struct text_cut *last = e->cut_count > 0 ? &e->cuts[e->cut_count - 1] : NULL;

	if (last != NULL && last->insert == cut->insert && last->from + last->count == cut->from) {
		last->count += cut->count;
		return;
	}
	e->cuts = array_reserve(e->cuts, &e->cut_capacity, e->cut_count + 1, sizeof(*e->cuts));
	e->cuts[e->cut_count++] = *cut;
}

static void cuts_put(struct text_edit *e, struct walk *w, uint32_t count)
{
	struct text_cut passed;

	while (count > 0) {
		count -= walk_step(w, count, &passed);
		cut_put(e, &passed);
	}
}

/* What stands behind the first bytes of the text. */
static struct span rest_of(struct span text, size_t bytes)
{
	return bytes < text.size ? span_of(text.data + bytes, text.size - bytes) : span_of(NULL, 0);
}

int text_edit_find(struct text_edit *e, const struct text *t, struct span wanted)
{
	struct walk w = { .t = t, .left = t->order_count };
	struct span rest = wanted;
	uint32_t new_at = 0;

	if (!utf8_is_valid(wanted))
		return VB_ERR_BAD_UTF8;
	e->insert_count = e->cut_count = 0;
	texts_compare(e, text_shown(t), wanted);
	for (uint32_t i = 0; i < e->diff.hunk_count; i++) {
		const struct text_hunk *hunk = &e->diff.hunks[i];
		size_t size;

		walk_to(&w, hunk->old_from);
		rest = rest_of(rest, text_bytes(rest, hunk->new_from - new_at));
		size = text_bytes(rest, hunk->new_count);
		if (size > VB_TEXT_MAX_BYTES)
			return VB_ERR_TOO_LARGE;
		if (size > 0)
			insert_put(e, &w, span_of(rest.data, size));
		cuts_put(e, &w, hunk->old_count);
		rest = rest_of(rest, size);
		new_at = hunk->new_from + hunk->new_count;
	}
	return 0;
}
