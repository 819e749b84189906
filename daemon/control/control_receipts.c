/* control_receipts: for each erasure who has confirmed it and who has not; see control_calls.h;
 * tested by tests/unit/test_control_erasure.c. */
#include <stdio.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/ground.h"
#include "daemon/control/listing.h"
#include "daemon/control/view.h"
#include "daemon/core/core.h"
#include "protocol/openlog.h"
#include "store/entries.h"
#include "store/erases.h"
#include "store/keyspace.h"

#define LIMIT_DEFAULT 50u
#define LIMIT_MAX 200u
#define CURSOR_BYTES 36u /* space and erase */

/* An erasure, and who said what about it. */
struct account {
	struct request *q;
	const struct erase_row *row;
	const struct node_space *space;
	struct buf confirmed, missing;
	uint32_t confirmed_count, missing_count;
};

static struct span name_of(const struct account *a, const struct node_id *node)
{
	const struct member *member = space_member(a->space->space, node);

	return member != NULL ? member->card.name : span_of_str("");
}

static void office_put(const struct account *a, const struct node_id *node, struct buf *out)
{
	pack_cstr(out, "id");
	view_node_id(node, out);
	pack_cstr(out, "name");
	pack_str(out, name_of(a, node));
}

/* Whoever confirmed, and has not left since; in the order of their numbers. */
static bool has_confirmed(const struct account *a, const struct node_id *node)
{
	struct receipt_row receipt;
	struct erases_cursor c;
	bool found = false;

	erases_open_receipts(&c, node_view(a->q->node), a->row->space, &a->row->id);
	while (!found && erases_next_receipt(&c, &receipt))
		found = node_id_is_equal(&receipt.node, node);
	return erases_close(&c) == 0 && found;
}

static void receipts_gather(struct account *a)
{
	struct receipt_row receipt;
	struct erases_cursor c;

	erases_open_receipts(&c, node_view(a->q->node), a->row->space, &a->row->id);
	while (erases_next_receipt(&c, &receipt)) {
		a->confirmed_count++;
		pack_map(&a->confirmed, 4);
		office_put(a, &receipt.node, &a->confirmed);
		pack_cstr(&a->confirmed, "records");
		pack_uint(&a->confirmed, receipt.dropped);
		pack_cstr(&a->confirmed, "time");
		pack_uint(&a->confirmed, receipt.time);
	}
	(void)!erases_close(&c);
}

/* Every member holds the committee's history, a relay too. Nobody waits for those who have left. */
static void missing_gather(struct account *a)
{
	const struct space *space = a->space->space;

	for (uint32_t i = 0; i < space_member_count(space); i++) {
		const struct member *member = space_member_at(space, i);

		if (space_role(space, &member->node) == VB_ROLE_NONE ||
		    has_confirmed(a, &member->node))
			continue;
		a->missing_count++;
		pack_map(&a->missing, 2);
		office_put(a, &member->node, &a->missing);
	}
}

/* The records that the entry names. */
static void records_pack(struct request *q, const struct erase_row *row, struct buf *out)
{
	struct open_body body = { .type = 0 };
	struct open_erased erased;
	struct entry_row entry;
	struct list at = { .count = 0 };

	if (entries_get(node_view(q->node), row->log, row->seq, &entry) == 0 &&
	    open_body_decode(entry.body, &body) == 0 && body.type == VB_OPEN_ERASE)
		at = body.u.erase.records;
	pack_array(out, at.count);
	while (open_erased_next(&at, &erased)) {
		bool has_replacement = !record_id_is_zero(&erased.replacement);

		pack_map(out, 2u + has_replacement);
		pack_cstr(out, "audience");
		pack_cstr(out, view_audience_name(erased.audience));
		pack_cstr(out, "id");
		view_record_id(&erased.record, out);
		if (has_replacement) {
			pack_cstr(out, "replacement");
			view_record_id(&erased.replacement, out);
		}
	}
}

