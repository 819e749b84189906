/* control_export: a space's whole history on its way into a file; see control_calls.h, exports.h and SPEC.md 13.1;
 * tested by tests/unit/test_archive.c. */
#include <stdio.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/exports.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/states.h"
#include "daemon/control/view.h"
#include "daemon/core/extract.h"
#include "protocol/peer/segment.h"
#include "store/forks.h"

/* One item at most: a segment in hexadecimal and its name. */
#define ITEM_MAX_BYTES (2u * VB_SEGMENT_MAX_BYTES + 64u)

/* One page under way. */
struct page {
	struct request *q;
	struct export *export;
	struct node_space *space;
	struct buf raw; /* one item before it is hexadecimal text */
	struct buf items;
	uint32_t count;
};

static bool is_full(const struct page *p)
{
	return p->items.size + ITEM_MAX_BYTES > VB_LISTING_PAGE_BYTES;
}

/* ---- items ---- */

/* Adds {name: raw in hexadecimal}; nothing when raw is empty. */
static void put_raw(struct page *p, const char *name)
{
	char text[2 * VB_SEGMENT_MAX_BYTES + 1];

	if (p->raw.size == 0)
		return;
	hex_format(p->raw.data, p->raw.size, text);
	pack_map(&p->items, 1);
	pack_cstr(&p->items, name);
	pack_cstr(&p->items, text);
	p->count++;
}

static int put_control(struct page *p)
{
	uint64_t end = space_count(p->space->space);
	int err = 0;

	while (err == 0 && p->export->control < end && !is_full(p)) {
		buf_clear(&p->raw);
		err = extract_control(p->q->node, p->space, end, VB_SEGMENT_MAX_BYTES,
		                      &p->export->control, &p->raw);
		if (err == 0)
			put_raw(p, "control");
	}
	return err;
}

static void put_key(struct page *p, enum audience audience, const struct space_key *key)
{
	uint8_t bytes[VB_EPOCH_KEY_BYTES];
	char text[2 * VB_EPOCH_KEY_BYTES + 1];

	vault_reveal(node_vault(p->q->node), key->slot, bytes);
	hex_format(bytes, sizeof(bytes), text);
	pack_map(&p->items, 1);
	pack_cstr(&p->items, "key");
	pack_map(&p->items, 3);
	pack_cstr(&p->items, "audience");
	pack_cstr(&p->items, view_audience_name(audience));
	pack_cstr(&p->items, "control");
	pack_uint(&p->items, key->control_seq);
	pack_cstr(&p->items, "key");
	pack_cstr(&p->items, text);
	p->count++;
	crypt_wipe(bytes, sizeof(bytes));
	crypt_wipe(text, sizeof(text));
}

/* The keys that this office has, newest or not: without them nobody else could read what follows. */
static void put_keys(struct page *p)
{
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		uint32_t *next = &p->export->keys[a];

		while (*next < space_key_count(p->space->space, a) && !is_full(p)) {
			struct space_key key = space_key_at(p->space->space, a, *next);

			if (key.slot != VB_VAULT_NO_SLOT)
				put_key(p, a, &key);
			(*next)++;
		}
	}
}

static int put_log(struct page *p, const struct log_info *log)
{
	struct export_log *at = export_log_at(p->export, log->handle);
	int err = 0;

	/* A branch that was told is dropped: what stands in the file already is no longer the history. */
	if (at->next > log->count)
		return VB_ERR_BUSY;
	while (err == 0 && at->next < log->sealed && !is_full(p)) {
		uint64_t before = at->next;

		buf_clear(&p->raw);
		err = extract_segment(p->q->node, log, VB_SERVE_WHOLE, VB_SEGMENT_MAX_BYTES,
		                      &at->next, &p->raw);
		if (err == 0 && at->next == before)
			err = VB_ERR_STORE_CORRUPT;
		if (err == 0)
			put_raw(p, "segment");
	}
	return err;
}

