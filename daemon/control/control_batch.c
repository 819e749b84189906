/* control_batch: several records made, changed, deleted and erased together, all or none; see control_calls.h.
 *
 * Whoever invites to a meeting writes the invitation, the agenda as it is then and a line a seat: half of that would be
 * worse than nothing. In three steps, of which only the last writes: read all items; build every change once to see that
 * it is good; write, in the order given, what is deleted and erased at last. A new record can be named by a label in the
 * items behind it; one that is there stands in one item only, so that nothing that was found good can fail when it is
 * written, which would cost everybody else their turn. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/erase_check.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"
#include "daemon/core/author.h"

#define ID_BYTES 40u     /* of one record id in the result */
#define LABEL_BYTES 100u /* the longest label */

struct batch_item {
	uint32_t verb;
	const struct kind *kind; /* of a new one, as the rest here */
	enum audience audience;
	struct span label; /* empty: none */
	struct span fields;
	struct record_ref ref; /* of what is there, or was made; in the trial made up */
	bool is_placed;        /* ref can be referred to */
	bool is_erase;
	struct open_erased erased; /* then: how the erasure names it */
};

struct batch {
	struct request *q;
	struct node_space *space;
	struct batch_item *items;
	struct batch_item **by_label; /* those with one, sorted by it */
	uint32_t count, label_count;
	struct open_erased *erased; /* what is to be erased */
	uint32_t erased_count;
	uint32_t ground;
	bool has_written;
	struct draft *draft;
	struct draft_batch names;
};

/* Says which item was at fault, in front of what was wrong with it. */
static int item_fail(struct batch *b, const struct batch_item *item, int err)
{
	char detail[sizeof(b->q->detail)];

	memcpy(detail, b->q->detail, sizeof(detail));
	b->q->detail[0] = '\0';
	return request_fail(b->q, err, "item %u: %s", (unsigned)(item - b->items) + 1, detail);
}

/* ---- reading the items ---- */

static int new_read(struct batch *b, struct request *part, struct batch_item *item)
{
	struct span text;
	bool is_internal = false;
	int err = request_text(part, "kind", VB_NAME_MAX_BYTES, &text);

	if (err == 0)
		err = given_kind(part, text, &item->kind);
	if (err == 0)
		err = request_bool(part, "internal", &is_internal);
	if (err == 0 && request_has(part, "as"))
		err = request_text(part, "as", LABEL_BYTES, &item->label);
	if (err == 0)
		err = request_map(part, "fields", &item->fields);
	item->verb = VB_VERB_CREATE;
	item->audience = is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	if (item->label.size > 0)
		b->by_label[b->label_count++] = item;
	return err;
}

