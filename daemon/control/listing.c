/* listing: pages of records; see listing.h; tested by tests/unit/test_control_list.c. */
#include "daemon/control/listing.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/moved.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "store/index.h"
#include "store/records.h"

/* The next record of one space. */
struct head {
	const struct node_space *space;
	struct record_ref ref;
	struct record_id parent; /* of a listing by parent: it, or a former self of it */
};

/* One page under way. */
struct page {
	struct request *q;
	const struct listing *listing;
	struct head *heads; /* a heap, the smallest id on top; one a space */
	size_t head_count;
	struct merged merged;
	struct buf items;
	uint32_t count;
	uint32_t limit;
	bool is_full;
	bool has_last;
	struct record_id last; /* looked at */
};

/* ---- one record after the other ---- */

/* Moves a head to the next record behind it. *is_there: false when there is none. */
static int head_advance(const struct page *page, struct head *head, bool *is_there)
{
	const struct listing *l = page->listing;
	struct env_txn *txn = node_view(page->q->node);
	struct record_id behind = head->ref.id;
	struct index_cursor c;

	if (l->by == VB_LISTING_OF_KIND)
		index_open_kind(&c, txn, head->space->number, l->kind, &head->ref);
	else if (l->by == VB_LISTING_OF_PARENT)
		index_open_children(&c, txn, head->space->number, &head->parent, l->kind, l->field,
		                    &head->ref);
	else
		index_open_text(&c, txn, head->space->number, l->field, l->text,
		                kind_is_confidential(l->kind));
	do {
		*is_there = index_next(&c, &head->ref);
	} while (*is_there && memcmp(head->ref.id.b, behind.b, sizeof(behind.b)) <= 0);
	return index_close(&c);
}

static bool is_before(const struct head *a, const struct head *b)
{
	return memcmp(a->ref.id.b, b->ref.id.b, sizeof(a->ref.id.b)) < 0;
}

/* Moves the head at a place down to where it belongs. */
static void heap_sift(struct page *page, size_t at)
{
	struct head moved = page->heads[at];
	size_t child;

	while ((child = 2 * at + 1) < page->head_count) {
		if (child + 1 < page->head_count &&
		    is_before(&page->heads[child + 1], &page->heads[child]))
			child++;
		if (!is_before(&page->heads[child], &moved))
			break;
		page->heads[at] = page->heads[child];
		at = child;
	}
	page->heads[at] = moved;
}

/* Moves the head on top on, or drops it. */
static int heap_step(struct page *page)
{
	bool is_there;
	int err = head_advance(page, &page->heads[0], &is_there);

	if (err != 0)
		return err;
	if (!is_there)
		page->heads[0] = page->heads[--page->head_count];
	if (page->head_count > 0)
		heap_sift(page, 0);
	return 0;
}

/* What was written below a former self of the parent stands below it, for those who are shown it. */
static int heap_fill_former(struct page *page, const struct record_id *after)
{
	const struct node_space *space = page->listing->space;
	struct record_id former[VB_MOVED_MAX];
	size_t count;
	bool is_there;
	int err = moved_from(page->q, space, &page->listing->parent, former, &count);

	for (size_t i = 0; i < count && err == 0; i++) {
		struct head *head = &page->heads[page->head_count];

		*head = (struct head){ space,
			               { space->number, VB_AUDIENCE_CORE, *after },
			               former[i] };
		err = head_advance(page, head, &is_there);
		page->head_count += err == 0 && is_there;
	}
	return err;
}

/* One head for each space that has something behind `after`. */
static int heap_fill(struct page *page, const struct record_id *after)
{
	struct node *node = page->q->node;
	size_t spaces = node_space_count(node);
	bool is_there;
	int err = 0;

	for (size_t i = 0; i < spaces && err == 0; i++) {
		const struct node_space *space = node_space_at(node, i);
		struct head *head = &page->heads[page->head_count];

		if (space->hidden)
			continue;
		if (page->listing->space != NULL && page->listing->space->number != space->number)
			continue;
		*head = (struct head){ space,
			               { space->number, VB_AUDIENCE_CORE, *after },
			               page->listing->parent };
		err = head_advance(page, head, &is_there);
		page->head_count += err == 0 && is_there;
	}
	if (err == 0 && page->listing->by == VB_LISTING_OF_PARENT && page->listing->space != NULL)
		err = heap_fill_former(page, after);
	for (size_t i = page->head_count / 2; i > 0; i--)
		heap_sift(page, i - 1);
	return err;
}