/* Open logs first: their begins set the others going. */
static int put_logs(struct page *p)
{
	static const enum audience order[] = { VB_AUDIENCE_OPEN, VB_AUDIENCE_ALL,
		                               VB_AUDIENCE_CORE };
	int err = 0;

	for (size_t s = 0; s < sizeof(order) / sizeof(order[0]); s++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node_logs(p->q->node), p->space->number, order[s], &count);

		for (size_t i = 0; err == 0 && i < count && !is_full(p); i++)
			err = put_log(p, logs[i]);
	}
	return err;
}

/* Proofs that an author wrote two histories: what is held for that must be held by whoever reads the file, too. */
static int put_forks(struct page *p)
{
	struct forks_cursor c;
	struct fork_row row;

	forks_open(&c, node_view(p->q->node));
	while (!is_full(p) && forks_next(&c, &row)) {
		const struct log_info *log = logs_get(node_logs(p->q->node), row.log);
		struct export_log *at;

		if (log == NULL || log->space != p->space->number)
			continue;
		at = export_log_at(p->export, row.log);
		if (at->is_fork_told)
			continue;
		buf_clear(&p->raw);
		buf_put(&p->raw, row.segment.data, row.segment.size);
		put_raw(p, "fork");
		at->is_fork_told = true;
	}
	return forks_close(&c);
}

/* ---- the page ---- */

/* True if all there is has been told: no log goes on, and nothing is left to be judged in the next turn. */
static bool is_told(const struct page *p)
{
	if (is_full(p) || !node_space_is_settled(p->q->node, p->space))
		return false;
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_OPEN; a++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node_logs(p->q->node), p->space->number, a, &count);

		for (size_t i = 0; i < count; i++) {
			if (export_log_at(p->export, logs[i]->handle)->next != logs[i]->count)
				return false;
		}
	}
	return true;
}

static int page_finish(struct page *p)
{
	struct buf *out = &p->q->result;
	bool is_last = is_told(p);
	char next[16];
	int err = 0;

	pack_map(out, 2);
	if (is_last) {
		pack_cstr(out, "end");
		err = states_sum_pack(p->q, p->space, out);
	}
	pack_cstr(out, "items");
	pack_array(out, p->count);
	if (p->count > 0)
		buf_put(out, p->items.data, p->items.size);
	p->export->page++;
	if (!is_last) {
		(void)snprintf(next, sizeof(next), "%u", (unsigned)p->export->page);
		pack_cstr(out, "next");
		pack_cstr(out, next);
	}
	return err;
}

static int page_fill(struct page *p)
{
	int err = put_control(p);

	if (err == 0)
		put_keys(p);
	if (err == 0)
		err = put_logs(p);
	if (err == 0)
		err = put_forks(p);
	if (err == 0)
		err = env_error(node_view(p->q->node));
	return err == 0 ? page_finish(p) : err;
}

/* Finds the export that goes on, or begins one. */
static int export_find(struct page *p)
{
	struct request *q = p->q;
	struct export *export = exports_find(q->exports, q->caller->client);
	char wanted[16];
	struct span text;
	int err;

	if (!request_has(q, "after"))
		return exports_begin(q->exports, q->caller->client, p->space->number, &p->export);
	err = request_text(q, "after", sizeof(wanted), &text);
	if (err != 0)
		return err;
	if (export != NULL)
		(void)snprintf(wanted, sizeof(wanted), "%u", (unsigned)export->page);
	if (export == NULL || export->space != p->space->number ||
	    !span_is_equal(text, span_of_str(wanted)))
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	p->export = export;
	return 0;
}

int control_space_export(struct request *q)
{
	struct page p = { .q = q };
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &p.space);
	if (err == 0 && space_count(p.space->space) == 0)
		err = request_fail(q, VB_ERR_BUSY, "it is still being fetched");
	if (err == 0)
		err = export_find(&p);
	if (err != 0)
		return err;
	buf_init(&p.raw, VB_SEGMENT_MAX_BYTES);
	buf_init(&p.items, VB_LISTING_PAGE_BYTES);
	err = page_fill(&p);
	if (p.items.size > 0)
		crypt_wipe(p.items.data, p.items.size);
	buf_release(&p.raw);
	buf_release(&p.items);
	return err;
}
