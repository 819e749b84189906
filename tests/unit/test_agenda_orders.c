/*
 * agenda in every order: several offices move the items of one agenda at the same time without seeing each other. Whatever the order in
 * which their moves arrive and in which the items are read, the numbers are those that were worked out by hand.
 */
#include <stdio.h>
#include <string.h>

#include "protocol/kind.h"
#include "protocol/kinds/agenda.h"
#include "protocol/merge/edit.h"
#include "protocol/merge/merge.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define ITEMS 5u
#define MOVES_MAX 3u

/* An office moves an item: a new order key, a new parent, a new state. */
struct move {
	uint8_t item; /* 1 to ITEMS; 0: no move */
	uint8_t author;
	uint64_t hlc;
	const char *order; /* hexadecimal; NULL: as it was */
	uint8_t parent;    /* 0: as it was */
	const char *state; /* NULL: as it was */
};

struct scenario {
	const char *name;
	struct move moves[MOVES_MAX];
	uint8_t items[ITEMS]; /* in the order that is wanted */
	const char *numbers[ITEMS];
};

struct entry {
	struct merge_entry entry;
	struct buf document;
};

static struct entry creates[ITEMS], edits[MOVES_MAX];

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

static void set(struct edit *e, uint32_t field, const struct buf *value)
{
	const struct kind *kind = kind_by_number(VB_KIND_AGENDA_ITEM);

	if (edit_set(e, kind_field_by_number(kind, field), buf_span(value)) != 0)
		bail("cannot set field %u", (unsigned)field);
}

static void set_ref(struct edit *e, uint32_t field, uint8_t number)
{
	struct record_id id = id_of(number);
	struct buf value;

	buf_init(&value, 100);
	pack_bin(&value, id.b, sizeof(id.b));
	set(e, field, &value);
	buf_release(&value);
}

static void set_move(struct edit *e, const struct move *move)
{
	struct buf value;

	buf_init(&value, 100);
	if (move->order != NULL) {
		struct span key = hex(move->order);

		pack_bin(&value, key.data, key.size);
		set(e, VB_AGENDA_ITEM_ORDER, &value);
	}
	if (move->parent != 0)
		set_ref(e, VB_AGENDA_ITEM_PARENT, move->parent);
	if (move->state != NULL) {
		buf_clear(&value);
		pack_cstr(&value, move->state);
		set(e, VB_AGENDA_ITEM_STATE, &value);
	}
	buf_release(&value);
}

/* Edits name creates only, and these are here. */
static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	(void)ctx;
	(void)log;
	(void)seq;
	(void)prefix;
	return true;
}

static void deliver(struct merged *m, const struct entry *entry)
{
	const struct merge_view view = { .is_settled = is_settled };
	struct body body;

	if (body_decode(buf_span(&entry->document), &body) != 0 ||
	    merge_apply(m, &entry->entry, &body, &view, NULL) != 0)
		bail("cannot apply");
}

/* Makes the entry of a move on the item as it was created; of the create itself where seen is NULL. */
static void entry_make(struct entry *entry, const struct move *move, const struct entry *seen)
{
	struct merged m;
	struct edit e;
	struct body body;
	size_t padding;

	*entry = (struct entry){
		.entry = { .seq = move->item,
		           .hlc = { move->hlc },
		           .role = VB_ROLE_MEMBER,
		           .is_create = seen == NULL },
	};
	entry->entry.log.id.b[0] = move->author;
	entry->entry.log.author.b[0] = move->author;
	buf_init(&entry->document, VB_BODY_MAX_BYTES);
	merged_init(&m);
	if (seen != NULL)
		deliver(&m, seen);
	edit_init(&e, &m, kind_by_number(VB_KIND_AGENDA_ITEM));
	if (seen == NULL)
		set_ref(&e, VB_AGENDA_ITEM_MEETING, 200);
	set_move(&e, move);
	if (edit_finish(&e, &body) != 0)
		bail("cannot make an entry");
	body_encode(&body, &entry->document);
	padding = body_padded_bytes(entry->document.size) - entry->document.size;
	memset(buf_extend(&entry->document, padding), 0, padding);
	edit_release(&e);
	merged_release(&m);
}

static struct span field_of(const struct merged *m, uint32_t number)
{
	struct span value;

	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), number),
	                    &value)
	               ? value
	               : span_of(NULL, 0);
}

static struct span bytes_of(struct span value)
{
	struct pack_reader r;

	if (value.size == 0)
		return value;
	unpack_init(&r, value);
	return unpack_bin(&r, 0, SIZE_MAX);
}

/* The item as it is read from its record. */
static struct agenda_item item_of(const struct merged *m, uint8_t number)
{
	struct agenda_item item = { .id = id_of(number),
		                    .audience = VB_AUDIENCE_ALL,
		                    .tag = number };
	struct span parent = bytes_of(field_of(m, VB_AGENDA_ITEM_PARENT));

	if (parent.size == sizeof(item.parent.b))
		memcpy(item.parent.b, parent.data, parent.size);
	item.order = bytes_of(field_of(m, VB_AGENDA_ITEM_ORDER));
	item.is_counted = agenda_is_counted(false, field_of(m, VB_AGENDA_ITEM_STATE));
	return item;
}

