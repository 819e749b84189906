/*
 * fuzz_merge: the entries in the input end in the same record whether they are delivered in their order or in the
 * reverse, and whether or not the record is written and read again in between.
 *
 * Input, for each entry: author u8, seq u8, prefix 8, HLC u16, role u8, 1 for the create u8, length u16, document.
 * Entries that are not in the input are settled where their seq is below 500.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "protocol/merge/merge.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

#define ENTRIES_MAX 12u

enum state { FRESH, WAITING, SETTLED };

struct item {
	struct merge_entry entry;
	struct body body;
	uint8_t *plain;
	enum state state;
};

struct world {
	struct item items[ENTRIES_MAX];
	size_t count;
	struct merged m;
};

/* True if an entry of this place is there already: logs are chains. */
static bool has_place(const struct world *w, const struct merge_entry *entry)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->items[i].entry.seq == entry->seq &&
		    log_id_is_equal(&w->items[i].entry.log.id, &entry->log.id))
			return true;
	}
	return false;
}

/* Reads the document into padded memory of the item; one that is no body is settled from the start, as ignored. */
static void body_read(struct item *item, struct span document)
{
	size_t padded = body_padded_bytes(document.size);

	item->plain = calloc(1, padded > 0 ? padded : 1);
	if (item->plain == NULL)
		abort();
	if (padded > 0)
		memcpy(item->plain, document.data, document.size);
	if (padded == 0 || body_decode(span_of(item->plain, padded), &item->body) != 0)
		item->state = SETTLED;
}

static void world_read(struct world *w, struct span input)
{
	struct cursor c;

	cursor_init(&c, input);
	while (w->count < ENTRIES_MAX && cursor_left(&c) > 0) {
		struct item *item = &w->items[w->count];
		struct merge_entry *entry = &item->entry;
		struct span document;

		memset(item, 0, sizeof(*item));
		memset(entry->log.id.b, cursor_u8(&c), sizeof(entry->log.id.b));
		entry->log.author.b[0] = (uint8_t)(entry->log.id.b[0] / 2);
		entry->seq = cursor_u8(&c);
		cursor_copy(&c, entry->prefix, sizeof(entry->prefix));
		entry->hlc.v = cursor_u16(&c);
		entry->role = (enum role)(cursor_u8(&c) % 5);
		entry->is_create = cursor_u8(&c) == 1;
		document = cursor_take(&c, cursor_u16(&c));
		if (c.err != 0)
			return;
		/* A record has one place of creation: its id says so. */
		entry->is_create = entry->is_create && w->count == 0;
		if (has_place(w, entry))
			continue;
		body_read(item, document);
		w->count++;
	}
}

static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	const struct world *w = ctx;

	for (size_t i = 0; i < w->count; i++) {
		const struct item *item = &w->items[i];

		if (item->entry.seq == seq && log_id_is_equal(&item->entry.log.id, log))
			return item->state == SETTLED ||
			       memcmp(item->entry.prefix, prefix, VB_ID_PREFIX_BYTES) != 0;
	}
	return seq < 500;
}

/* Writes the record and reads it again. */
static void record_store(struct world *w)
{
	struct buf stored, again;

	if (!w->m.exists)
		return;
	buf_init(&stored, VB_MERGED_MAX_BYTES);
	buf_init(&again, VB_MERGED_MAX_BYTES);
	merged_encode(&w->m, &stored);
	must(stored.err == 0 && merged_decode(&w->m, buf_span(&stored)) == 0);
	merged_encode(&w->m, &again);
	must(span_is_equal(buf_span(&stored), buf_span(&again)));
	buf_release(&stored);
	buf_release(&again);
}

/* Applies an item, or lets it wait. True if it settled. */
static bool item_try(struct world *w, struct item *item)
{
	struct merge_view view = { .ctx = w, .is_settled = is_settled };
	struct merge_wait wait;
	int err = merge_apply(&w->m, &item->entry, &item->body, &view, &wait);

	must(err == 0 || err == VB_ERR_HELD || err == VB_ERR_IGNORED);
	item->state = err == VB_ERR_HELD ? WAITING : SETTLED;
	return item->state == SETTLED;
}

/* Delivers all, and after each what waits, until nothing settles any more. */
static void world_deliver(struct world *w, bool is_reverse, struct buf *out)
{
	enum state states[ENTRIES_MAX];
	bool has_settled;

	merged_clear(&w->m);
	for (size_t i = 0; i < w->count; i++)
		states[i] = w->items[i].state;
	for (size_t i = 0; i < w->count; i++) {
		struct item *item = &w->items[is_reverse ? w->count - 1 - i : i];

		if (item->state == FRESH)
			(void)item_try(w, item);
		do {
			has_settled = false;
			for (size_t j = 0; j < w->count; j++) {
				if (w->items[j].state == WAITING && item_try(w, &w->items[j]))
					has_settled = true;
			}
		} while (has_settled);
		if (is_reverse)
			record_store(w);
	}
	if (w->m.exists)
		merged_encode(&w->m, out);
	for (size_t i = 0; i < w->count; i++)
		w->items[i].state = states[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .count = 0 };
	struct buf there, back;

	merged_init(&w.m);
	buf_init(&there, VB_MERGED_MAX_BYTES);
	buf_init(&back, VB_MERGED_MAX_BYTES);
	world_read(&w, span_of(data, size));
	world_deliver(&w, false, &there);
	world_deliver(&w, true, &back);
	must(there.err == 0 && back.err == 0);
	must(span_is_equal(buf_span(&there), buf_span(&back)));
	for (size_t i = 0; i < w.count; i++)
		free(w.items[i].plain);
	buf_release(&there);
	buf_release(&back);
	merged_release(&w.m);
	return 0;
}
