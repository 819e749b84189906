/* control_upsert: bringing many records to a wanted state at once, as an import does; see control_calls.h.
 *
 * Records are found by kind and OParl id in the audience they belong to. In four steps, of which only the last two
 * write: read all items; find which are there; build every change once to see that it is good; write, parents before
 * children. A reference to an item that comes later (papers that relate to each other) is added by a second entry.
 * What was deleted here stays deleted. An item that stands in the other audience now is made anew in its own and deleted
 * there: what has become internal is never written where guests read on. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"

#define ID_BYTES 40u /* of one record id in the result */

/* The order of writing: what is referred to before what refers to it. Kinds that do not stand here come behind, in the order in
 * which they were given. */
static const uint32_t writing_order[] = {
	VB_KIND_BODY,         VB_KIND_LOCATION, VB_KIND_ORGANIZATION, VB_KIND_PERSON,
	VB_KIND_MEMBERSHIP,   VB_KIND_MEETING,  VB_KIND_PAPER,        VB_KIND_AGENDA_ITEM,
	VB_KIND_CONSULTATION, VB_KIND_MESSAGE,
};
#define ORDER_COUNT (sizeof(writing_order) / sizeof(writing_order[0]))

/* A record as it is wanted. */
struct wanted {
	const struct kind *kind;
	enum audience audience;
	struct span fields;
	struct span oparl;
	struct record_id id; /* of what is there, or of what was written */
	bool is_there;
	bool is_gone;  /* deleted here: left alone */
	bool is_moved; /* stands in the other audience, as: */
	struct record_ref moved;
	bool is_placed; /* has its id */
	bool has_later; /* refers to some that were not placed */
	bool is_changed;
};

struct upsert {
	struct request *q;
	struct node_space *space;
	struct wanted *items;
	uint32_t count;
	struct wanted **by_oparl; /* sorted */
	bool is_trial;            /* nothing is written: ids may be made up */
	bool has_written;
	struct draft draft;
	struct draft_batch batch;
};

/* Says which item was at fault, in front of what was wrong with it. */
static int item_fail(struct upsert *u, const struct wanted *item, int err)
{
	char detail[sizeof(u->q->detail)];
	unsigned number = (unsigned)(item - u->items) + 1;

	memcpy(detail, u->q->detail, sizeof(detail));
	u->q->detail[0] = '\0';
	if (item->oparl.size == 0)
		return request_fail(u->q, err, "item %u: %s", number, detail);
	return request_fail(u->q, err, "item %u: %s (%.*s)", number, detail, (int)item->oparl.size,
	                    (const char *)item->oparl.data);
}

/* ---- reading the items ---- */

/* Reads one item. Its OParl id is the field id among its fields. */
static int item_read(struct upsert *u, struct span packed, struct wanted *item)
{
	struct request part = { .node = u->q->node, .args = packed };
	struct span text;
	bool is_internal = false;
	int err = request_is_map(packed) ? 0 : VB_ERR_BAD_VALUE;

	if (err == 0)
		err = request_text(&part, "kind", VB_NAME_MAX_BYTES, &text);
	if (err == 0)
		err = given_kind(&part, text, &item->kind);
	if (err == 0)
		err = request_bool(&part, "internal", &is_internal);
	if (err == 0)
		err = request_map(&part, "fields", &item->fields);
	if (err == 0) {
		part.args = item->fields;
		err = request_text(&part, "id", VB_NAME_MAX_BYTES, &item->oparl);
	}
	item->audience = is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	memcpy(u->q->detail, part.detail, sizeof(part.detail));
	return err == 0 ? 0 : item_fail(u, item, err);
}

static int items_read(struct upsert *u)
{
	struct pack_reader r;
	struct span packed;
	int err = 0;

	if (!request_find(u->q, "items", &packed))
		return VB_ERR_MISSING_VALUE;
	unpack_init(&r, packed);
	if (unpack_peek(&r) != VB_PACK_ARRAY)
		return request_fail(u->q, VB_ERR_BAD_VALUE, "items is not a list");
	u->count = unpack_array(&r, VB_IPC_MAX_ITEMS);
	if ((size_t)u->count * ID_BYTES > VB_IPC_FRAME_MAX_BYTES)
		return request_fail(u->q, VB_ERR_TOO_LARGE, "items has more than %u of them",
		                    VB_IPC_FRAME_MAX_BYTES / ID_BYTES);
	u->items = calloc((size_t)u->count + 1, sizeof(*u->items));
	u->by_oparl = calloc((size_t)u->count + 1, sizeof(struct wanted *));
	if (u->items == NULL || u->by_oparl == NULL)
		abort();
	for (uint32_t i = 0; i < u->count && err == 0; i++) {
		u->by_oparl[i] = &u->items[i];
		err = item_read(u, unpack_any(&r), &u->items[i]);
	}
	return err;
}

