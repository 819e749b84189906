/* control_agenda: putting items on an agenda, moving and listing them; see control_calls.h.
 *
 * Items that all see (Ö) and internal ones (N) are two lists with order keys of their own. Where no key is left between
 * two neighbours the keys of the whole list are written anew, spread evenly. An item that is put behind another stands
 * on the level of that one. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/agenda_board.h"
#include "daemon/control/authority.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "protocol/crypt.h"

#define ITEMS_DEFAULT 1000u

/* What is to be placed, and where. */
struct placing {
	struct request *q;
	struct agenda_board board;
	struct record_ref meeting;
	enum audience audience;
	struct agenda_item *moved; /* NULL: a new item */
	struct agenda_item *after; /* NULL: first of its list */
	bool has_parent;           /* the caller named one: the level of `after` does not count */
	struct order_key key;
	struct order_key *spread; /* new keys of all items of the list in order; NULL: they stay */
};

static void placing_release(struct placing *p)
{
	agenda_board_release(&p->board);
	free(p->spread);
}

/* Finds the meeting that the argument names and reads its board. */
static int board_open(struct request *q, const struct record_ref *meeting, struct placing *p)
{
	struct merged m;
	int err;

	p->q = q;
	p->meeting = *meeting;
	merged_init(&m);
	err = agenda_board_read(q, meeting, &m, &p->board);
	merged_release(&m);
	return err;
}

/* ---- places ---- */

