/* erase: records that are to be gone; see erase.h. */
#include "daemon/core/erase.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/attachment.h"
#include "daemon/core/branch.h"
#include "daemon/core/hollow.h"
#include "daemon/core/quota.h"
#include "daemon/core/rebuild.h"
#include "daemon/core/replaced.h"
#include "store/drawers.h"
#include "store/entries.h"
#include "store/erases.h"
#include "store/keyspace.h"
#include "store/record_keys.h"
#include "store/records.h"
#include "store/words_batch.h"

/* ---- questions ---- */

static bool state_of(struct node *node, const struct record_ref *record, enum erased_state *out)
{
	struct erased_row row;

	if (!node->has_erasures || record->audience > VB_AUDIENCE_CORE ||
	    erasures_get(node_view(node), record, &row) != 0)
		return false;
	*out = row.state;
	return true;
}

bool erase_is_in_force(struct node *node, const struct record_ref *record)
{
	enum erased_state state;

	return state_of(node, record, &state) && state == VB_ERASED_IN_FORCE;
}

bool erase_excuses(struct node *node, const struct record_ref *record)
{
	enum erased_state state;

	return state_of(node, record, &state);
}

bool erase_is_hiding(struct node *node, const struct record_ref *record)
{
	enum erased_state state;

	return state_of(node, record, &state) && state == VB_ERASED_HELD;
}

bool erase_is_allowed(const struct space_id *space, const struct node_id *eraser, enum role role,
                      const struct open_erased *erased)
{
	/* The time in the id is its own witness; log and seq prove the rest. */
	uint64_t ms = get_be64(erased->record.b) >> 16;
	struct record_id derived;
	struct log_id log;

	if (role == VB_ROLE_STEWARD)
		return true;
	if (role < VB_ROLE_GUEST)
		return false;
	log_id_derive(space, eraser, erased->incarnation, erased->audience, &log);
	record_id_derive((struct hlc){ ms << 16 }, &log, erased->seq, &derived);
	return record_id_is_equal(&derived, &erased->record);
}

int erase_name(struct node *node, const struct record_ref *record, struct open_erased *out)
{
	const struct merged_log *creator;
	struct span bytes = span_of(NULL, 0);
	int err = records_get(node_view(node), record, &bytes);

	if (err != 0)
		return err;
	merged_clear(&node->merged);
	if (merged_decode(&node->merged, bytes) != 0)
		return VB_ERR_STORE_CORRUPT;
	creator = merged_creator(&node->merged);
	*out = (struct open_erased){ .record = record->id,
		                     .incarnation = creator->incarnation,
		                     .audience = record->audience,
		                     .seq = node->merged.create_seq };
	return 0;
}

/* ---- coming back ---- */

void erase_load(struct node *node)
{
	struct env_txn *txn = node_view(node);
	struct erasures_cursor cursor;
	struct erased_row row;
	struct record_ref *voided = NULL;
	uint32_t count = 0, capacity = 0;

	node->hollow_count = 0;
	node->has_replacements = false;
	node->has_erasures = env_count(txn, VB_TABLE_ERASED) > 0;
	if (!node->has_erasures)
		return;
	erasures_open(&cursor, txn, 0);
	while (erasures_next(&cursor, &row)) {
		node->has_replacements |= !record_id_is_zero(&row.replacement);
		if (row.state != VB_ERASED_VOID)
			continue;
		voided = array_reserve(voided, &capacity, count + 1u, sizeof(*voided));
		voided[count++] = row.record;
	}
	(void)!erasures_close(&cursor);
	for (uint32_t i = 0; i < count; i++) {
		if (!erase_is_in_force(node, &voided[i]))
			hollow_note_record(node, &voided[i]);
	}
	free(voided);
}

bool erase_refill(struct node *node, const struct apply_entry *entry, struct rebuild *late)
{
	struct record_ref record = apply_record(entry);
	uint64_t seq = entry->header->seq;
	struct entry_row row;

	if (entry->body.size == 0 || record.audience > VB_AUDIENCE_CORE ||
	    erase_is_in_force(node, &record) ||
	    entries_get(node_view(node), entry->log->handle, seq, &row) != 0 || row.body.size > 0)
		return false;
	entries_put_body(node_write(node), entry->log->handle, seq, entry->body);
	quota_refill(node, entry->log->handle, entry->body.size);
	if (seq < entry->log->applied)
		rebuild_add(late, node, &record);
	return true;
}

/* ---- an erase comes, and goes ---- */

static void due_add(struct node *node, const struct record_ref *record,
                    const struct entry_id *erase)
{
	struct turn *turn = &node->turn;

	turn->erasing = array_reserve(turn->erasing, &turn->erasing_capacity,
	                              turn->erasing_count + 1u, sizeof(*turn->erasing));
	turn->erasing[turn->erasing_count++] =
		(struct core_erasing){ .record = *record, .erase = *erase };
}