static int old_read(struct batch *b, struct request *part, struct batch_item *item)
{
	struct span text;
	bool is_delete = false;
	int err = request_text(part, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = request_bool(part, "delete", &is_delete);
	if (err == 0)
		err = request_bool(part, "erase", &item->is_erase);
	if (err == 0 && !is_delete && !item->is_erase)
		err = request_map(part, "fields", &item->fields);
	if (err == 0)
		err = lookup_record(part, b->space, text, &item->ref);
	item->verb = is_delete ? VB_VERB_DELETE : VB_VERB_EDIT;
	item->is_placed = true;
	return err;
}

static int item_read(struct batch *b, struct span packed, struct batch_item *item)
{
	struct request part = { .node = b->q->node, .args = packed };
	int err = request_is_map(packed) ? 0 : VB_ERR_BAD_VALUE;

	if (err == 0)
		err = request_has(&part, "id") ? old_read(b, &part, item)
		                               : new_read(b, &part, item);
	memcpy(b->q->detail, part.detail, sizeof(part.detail));
	return err == 0 ? 0 : item_fail(b, item, err);
}

static int label_compare(const void *x, const void *y)
{
	return span_compare((*(const struct batch_item *const *)x)->label,
	                    (*(const struct batch_item *const *)y)->label);
}

static int labels_sort(struct batch *b)
{
	qsort(b->by_label, b->label_count, sizeof(struct batch_item *), label_compare);
	for (uint32_t i = 1; i < b->label_count; i++) {
		if (label_compare(&b->by_label[i - 1], &b->by_label[i]) == 0) {
			(void)request_fail(b->q, VB_ERR_BAD_VALUE, "is there twice");
			return item_fail(b, b->by_label[i], VB_ERR_BAD_VALUE);
		}
	}
	return 0;
}

static int place_compare(const void *x, const void *y)
{
	const struct batch_item *a = *(const struct batch_item *const *)x;
	const struct batch_item *b = *(const struct batch_item *const *)y;
	int order = memcmp(a->ref.id.b, b->ref.id.b, sizeof(a->ref.id.b));

	return order != 0 ? order : (a > b) - (a < b);
}

/* A record that is there stands in one item only. */
static int places_check(struct batch *b)
{
	struct batch_item **old = calloc((size_t)b->count + 1, sizeof(struct batch_item *));
	uint32_t count = 0;
	int err = 0;

	if (old == NULL)
		abort();
	for (uint32_t i = 0; i < b->count; i++) {
		if (b->items[i].verb != VB_VERB_CREATE)
			old[count++] = &b->items[i];
	}
	qsort(old, count, sizeof(struct batch_item *), place_compare);
	for (uint32_t i = 1; i < count && err == 0; i++) {
		if (record_id_is_equal(&old[i - 1]->ref.id, &old[i]->ref.id)) {
			(void)request_fail(b->q, VB_ERR_BAD_VALUE, "is there twice");
			err = item_fail(b, old[i], VB_ERR_BAD_VALUE);
		}
	}
	free(old);
	return err;
}

static int items_read(struct batch *b)
{
	struct pack_reader r;
	struct span packed;
	int err = 0;

	if (!request_find(b->q, "items", &packed))
		return VB_ERR_MISSING_VALUE;
	unpack_init(&r, packed);
	if (unpack_peek(&r) != VB_PACK_ARRAY)
		return request_fail(b->q, VB_ERR_BAD_VALUE, "items is not a list");
	b->count = unpack_array(&r, VB_IPC_MAX_ITEMS);
	if ((size_t)b->count * ID_BYTES > VB_IPC_FRAME_MAX_BYTES)
		return request_fail(b->q, VB_ERR_TOO_LARGE, "items has more than %u of them",
		                    VB_IPC_FRAME_MAX_BYTES / ID_BYTES);
	b->items = calloc((size_t)b->count + 1, sizeof(*b->items));
	b->by_label = calloc((size_t)b->count + 1, sizeof(struct batch_item *));
	if (b->items == NULL || b->by_label == NULL)
		abort();
	for (uint32_t i = 0; i < b->count && err == 0; i++)
		err = item_read(b, unpack_any(&r), &b->items[i]);
	if (err == 0)
		err = labels_sort(b);
	return err == 0 ? places_check(b) : err;
}

/* ---- building and writing ---- */

/* draft_batch: the new record with this label, if it stands before. */
static bool label_find(void *ctx, struct span label, struct reference *out)
{
	struct batch *b = ctx;
	struct batch_item wanted = { .label = label };
	struct batch_item *key = &wanted;
	struct batch_item **found = bsearch(&key, b->by_label, b->label_count,
	                                    sizeof(struct batch_item *), label_compare);

	if (found == NULL || !(*found)->is_placed)
		return false;
	*out = (struct reference){ .id = (*found)->ref.id,
		                   .kind = (*found)->kind->number,
		                   .audience = (*found)->audience };
	return true;
}

/* Builds the draft of an item that is not deleted as it stands now. */
static int item_build(struct batch *b, const struct batch_item *item)
{
	int err = item->verb == VB_VERB_CREATE
	                  ? draft_create(b->draft, b->space, item->kind, item->audience)
	                  : draft_open(b->draft, &item->ref, VB_VERB_EDIT);

	if (err == 0)
		err = draft_fields(b->draft, item->fields);
	return err == 0 ? draft_finish(b->draft) : err;
}

/* Whether a record may be erased, and how it is named then. */
static int erase_try(struct batch *b, struct batch_item *item)
{
	struct request part = { .node = b->q->node, .who = b->q->who };
	int err = erase_check_record(&part, &item->ref, &item->erased);

	memcpy(b->q->detail, part.detail, sizeof(part.detail));
	return err;
}

static int item_try(struct batch *b, struct batch_item *item)
{
	int err;

	if (item->is_erase)
		return erase_try(b, item);
	if (item->verb != VB_VERB_DELETE)
		return item_build(b, item);
	err = draft_open(b->draft, &item->ref, VB_VERB_DELETE);
	if (err != 0)
		return err;
	(void)edit_delete(&b->draft->edit);
	return draft_finish(b->draft);
}

/* Does everything but writing; new records get an id as long as a true one and like no other. */
static int items_try(struct batch *b)
{
	int err = 0;

	for (uint32_t i = 0; i < b->count && err == 0; i++) {
		struct batch_item *item = &b->items[i];

		err = item_try(b, item);
		if (err != 0)
			return item_fail(b, item, err);
		if (item->verb == VB_VERB_CREATE) {
			memset(item->ref.id.b, 0xff, sizeof(item->ref.id.b));
			put_be32(item->ref.id.b, i);
			item->is_placed = true;
		}
	}
	for (uint32_t i = 0; i < b->count; i++)
		b->items[i].is_placed = b->items[i].verb != VB_VERB_CREATE;
	return 0;
}

static int item_write(struct batch *b, struct batch_item *item)
{
	bool is_delete = item->verb == VB_VERB_DELETE;
	bool has_changes;
	int err =
		is_delete ? draft_open(b->draft, &item->ref, VB_VERB_DELETE) : item_build(b, item);

	if (err != 0)
		return err;
	has_changes = is_delete || draft_has_changes(b->draft);
	err = is_delete ? draft_delete(b->draft) : draft_write(b->draft);
	/* Where the first is refused, as of an office that was suspended, nothing needs to be undone. */
	b->has_written |= err == 0 && has_changes;
	item->ref.id = b->draft->id;
	item->is_placed = true;
	return err;
}

/* Writes what is deleted, or what is neither deleted nor erased. */
static int items_write(struct batch *b, bool is_deleting)
{
	int err = 0;

	b->draft->is_tried = true;
	for (uint32_t i = 0; i < b->count && err == 0; i++) {
		struct batch_item *item = &b->items[i];

		if (item->is_erase || (item->verb == VB_VERB_DELETE) != is_deleting)
			continue;
		err = item_write(b, item);
		if (err != 0)
			err = item_fail(b, item, err);
	}
	return err;
}

static int erased_compare(const void *x, const void *y)
{
	const struct open_erased *a = x;
	const struct open_erased *b = y;

	return memcmp(a->record.b, b->record.b, sizeof(a->record.b));
}

/* Puts what is to be erased together. */
static void erased_sort(struct batch *b)
{
	b->erased = calloc((size_t)b->count + 1, sizeof(*b->erased));
	if (b->erased == NULL)
		abort();
	for (uint32_t i = 0; i < b->count; i++) {
		if (b->items[i].is_erase)
			b->erased[b->erased_count++] = b->items[i].erased;
	}
	qsort(b->erased, b->erased_count, sizeof(*b->erased), erased_compare);
}

/* Erases, by as few entries as hold them. */
static int erase_write(struct batch *b)
{
	struct entry_id id;
	int err = 0;

	for (uint32_t i = 0; i < b->erased_count && err == 0; i += VB_ERASE_MAX_COUNT) {
		uint32_t left = b->erased_count - i;

		err = author_erase(b->q->node, &b->space->id, &b->erased[i],
		                   left < VB_ERASE_MAX_COUNT ? left : VB_ERASE_MAX_COUNT, b->ground,
		                   b->q->now, &id);
		b->has_written |= err == 0;
	}
	return err;
}

static int batch_run(struct batch *b)
{
	struct span text;
	int err = request_text(b->q, "space", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(b->q, text, &b->space);
	if (err == 0)
		err = erase_check_ground(b->q, &b->ground);
	if (err == 0)
		err = items_read(b);
	if (err == 0)
		err = items_try(b);
	if (err != 0)
		return err;
	erased_sort(b);
	err = items_write(b, false);
	if (err == 0)
		/* Others may have led to it until now. */
		err = items_write(b, true);
	if (err == 0)
		err = erase_write(b);
	return err != 0 && b->has_written ? draft_abandon(b->q, err) : err;
}

static void answer(const struct batch *b)
{
	struct buf *out = &b->q->result;

	pack_map(out, 1);
	pack_cstr(out, "ids");
	pack_array(out, b->count);
	for (uint32_t i = 0; i < b->count; i++) {
		char text[2 * VB_RECORD_ID_BYTES + 1];

		hex_format(b->items[i].ref.id.b, sizeof(b->items[i].ref.id.b), text);
		pack_cstr(out, text);
	}
}

int control_record_batch(struct request *q)
{
	struct draft draft;
	struct batch b = { .q = q, .draft = &draft };
	int err;

	draft_init(&draft, q);
	b.names = (struct draft_batch){ .ctx = &b, .find_label = label_find };
	draft.batch = &b.names;
	err = batch_run(&b);
	if (err == 0)
		answer(&b);
	draft_release(&draft);
	free(b.items);
	free(b.by_label);
	free(b.erased);
	return err;
}