/* ---- the page ---- */

bool listing_item(struct merged *m, struct view_place *place, struct buf *items)
{
	struct buf one;
	bool fits;

	buf_init(&one, VB_LISTING_ITEM_MAX_BYTES);
	view_encode(m, place, &one);
	if (one.err != 0) {
		buf_clear(&one);
		place->is_brief = true;
		view_encode(m, place, &one);
	}
	fits = items->size + one.size <= VB_LISTING_PAGE_BYTES;
	if (fits)
		buf_put(items, one.data, one.size);
	buf_release(&one);
	return fits;
}

void listing_finish(struct request *q, const struct buf *items, uint32_t count,
                    const struct record_id *next)
{
	pack_map(&q->result, next != NULL ? 2 : 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count);
	if (count > 0)
		buf_put(&q->result, items->data, items->size);
	if (next != NULL) {
		pack_cstr(&q->result, "next");
		view_record_id(next, &q->result);
	}
}

/* Looks at one record and lists it if it is wanted. */
static int look(struct page *page, const struct head *head)
{
	const struct listing *l = page->listing;
	struct view_place place = { .space = &head->space->id,
		                    .audience = head->ref.audience,
		                    .id = &head->ref.id,
		                    .hides_private = request_hides_private(page->q) };
	struct span bytes;
	bool is_hidden;
	int err = records_get(node_view(page->q->node), &head->ref, &bytes);

	if (err == 0)
		err = merged_decode(&page->merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err != 0)
		return err;
	is_hidden = moved_hides(page->q, head->space, &page->merged) ||
	            veil_hides(page->q->node, &head->ref);
	replaced_show(page->q->node, head->ref.space, &page->merged);
	if (page->merged.kind == l->kind && !is_hidden &&
	    (l->wants_deleted || !merged_is_deleted(&page->merged)) &&
	    (l->is_wanted == NULL || l->is_wanted(l->ctx, &page->merged))) {
		if (l->describe != NULL)
			l->describe(l->ctx, head->space, &page->merged, &place);
		page->is_full = !listing_item(&page->merged, &place, &page->items);
		if (page->is_full)
			return 0;
		page->count++;
	}
	page->last = head->ref.id;
	page->has_last = true;
	return 0;
}

static int page_fill(struct page *page)
{
	int err = 0;

	for (uint32_t looked = 0; err == 0 && page->head_count > 0 && page->count < page->limit &&
	                          looked < VB_LISTING_LOOK_MAX;
	     looked++) {
		err = look(page, &page->heads[0]);
		if (page->is_full)
			break;
		if (err == 0)
			err = heap_step(page);
	}
	return err;
}

/* Reads the cursor; zeros, before all records, when there is none. */
static int after_read(struct request *q, struct record_id *out)
{
	struct span text;
	int err;

	memset(out, 0, sizeof(*out));
	if (!request_has(q, "after"))
		return 0;
	err = request_text(q, "after", 2 * VB_RECORD_ID_BYTES, &text);
	if (err == 0 && hex_parse((const char *)text.data, text.size, out->b, sizeof(out->b)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	return err;
}

int listing_answer(struct request *q, const struct listing *listing)
{
	struct page page = { .q = q, .listing = listing };
	uint64_t limit = VB_LISTING_LIMIT_DEFAULT;
	struct record_id after;
	struct head *heads;
	int err = after_read(q, &after);

	if (err == 0)
		err = request_uint(q, "limit", 1, VB_LISTING_LIMIT_MAX, &limit);
	if (err != 0)
		return err;
	heads = calloc(node_space_count(q->node) + 1 + VB_MOVED_MAX, sizeof(*heads));
	if (heads == NULL)
		abort();
	page.heads = heads;
	page.limit = (uint32_t)limit;
	merged_init(&page.merged);
	buf_init(&page.items, VB_LISTING_PAGE_BYTES);
	err = heap_fill(&page, &after);
	if (err == 0)
		err = page_fill(&page);
	if (err == 0)
		listing_finish(q, &page.items, page.count,
		               page.head_count > 0 && page.has_last ? &page.last : NULL);
	merged_release(&page.merged);
	buf_release(&page.items);
	free(heads);
	return err;
}
