/*
 * agenda: numbers and reading order of a meeting's items, worked out by hand; the same whatever the order in which the
 * items are given; and a key for an item that is put between others.
 */
#include "protocol/kinds/agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

#define ITEMS_MAX 16

/* An item written short: id and parent by one digit each, order key in hexadecimal. */
struct short_item {
	uint8_t id, parent;
	enum audience audience;
	const char *order;
	bool is_counted;
	const char *number; /* wanted, "" for none */
};

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

/* The order keys of the items made last, by tag. */
static struct order_key keys[ITEMS_MAX];

static struct agenda_item item_of(const struct short_item *from, size_t tag)
{
	struct span order = hex(from->order);

	keys[tag].size = (uint8_t)order.size;
	if (order.size > 0)
		memcpy(keys[tag].b, order.data, order.size);
	return (struct agenda_item){
		.id = id_of(from->id),
		.parent = id_of(from->parent),
		.audience = from->audience,
		.order = span_of(keys[tag].b, keys[tag].size),
		.is_counted = from->is_counted,
		.tag = tag,
	};
}

/* True if the items, given in some drawn order, come out in the order of the rows with the numbers of the rows. */
static bool is_sorted_right(const struct short_item *rows, size_t count, struct seeded *random)
{
	struct agenda_item items[ITEMS_MAX];
	char number[VB_AGENDA_NUMBER_BYTES];

	for (size_t i = 0; i < count; i++)
		items[i] = item_of(&rows[i], i);
	for (size_t i = count; i-- > 1;) {
		size_t j = seeded_below(random, i + 1);
		struct agenda_item swapped = items[i];

		items[i] = items[j];
		items[j] = swapped;
	}
	agenda_sort(items, count);
	for (size_t i = 0; i < count; i++) {
		agenda_number_format(&items[i], number);
		if (items[i].tag != i || strcmp(number, rows[i].number) != 0) {
			diag("at %zu stands item %u with number \"%s\"", i,
			     (unsigned)rows[items[i].tag].id, number);
			return false;
		}
	}
	return true;
}

static void check_rows(const struct short_item *rows, size_t count, const char *name)
{
	struct seeded random = { 3 };
	unsigned right = 0;

	for (unsigned i = 0; i < 50; i++)
		right += is_sorted_right(rows, count, &random);
	is_int(right, 50, "%s", name);
}

#define CHECK_ROWS(rows, name) check_rows(rows, sizeof(rows) / sizeof((rows)[0]), name)

#define ALL VB_AUDIENCE_ALL
#define CORE VB_AUDIENCE_CORE

static void test_sort(void)
{
	static const struct short_item plain[] = {
		{ 5, 0, ALL, "10", true, "Ö 1" },  { 1, 0, ALL, "20", true, "Ö 2" },
		{ 2, 0, ALL, "20", true, "Ö 3" },  { 9, 0, ALL, "2001", true, "Ö 4" },
		{ 4, 0, ALL, "", true, "Ö 5" },    { 3, 0, CORE, "05", true, "N 1" },
		{ 7, 0, CORE, "15", true, "N 2" }, { 6, 0, ALL, "01", false, "" },
		{ 8, 0, CORE, "01", false, "" },
	};
	static const struct short_item tree[] = {
		{ 1, 0, ALL, "10", true, "Ö 1" },     { 2, 1, ALL, "90", true, "Ö 1.1" },
		{ 3, 2, ALL, "10", true, "Ö 1.1.1" }, { 4, 2, ALL, "20", true, "Ö 1.1.2" },
		{ 5, 1, ALL, "91", true, "Ö 1.2" },   { 6, 0, ALL, "20", true, "Ö 2" },
		{ 7, 6, ALL, "01", true, "Ö 2.1" },   { 8, 0, CORE, "10", true, "N 1" },
		{ 9, 8, CORE, "01", true, "N 1.1" },
	};
	/* Parents that do not count: of the other audience, not counted, not here. */
	static const struct short_item orphans[] = {
		{ 1, 0, ALL, "10", true, "Ö 1" },    { 2, 9, ALL, "20", true, "Ö 2" },
		{ 3, 77, ALL, "30", true, "Ö 3" },   { 4, 1, CORE, "10", true, "N 1" },
		{ 5, 4, CORE, "01", true, "N 1.1" }, { 9, 0, ALL, "05", false, "" },
	};
	/* 2 -> 3 -> 1 -> 2: opens at 3, which has the smallest key; 4 is its own parent. */
	static const struct short_item circle[] = {
		{ 3, 1, ALL, "10", true, "Ö 1" },     { 2, 3, ALL, "30", true, "Ö 1.1" },
		{ 1, 2, ALL, "20", true, "Ö 1.1.1" }, { 5, 1, ALL, "05", true, "Ö 1.1.1.1" },
		{ 4, 4, ALL, "40", true, "Ö 2" },
	};
	static const struct short_item deep[] = {
		{ 1, 0, ALL, "10", true, "Ö 1" },
		{ 2, 1, ALL, "10", true, "Ö 1.1" },
		{ 3, 2, ALL, "10", true, "Ö 1.1.1" },
		{ 4, 3, ALL, "10", true, "Ö 1.1.1.1" },
		{ 5, 4, ALL, "10", true, "Ö 1.1.1.1.1" },
		{ 6, 5, ALL, "10", true, "Ö 1.1.1.1.1.1" },
		{ 7, 6, ALL, "10", true, "Ö 1.1.1.1.1.1.1" },
		{ 8, 7, ALL, "10", true, "Ö 1.1.1.1.1.1.1.1" },
		{ 9, 8, ALL, "10", true, "Ö 2" },
		{ 10, 9, ALL, "10", true, "Ö 2.1" },
	};

	CHECK_ROWS(plain, "order keys, then ids; without a key last; Ö and N apart");
	CHECK_ROWS(tree, "children below their parents");
	CHECK_ROWS(orphans, "parents that do not count");
	CHECK_ROWS(circle, "a circle opens at its first item");
	CHECK_ROWS(deep, "the ninth level stands at the top");
	agenda_sort(NULL, 0); /* sanitizers look */
}