/* By OParl id, then kind. */
static int wanted_compare(const void *x, const void *y)
{
	const struct wanted *a = *(const struct wanted *const *)x;
	const struct wanted *b = *(const struct wanted *const *)y;
	int by_id = span_compare(a->oparl, b->oparl);

	if (by_id != 0)
		return by_id;
	return (a->kind->number > b->kind->number) - (a->kind->number < b->kind->number);
}

static int items_sort(struct upsert *u)
{
	qsort(u->by_oparl, u->count, sizeof(struct wanted *), wanted_compare);
	for (uint32_t i = 1; i < u->count; i++) {
		if (wanted_compare(&u->by_oparl[i - 1], &u->by_oparl[i]) == 0) {
			(void)request_fail(u->q, VB_ERR_BAD_VALUE, "is there twice");
			return item_fail(u, u->by_oparl[i], VB_ERR_BAD_VALUE);
		}
	}
	return 0;
}

/* ---- finding what is there ---- */

/* draft_batch: the item with this id that a record of this audience may mean. */
static bool batch_find(void *ctx, struct span oparl, uint32_t kind, enum audience from,
                       struct reference *out)
{
	struct upsert *u = ctx;
	uint32_t low = 0;
	uint32_t high = u->count;

	(void)from;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (span_compare(u->by_oparl[middle]->oparl, oparl) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < u->count && span_is_equal(u->by_oparl[low]->oparl, oparl); low++) {
		const struct wanted *item = u->by_oparl[low];

		if (kind != 0 && item->kind->number != kind)
			continue;
		*out = (struct reference){ .id = item->id,
			                   .kind = item->kind->number,
			                   .audience = item->audience,
			                   .is_deleted = item->is_gone,
			                   .is_later = !item->is_placed && !u->is_trial };
		return true;
	}
	return false;
}

/* An id for the trial, as long as a true one and like no other. */
static void id_make_up(const struct upsert *u, struct wanted *item)
{
	memset(item->id.b, 0xff, sizeof(item->id.b));
	put_be32(item->id.b, (uint32_t)(item - u->items));
}

/* Finds what is there of an item, and whether this office may do what is to be done. */
static int item_match(struct upsert *u, struct wanted *item)
{
	struct reference found[VB_REFERENCE_NAMESAKES];
	const struct reference *here = NULL;
	const struct reference *elsewhere = NULL;
	const struct reference *gone = NULL;
	size_t count;
	int err = reference_namesakes(u->q, u->space, item->oparl, item->kind->number,
	                              &u->draft.other, found, &count);

	for (size_t i = count; err == 0 && i > 0; i--) {
		const struct reference *r = &found[i - 1];

		if (r->is_deleted)
			gone = r;
		else if (r->audience == item->audience)
			here = r;
		else
			elsewhere = r;
	}
	if (err != 0)
		return err;
	id_make_up(u, item);
	if (here == NULL && elsewhere == NULL && gone != NULL) {
		item->id = gone->id;
		item->audience = gone->audience;
		item->is_gone = item->is_placed = true;
		return 0;
	}
	if (here != NULL) {
		item->id = here->id;
		item->is_there = item->is_placed = true;
	} else if (elsewhere != NULL) {
		item->is_moved = true;
		item->moved =
			(struct record_ref){ u->space->number, elsewhere->audience, elsewhere->id };
		err = draft_check_right(u->q, u->space, item->kind, VB_VERB_DELETE,
		                        elsewhere->audience);
	}
	return err;
}

/* ---- building and writing ---- */

