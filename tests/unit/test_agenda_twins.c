/*
 * agenda: several items of one proposal, of which one stands for all; and when each item begins. Worked out by hand, and the same
 * whatever the order in which the items are given.
 */
#include "protocol/kinds/agenda.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define ITEMS_MAX 12
#define ALL VB_AUDIENCE_ALL
#define CORE VB_AUDIENCE_CORE

/* An item written short: ids by one digit each, 0 for none; in the order that is wanted. */
struct row {
	uint8_t id, parent, proposal;
	enum audience audience;
	uint8_t order; /* 0: no key */
	bool is_counted;
	const char *number; /* "" for none */
	uint8_t twin;
};

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

static struct agenda_item item_of(const struct row *row, size_t tag)
{
	return (struct agenda_item){
		.id = id_of(row->id),
		.parent = id_of(row->parent),
		.proposal = id_of(row->proposal),
		.audience = row->audience,
		.order = span_of(&row->order, row->order != 0),
		.is_counted = row->is_counted,
		.twin = id_of(99),
		.tag = tag,
	};
}

static bool is_right(const struct row *rows, const struct agenda_item *items, size_t count)
{
	char number[VB_AGENDA_NUMBER_BYTES];

	for (size_t i = 0; i < count; i++) {
		struct record_id twin = id_of(rows[i].twin);

		agenda_number_format(&items[i], number);
		if (items[i].tag != i || strcmp(number, rows[i].number) != 0 ||
		    !record_id_is_equal(&items[i].twin, &twin)) {
			diag("at %zu stands item %u, \"%s\", twin %u", i,
			     (unsigned)rows[items[i].tag].id, number,
			     (unsigned)items[i].twin.b[VB_RECORD_ID_BYTES - 1]);
			return false;
		}
	}
	return true;
}

static void check_rows(const struct row *rows, size_t count, const char *name)
{
	struct agenda_item items[ITEMS_MAX];
	struct seeded random = { 5 };
	unsigned right = 0;

	for (unsigned try = 0; try < 100; try++) {
		for (size_t i = 0; i < count; i++)
			items[i] = item_of(&rows[i], i);
		for (size_t i = count; i-- > 1;) {
			size_t j = seeded_below(&random, i + 1);
			struct agenda_item swapped = items[i];

			items[i] = items[j];
			items[j] = swapped;
		}
		agenda_sort(items, count);
		right += is_right(rows, items, count);
	}
	is_int(right, 100, "%s", name);
}

#define CHECK_ROWS(rows, name) check_rows(rows, sizeof(rows) / sizeof((rows)[0]), name)

static void test_twins(void)
{
	static const struct row two[] = {
		{ 4, 0, 0, ALL, 10, true, "Ö 1", 0 },
		{ 2, 0, 8, ALL, 30, true, "Ö 2", 0 },
		{ 1, 0, 0, ALL, 40, true, "Ö 3", 0 },
		{ 3, 0, 8, ALL, 20, true, "", 2 },
	};
	/* A refusal does not take away what another office accepted. */
	static const struct row declined[] = {
		{ 3, 0, 8, ALL, 20, true, "Ö 1", 0 },
		{ 5, 0, 9, ALL, 15, false, "", 0 },
		{ 2, 0, 8, ALL, 10, false, "", 3 },
		{ 6, 0, 9, ALL, 12, false, "", 5 },
	};
	/* Guests, who see the public ones only, have the same numbers. */
	static const struct row audiences[] = {
		{ 5, 0, 8, ALL, 10, true, "Ö 1", 0 },  { 7, 0, 0, ALL, 30, true, "Ö 2", 0 },
		{ 4, 0, 0, CORE, 20, true, "N 1", 0 }, { 6, 0, 8, ALL, 20, true, "", 5 },
		{ 1, 0, 8, CORE, 10, true, "", 5 },
	};
	/* What was put under an item that another one stands for, and an item under itself in that way. */
	static const struct row below[] = {
		{ 1, 5, 8, ALL, 10, true, "Ö 1", 0 },
		{ 6, 1, 0, ALL, 10, true, "Ö 1.1", 0 },
		{ 7, 5, 0, ALL, 20, true, "Ö 1.2", 0 },
		{ 5, 0, 8, ALL, 50, true, "", 1 },
	};
	/* The one that stands for the others is internal: a public item is not put under it. */
	static const struct row apart[] = {
		{ 7, 5, 0, ALL, 20, true, "Ö 1", 0 },
		{ 1, 0, 8, CORE, 10, true, "N 1", 0 },
		{ 5, 0, 8, ALL, 50, false, "", 1 },
	};

	CHECK_ROWS(two, "of two items of one proposal the older one stands for both");
	CHECK_ROWS(declined, "one that is on the agenda stands for one that was declined");
	CHECK_ROWS(audiences, "a public one stands for internal ones");
	CHECK_ROWS(below, "what was put below either stands below the one that is shown");
	CHECK_ROWS(apart, "but not where it is internal and they are not");
}

