/*
 * merge in every order: whatever the order in which the entries of a history arrive, the record has the bytes that
 * merge.py computed from the definition, where there is no order. Cases differ in what is cut off or missing, so each
 * is also a rebuild after a cut-off.
 */
#include <stdio.h>

#include "tests/tap.h"
#include "tests/unit/history.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

#define HISTORY_COUNT 130
#define LONG_COUNT 4
#define LONG_ORDERS 60
#define TIMEOUT_SECONDS 300

/* Where a walk through the orders stands, and how many gave the bytes that are wanted. */
struct walk {
	struct history *h;
	struct span wanted;
	struct buf got;
	uint32_t order[HISTORY_MAX_ENTRIES];
	unsigned tried, right;
};

static void order_try(struct walk *w)
{
	buf_clear(&w->got);
	history_deliver(w->h, w->order, w->tried % 2 == 0 ? HISTORY_STORED : 0, &w->got);
	w->tried++;
	if (span_is_equal(buf_span(&w->got), w->wanted))
		w->right++;
}

/* Every order of the places from `at` on. */
static void orders_walk(struct walk *w, uint32_t at)
{
	if (at + 1 >= w->h->entry_count)
		order_try(w);
	for (uint32_t i = at; at + 1 < w->h->entry_count && i < w->h->entry_count; i++) {
		uint32_t swapped = w->order[i];

		w->order[i] = w->order[at];
		w->order[at] = swapped;
		orders_walk(w, at + 1);
		w->order[at] = w->order[i];
		w->order[i] = swapped;
	}
}

static void orders_draw(struct walk *w, struct seeded *random)
{
	for (unsigned n = 0; n < LONG_ORDERS; n++) {
		for (uint32_t i = w->h->entry_count - 1; i > 0; i--) {
			uint32_t j = (uint32_t)seeded_below(random, i + 1), swapped = w->order[i];

			w->order[i] = w->order[j];
			w->order[j] = swapped;
		}
		order_try(w);
	}
}

/* Tries every case of one history: in all orders, or in some drawn ones. */
static void history_try(const char *name, struct seeded *random)
{
	struct walk w = { 0 };
	struct history h;
	unsigned cases = 0;

	history_init(&h, vector_bytes(name));
	buf_init(&w.got, VB_MERGED_MAX_BYTES);
	w.h = &h;
	for (uint32_t i = 0; i < h.entry_count; i++)
		w.order[i] = i;
	while (history_next_case(&h, &w.wanted)) {
		cases++;
		if (random != NULL)
			orders_draw(&w, random);
		else
			orders_walk(&w, 0);
	}
	ok(w.tried > 0 && w.right == w.tried, "%s: %u entries, %u cases, %u of %u orders", name,
	   (unsigned)h.entry_count, cases, w.right, w.tried);
	buf_release(&w.got);
	history_release(&h);
}

int main(void)
{
	struct seeded random = { 7 };
	char name[32];

	tap_timeout(TIMEOUT_SECONDS);
	vectors_open("tests/vectors/merge.txt");
	for (int i = 0; i < HISTORY_COUNT; i++) {
		snprintf(name, sizeof(name), "history_%d", i);
		history_try(name, NULL);
	}
	for (int i = 0; i < LONG_COUNT; i++) {
		snprintf(name, sizeof(name), "long_%d", i);
		history_try(name, &random);
	}
	vectors_close();
	return done();
}