/* Builds the draft of an item as it stands now. */
static int item_build(struct upsert *u, struct wanted *item)
{
	struct record_ref ref = { u->space->number, item->audience, item->id };
	bool is_edit = item->is_there || (item->is_placed && !u->is_trial);
	int err = is_edit ? draft_open(&u->draft, &ref, VB_VERB_EDIT)
	                  : draft_create(&u->draft, u->space, item->kind, item->audience);

	if (err == 0)
		err = draft_fields(&u->draft, item->fields);
	if (err == 0)
		err = draft_finish(&u->draft);
	return err;
}

/* Does everything but writing, so that what could be wrong is found before anything is written. */
static int items_try(struct upsert *u)
{
	int err = 0;

	u->is_trial = true;
	for (uint32_t i = 0; i < u->count && err == 0; i++) {
		if (!u->items[i].is_gone)
			err = item_build(u, &u->items[i]);
		if (err != 0)
			err = item_fail(u, &u->items[i], err);
	}
	u->is_trial = false;
	return err;
}

static int item_write(struct upsert *u, struct wanted *item)
{
	bool is_changed;
	int err = item_build(u, item);

	if (err != 0)
		return err;
	is_changed = draft_has_changes(&u->draft);
	item->has_later = u->draft.has_later;
	err = draft_write(&u->draft);
	if (err != 0)
		return err;
	u->has_written |= is_changed;
	item->is_changed |= is_changed;
	item->id = u->draft.id;
	item->is_placed = true;
	if (!item->is_moved)
		return 0;
	item->is_moved = false;
	err = draft_open(&u->draft, &item->moved, VB_VERB_DELETE);
	return err == 0 ? draft_delete(&u->draft) : err;
}

static size_t place_of(const struct kind *kind)
{
	size_t place = 0;

	while (place < ORDER_COUNT && writing_order[place] != kind->number)
		place++;
	return place;
}

/* Writes everything: kind by kind, then what was left out for a reference to a later item. */
static int items_write(struct upsert *u)
{
	int err = 0;

	for (size_t k = 0; k <= ORDER_COUNT && err == 0; k++) {
		for (uint32_t i = 0; i < u->count && err == 0; i++) {
			struct wanted *item = &u->items[i];

			if (!item->is_gone && place_of(item->kind) == k)
				err = item_write(u, item);
		}
	}
	for (uint32_t i = 0; i < u->count && err == 0; i++) {
		if (u->items[i].has_later)
			err = item_write(u, &u->items[i]);
	}
	return err;
}

/* ---- the call ---- */

static void answer(struct upsert *u)
{
	uint32_t created = 0;
	uint32_t updated = 0;
	struct buf *out = &u->q->result;

	for (uint32_t i = 0; i < u->count; i++) {
		created += !u->items[i].is_there && !u->items[i].is_gone;
		updated += u->items[i].is_there && u->items[i].is_changed;
	}
	pack_map(out, 4);
	pack_cstr(out, "created");
	pack_uint(out, created);
	pack_cstr(out, "ids");
	pack_array(out, u->count);
	for (uint32_t i = 0; i < u->count; i++) {
		char text[2 * VB_RECORD_ID_BYTES + 1];

		hex_format(u->items[i].id.b, sizeof(u->items[i].id.b), text);
		pack_cstr(out, text);
	}
	pack_cstr(out, "unchanged");
	pack_uint(out, u->count - created - updated);
	pack_cstr(out, "updated");
	pack_uint(out, updated);
}

static int upsert_run(struct upsert *u)
{
	struct span text;
	int err = request_text(u->q, "space", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(u->q, text, &u->space);
	if (err == 0)
		err = items_read(u);
	if (err == 0)
		err = items_sort(u);
	for (uint32_t i = 0; i < u->count && err == 0; i++) {
		err = item_match(u, &u->items[i]);
		if (err != 0)
			err = item_fail(u, &u->items[i], err);
	}
	if (err == 0)
		err = items_try(u);
	if (err != 0)
		return err;
	err = items_write(u);
	if (err != 0)
		return u->has_written ? draft_abandon(u->q, err) : err;
	answer(u);
	return 0;
}

int control_record_upsert(struct request *q)
{
	struct upsert u = { .q = q };
	int err;

	draft_init(&u.draft, q);
	u.batch = (struct draft_batch){ .ctx = &u, .find = batch_find };
	u.draft.batch = &u.batch;
	err = upsert_run(&u);
	draft_release(&u.draft);
	free(u.items);
	free(u.by_oparl);
	return err;
}
