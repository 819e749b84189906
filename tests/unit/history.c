/* history: entries of one record, delivered in any order; see history.h. */
#include "tests/unit/history.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"

/* Pads the document as body_decode wants it, and keeps it. */
static void body_keep(struct history_entry *e, struct span document)
{
	size_t size = body_padded_bytes(document.size);

	e->plain = calloc(1, size > 0 ? size : 1);
	if (e->plain == NULL)
		abort();
	memcpy(e->plain, document.data, document.size);
	if (body_decode(span_of(e->plain, size), &e->body) != 0)
		bail("a body of the history is no document");
}

static void entry_read(struct history *h, struct pack_reader *r)
{
	struct history_entry *e = &h->entries[h->entry_count++];
	struct merge_entry *entry = &e->entry;

	(void)unpack_array(r, 7);
	entry->log = h->logs[unpack_uint(r, HISTORY_MAX_LOGS - 1)];
	entry->seq = unpack_uint(r, UINT64_MAX);
	unpack_fixed(r, entry->prefix, sizeof(entry->prefix));
	entry->hlc.v = unpack_uint(r, UINT64_MAX);
	entry->role = (enum role)unpack_uint(r, VB_ROLE_STEWARD);
	entry->is_create = unpack_bool(r);
	body_keep(e, unpack_bin(r, 1, VB_BODY_MAX_BYTES));
	unpack_end(r);
}

void history_init(struct history *h, struct span packed)
{
	struct pack_reader r;
	uint32_t count;

	memset(h, 0, sizeof(*h));
	merged_init(&h->m);
	unpack_init(&r, packed);
	(void)unpack_map(&r, 3);
	(void)unpack_uint(&r, 0);
	count = unpack_array(&r, HISTORY_MAX_LOGS);
	for (uint32_t i = 0; i < count; i++) {
		(void)unpack_array(&r, 3);
		unpack_fixed(&r, h->logs[i].id.b, sizeof(h->logs[i].id.b));
		unpack_fixed(&r, h->logs[i].author.b, sizeof(h->logs[i].author.b));
		h->logs[i].incarnation = unpack_uint(&r, UINT64_MAX);
		unpack_end(&r);
	}
	unpack_end(&r);
	(void)unpack_uint(&r, 1);
	count = unpack_array(&r, HISTORY_MAX_ENTRIES);
	for (uint32_t i = 0; i < count; i++)
		entry_read(h, &r);
	unpack_end(&r);
	(void)unpack_uint(&r, 2);
	h->cases.count = unpack_array(&r, UINT32_MAX);
	h->cases.packed = span_of(r.c.at, (size_t)(r.c.end - r.c.at));
	if (r.err != 0)
		bail("a history of the vectors is broken");
}

void history_release(struct history *h)
{
	for (uint32_t i = 0; i < h->entry_count; i++)
		free(h->entries[i].plain);
	merged_release(&h->m);
}

bool history_next_case(struct history *h, struct span *merged)
{
	struct pack_reader r;
	uint32_t parts;

	if (h->cases.count == 0)
		return false;
	unpack_init(&r, h->cases.packed);
	parts = unpack_array(&r, 3);
	(void)unpack_array(&r, HISTORY_MAX_ENTRIES);
	for (uint32_t i = 0; i < h->entry_count; i++)
		h->entries[i].state = (enum history_state)unpack_uint(&r, HISTORY_MISSING);
	unpack_end(&r);
	*merged = unpack_bin(&r, 0, SIZE_MAX);
	h->text = parts == 3 ? unpack_str(&r, SIZE_MAX) : span_of(NULL, 0);
	unpack_end(&r);
	if (r.err != 0)
		bail("a case of the vectors is broken");
	h->cases.packed = span_of(r.c.at, (size_t)(r.c.end - r.c.at));
	h->cases.count--;
	return true;
}

/* Answers as the daemon would; see merge.py for entries that are not in the history. */
static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	const struct history *h = ctx;

	for (uint32_t i = 0; i < h->entry_count; i++) {
		const struct history_entry *e = &h->entries[i];

		if (e->entry.seq != seq || !log_id_is_equal(&e->entry.log.id, log))
			continue;
		return memcmp(e->entry.prefix, prefix, VB_ID_PREFIX_BYTES) != 0 ||
		       e->state == HISTORY_GONE || e->state == HISTORY_SETTLED;
	}
	return seq < 500;
}

/* Applies an entry, or lets it wait. True if it settled. */
static bool entry_try(struct history *h, struct history_entry *e)
{
	struct merge_view view = { .ctx = h, .is_settled = is_settled };
	struct merge_wait wait;
	int err = merge_apply(&h->m, &e->entry, &e->body, &view, &wait);

	e->state = err == VB_ERR_HELD ? HISTORY_WAITING : HISTORY_SETTLED;
	return err != VB_ERR_HELD;
}

/* Tries all that waits until nothing settles any more. */
static void waiting_try(struct history *h)
{
	bool has_settled = true;

	while (has_settled) {
		has_settled = false;
		for (uint32_t i = 0; i < h->entry_count; i++) {
			if (h->entries[i].state == HISTORY_WAITING && entry_try(h, &h->entries[i]))
				has_settled = true;
		}
	}
}

/* Writes the record and reads it again. */
static void record_store(struct history *h)
{
	struct buf stored;

	if (!h->m.exists)
		return;
	buf_init(&stored, VB_MERGED_MAX_BYTES);
	merged_encode(&h->m, &stored);
	if (stored.err != 0 || merged_decode(&h->m, buf_span(&stored)) != 0)
		bail("a merged record cannot be read again");
	buf_release(&stored);
}

void history_deliver(struct history *h, const uint32_t *order, uint32_t flags, struct buf *out)
{
	enum history_state states[HISTORY_MAX_ENTRIES];

	merged_clear(&h->m);
	for (uint32_t i = 0; i < h->entry_count; i++)
		states[i] = h->entries[i].state;
	for (uint32_t i = 0; i < h->entry_count; i++) {
		struct history_entry *e = &h->entries[order[i]];

		if (e->state != HISTORY_HERE)
			continue;
		if (entry_try(h, e))
			waiting_try(h);
		if ((flags & HISTORY_STORED) != 0)
			record_store(h);
	}
	if (h->m.exists)
		merged_encode(&h->m, out);
	for (uint32_t i = 0; i < h->entry_count; i++)
		h->entries[i].state = states[i];
}