static int item_compare(const void *x, const void *y)
{
	const struct agenda_item *a = *(const struct agenda_item *const *)x;
	const struct agenda_item *b = *(const struct agenda_item *const *)y;
	int by_key;

	if ((a->order.size == 0) != (b->order.size == 0))
		return a->order.size == 0 ? 1 : -1;
	by_key = span_compare(a->order, b->order);
	return by_key != 0 ? by_key : memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

/* The items of one list by their order keys; the caller frees *out. Returns how many. */
static size_t list_sorted(const struct placing *p, struct agenda_item ***out)
{
	struct agenda_item **list = calloc(p->board.count + 1, sizeof(struct agenda_item *));
	size_t count = 0;

	if (list == NULL)
		abort();
	for (uint32_t i = 0; i < p->board.count; i++) {
		if (p->board.items[i].audience == p->audience)
			list[count++] = &p->board.items[i];
	}
	qsort(list, count, sizeof(struct agenda_item *), item_compare);
	*out = list;
	return count;
}

/* Gives every item of the list a new key, with the one to be placed among them. */
static void place_by_spreading(struct placing *p)
{
	struct agenda_item **list;
	size_t count = list_sorted(p, &list);
	size_t at = 0;

	p->spread = calloc(count + 1, sizeof(*p->spread));
	if (p->spread == NULL)
		abort();
	order_spread(count + (p->moved == NULL), p->spread);
	if (p->after == NULL)
		p->key = p->spread[at++];
	for (size_t i = 0; i < count; i++) {
		if (list[i] == p->moved)
			continue;
		list[i]->order = span_of(p->spread[at].b, p->spread[at].size);
		at++;
		if (list[i] == p->after)
			p->key = p->spread[at++];
	}
	free(list);
}

/* Finds the key, and new ones for the others if need be. */
static int place_find(struct placing *p)
{
	const struct record_id *moved = p->moved == NULL ? NULL : &p->moved->id;
	const struct record_id *after = p->after == NULL ? NULL : &p->after->id;
	uint32_t jitter;
	int err;

	crypt_random(&jitter, sizeof(jitter));
	err = agenda_place(p->board.items, p->board.count, p->audience, moved, after, jitter,
	                   &p->key);
	if (err == VB_ERR_TOO_LARGE) {
		place_by_spreading(p);
		err = 0;
	}
	return err;
}

/* Writes the keys of the others, after the draft of the item itself was found good. */
static int spread_write(struct placing *p)
{
	struct draft d;
	int err = 0;

	draft_init(&d, p->q);
	for (uint32_t i = 0; p->spread != NULL && i < p->board.count && err == 0; i++) {
		const struct agenda_item *item = &p->board.items[i];
		struct record_ref ref = { p->meeting.space, item->audience, item->id };
		struct buf key;

		if (item->audience != p->audience || item == p->moved)
			continue;
		buf_init(&key, 2 + VB_ORDER_KEY_MAX_BYTES);
		pack_bin(&key, item->order.data, item->order.size);
		err = draft_open(&d, &ref, VB_VERB_EDIT);
		if (err == 0)
			err = draft_set(&d, VB_AGENDA_ITEM_ORDER, buf_span(&key));
		if (err == 0)
			err = draft_finish(&d);
		if (err == 0)
			err = draft_write(&d);
		buf_release(&key);
	}
	draft_release(&d);
	return err;
}

/* Puts key and level into the draft of the item. */
static int place_set(struct placing *p, struct draft *d)
{
	struct reference parent = { .kind = VB_KIND_AGENDA_ITEM, .audience = p->audience };
	const struct agenda_item *above;
	struct buf key;
	int err;

	buf_init(&key, 2 + VB_ORDER_KEY_MAX_BYTES);
	pack_bin(&key, p->key.b, p->key.size);
	err = draft_set(d, VB_AGENDA_ITEM_ORDER, buf_span(&key));
	buf_release(&key);
	if (err != 0 || p->after == NULL || p->has_parent)
		return err;
	above = agenda_board_find(&p->board, &p->after->parent);
	parent.id = p->after->parent;
	if (above == NULL || above->audience != p->audience)
		return draft_set(d, VB_AGENDA_ITEM_PARENT, span_of(NULL, 0));
	return draft_refer(d, VB_AGENDA_ITEM_PARENT, &parent);
}

/* Finishes the item's draft, then writes everything and answers. */
static int place_write(struct placing *p, struct draft *d)
{
	int err = place_set(p, d);

	if (err == 0)
		err = draft_finish(d);
	if (err == 0)
		err = draft_write(d);
	if (err != 0)
		return err;
	err = spread_write(p);
	if (err != 0)
		return draft_abandon(p->q, err);
	request_answer_record(p->q, &d->id);
	return 0;
}

/* Reads the item behind which to put something; it must stand in the same list. */
static int after_read(struct placing *p)
{
	struct record_ref ref;
	struct span text;
	int err = request_text(p->q, "after", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(p->q, p->board.space, text, &ref);
	if (err != 0)
		return err;
	p->after = agenda_board_find(&p->board, &ref.id);
	if (p->after == NULL)
		return request_fail(p->q, VB_ERR_BAD_VALUE, "after is no item of this agenda");
	if (p->after->audience != p->audience)
		return request_fail(p->q, VB_ERR_BAD_VALUE, "after is %s item",
		                    p->audience == VB_AUDIENCE_ALL ? "an internal" : "a public");
	return 0;
}

/* ---- agenda.add ---- */

/* Without a word about the place: last of all. */
static void after_last(struct placing *p)
{
	struct agenda_item **list;
	size_t count = list_sorted(p, &list);

	p->after = count > 0 ? list[count - 1] : NULL;
	p->has_parent = true;
	free(list);
}

/* Fills the draft of the new item with all but its place. */
static int item_fill(struct placing *p, struct draft *d, struct span fields)
{
	struct reference meeting = { .id = p->meeting.id,
		                     .kind = VB_KIND_MEETING,
		                     .audience = p->meeting.audience };
	int err = draft_fields(d, fields);

	return err == 0 ? draft_refer(d, VB_AGENDA_ITEM_MEETING, &meeting) : err;
}

static int add_place(struct placing *p, struct span fields)
{
	struct pack_reader r;
	struct span name;
	struct span value;
	uint32_t left;
	int err = 0;

	if (!request_find(p->q, "after", &value))
		after_last(p);
	else if (request_has(p->q, "after"))
		err = after_read(p);
	unpack_init(&r, fields);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &name, &value))
		p->has_parent |= span_is_equal(name, span_of_str("parent"));
	return err == 0 ? place_find(p) : err;
}

int control_agenda_add(struct request *q)
{
	struct placing p = { .audience = VB_AUDIENCE_ALL };
	struct record_ref meeting;
	struct span fields;
	struct draft d;
	bool is_internal = false;
	int err = agenda_board_meeting(q, &meeting);

	if (err == 0)
		err = request_bool(q, "internal", &is_internal);
	if (err == 0)
		err = request_map(q, "fields", &fields);
	if (err == 0)
		err = authority_check_proposal(q, kind_by_number(VB_KIND_AGENDA_ITEM), fields);
	if (err != 0)
		return err;
	draft_init(&d, q);
	p.audience = is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	err = board_open(q, &meeting, &p);
	if (err == 0)
		err = add_place(&p, fields);
	if (err == 0)
		err = draft_create(&d, p.board.space, kind_by_number(VB_KIND_AGENDA_ITEM),
		                   p.audience);
	if (err == 0)
		err = item_fill(&p, &d, fields);
	if (err == 0)
		err = place_write(&p, &d);
	draft_release(&d);
	placing_release(&p);
	return err;
}

/* ---- agenda.move ---- */

