/*
 * agenda in every order: several offices move the items of one agenda at the same time without seeing each other. Whatever the order in
 * which their moves arrive and in which the items are read, the numbers are those that were worked out by hand.
 */
#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/agenda_moves.h"
#include "tests/unit/vectors.h"

#define ITEMS 5u
#define MOVES_MAX 3u

/* An office moves an item: a new order key in hexadecimal, a new parent, a new state. */
struct move {
	uint8_t item; /* 1 to ITEMS; 0: no move */
	uint8_t author;
	uint64_t hlc;
	const char *order; /* NULL: as it was */
	uint8_t parent;    /* 0: as it was */
	const char *state; /* NULL: as it was */
};

struct scenario {
	const char *name;
	struct move moves[MOVES_MAX];
	uint8_t items[ITEMS]; /* in the order that is wanted */
	const char *numbers[ITEMS];
};

static struct agenda_entry creates[ITEMS], edits[MOVES_MAX];

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
		agenda_move_deliver(&records[i], &creates[i]);
	}
	for (size_t i = 0; i < count; i++)
		agenda_move_deliver(&records[s->moves[order[i]].item - 1], &edits[order[i]]);
	for (size_t i = 0; i < ITEMS; i++)
		items[i] = agenda_move_read(&records[i], (uint8_t)(i + 1));
	right = items_walk(s, items, ITEMS);
	for (size_t i = 0; i < ITEMS; i++)
		merged_release(&records[i]);
	return right;
}

static void entry_make(struct agenda_entry *entry, const struct move *move,
                       const struct agenda_entry *seen)
{
	struct agenda_move made = { .item = move->item,
		                    .author = move->author,
		                    .hlc = move->hlc,
		                    .order = hex(move->order != NULL ? move->order : ""),
		                    .parent = move->parent,
		                    .state = move->state };

	agenda_move_make(entry, &made, seen);
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
