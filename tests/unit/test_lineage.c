/*
 * lineage: chains and circles worked out by hand; every order of the records and every choice of what four records
 * name give a forest that is the same.
 */
#include "protocol/kinds/lineage.h"

#include <string.h>

#include "tests/tap.h"

#define COUNT 4u

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

/* names[i] is what record i + 1 names; 0 nothing. order: in which the records are given. */
static void find(const uint8_t *names, const uint8_t *order, size_t count, struct lineage *out)
{
	memset(out, 0, count * sizeof(*out));
	for (size_t i = 0; i < count; i++) {
		out[i].id = id_of((uint8_t)(order[i] + 1));
		out[i].names = id_of(names[order[i]]);
		out[i].tag = order[i];
	}
	lineage_find(out, count);
}

static void test_chains(void)
{
	static const struct {
		const char *name;
		uint8_t names[COUNT];
		size_t above[COUNT];
		uint32_t depth[COUNT];
	} cases[] = {
		{ "a chain", { 0, 1, 2, 3 }, { SIZE_MAX, 0, 1, 2 }, { 0, 1, 2, 3 } },
		{ "two that name one",
		  { 0, 1, 1, 0 },
		  { SIZE_MAX, 0, 0, SIZE_MAX },
		  { 0, 1, 1, 0 } },
		{ "itself", { 1, 1, 0, 0 }, { SIZE_MAX, 0, SIZE_MAX, SIZE_MAX }, { 0, 1, 0, 0 } },
		{ "a circle of two", { 2, 1, 2, 0 }, { SIZE_MAX, 0, 1, SIZE_MAX }, { 0, 1, 2, 0 } },
		{ "a circle of three with a tail",
		  { 2, 3, 1, 3 },
		  { SIZE_MAX, 2, 0, 2 },
		  { 0, 2, 1, 2 } },
		{ "one that is not here",
		  { 9, 0, 9, 3 },
		  { SIZE_MAX, SIZE_MAX, SIZE_MAX, 2 },
		  { 0, 0, 0, 1 } },
	};
	static const uint8_t order[COUNT] = { 2, 0, 3, 1 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lineage records[COUNT];

		find(cases[i].names, order, COUNT, records);
		for (size_t k = 0; k < COUNT; k++) {
			is_int(records[k].tag, k, "%s: by age", cases[i].name);
			is_u64(records[k].above, cases[i].above[k], "%s: above %zu", cases[i].name,
			       k + 1);
			is_int(records[k].depth, cases[i].depth[k], "%s: depth %zu", cases[i].name,
			       k + 1);
		}
	}
	lineage_find(NULL, 0); /* sanitizers look */
}

/* The concept of 2009, 2017 and 2019; a draft of 2019 that lost against a younger one. */
static void test_latest(void)
{
	static const uint8_t names[COUNT] = { 0, 1, 2, 2 };
	static const uint8_t order[COUNT] = { 0, 1, 2, 3 };
	struct lineage records[COUNT];

	find(names, order, COUNT, records);
	is_u64(lineage_latest(records, COUNT, 0), 3, "from the first");
	is_u64(lineage_latest(records, COUNT, 2), 2, "from one that nobody names");
}

/* Swaps through all orders, Heap's way. */
static unsigned check_orders(const uint8_t *names, uint8_t *order, size_t n,
                             const struct lineage *want)
{
	struct lineage got[COUNT];
	unsigned right = 0;

	if (n == 1) {
		find(names, order, COUNT, got);
		for (size_t i = 0; i < COUNT; i++) {
			if (got[i].above != want[i].above || got[i].depth != want[i].depth)
				return 0;
		}
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		size_t other = n % 2 == 0 ? i : 0;
		uint8_t swapped;

		right += check_orders(names, order, n - 1, want);
		swapped = order[other];
		order[other] = order[n - 1];
		order[n - 1] = swapped;
	}
	return right;
}

/* Every way in which four records can name each other: 5^4 graphs in 24 orders. */
static void test_all(void)
{
	unsigned right = 0, forests = 0;

	for (unsigned g = 0; g < 625; g++) {
		uint8_t names[COUNT] = { (uint8_t)(g % 5), (uint8_t)(g / 5 % 5),
			                 (uint8_t)(g / 25 % 5), (uint8_t)(g / 125) };
		uint8_t order[COUNT] = { 0, 1, 2, 3 };
		struct lineage want[COUNT];
		bool is_forest = true;

		find(names, order, COUNT, want);
		for (size_t i = 0; i < COUNT; i++) {
			size_t steps = 0;

			for (size_t at = i; at != VB_LINEAGE_NONE && steps <= COUNT;
			     at = want[at].above)
				steps++;
			is_forest = is_forest && steps == want[i].depth + 1;
		}
		forests += is_forest;
		right += check_orders(names, order, COUNT, want);
	}
	is_int(forests, 625, "no circle is left, whatever names what");
	is_int(right, 625 * 24, "and the order in which the records come does not matter");
}

int main(void)
{
	test_chains();
	test_latest();
	test_all();
	return done();
}