/* ---- times ---- */

struct timed {
	uint32_t depth;
	uint64_t minutes, begin, length; /* the last two as wanted */
};

static void check_times(const struct timed *rows, size_t count, uint64_t total, const char *name)
{
	struct agenda_item items[ITEMS_MAX] = { { .depth = 0 } };
	unsigned right = 0;

	for (size_t i = 0; i < count; i++) {
		items[i].depth = rows[i].depth;
		items[i].minutes = rows[i].minutes;
		items[i].begin = items[i].length = 12345;
	}
	ok(agenda_schedule(items, count) == total, "%s: in all", name);
	for (size_t i = 0; i < count; i++)
		right += items[i].begin == rows[i].begin && items[i].length == rows[i].length;
	is_int(right, count, "%s: each", name);
}

#define CHECK_TIMES(rows, total, name)                                                             \
	check_times(rows, sizeof(rows) / sizeof((rows)[0]), total, name)

static void test_times(void)
{
	static const struct timed flat[] = {
		{ 1, 5, 0, 5 }, { 1, 0, 5, 0 }, { 1, 20, 5, 20 }, { 0, 90, 0, 0 }, { 1, 10, 25, 10 }
	};
	/* 30 planned for 25 below it; 10 planned for 35 below it; a heading without. */
	static const struct timed tree[] = {
		{ 1, 30, 0, 30 }, { 2, 10, 0, 10 },  { 2, 15, 10, 15 }, { 1, 10, 30, 35 },
		{ 2, 0, 30, 20 }, { 3, 20, 30, 20 }, { 2, 15, 50, 15 }, { 1, 5, 65, 5 },
	};
	static const struct timed deep[] = {
		{ 1, 0, 0, 7 }, { 2, 0, 0, 7 }, { 3, 0, 0, 7 }, { 4, 0, 0, 7 }, { 5, 0, 0, 7 },
		{ 6, 0, 0, 7 }, { 7, 0, 0, 7 }, { 8, 7, 0, 7 }, { 1, 3, 7, 3 },
	};
	static const struct timed endless[] = {
		{ 1, UINT64_MAX, 0, VB_AGENDA_MINUTES_MAX },
		{ 1, VB_AGENDA_MINUTES_MAX, VB_AGENDA_MINUTES_MAX, VB_AGENDA_MINUTES_MAX },
		{ 1, VB_AGENDA_MINUTES_MAX - 1, 2 * (uint64_t)VB_AGENDA_MINUTES_MAX,
		  VB_AGENDA_MINUTES_MAX - 1 },
	};

	CHECK_TIMES(flat, 35, "one behind the other");
	CHECK_TIMES(tree, 70, "parts begin with their item, which lasts as long as they do");
	CHECK_TIMES(deep, 10, "down to the last level");
	CHECK_TIMES(endless, 3 * (uint64_t)VB_AGENDA_MINUTES_MAX - 1, "a plan without measure");
	ok(agenda_schedule(NULL, 0) == 0, "an empty agenda takes no time");
}

int main(void)
{
	test_twins();
	test_times();
	return done();
}
