/* wire_links: numbers, routing ids and descriptors that are used again. */
#include "daemon/wire/wire_links.h"

#include <string.h>

#include "tests/tap.h"

static struct node_id peer(uint8_t number)
{
	struct node_id id;

	memset(id.b, number, sizeof(id.b));
	return id;
}

static struct wire_link *add(struct wire_links *links, uint8_t number, const char *routing)
{
	struct node_id id = peer(number);
	struct public_key curve = { { number } };

	return wire_links_add(links, VB_LINK_UP, &id, &curve, span_of_str(routing));
}

static void test_numbers(void)
{
	struct wire_links *links = wire_links_new(2);
	struct wire_link *a = add(links, 1, "a"), *b = add(links, 2, "b");
	uint32_t old = a->number;

	ok(a->number != 0 && b->number != 0 && a->number != b->number, "numbers differ, none is 0");
	ok(add(links, 3, "c") == NULL, "the table is full");
	ok(wire_links_find(links, old) == a, "found by number");
	ok(wire_links_find(links, 0) == NULL, "0 is no link");
	ok(wire_links_find(links, 4095) == NULL, "nor is a slot beyond the table");
	wire_links_remove(links, a);
	ok(wire_links_find(links, old) == NULL, "not found any more");
	a = add(links, 1, "a");
	ok(a && a->number != old, "the place is used again under another number");
	ok(wire_links_find(links, old) == NULL, "the old number does not find the new link");
	wire_links_destroy(&links);
	ok(links == NULL, "destroyed");
}

static void test_routing(void)
{
	static struct wire_link *all[3000];
	struct wire_links *links = wire_links_new(3000);
	int wrong = 0;

	/* Three in a bucket on average. */
	for (uint32_t i = 0; i < 3000; i++) {
		uint8_t id[5] = { 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i, 7 };
		struct node_id p = peer(1);
		struct public_key curve = { { 1 } };

		all[i] = wire_links_add(links, VB_LINK_UP, &p, &curve, span_of(id, 5));
	}
	for (uint32_t i = 0; i < 3000; i += 2)
		wire_links_unroute(links, all[i]);
	for (uint32_t i = 0; i < 3000; i++) {
		uint8_t id[5] = { 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i, 7 };
		struct wire_link *found = wire_links_by_routing(links, span_of(id, 5));

		wrong += found != (i % 2 == 0 ? NULL : all[i]);
	}
	is_int(wrong, 0, "each is found by its id, or not at all once its connection is gone");
	ok(wire_links_by_routing(links, span_of_str("none")) == NULL, "an id nobody has");
	wire_links_unroute(links, all[0]);
	wire_links_destroy(&links);
}

static void test_descriptors(void)
{
	struct wire_links *links = wire_links_new(8);
	struct wire_link *old = add(links, 1, "a"), *young = add(links, 2, "b");

	old->fd = young->fd = 30;
	ok(wire_links_by_fd(links, 30) == old,
	   "of two with one descriptor the older is gone first");
	wire_links_unroute(links, old);
	ok(wire_links_by_fd(links, 30) == young, "then the other");
	ok(wire_links_by_fd(links, -1) == NULL, "no descriptor, no link");
	ok(wire_links_by_fd(links, 31) == NULL, "another descriptor");
	wire_links_remove(links, old);
	old = add(links, 3, "c");
	old->fd = 30;
	ok(wire_links_by_fd(links, 30) == young,
	   "a younger link in an older place is still younger");
	wire_links_destroy(&links);
}

static void test_counts(void)
{
	struct wire_links *links = wire_links_new(8);
	struct node_id one = peer(1);
	struct wire_link *link = NULL;
	int walked = 0;

	add(links, 1, "a");
	add(links, 1, "b")->state = VB_LINK_CUT;
	add(links, 2, "c");
	add(links, 1, "");
	is_int(wire_links_of(links, &one), 2, "links of an office that are up");
	is_int(wire_links_in(links, VB_LINK_CUT), 1, "links that are cut");
	while ((link = wire_links_next(links, link)) != NULL)
		walked++;
	is_int(walked, 4, "a walk meets all");
	wire_links_destroy(&links);
}

int main(void)
{
	test_numbers();
	test_routing();
	test_descriptors();
	test_counts();
	return done();
}