/* The meeting of the item in the draft. */
static int meeting_of_item(struct draft *d, struct record_ref *out)
{
	const struct kind_field *field = kind_field_by_number(d->kind, VB_AGENDA_ITEM_MEETING);
	struct pack_reader r;
	struct span value;

	if (!merged_value(&d->merged, field, &value))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "the item stands on no agenda");
	out->space = d->space->number;
	out->audience = d->audience;
	unpack_init(&r, value);
	unpack_fixed(&r, out->id.b, sizeof(out->id.b));
	return 0;
}

static int item_open(struct request *q, struct draft *d)
{
	struct record_ref ref;
	struct span text;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, &ref);
	if (err == 0)
		err = draft_open(d, &ref, VB_VERB_EDIT);
	if (err == 0 && d->kind->number != VB_KIND_AGENDA_ITEM)
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is no agenda item");
	return err;
}

static int move_place(struct placing *p, struct draft *d)
{
	int err = 0;

	p->audience = d->audience;
	p->moved = agenda_board_find(&p->board, &d->id);
	if (p->moved == NULL)
		return VB_ERR_NOT_FOUND;
	if (request_has(p->q, "after"))
		err = after_read(p);
	if (err != 0)
		return err;
	if (p->after != NULL && agenda_board_is_within(&p->board, p->after, p->moved))
		return request_fail(p->q, VB_ERR_BAD_VALUE, "after is the item itself or below it");
	return place_find(p);
}

int control_agenda_move(struct request *q)
{
	struct placing p = { .q = q };
	struct record_ref meeting;
	struct span unused;
	struct draft d;
	int err;

	if (!request_find(q, "after", &unused))
		return request_fail(q, VB_ERR_MISSING_VALUE, "after");
	draft_init(&d, q);
	err = item_open(q, &d);
	if (err == 0)
		err = meeting_of_item(&d, &meeting);
	if (err == 0)
		err = board_open(q, &meeting, &p);
	if (err == 0)
		err = move_place(&p, &d);
	if (err == 0)
		err = place_write(&p, &d);
	draft_release(&d);
	placing_release(&p);
	return err;
}

/* ---- agenda.list ---- */

/* Where the page begins: behind the item that the cursor names. */
static int first_read(struct request *q, const struct agenda_board *board, uint32_t *out)
{
	struct record_id id;
	struct agenda_item *item;
	struct span text;
	int err;

	*out = 0;
	if (!request_has(q, "after"))
		return 0;
	err = request_text(q, "after", 2 * VB_RECORD_ID_BYTES, &text);
	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, id.b, sizeof(id.b)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	item = agenda_board_find(board, &id);
	if (item == NULL)
		return request_fail(q, VB_ERR_NOT_FOUND, "after");
	*out = (uint32_t)(item - board->items) + 1;
	return 0;
}

/* Lists the items from a place on, as many as go into one answer. */
static int items_answer(struct placing *p, uint32_t first, uint32_t limit, struct merged *m,
                        struct buf *items)
{
	const struct agenda_board *board = &p->board;
	char number[VB_AGENDA_NUMBER_BYTES];
	uint32_t count = board->count;
	uint32_t at = first;
	int err = 0;

	while (count > 0 && !agenda_board_shows(&board->items[count - 1]))
		count--;
	for (; err == 0 && at < count && at - first < limit; at++) {
		const struct agenda_item *item = &board->items[at];
		struct record_ref ref = { p->meeting.space, item->audience, item->id };
		struct view_place place = { .space = &board->space->id,
			                    .audience = item->audience,
			                    .id = &item->id,
			                    .number = number };
		struct reference unused;

		err = reference_load(p->q, &ref, m, &unused);
		agenda_number_format(item, number);
		if (err == 0 && !listing_item(m, &place, items))
			break;
	}
	if (err == 0)
		listing_finish(p->q, items, at - first,
		               at < count ? &board->items[at - 1].id : NULL);
	return err;
}

int control_agenda_list(struct request *q)
{
	struct placing p = { .q = q };
	struct record_ref meeting;
	uint64_t limit = ITEMS_DEFAULT;
	struct merged m;
	struct buf items;
	uint32_t first;
	int err = agenda_board_meeting(q, &meeting);

	if (err == 0)
		err = request_uint(q, "limit", 1, VB_LISTING_LIMIT_MAX, &limit);
	if (err != 0)
		return err;
	merged_init(&m);
	buf_init(&items, VB_LISTING_PAGE_BYTES);
	err = board_open(q, &meeting, &p);
	if (err == 0)
		err = first_read(q, &p.board, &first);
	if (err == 0)
		err = items_answer(&p, first, (uint32_t)limit, &m, &items);
	merged_release(&m);
	buf_release(&items);
	placing_release(&p);
	return err;
}
