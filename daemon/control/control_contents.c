/* control_contents: how large the parts of a space are, counted row by row, as many on a page as fit a turn; see
 * control_calls.h; tested by tests/unit/test_control_space.c.
 *
 * A page tells of each log and each kind of record that it came across how many rows of it there were on this page and how
 * many bytes they have in the store; the reader adds up. So nothing is written with each entry only to be counted. */
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "daemon/core/holding.h"
#include "store/entries.h"
#include "store/records.h"

#define ENTRIES_MAX 40000u /* rows looked at for one page: some 20 ms */
#define RECORDS_MAX 8000u
#define LOGS_MAX 1000u /* on one page */
#define KINDS_MAX 64u
#define PLACE_BYTES (2u + VB_HASH_BYTES + 8u)

/* Where a page begins: with entry seq of a log, or behind a record. */
struct place {
	bool is_records;
	enum audience audience;
	uint8_t id[VB_HASH_BYTES]; /* log id; or record id, zeros behind it */
	uint64_t seq;
};

/* Records of a kind and audience on this page. */
struct heap {
	uint32_t kind;
	enum audience audience;
	uint64_t count, deleted, bytes;
};

struct page {
	struct request *q;
	struct node_space *space;
	struct place at; /* the next row */
	bool is_done;
	uint32_t looked;
	struct buf logs;
	uint32_t log_count;
	struct heap heaps[KINDS_MAX];
	uint32_t heap_count;
};

/* ---- places ---- */

static void place_encode(const struct place *place, char text[static 2 * PLACE_BYTES + 1])
{
	uint8_t bytes[PLACE_BYTES];

	bytes[0] = place->is_records;
	bytes[1] = (uint8_t)place->audience;
	memcpy(bytes + 2, place->id, VB_HASH_BYTES);
	put_be64(bytes + 2 + VB_HASH_BYTES, place->seq);
	hex_format(bytes, sizeof(bytes), text);
}

static int place_read(struct request *q, struct place *out)
{
	uint8_t bytes[PLACE_BYTES];
	struct span text;
	int err;

	*out = (struct place){ .audience = VB_AUDIENCE_ALL };
	if (!request_has(q, "after"))
		return 0;
	err = request_text(q, "after", 2 * PLACE_BYTES, &text);
	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0 ||
	    bytes[0] > 1 || bytes[1] > VB_AUDIENCE_OPEN)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	out->is_records = bytes[0] == 1;
	out->audience = (enum audience)bytes[1];
	memcpy(out->id, bytes + 2, VB_HASH_BYTES);
	out->seq = get_be64(bytes + 2 + VB_HASH_BYTES);
	return 0;
}

/* ---- logs ---- */

/* Why the end of a log does not count, if it does not. */
static const char *log_state(struct node_space *space, const struct log_info *log)
{
	if (log->applied == log->count)
		return "whole";
	if (log->applied >= holding_limit(space, log))
		return "held"; /* by a suspension */
	if (log->fault == VB_ERR_BEYOND_CUTOFF)
		return "cut-off";
	if (log->fault == VB_ERR_FORK)
		return "forked";
	if (log->valid == log->count)
		return "locked"; /* no key */
	return log->fault == VB_ERR_VOIDED_CONTROL || log->fault == VB_ERR_NOT_MEMBER ? "invalid"
	                                                                              : "held";
}

/* Tells of a log; rows and bytes are those of this page. first: of entry 0, 0 where that is on another page. */
static void log_pack(struct page *p, const struct log_info *log, uint64_t rows, uint64_t bytes,
                     const struct hlc *first)
{
	struct buf *out = &p->logs;

	pack_map(out, 9u + (first != NULL));
	pack_cstr(out, "audience");
	pack_cstr(out,
	          log->audience == VB_AUDIENCE_OPEN ? "open" : view_audience_name(log->audience));
	pack_cstr(out, "author");
	view_node_id(&log->author, out);
	pack_cstr(out, "authorName");
	view_member_name(p->space->space, &log->author, out);
	pack_cstr(out, "bytes");
	pack_uint(out, bytes);
	pack_cstr(out, "entries");
	pack_uint(out, rows);
	if (first != NULL) {
		pack_cstr(out, "first");
		pack_uint(out, hlc_wall(*first).v);
	}
	pack_cstr(out, "last");
	pack_uint(out, hlc_wall(log->hlc).v);
	pack_cstr(out, "log");
	view_hash(log->id.b, out);
	pack_cstr(out, "state");
	pack_cstr(out, log_state(p->space, log));
	pack_cstr(out, "valid");
	pack_uint(out, log->valid);
	p->log_count++;
}

/* Counts the rows of one log from p->at on, as far as the page reaches. */
static int log_count(struct page *p, const struct log_info *log)
{
	struct entries_cursor c;
	struct entry_row row;
	struct entry_header header;
	struct hlc first = { 0 };
	bool has_first = false;
	uint64_t rows = 0, bytes = 0;
	int err;

	entries_open(&c, node_view(p->q->node), log->handle, p->at.seq);
	while (p->looked < ENTRIES_MAX && entries_next(&c, &row)) {
		if (row.seq == 0 && entry_header_decode(row.header, &header) == 0) {
			first = header.hlc;
			has_first = true;
		}
		bytes += row.header.size + row.body.size;
		p->at.seq = row.seq + 1;
		rows++;
		p->looked++;
	}
	err = entries_close(&c);
	if (err == 0 && rows > 0)
		log_pack(p, log, rows, bytes, has_first ? &first : NULL);
	return err;
}

