/* text: the order of characters that several people wrote; see text.h.
 *
 * Runs are split into pieces where something hangs on a character in their middle, so that pieces are the nodes of a
 * tree. It is walked from the end of the text to its beginning, because the order of what hangs on the right side of a
 * character depends on which of the characters behind all that comes first: these have their rank by then.
 */
#include "protocol/text.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

#define SHOWN_MAX_BYTES (UINT32_C(1) << 31)

void text_init(struct text *t)
{
	memset(t, 0, sizeof(*t));
	buf_init(&t->shown, SHOWN_MAX_BYTES);
}

void text_release(struct text *t)
{
	free(t->runs);
	free(t->cuts);
	free(t->splits);
	free(t->pieces);
	free(t->order);
	free(t->claims);
	buf_release(&t->shown);
	text_init(t);
}

void text_clear(struct text *t)
{
	t->run_count = t->cut_count = t->split_count = t->piece_count = t->order_count = 0;
	buf_clear(&t->shown);
}

/* ---- characters ---- */

uint32_t text_length(struct span text)
{
	uint32_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += (text.data[i] & 0xc0) != 0x80;
	return count;
}

size_t text_bytes(struct span text, uint32_t count)
{
	size_t at = 0;

	for (; count > 0; count--) {
		at++;
		while (at < text.size && (text.data[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

/* ---- what was put ---- */

void text_insert_put(struct text *t, const struct text_insert *insert)
{
	t->runs = array_reserve(t->runs, &t->run_capacity, t->run_count + 1, sizeof(*t->runs));
	t->runs[t->run_count++] = (struct text_run){ *insert, text_length(insert->text), 0 };
}

void text_cut_put(struct text *t, struct text_cut cut)
{
	t->cuts = array_reserve(t->cuts, &t->cut_capacity, t->cut_count + 1, sizeof(*t->cuts));
	t->cuts[t->cut_count++] = cut;
}

/* ---- pieces ---- */

static bool is_there(const struct text *t, struct text_place place)
{
	return place.insert < t->run_count && place.offset < t->runs[place.insert].length;
}

static int cut_compare(const void *a, const void *b)
{
	const struct text_cut *x = a, *y = b;

	if (x->insert != y->insert)
		return x->insert < y->insert ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Shortens the cut to what its insert has; false when that is nothing. */
static bool cut_shorten(const struct text *t, struct text_cut *cut)
{
	uint32_t length = cut->insert < t->run_count ? t->runs[cut->insert].length : 0;

	if (cut->from >= length)
		return false;
	if (cut->count > length - cut->from)
		cut->count = length - cut->from;
	return cut->count > 0;
}

/* Sorts the cuts and joins those that overlap or touch. */
static void cuts_join(struct text *t)
{
	uint32_t kept = 0;

	if (t->cut_count > 0)
		qsort(t->cuts, t->cut_count, sizeof(*t->cuts), cut_compare);
	for (uint32_t i = 0; i < t->cut_count; i++) {
		struct text_cut cut = t->cuts[i], *last = kept > 0 ? &t->cuts[kept - 1] : NULL;

		if (!cut_shorten(t, &cut))
			continue;
		if (last == NULL || last->insert != cut.insert ||
		    last->from + last->count < cut.from)
			t->cuts[kept++] = cut;
		else if (cut.from + cut.count > last->from + last->count)
			last->count = cut.from + cut.count - last->from;
	}
	t->cut_count = kept;
}

/* A piece begins with this character, unless its run does or ends before it. */
static void split_put(struct text *t, uint32_t run, uint32_t offset)
{
	if (offset == 0 || offset >= t->runs[run].length)
		return;
	t->splits = array_reserve(t->splits, &t->split_capacity, t->split_count + 1,
	                          sizeof(*t->splits));
	t->splits[t->split_count++] = (uint64_t)run << 32 | offset;
}

static int split_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void splits_find(struct text *t)
{
	for (uint32_t i = 0; i < t->run_count; i++) {
		const struct text_insert *insert = &t->runs[i].insert;

		if (is_there(t, insert->parent))
			split_put(t, insert->parent.insert,
			          insert->parent.offset + (insert->is_left ? 0 : 1));
	}
	for (uint32_t i = 0; i < t->cut_count; i++) {
		split_put(t, t->cuts[i].insert, t->cuts[i].from);
		split_put(t, t->cuts[i].insert, t->cuts[i].from + t->cuts[i].count);
	}
	if (t->split_count > 0)
		qsort(t->splits, t->split_count, sizeof(*t->splits), split_compare);
}

static void piece_put(struct text *t, uint32_t run, uint32_t from, uint32_t at)
{
	t->pieces = array_reserve(t->pieces, &t->piece_capacity, t->piece_count + 1,
	                          sizeof(*t->pieces));
	t->pieces[t->piece_count++] = (struct text_piece){ .run = run, .from = from, .at = at };
}

/* Makes the pieces of all runs, ascending by run and offset. */
static void pieces_make(struct text *t)
{
	uint32_t split = 0;

	t->piece_count = 0;
	piece_put(t, VB_TEXT_NOWHERE, 0, 0);
	for (uint32_t i = 0; i < t->run_count; i++) {
		struct text_run *run = &t->runs[i];
		uint32_t from = 0, at = 0;

		run->first_piece = t->piece_count;
		if (run->length > 0)
			piece_put(t, i, 0, 0);
		for (; split < t->split_count && t->splits[split] >> 32 == i; split++) {
			uint32_t next = (uint32_t)t->splits[split];
			struct span rest = { run->insert.text.data + at,
				             run->insert.text.size - at };

			if (next == from)
				continue;
			at += (uint32_t)text_bytes(rest, next - from);
			t->pieces[t->piece_count - 1].count = next - from;
			piece_put(t, i, next, at);
			from = next;
		}
		if (run->length > 0)
			t->pieces[t->piece_count - 1].count = run->length - from;
	}
}

static uint32_t run_piece_end(const struct text *t, uint32_t run)
{
	return run + 1 < t->run_count ? t->runs[run + 1].first_piece : t->piece_count;
}

uint32_t text_piece_at(const struct text *t, struct text_place place)
{
	uint32_t low, high;

	if (!is_there(t, place))
		return 0;
	low = t->runs[place.insert].first_piece;
	high = run_piece_end(t, place.insert);
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (t->pieces[middle].from <= place.offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void cuts_mark(struct text *t)
{
	for (uint32_t i = 0; i < t->cut_count; i++) {
		const struct text_cut *cut = &t->cuts[i];
		struct text_place from = { cut->insert, cut->from };
		uint32_t end = run_piece_end(t, cut->insert);

		for (uint32_t p = text_piece_at(t, from);
		     p < end && t->pieces[p].from < cut->from + cut->count; p++)
			t->pieces[p].is_cut = true;
	}
}

/* ---- the tree ---- */

/* Hangs the piece before all that hangs there already. */
static void piece_hang(struct text *t, uint32_t piece, uint32_t parent, bool is_left)
{
	struct text_piece *p = &t->pieces[piece];
	uint32_t *head = is_left ? &t->pieces[parent].left : &t->pieces[parent].right;

	p->parent = parent;
	p->is_left = is_left;
	p->next = *head;
	*head = piece;
}

static void pieces_hang(struct text *t)
{
	for (uint32_t i = 1; i < t->piece_count; i++) {
		const struct text_insert *insert = &t->runs[t->pieces[i].run].insert;
		uint32_t parent = i - 1;
		bool is_left = false;

		if (t->pieces[i].from == 0) {
			parent = text_piece_at(t, insert->parent);
			is_left = insert->is_left && parent != 0;
		}
		piece_hang(t, i, parent, is_left);
	}
}

/* ---- the order ---- */

static struct text_claim claim_of(const struct text *t, uint32_t piece)
{
	const struct text_insert *insert = &t->runs[t->pieces[piece].run].insert;
	struct text_place right = insert->is_left ? insert->parent : insert->right;

	return (struct text_claim){ t->pieces[text_piece_at(t, right)].rank, right.offset, piece };
}

/* From the end of the text: first what has its right neighbour nearest. */
static int claim_compare(const void *a, const void *b)
{
	const struct text_claim *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	if (x->rank != 0 && x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return (x->piece < y->piece) - (x->piece > y->piece);
}

/* Sorts what hangs on the right side, once all that stands behind has its rank. */
static void siblings_sort(struct text *t, uint32_t parent)
{
	uint32_t first = t->pieces[parent].right, count = 0, next = 0;

	if (first == 0 || t->pieces[first].next == 0)
		return;
	for (uint32_t i = first; i != 0; i = t->pieces[i].next) {
		t->claims =
			array_reserve(t->claims, &t->claim_capacity, count + 1, sizeof(*t->claims));
		t->claims[count++] = claim_of(t, i);
	}
	qsort(t->claims, count, sizeof(*t->claims), claim_compare);
	for (; count > 0; count--) {
		uint32_t piece = t->claims[count - 1].piece;

		t->pieces[piece].next = next;
		next = piece;
	}
	t->pieces[parent].right = next;
}

/* Goes down to the piece that comes first from the end, of all that hangs on this one and itself. */
static uint32_t last_find(struct text *t, uint32_t piece)
{
	for (;;) {
		siblings_sort(t, piece);
		if (t->pieces[piece].right == 0)
			return piece;
		piece = t->pieces[piece].right;
	}
}

/* The piece that comes before this one, which has its rank; 0 (the root) when it is the first. */
static uint32_t before_find(struct text *t, uint32_t piece)
{
	if (t->pieces[piece].left != 0)
		return last_find(t, t->pieces[piece].left);
	while (piece != 0) {
		const struct text_piece *p = &t->pieces[piece];

		if (p->next != 0)
			return last_find(t, p->next);
		piece = p->parent;
		/* What hung on the right side comes behind its parent, what hung on the left side before it. */
		if (!p->is_left)
			break;
	}
	return piece;
}

static void pieces_order(struct text *t)
{
	t->order = array_reserve(t->order, &t->order_capacity, t->piece_count, sizeof(*t->order));
	t->order_count = 0;
	for (uint32_t p = last_find(t, 0); p != 0; p = before_find(t, p)) {
		t->order[t->order_count++] = p;
		t->pieces[p].rank = t->order_count;
	}
}

static void shown_write(struct text *t)
{
	for (uint32_t i = t->order_count; i > 0; i--) {
		const struct text_piece *p = &t->pieces[t->order[i - 1]];
		struct span text = t->runs[p->run].insert.text;
		uint32_t next = t->order[i - 1] + 1;
		size_t end = text.size;

		if (p->is_cut)
			continue;
		if (next < t->piece_count && t->pieces[next].run == p->run)
			end = t->pieces[next].at;
		buf_put(&t->shown, text.data + p->at, end - p->at);
	}
}

void text_build(struct text *t)
{
	cuts_join(t);
	splits_find(t);
	pieces_make(t);
	cuts_mark(t);
	pieces_hang(t);
	pieces_order(t);
	shown_write(t);
}