static void test_counted(void)
{
	static const struct {
		const char *state;
		bool is_counted;
	} cases[] = {
		{ "accepted", true }, { "proposed", false }, { "declined", false }, { "x", false }
	};
	struct buf b;

	buf_init(&b, 64);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		pack_cstr(&b, cases[i].state);
		is_int(agenda_is_counted(false, buf_span(&b)), cases[i].is_counted, "%s",
		       cases[i].state);
		ok(!agenda_is_counted(true, buf_span(&b)), "%s, but deleted", cases[i].state);
	}
	ok(agenda_is_counted(false, hex("")), "without a state");
	ok(!agenda_is_counted(true, hex("")), "deleted");
	ok(!agenda_is_counted(false, hex("01")), "a state that is no text");
	buf_release(&b);
}

/* Places for a new item: after which, between which keys it must come. */
static void test_place(void)
{
	static const struct short_item rows[] = {
		{ 1, 0, ALL, "20", true, "" },  { 2, 0, ALL, "40", true, "" },
		{ 3, 0, ALL, "60", false, "" }, { 4, 0, CORE, "30", true, "" },
		{ 5, 0, ALL, "", true, "" },
	};
	static const struct {
		enum audience audience;
		uint8_t moved, after; /* 0: none */
		const char *low, *high;
	} cases[] = {
		{ ALL, 0, 0, "", "20" },  { ALL, 0, 1, "20", "40" }, { ALL, 0, 2, "40", "60" },
		{ ALL, 0, 3, "60", "" },  { ALL, 2, 1, "20", "60" }, { ALL, 1, 0, "", "40" },
		{ CORE, 0, 0, "", "30" }, { CORE, 0, 4, "30", "" },  { CORE, 4, 0, "", "" },
	};
	struct agenda_item items[5];
	struct order_key key;

	for (size_t i = 0; i < 5; i++)
		items[i] = item_of(&rows[i], i);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct record_id moved = id_of(cases[i].moved), after = id_of(cases[i].after);
		struct span low = hex(cases[i].low), high = hex(cases[i].high), got;

		is_err(agenda_place(items, 5, cases[i].audience, cases[i].moved ? &moved : NULL,
		                    cases[i].after ? &after : NULL, 77, &key),
		       0, "place %u", i);
		got = span_of(key.b, key.size);
		ok((low.size == 0 || span_compare(low, got) < 0) &&
		           (high.size == 0 || span_compare(got, high) < 0),
		   "place %u lies between \"%s\" and \"%s\"", i, cases[i].low, cases[i].high);
	}
}

static void test_no_place(void)
{
	struct record_id one = id_of(1), two = id_of(2), five = id_of(5), nine = id_of(9);
	static const struct short_item rows[] = {
		{ 1, 0, ALL, "20", true, "" },
		{ 2, 0, ALL, "20", true, "" },
		{ 5, 0, ALL, "", true, "" },
		{ 9, 0, CORE, "10", true, "" },
	};
	struct agenda_item items[4];
	struct order_key key = { { 9 }, 1 };

	for (size_t i = 0; i < 4; i++)
		items[i] = item_of(&rows[i], i);
	is_err(agenda_place(items, 4, VB_AUDIENCE_ALL, NULL, &nine, 0, &key), VB_ERR_NOT_FOUND,
	       "behind an item of the other audience");
	is_err(agenda_place(items, 4, VB_AUDIENCE_ALL, &one, &one, 0, &key), VB_ERR_NOT_FOUND,
	       "behind itself");
	is_err(agenda_place(items, 4, VB_AUDIENCE_ALL, NULL, &five, 0, &key), VB_ERR_TOO_LARGE,
	       "behind an item without a key");
	is_err(agenda_place(items, 4, VB_AUDIENCE_ALL, NULL, &one, 0, &key), VB_ERR_TOO_LARGE,
	       "between two of one key");
	is_int(key.size, 1, "the result is untouched");
	is_err(agenda_place(items, 4, VB_AUDIENCE_ALL, NULL, &two, 0, &key), 0,
	       "behind the second of them");
}

int main(void)
{
	test_sort();
	test_counted();
	test_place();
	test_no_place();
	return done();
}