/* Writes the row, and moves those who refer to the record to where they lead then. */
static void put_row(struct node *node, const struct erased_row *row)
{
	bool leads_on = node->has_replacements || !record_id_is_zero(&row->replacement);
	struct replaced replaced;

	if (leads_on)
		replaced_take_out(node, row->record.space, &row->record.id, &replaced);
	erasures_put(node_write(node), row);
	node->has_erasures = true;
	node->has_replacements |= !record_id_is_zero(&row->replacement);
	if (leads_on)
		replaced_put_in(node, &replaced);
}

/* What every record that an erase names with a right to it becomes. Returns how many. */
static uint32_t note_records(struct node *node, const struct core_space *space,
                             const struct apply_entry *entry, const struct entry_id *id,
                             const struct open_body *body, enum erased_state state)
{
	enum role role =
		space_role_at(space->pub.space, &entry->log->author, entry->header->control_seq);
	struct list at = body->u.erase.records;
	struct open_erased erased;
	uint32_t count = 0;

	while (open_erased_next(&at, &erased)) {
		struct erased_row row = { .record = { .space = space->pub.number,
			                              .audience = erased.audience,
			                              .id = erased.record },
			                  .erase = *id,
			                  .state = state,
			                  .log = entry->log->handle,
			                  .seq = entry->header->seq };

		if (!erase_is_allowed(&space->pub.id, &entry->log->author, role, &erased))
			continue;
		if (!record_id_is_equal(&erased.replacement, &erased.record))
			row.replacement = erased.replacement;
		put_row(node, &row);
		count++;
		if (state == VB_ERASED_IN_FORCE)
			due_add(node, &row.record, id);
		else if (state == VB_ERASED_VOID && !erase_is_in_force(node, &row.record))
			hollow_note_record(node, &row.record);
	}
	return count;
}

static void note_receipt(struct node *node, const struct apply_entry *entry,
                         const struct open_body *body, bool counts)
{
	struct receipt_row row = { .space = entry->log->space,
		                   .erase = body->u.receipt.erase,
		                   .node = entry->log->author,
		                   .log = entry->log->handle,
		                   .seq = entry->header->seq,
		                   .dropped = body->u.receipt.dropped,
		                   .time = hlc_wall(entry->header->hlc).v };

	if (counts)
		erases_put_receipt(node_write(node), &row);
	else
		erases_del_receipt(node_write(node), &row);
}

/* Reads the open body from a copy in node->plain: what stands in the store moves when something is written. */
static int read_body(struct node *node, const struct apply_entry *entry, struct open_body *out)
{
	size_t size = entry->body.size;

	if (size == 0 || size > sizeof(node->plain))
		return VB_ERR_ERASED;
	memcpy(node->plain, entry->body.data, size);
	return open_body_decode(span_of(node->plain, size), out);
}

bool erase_on_entry(struct node *node, const struct core_space *space,
                    const struct apply_entry *entry)
{
	struct erase_row row = { .space = space->pub.number,
		                 .state = VB_ERASE_DUE,
		                 .log = entry->log->handle,
		                 .seq = entry->header->seq,
		                 .time = hlc_wall(entry->header->hlc).v };
	struct open_body body;

	entry_id_derive(entry->bytes, &row.id);
	if (read_body(node, entry, &body) != 0)
		return false;
	if (body.type == VB_OPEN_RECEIPT) {
		note_receipt(node, entry, &body, true);
		return true;
	}
	if (body.type != VB_OPEN_ERASE)
		return false;
	row.ground = body.u.erase.ground;
	row.records = note_records(node, space, entry, &row.id, &body, VB_ERASED_IN_FORCE);
	if (row.records > 0) {
		erases_put(node_write(node), &row);
		node->erasure.is_pending = true;
		node->turn.erased = true;
	}
	return true;
}

/* Held until something else comes, or void for good as far as anybody knows. */
static enum erased_state state_for(int fault)
{
	switch (fault) {
	case 0:
	case VB_ERR_BEYOND_CUTOFF:
	case VB_ERR_VOIDED_CONTROL:
	case VB_ERR_NOT_MEMBER:
	case VB_ERR_NO_RIGHT:
		return VB_ERASED_VOID;
	default:
		return VB_ERASED_HELD;
	}
}

void erase_on_refused(struct node *node, const struct core_space *space,
                      const struct apply_entry *entry, int fault)
{
	struct open_body body;
	struct entry_id id;

	entry_id_derive(entry->bytes, &id);
	if (read_body(node, entry, &body) != 0)
		return;
	if (body.type == VB_OPEN_RECEIPT) {
		note_receipt(node, entry, &body, false);
	} else if (body.type == VB_OPEN_ERASE) {
		(void)note_records(node, space, entry, &id, &body, state_for(fault));
		erases_del(node_write(node), space->pub.number, &id);
	}
}

/* ---- dropping ---- */

bool erase_has_come(const struct node *node)
{
	return node->turn.erased;
}

static int erasing_compare(const void *a, const void *b)
{
	const struct core_erasing *x = a;
	const struct core_erasing *y = b;

	return key_compare_records(&x->record, &y->record);
}