/* The logs of one stream behind p->at. */
static int stream_count(struct page *p, enum audience stream)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(p->q->node), p->space->number, stream, &count);
	int err = 0;

	for (size_t i = 0; err == 0 && i < count; i++) {
		int order = memcmp(logs[i]->id.b, p->at.id, VB_HASH_BYTES);

		if (order < 0)
			continue;
		if (p->looked >= ENTRIES_MAX || p->log_count == LOGS_MAX)
			return 0;
		if (order > 0)
			p->at.seq = 0;
		memcpy(p->at.id, logs[i]->id.b, VB_HASH_BYTES);
		err = log_count(p, logs[i]);
		if (p->at.seq < logs[i]->count)
			return err;
	}
	/* On to the next stream. */
	p->at.audience = (enum audience)(stream + 1);
	p->at.seq = 0;
	memset(p->at.id, 0, sizeof(p->at.id));
	return err;
}

/* ---- records ---- */

static struct heap *heap_at(struct page *p, uint32_t kind, enum audience audience)
{
	for (uint32_t i = 0; i < p->heap_count; i++) {
		if (p->heaps[i].kind == kind && p->heaps[i].audience == audience)
			return &p->heaps[i];
	}
	if (p->heap_count == KINDS_MAX)
		return NULL;
	p->heaps[p->heap_count] = (struct heap){ .kind = kind, .audience = audience };
	return &p->heaps[p->heap_count++];
}

/* The records of one audience behind p->at. */
static int records_count(struct page *p, enum audience audience)
{
	struct records_cursor c;
	struct record_ref ref;
	struct record_id after;
	struct merged m;
	struct span bytes;
	bool is_full = false;
	int err = 0;
	int closed;

	memcpy(after.b, p->at.id, sizeof(after.b));
	merged_init(&m);
	records_open(&c, node_view(p->q->node), p->space->number, audience,
	             record_id_is_zero(&after) ? NULL : &after);
	while (err == 0 && !is_full && records_next(&c, &ref, &bytes)) {
		struct heap *heap;

		err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		heap = err == 0 ? heap_at(p, m.kind, audience) : NULL;
		is_full = heap == NULL || ++p->looked > RECORDS_MAX;
		if (is_full)
			continue;
		heap->count++;
		heap->bytes += bytes.size;
		heap->deleted += merged_is_deleted(&m);
		memcpy(p->at.id, ref.id.b, sizeof(ref.id.b));
	}
	closed = records_close(&c);
	merged_release(&m);
	if (err == 0 && !is_full) {
		p->is_done = audience == VB_AUDIENCE_CORE;
		p->at.audience = VB_AUDIENCE_CORE;
		memset(p->at.id, 0, sizeof(p->at.id));
	}
	return err != 0 ? err : closed;
}

/* ---- the page ---- */

static int page_fill(struct page *p)
{
	int err = 0;

	while (err == 0 && !p->at.is_records && p->at.audience <= VB_AUDIENCE_OPEN) {
		enum audience before = p->at.audience;

		err = stream_count(p, before);
		if (p->at.audience == before)
			return err;
	}
	if (err == 0 && !p->at.is_records) {
		p->at = (struct place){ .is_records = true, .audience = VB_AUDIENCE_ALL };
		/* Records are for pages of their own. */
		if (p->looked > RECORDS_MAX)
			return 0;
		p->looked = 0;
	}
	while (err == 0 && !p->is_done) {
		enum audience before = p->at.audience;

		err = records_count(p, before);
		if (p->at.audience == before)
			break;
	}
	return err;
}

static void heaps_pack(const struct page *p, struct buf *out)
{
	pack_array(out, p->heap_count);
	for (uint32_t i = 0; i < p->heap_count; i++) {
		const struct heap *heap = &p->heaps[i];
		char kind[VB_VIEW_KIND_BYTES];

		view_kind_name(heap->kind, kind);
		pack_map(out, 5);
		pack_cstr(out, "audience");
		pack_cstr(out, view_audience_name(heap->audience));
		pack_cstr(out, "bytes");
		pack_uint(out, heap->bytes);
		pack_cstr(out, "deleted");
		pack_uint(out, heap->deleted);
		pack_cstr(out, "kind");
		pack_cstr(out, kind);
		pack_cstr(out, "records");
		pack_uint(out, heap->count);
	}
}

int control_space_contents(struct request *q)
{
	struct page p = { .q = q };
	char next[2 * PLACE_BYTES + 1];
	struct buf *out = &q->result;
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &p.space);
	if (err == 0)
		err = place_read(q, &p.at);
	if (err != 0)
		return err;
	buf_init(&p.logs, VB_LISTING_PAGE_BYTES);
	err = page_fill(&p);
	if (err == 0)
		err = p.logs.err;
	if (err == 0) {
		pack_map(out, p.is_done ? 2 : 3);
		pack_cstr(out, "logs");
		pack_array(out, p.log_count);
		if (p.log_count > 0)
			buf_put(out, p.logs.data, p.logs.size);
		if (!p.is_done) {
			place_encode(&p.at, next);
			pack_cstr(out, "next");
			pack_cstr(out, next);
		}
		pack_cstr(out, "records");
		heaps_pack(&p, out);
	}
	buf_release(&p.logs);
	return err;
}