static void account_pack(struct account *a, struct buf *out)
{
	const struct log_info *log = logs_get(node_logs(a->q->node), a->row->log);
	char ground[VB_GROUND_NAME_MAX_BYTES + 1];

	ground_format(a->row->ground, ground);
	pack_map(out, 10u + (a->row->run > 0));
	pack_cstr(out, "by");
	view_node_id(&log->author, out);
	pack_cstr(out, "byName");
	pack_str(out, name_of(a, &log->author));
	pack_cstr(out, "confirmed");
	pack_array(out, a->confirmed_count);
	buf_put(out, a->confirmed.data, a->confirmed.size);
	pack_cstr(out, "dropped");
	pack_uint(out, a->row->dropped);
	pack_cstr(out, "ground");
	pack_cstr(out, ground);
	pack_cstr(out, "id");
	view_hash(a->row->id.b, out);
	pack_cstr(out, "missing");
	pack_array(out, a->missing_count);
	buf_put(out, a->missing.data, a->missing.size);
	pack_cstr(out, "records");
	records_pack(a->q, a->row, out);
	if (a->row->run > 0) {
		pack_cstr(out, "run");
		pack_uint(out, a->row->run);
	}
	pack_cstr(out, "space");
	view_space_id(&a->space->id, out);
	pack_cstr(out, "time");
	pack_uint(out, a->row->time);
}

/* Appends one erasure; false: it would outgrow the answer. */
static bool item_put(struct request *q, const struct erase_row *row, struct buf *items)
{
	struct account a = { .q = q, .row = row, .space = node_space_number(q->node, row->space) };
	size_t before = items->size;
	bool fits;

	buf_init(&a.confirmed, SIZE_MAX);
	buf_init(&a.missing, SIZE_MAX);
	receipts_gather(&a);
	missing_gather(&a);
	account_pack(&a, items);
	fits = before == 0 || items->size <= VB_LISTING_PAGE_BYTES;
	if (!fits)
		items->size = before;
	buf_release(&a.confirmed);
	buf_release(&a.missing);
	return fits;
}

static int cursor_read(struct request *q, struct erase_row *after, bool *has_after)
{
	uint8_t bytes[CURSOR_BYTES];
	struct span text;
	int err;

	*has_after = request_has(q, "after");
	if (!*has_after)
		return 0;
	err = request_text(q, "after", 2u * CURSOR_BYTES, &text);
	if (err == 0 && hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	if (err != 0)
		return err;
	*after = (struct erase_row){ .space = get_be32(bytes) };
	memcpy(after->id.b, bytes + 4, sizeof(after->id.b));
	return 0;
}

static void next_pack(const struct erase_row *last, struct buf *out)
{
	uint8_t bytes[CURSOR_BYTES];
	char text[2 * CURSOR_BYTES + 1];

	put_be32(bytes, last->space);
	memcpy(bytes + 4, last->id.b, sizeof(last->id.b));
	hex_format(bytes, sizeof(bytes), text);
	pack_cstr(out, "next");
	pack_cstr(out, text);
}

/* {"due"?, "items", "last"?, "next"?} */
static void page_pack(struct request *q, const struct buf *items, uint32_t count,
                      const struct erase_row *next, struct buf *out)
{
	const struct core_erasure *e = &q->node->erasure;
	uint64_t last = 0;
	bool has_last = keyspace_get_meta(node_view(q->node), VB_META_ERASURE, &last) == 0;
	bool has_due = e->is_pending && e->is_scheduled;

	pack_map(out, 1u + has_due + has_last + (next != NULL));
	if (has_due) {
		pack_cstr(out, "due");
		pack_uint(out, q->now.wall.v +
		                       (e->due.v > q->now.mono.v ? e->due.v - q->now.mono.v : 0));
	}
	pack_cstr(out, "items");
	pack_array(out, count);
	buf_put(out, items->data, items->size);
	if (has_last) {
		pack_cstr(out, "last");
		pack_uint(out, last);
	}
	if (next != NULL)
		next_pack(next, out);
}

int control_erasure_status(struct request *q)
{
	uint64_t limit = LIMIT_DEFAULT;
	struct erase_row after, row, last = { 0 };
	struct erases_cursor c;
	struct buf items;
	uint32_t count = 0;
	bool has_after, is_full = false;
	int err = cursor_read(q, &after, &has_after);

	if (err == 0)
		err = request_uint(q, "limit", 1, LIMIT_MAX, &limit);
	if (err != 0)
		return err;
	buf_init(&items, SIZE_MAX);
	erases_open(&c, node_view(q->node), has_after ? &after : NULL);
	while (!is_full && erases_next(&c, &row)) {
		is_full = count == limit || !item_put(q, &row, &items);
		if (is_full)
			break;
		last = row;
		count++;
	}
	err = erases_close(&c);
	if (err == 0)
		page_pack(q, &items, count, is_full ? &last : NULL, &q->result);
	buf_release(&items);
	return err;
}
