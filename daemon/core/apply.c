/* apply: from a valid entry to the record people see; see apply.h. */
#include "daemon/core/apply.h"

#include <string.h>

#include "daemon/core/replaced.h"
#include "store/entries.h"
#include "store/feed.h"
#include "store/record_keys.h"
#include "store/records.h"
#include "store/waiting.h"

struct record_ref apply_record(const struct apply_entry *entry)
{
	return (struct record_ref){ .space = entry->log->space,
		                    .audience = entry->log->audience,
		                    .id = entry->header->record };
}

int apply_read(struct node *node, uint32_t log, uint64_t seq, struct entry_header *header,
               struct apply_entry *out)
{
	struct entry_row row;
	struct entry_id id;

	*out = (struct apply_entry){ .log = logs_get(node->logs, log), .header = header };
	if (out->log == NULL || entries_get(node_view(node), log, seq, &row) != 0 ||
	    entry_header_decode(row.header, header) != 0) {
		env_fail(node_view(node), VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	entry_id_derive(row.header.data, &id);
	memcpy(out->prefix, id.b, sizeof(out->prefix));
	out->bytes = row.header.data;
	out->body = row.body;
	out->is_create = entry_is_create(header);
	return 0;
}

int apply_open(struct node *node, const struct core_space *space, const struct apply_entry *entry,
               struct body *out)
{
	return apply_open_into(node, space, entry, node->plain, out);
}

int apply_open_into(struct node *node, const struct core_space *space,
                    const struct apply_entry *entry, uint8_t plain[static VB_BODY_MAX_BYTES],
                    struct body *out)
{
	uint32_t slot;

	if (entry->own != NULL) {
		*out = *entry->own;
		return 0;
	}
	if (entry->body.size == 0)
		return VB_ERR_ERASED;
	if (entry_flags_check(entry->header->flags, entry->log->audience) != 0)
		return VB_ERR_CRITICAL_FLAG;
	slot = space_key_slot(space->pub.space, entry->log->audience, entry->header->control_seq);
	if (slot == VB_VAULT_NO_SLOT)
		return VB_ERR_NO_KEY;
	if (body_open(node->vault, slot, entry->bytes, entry->body, plain, out) != 0)
		return VB_ERR_IGNORED;
	return 0;
}

/* The entry as merging wants it. */
static struct merge_entry for_merge(const struct core_space *space, const struct apply_entry *entry)
{
	struct merge_entry e = { .log = { .id = entry->log->id,
		                          .author = entry->log->author,
		                          .incarnation = entry->log->incarnation },
		                 .seq = entry->header->seq,
		                 .hlc = entry->header->hlc,
		                 .role = space_role_at(space->pub.space, &entry->log->author,
		                                       entry->header->control_seq),
		                 .is_create = entry->is_create };

	memcpy(e.prefix, entry->prefix, sizeof(e.prefix));
	return e;
}

int apply_check(const struct core_space *space, const struct apply_entry *entry,
                const struct body *body)
{
	struct merge_entry e = for_merge(space, entry);

	return merge_check(&e, body);
}

int apply_merge(const struct core_space *space, const struct apply_entry *entry,
                const struct body *body, struct merged *m, const struct merge_view *settled,
                struct merge_wait *wait)
{
	struct merge_entry e = for_merge(space, entry);

	return merge_apply(m, &e, body, settled, wait);
}

/* ---- whom a name may point to ---- */

bool apply_is_settled(void *ctx, const struct log_id *id, uint64_t seq,
                      const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	struct apply_view *view = ctx;
	struct env_txn *txn = node_view(view->node);
	const struct log_info *log = logs_find(view->node->logs, id);
	struct entry_header header;
	struct entry_row row;
	struct entry_id entry;
	struct waiting_row waiting;

	if (log == NULL || seq >= log->count)
		return false;
	/* Of another record or audience, held or invalid: gone, and for ever unless the record is made anew. */
	if (log->space != view->record.space || log->audience != view->record.audience ||
	    seq >= log->applied)
		return true;
	if (entries_get(txn, log->handle, seq, &row) != 0 ||
	    entry_header_decode(row.header, &header) != 0 ||
	    !record_id_is_equal(&header.record, &view->record.id) || row.body.size == 0)
		return true;
	entry_id_derive(row.header.data, &entry);
	if (memcmp(entry.b, prefix, VB_ID_PREFIX_BYTES) != 0)
		return true;
	return waiting_get(txn, &view->record, log->handle, seq, &waiting) != 0;
}

/* ---- waiting ---- */

/* A create is not named by log and seq but by the record id that it gives; that stands in for the log here. No log id
 * has these zeros but by a chance of 2^-88. */
static void create_stand_in(const struct record_ref *record, struct log_id *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->b, record->id.b, sizeof(record->id.b));
	put_be32(out->b + 16, record->space);
	out->b[20] = (uint8_t)record->audience;
}

void apply_wait(struct node *node, const struct apply_entry *entry, const struct merge_wait *wait)
{
	struct waiting_row row = { .record = apply_record(entry),
		                   .log = entry->log->handle,
		                   .seq = entry->header->seq };

	if (wait->for_create) {
		create_stand_in(&row.record, &row.missing_log);
	} else {
		row.missing_log = wait->log;
		row.missing_seq = wait->seq;
	}
	waiting_put(node_write(node), &row);
	node->has_waiting = true;
}

/* ---- storing ---- */

void apply_store(struct node *node, const struct record_ref *record, struct merged *m,
                 uint32_t verb)
{
	struct env_txn *txn = node_write(node);
	struct feed_item item = { .record = *record, .kind = m->kind, .verb = verb };

	buf_clear(&node->record);
	merged_encode(m, &node->record);
	catalogue_fill(&node->now, m);
	replaced_rows(node, record->space, &node->now);
	if (kind_is_confidential(m->kind))
		records_put_locked(txn, record, m->kind, buf_span(&node->record));
	else
		records_put(txn, record, buf_span(&node->record));
	index_update(txn, record, node->before.rows, node->before.count, node->now.rows,
	             node->now.count);
	feed_put(txn, &item);
	core_changed(node, record->space);
}

void apply_remove(struct node *node, const struct record_ref *record, uint32_t kind)
{
	struct env_txn *txn = node_write(node);
	struct feed_item item = { .record = *record, .kind = kind, .verb = VB_VERB_DELETE };

	records_del(txn, record);
	index_update(txn, record, node->before.rows, node->before.count, NULL, 0);
	feed_put(txn, &item);
	core_changed(node, record->space);
}

/* Reads the record as it stands into node->merged, and its index rows into node->before. A create finds nothing: no
 * other entry gives the same id, and edits wait for it. */
static int record_load(struct node *node, const struct record_ref *record, bool is_create)
{
	struct env_txn *txn = node_write(node);
	struct span bytes = span_of(NULL, 0);
	int err;

	merged_clear(&node->merged);
	if (!is_create && records_get(txn, record, &bytes) == 0) {
		err = merged_decode(&node->merged, bytes);
		if (err != 0) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
			return VB_ERR_STORE_CORRUPT;
		}
	}
	catalogue_fill(&node->before, &node->merged);
	replaced_rows(node, record->space, &node->before);
	return 0;
}

