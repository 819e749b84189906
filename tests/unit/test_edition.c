/*
 * edition: an invitation, a supplement, one that was withdrawn, and two chairs who invite at the same time; by hand, in many
 * orders.
 */
#include "protocol/kinds/edition.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define ITEMS_MAX 16
#define NONE VB_EDITION_NONE

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

/* id, edition, agenda item, place, and the number that is wanted; in the order that is wanted. */
struct row {
	uint8_t id, edition, item;
	uint32_t place, number;
};

static struct invited_item item_of(const struct row *row, size_t tag)
{
	return (struct invited_item){ .id = id_of(row->id),
		                      .edition = id_of(row->edition),
		                      .agenda_item = id_of(row->item),
		                      .place = row->place,
		                      .tag = tag };
}

/* Shuffles both lists a hundred times; each must come out as the rows stand. */
static void check(const struct edition *editions, size_t edition_count, const struct row *rows,
                  size_t count, size_t counted, const char *name)
{
	struct seeded random = { 9 };
	unsigned right = 0;

	for (unsigned round = 0; round < 100; round++) {
		struct edition given[4], swapped_edition;
		struct invited_item items[ITEMS_MAX], swapped;
		bool is_right;

		memcpy(given, editions, edition_count * sizeof(*given));
		for (size_t i = edition_count; i-- > 1;) {
			size_t k = seeded_below(&random, i + 1);

			swapped_edition = given[i];
			given[i] = given[k];
			given[k] = swapped_edition;
		}
		for (size_t i = 0; i < count; i++)
			items[i] = item_of(&rows[i], i);
		for (size_t i = count; i-- > 1;) {
			size_t k = seeded_below(&random, i + 1);

			swapped = items[i];
			items[i] = items[k];
			items[k] = swapped;
		}
		is_right = edition_list(given, edition_count, items, count) == counted;
		for (size_t i = 0; i < count; i++)
			is_right =
				is_right && items[i].tag == i && items[i].number == rows[i].number;
		for (size_t i = 0; i < counted; i++)
			is_right = is_right && edition_of(items, counted, &items[i].agenda_item) ==
			                               rows[i].number;
		right += is_right;
	}
	is_int(right, 100, "%s", name);
}

#define CHECK(editions, rows, counted, name)                                                       \
	check(editions, sizeof(editions) / sizeof((editions)[0]), rows,                            \
	      sizeof(rows) / sizeof((rows)[0]), counted, name)

static void test_list(void)
{
	const struct edition plain[] = { { .id = id_of(100) }, { .id = id_of(101) } };
	static const struct row supplement[] = {
		{ 3, 100, 1, 1, 0 },
		{ 2, 100, 2, 2, 0 },
		{ 5, 101, 3, 1, 1 },
		{ 4, 101, 2, 3, NONE },
	};
	const struct edition reopened[] = { { .id = id_of(100), .is_withdrawn = true },
		                            { .id = id_of(101) } };
	static const struct row again[] = {
		{ 4, 101, 2, 1, 0 },
		{ 5, 101, 1, 2, 0 },
		{ 1, 100, 1, 1, NONE },
		{ 2, 100, 3, 2, NONE },
	};
	/* Both froze items 1 and 2; only the younger one had seen 3. One put two items at one place. */
	const struct edition chairs[] = { { .id = id_of(100) }, { .id = id_of(101) } };
	static const struct row both[] = {
		{ 10, 100, 1, 1, 0 },    { 11, 100, 2, 1, 0 },    { 22, 101, 3, 2, 1 },
		{ 20, 101, 2, 1, NONE }, { 21, 101, 1, 3, NONE },
	};
	static const struct row lost[] = { { 1, 100, 1, 1, 0 }, { 2, 77, 2, 1, NONE } };

	CHECK(plain, supplement, 3, "an invitation and a supplement");
	CHECK(reopened, again, 2, "an agenda that was opened again and frozen anew");
	CHECK(chairs, both, 3, "two chairs in a partition");
	CHECK(plain, lost, 1, "an edition that is not here");
}

static void test_nothing(void)
{
	struct edition edition = { .id = id_of(1), .number = 7 };
	struct record_id item = id_of(5);

	is_int(edition_list(NULL, 0, NULL, 0), 0, "nothing");
	is_int(edition_list(&edition, 1, NULL, 0), 0, "an empty agenda");
	is_int(edition.number, 0, "is an invitation");
	is_u64(edition_of(NULL, 0, &item), NONE, "which has no item");
}

/* As many editions as items, the youngest first. */
#define MANY 60000u

static struct record_id wide_id(uint32_t number)
{
	struct record_id id = { { 0 } };

	for (unsigned i = 0; i < 4; i++)
		id.b[VB_RECORD_ID_BYTES - 1 - i] = (uint8_t)(number >> (8 * i));
	return id;
}

static void test_many(void)
{
	static struct edition editions[MANY];
	static struct invited_item items[MANY];
	struct record_id lost = wide_id(MANY);
	unsigned right = 0;

	for (uint32_t i = 0; i < MANY; i++) {
		editions[i] = (struct edition){ .id = wide_id(MANY - 1 - i), .tag = i };
		items[i] = (struct invited_item){ .id = wide_id(i),
			                          .edition = wide_id(MANY - 1 - i),
			                          .agenda_item = wide_id(i),
			                          .tag = i };
	}
	is_u64(edition_list(editions, MANY, items, MANY), MANY, "thousands of editions");
	for (uint32_t i = 0; i < MANY; i++) {
		struct record_id id = wide_id(i);

		right += items[i].number == i && items[i].tag == MANY - 1 - i &&
		         editions[i].tag == MANY - 1 - i &&
		         edition_number(editions, MANY, &id) == i;
	}
	is_u64(right, MANY, "each with its item");
	is_u64(edition_number(editions, MANY, &lost), NONE, "one that is not here");
	is_u64(edition_number(NULL, 0, &lost), NONE, "none at all");
}

int main(void)
{
	test_list();
	test_nothing();
	test_many();
	return done();
}
