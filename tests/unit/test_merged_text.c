/*
 * merged_text in every order: whatever the order in which the entries of a history arrive, the text reads as text.py
 * found it character by character, and the record has the bytes that follow from the definition. Some histories are what
 * three people write who see of each other now and then, others what no good program writes.
 */
#include "protocol/merge/merged_text.h"

#include <stdio.h>

#include "tests/tap.h"
#include "tests/unit/history.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

#define FIELD 900u
#define SMALL_COUNT 120
#define LONG_COUNT 24
#define LONG_ORDERS 20
#define TIMEOUT_SECONDS 300

/* Where a walk through the orders stands, and how many gave the record and the text that are wanted. */
struct walk {
	struct history *h;
	struct span wanted;
	struct buf got;
	struct text text;
	uint32_t order[HISTORY_MAX_ENTRIES];
	unsigned tried, right;
};

static void order_try(struct walk *w)
{
	buf_clear(&w->got);
	history_deliver(w->h, w->order, w->tried % 2 == 0 ? HISTORY_STORED : 0, &w->got);
	merged_text_read(&w->h->m, FIELD, &w->text);
	w->tried++;
	if (span_is_equal(buf_span(&w->got), w->wanted) &&
	    span_is_equal(text_shown(&w->text), w->h->text))
		w->right++;
}

static void places_swap(struct walk *w, uint32_t a, uint32_t b)
{
	uint32_t swapped = w->order[a];

	w->order[a] = w->order[b];
	w->order[b] = swapped;
}

/* Every order of the places from `at` on. */
static void orders_walk(struct walk *w, uint32_t at)
{
	if (at + 1 >= w->h->entry_count)
		order_try(w);
	for (uint32_t i = at; at + 1 < w->h->entry_count && i < w->h->entry_count; i++) {
		places_swap(w, i, at);
		orders_walk(w, at + 1);
		places_swap(w, i, at);
	}
}

static void orders_draw(struct walk *w, struct seeded *random)
{
	for (unsigned n = 0; n < LONG_ORDERS; n++) {
		for (uint32_t i = w->h->entry_count - 1; i > 0; i--)
			places_swap(w, i, (uint32_t)seeded_below(random, i + 1));
		order_try(w);
	}
}

/* Tries every case of one history: in all orders, or in some drawn ones. */
static void history_try(const char *name, struct seeded *random)
{
	struct walk w = { 0 };
	struct history h;

	history_init(&h, vector_bytes(name));
	buf_init(&w.got, VB_MERGED_MAX_BYTES);
	text_init(&w.text);
	w.h = &h;
	for (uint32_t i = 0; i < h.entry_count; i++)
		w.order[i] = i;
	while (history_next_case(&h, &w.wanted)) {
		if (random != NULL)
			orders_draw(&w, random);
		else
			orders_walk(&w, 0);
	}
	ok(w.tried > 0 && w.right == w.tried, "%s: %u entries, %u of %u orders", name,
	   (unsigned)h.entry_count, w.right, w.tried);
	text_release(&w.text);
	buf_release(&w.got);
	history_release(&h);
}

int main(void)
{
	struct seeded random = { 11 };
	char name[32];

	tap_timeout(TIMEOUT_SECONDS);
	vectors_open("tests/vectors/text.txt");
	for (int i = 0; i < SMALL_COUNT; i++) {
		snprintf(name, sizeof(name), "small_%d", i);
		history_try(name, NULL);
	}
	for (int i = 0; i < LONG_COUNT; i++) {
		snprintf(name, sizeof(name), "long_%d", i);
		history_try(name, &random);
	}
	vectors_close();
	return done();
}