void apply_lock(struct node *node, const struct apply_entry *entry, uint32_t kind)
{
	struct record_ref record = apply_record(entry);
	uint64_t number;

	if (!kind_is_confidential(kind))
		return;
	number = record_keys_give(node_write(node), &record, kind);
	if (number > 0)
		entries_lock_body(node_write(node), entry->log->handle, entry->header->seq, number);
}

/* The part of giving that is the same for a new entry and for one that waited. Returns what became of it. */
static int give(struct node *node, const struct core_space *space, const struct apply_entry *entry,
                const struct body *body)
{
	struct apply_view view = { .node = node, .record = apply_record(entry) };
	struct merge_view settled = { .ctx = &view,
		                      .is_settled = apply_is_settled,
		                      .chance = &node->chance };
	struct merge_wait wait;
	int err = record_load(node, &view.record, entry->is_create);

	if (err != 0)
		return err;
	err = apply_merge(space, entry, body, &node->merged, &settled, &wait);
	if (err == VB_ERR_HELD)
		apply_wait(node, entry, &wait);
	else if (err == 0)
		apply_store(node, &view.record, &node->merged, body->verb);
	return err;
}

int apply_entry(struct node *node, const struct core_space *space, const struct apply_entry *entry,
                int *out_note)
{
	struct record_ref record = apply_record(entry);
	struct body body;
	int err = apply_open(node, space, entry, &body);

	if (err == VB_ERR_NO_KEY)
		return err;
	records_touch(node_write(node), &record, entry->log->handle, entry->header->seq);
	if (err == 0)
		apply_lock(node, entry, body.kind);
	if (err == 0)
		err = give(node, space, entry, &body);
	*out_note = err;
	return 0;
}

/* ---- waking ---- */

static void due_push(struct node *node, const struct log_id *log, uint64_t seq)
{
	node->due = array_reserve(node->due, &node->due_capacity, node->due_count + 1u,
	                          sizeof(*node->due));
	node->due[node->due_count++] = (struct core_due){ .log = *log, .seq = seq };
}

/* Gives an entry that waited once more; when it waits no longer, those that waited for it are due. */
static void give_again(struct node *node, const struct waiting_row *waiting)
{
	struct entry_header header;
	struct apply_entry entry;
	struct body body;
	struct core_space *space;
	int err = apply_read(node, waiting->log, waiting->seq, &header, &entry);

	if (err != 0)
		return;
	space = core_space_number(node, entry.log->space);
	/* What the row points to is read before anything is written. */
	err = apply_open(node, space, &entry, &body);
	if (err == 0)
		err = give(node, space, &entry, &body);
	if (err != VB_ERR_HELD)
		due_push(node, &entry.log->id, waiting->seq);
}

void apply_wake(struct node *node, const struct log_id *log, uint64_t seq,
                const struct record_ref *created)
{
	struct waiting_row row;
	struct log_id stand_in;
	struct core_due due;
	size_t count = 0;

	if (!node->has_waiting)
		return;
	due_push(node, log, seq);
	if (created != NULL) {
		create_stand_in(created, &stand_in);
		due_push(node, &stand_in, 0);
	}
	while (node->due_count > 0) {
		due = node->due[--node->due_count];
		/* One at a time: while the others stand in the table they are known to wait. */
		while (waiting_take(node_write(node), &due.log, due.seq, &row, 1, &count) == 0 &&
		       count == 1)
			give_again(node, &row);
	}
}