static bool is_right(const struct scenario *s, const struct agenda_item *given)
{
	struct agenda_item items[ITEMS];
	char number[VB_AGENDA_NUMBER_BYTES];

	memcpy(items, given, sizeof(items));
	agenda_sort(items, ITEMS);
	for (size_t i = 0; i < ITEMS; i++) {
		agenda_number_format(&items[i], number);
		if (items[i].tag != s->items[i] || strcmp(number, s->numbers[i]) != 0)
			return false;
	}
	return true;
}

/* Every order in which the items can be read, Heap's way. */
static unsigned items_walk(const struct scenario *s, struct agenda_item *items, size_t n)
{
	unsigned right = 0;

	if (n == 1)
		return is_right(s, items);
	for (size_t i = 0; i < n; i++) {
		size_t other = n % 2 == 0 ? i : 0;
		struct agenda_item swapped;

		right += items_walk(s, items, n - 1);
		swapped = items[other];
		items[other] = items[n - 1];
		items[n - 1] = swapped;
	}
	return right;
}

/* Delivers the moves in one order to fresh records, and reads them in all. */
static unsigned moves_try(const struct scenario *s, const size_t *order, size_t count)
{
	struct merged records[ITEMS];
	struct agenda_item items[ITEMS];
	unsigned right;

	for (size_t i = 0; i < ITEMS; i++) {
		merged_init(&records[i]);
		deliver(&records[i], &creates[i]);
	}
	for (size_t i = 0; i < count; i++)
		deliver(&records[s->moves[order[i]].item - 1], &edits[order[i]]);
	for (size_t i = 0; i < ITEMS; i++)
		items[i] = item_of(&records[i], (uint8_t)(i + 1));
	right = items_walk(s, items, ITEMS);
	for (size_t i = 0; i < ITEMS; i++)
		merged_release(&records[i]);
	return right;
}

static void scenario_try(const struct scenario *s)
{
	static const size_t orders[][MOVES_MAX] = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 },
		                                    { 2, 0, 1 }, { 1, 2, 0 }, { 2, 1, 0 } };
	size_t count = 0, tried;
	unsigned right = 0;

	while (count < MOVES_MAX && s->moves[count].item != 0) {
		const struct move *move = &s->moves[count];

		entry_make(&edits[count++], move, &creates[move->item - 1]);
	}
	tried = count == MOVES_MAX ? 6 : 2;
	for (size_t i = 0; i < tried; i++)
		right += moves_try(s, orders[i], count);
	is_int(right, tried * 120, "%s", s->name);
	for (size_t i = 0; i < count; i++)
		buf_release(&edits[i].document);
}

int main(void)
{
	static const char *const keys[ITEMS] = { "10", "20", "30", "40", "50" };
	static const struct scenario scenarios[] = {
		{ "one office moves the last to the front, another the second to the end",
		  { { 5, 1, 2000, "05", 0, NULL }, { 2, 2, 2000, "60", 0, NULL } },
		  { 5, 1, 3, 4, 2 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 4", "Ö 5" } },
		{ "two move one item: the later move counts",
		  { { 3, 1, 3000, "60", 0, NULL }, { 3, 2, 2000, "05", 0, NULL } },
		  { 1, 2, 4, 5, 3 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 4", "Ö 5" } },
		{ "two put two items under each other: the circle opens at the first",
		  { { 2, 1, 3000, NULL, 4, NULL }, { 4, 2, 2000, NULL, 2, NULL } },
		  { 1, 2, 4, 3, 5 },
		  { "Ö 1", "Ö 2", "Ö 2.1", "Ö 3", "Ö 4" } },
		{ "two move two items to one place: the older stands first",
		  { { 5, 1, 2000, "15", 0, NULL }, { 4, 2, 3000, "15", 0, NULL } },
		  { 1, 4, 5, 2, 3 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 4", "Ö 5" } },
		{ "one declines an item, another puts one under it",
		  { { 1, 1, 2000, NULL, 0, "declined" }, { 3, 2, 3000, NULL, 1, NULL } },
		  { 2, 3, 4, 5, 1 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 4", "" } },
		{ "three move one item, two at the same moment: the greater office",
		  { { 1, 1, 2000, "25", 0, NULL },
		    { 1, 2, 3000, "35", 0, NULL },
		    { 1, 3, 3000, "45", 0, NULL } },
		  { 2, 3, 4, 1, 5 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 4", "Ö 5" } },
		{ "three tie a circle of three, and one of them moves",
		  { { 1, 1, 2000, "35", 2, NULL },
		    { 2, 2, 2000, NULL, 3, NULL },
		    { 3, 3, 2000, NULL, 1, NULL } },
		  { 2, 1, 3, 4, 5 },
		  { "Ö 1", "Ö 1.1", "Ö 1.1.1", "Ö 2", "Ö 3" } },
		{ "place and parent of one item by two offices: both count",
		  { { 5, 1, 2000, "05", 0, NULL },
		    { 5, 2, 2000, NULL, 3, NULL },
		    { 4, 3, 2000, NULL, 3, NULL } },
		  { 1, 2, 3, 5, 4 },
		  { "Ö 1", "Ö 2", "Ö 3", "Ö 3.1", "Ö 3.2" } },
	};

	for (uint8_t i = 0; i < ITEMS; i++) {
		struct move create = { (uint8_t)(i + 1), 9, 1000, keys[i], 0, NULL };

		entry_make(&creates[i], &create, NULL);
	}
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		scenario_try(&scenarios[i]);
	for (size_t i = 0; i < ITEMS; i++)
		buf_release(&creates[i].document);
	return done();
}