/* The first of the turn's rows for this record, NULL if there is none. */
static struct core_erasing *erasing_find(const struct turn *turn, const struct record_ref *record)
{
	struct core_erasing wanted = { .record = *record };
	struct core_erasing *found = bsearch(&wanted, turn->erasing, turn->erasing_count,
	                                     sizeof(wanted), erasing_compare);

	while (found != NULL && found > turn->erasing && erasing_compare(found - 1, &wanted) == 0)
		found--;
	return found;
}

/* Entries of which the body goes; nothing may be written while a walk stands, so they are gathered first. */
struct drops {
	struct touch *list;
	uint32_t count, capacity;
};

static void drops_add(struct drops *d, uint32_t log, uint64_t seq)
{
	d->list = array_reserve(d->list, &d->capacity, d->count + 1u, sizeof(*d->list));
	d->list[d->count++] = (struct touch){ .log = log, .seq = seq };
}

static void drops_run(struct drops *d, struct node *node)
{
	for (uint32_t i = 0; i < d->count; i++)
		quota_return(node, d->list[i].log,
		             entries_drop_body(node_write(node), d->list[i].log, d->list[i].seq));
	d->count = 0;
}

/* The entries that were given to merging. True if the record was here. */
static bool gather_touched(struct drops *d, struct node *node, const struct record_ref *record)
{
	struct touches_cursor cursor;
	struct touch touch;
	uint32_t before = d->count;

	records_open_touches(&cursor, node_write(node), record);
	while (records_next_touch(&cursor, &touch))
		drops_add(d, touch.log, touch.seq);
	return records_close_touches(&cursor) == 0 && d->count > before;
}

/* Those that were not: of logs that are held or cannot be read here, as all of a relay's. */
static void gather_rest(struct drops *d, struct node *node, const struct log_info *log)
{
	struct record_ref record = { .space = log->space, .audience = log->audience };
	struct core_erasing *found;
	struct entries_cursor cursor;
	struct entry_header header;
	struct entry_row row;

	entries_open(&cursor, node_write(node), log->handle, log->applied);
	while (entries_next(&cursor, &row)) {
		if (row.body.size == 0 || entry_header_decode(row.header, &header) != 0)
			continue;
		record.id = header.record;
		found = erasing_find(&node->turn, &record);
		if (found == NULL)
			continue;
		drops_add(d, log->handle, row.seq);
		found->was_here = true;
	}
	(void)!entries_close(&cursor);
}

static void gather_rest_of_space(struct drops *d, struct node *node, uint32_t space)
{
	for (uint32_t audience = 0; audience <= VB_AUDIENCE_CORE; audience++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node->logs, space, (enum audience)audience, &count);

		for (size_t i = 0; i < count; i++) {
			if (logs[i]->applied < logs[i]->count)
				gather_rest(d, node, logs[i]);
		}
	}
}

/* Nobody finds it by its words any more; the index follows the feed too late for that. */
static void drop_words(struct node *node, struct words_batch *words,
                       const struct record_ref *record)
{
	words_batch_put(words, node_write(node), record, 0, span_of(NULL, 0));
	words_batch_write(words, node_write(node));
}

/* Each erase of the turn learns how much of what it names was here. */
static void count_dropped(struct node *node)
{
	struct turn *turn = &node->turn;
	struct erase_row row;
	bool was_here = false;

	for (uint32_t i = 0; i < turn->erasing_count; i++) {
		const struct core_erasing *e = &turn->erasing[i];
		bool is_first = i == 0 || erasing_compare(e - 1, e) != 0;

		/* Of several erases that name one record each has dropped it. */
		was_here = is_first ? e->was_here : was_here;
		if (!was_here ||
		    erases_get(node_write(node), e->record.space, &e->erase, &row) != 0)
			continue;
		row.dropped++;
		erases_put(node_write(node), &row);
	}
}

void erase_drop_due(struct node *node)
{
	struct turn *turn = &node->turn;
	struct words_batch words;
	struct drops drops = { 0 };
	struct rebuild records;

	if (turn->erasing_count == 0)
		return;
	qsort(turn->erasing, turn->erasing_count, sizeof(*turn->erasing), erasing_compare);
	words_batch_init(&words);
	rebuild_init(&records);
	for (uint32_t i = 0; i < turn->erasing_count; i++) {
		struct core_erasing *e = &turn->erasing[i];
		bool is_new_space = i == 0 || (e - 1)->record.space != e->record.space;

		if (is_new_space)
			gather_rest_of_space(&drops, node, e->record.space);
		if (i > 0 && erasing_compare(e - 1, e) == 0)
			continue;
		e->was_here |= gather_touched(&drops, node, &e->record);
		drops_run(&drops, node);
		drop_words(node, &words, &e->record);
		record_keys_drop(node_write(node), &e->record);
		drawers_drop_record(node_write(node), &e->record.id);
		attachment_drop_record(node, &e->record);
		rebuild_add(&records, node, &e->record);
	}
	rebuild_run(&records, node);
	if (node->fork_count > 0)
		branch_strip(node);
	count_dropped(node);
	turn->erasing_count = 0;
	words_batch_release(&words);
	rebuild_release(&records);
	free(drops.list);
}
