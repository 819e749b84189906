/* locking: confidential records under keys of their own; see locking.h. */
#include "daemon/core/locking.h"

#include <stdlib.h>

#include "daemon/core/core.h"
#include "daemon/core/erase.h"
#include "daemon/core/hollow.h"
#include "daemon/core/quota.h"
#include "daemon/core/replaced.h"
#include "daemon/log.h"
#include "store/entries.h"
#include "store/feed.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "store/record_keys.h"
#include "store/records.h"
#include "store/words.h"

/* ---- entries of a record ---- */

struct touched {
	struct touch *list;
	uint32_t count, capacity;
};

/* Gathered first: nothing may be written while a walk stands. */
static void gather(struct touched *t, struct node *node, const struct record_ref *record)
{
	struct touches_cursor c;
	struct touch touch;

	t->count = 0;
	records_open_touches(&c, node_view(node), record);
	while (records_next_touch(&c, &touch)) {
		t->list = array_reserve(t->list, &t->capacity, t->count + 1u, sizeof(*t->list));
		t->list[t->count++] = touch;
	}
	if (records_close_touches(&c) != 0)
		t->count = 0;
}

/* ---- records whose keys are missing ---- */

struct lost {
	struct record_keys_row *rows;
	struct record_ref *records;
	uint32_t count, row_capacity, record_capacity;
};

static int lost_find(struct lost *l, struct node *node)
{
	struct record_keys_cursor c;
	struct record_keys_row row;

	record_keys_open_rows(&c, node_view(node));
	while (record_keys_next(&c, &row)) {
		if (row.number == 0 || record_keys_has(node->record_keys, row.number))
			continue;
		l->rows = array_reserve(l->rows, &l->row_capacity, l->count + 1u, sizeof(*l->rows));
		l->records = array_reserve(l->records, &l->record_capacity, l->count + 1u,
		                           sizeof(*l->records));
		l->records[l->count] = row.record;
		l->rows[l->count++] = row;
	}
	return record_keys_close_rows(&c);
}

/* True if somebody else may have its bodies. */
static bool has_others(const struct node *node, const struct record_ref *record)
{
	const struct core_space *space = core_space_number(node, record->space);

	for (uint32_t i = 0; space != NULL && i < space_member_count(space->pub.space); i++) {
		const struct member *member = space_member_at(space->pub.space, i);

		if (role_is_entitled(member->role, record->audience) &&
		    !node_id_is_equal(&member->node, &node->self))
			return true;
	}
	return false;
}

/* What stands of it in the store opens no more: it is as if it had never come, but for its headers. */
static void lost_drop(struct node *node, struct record_keys_row *row, bool is_wanted,
                      struct touched *t)
{
	struct env_txn *txn = node_write(node);
	struct feed_item item = { .record = row->record,
		                  .kind = row->kind,
		                  .verb = VB_VERB_DELETE };

	gather(t, node, &row->record);
	for (uint32_t i = 0; i < t->count; i++)
		quota_return(node, t->list[i].log,
		             entries_drop_body(txn, t->list[i].log, t->list[i].seq));
	records_del(txn, &row->record);
	words_put_locked(txn, &row->record, row->kind, span_of(NULL, 0));
	record_keys_drop(txn, &row->record);
	row->number = 0;
	row->is_wanted = true;
	if (is_wanted)
		record_keys_put(txn, row);
	feed_put(txn, &item);
	core_changed(node, row->record.space);
}

static int drop_lost(struct node *node)
{
	struct lost lost = { 0 };
	struct touched touched = { 0 };
	uint32_t wanted = 0;
	int err = lost_find(&lost, node);

	for (uint32_t i = 0; err == 0 && i < lost.count; i++) {
		bool is_wanted = has_others(node, &lost.rows[i].record);

		lost_drop(node, &lost.rows[i], is_wanted, &touched);
		wanted += is_wanted;
	}
	if (err == 0 && lost.count > 0) {
		index_forget(node_write(node), lost.records, lost.count);
		log_warnx("keys.missing", "records=%u wanted=%u", lost.count, wanted);
	}
	free(touched.list);
	free(lost.rows);
	free(lost.records);
	return err;
}

uint32_t locking_wanted(const struct node *node)
{
	return node->wanted_count;
}

void locking_recount(struct node *node)
{
	struct record_keys_cursor c;
	struct record_keys_row row, *wanted = NULL;
	struct touched touched = { 0 };
	uint32_t count = 0, capacity = 0;

	node->wanted_count = 0;
	record_keys_open_rows(&c, node_view(node));
	while (record_keys_next(&c, &row)) {
		if (!row.is_wanted)
			continue;
		wanted = array_reserve(wanted, &capacity, count + 1u, sizeof(*wanted));
		wanted[count++] = row;
	}
	/* A failure is the transaction's. */
	if (record_keys_close_rows(&c) != 0)
		count = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t missing = 0;

		gather(&touched, node, &wanted[i].record);
		for (uint32_t j = 0; j < touched.count; j++) {
			struct entry_row entry;

			if (entries_get(node_view(node), touched.list[j].log, touched.list[j].seq,
			                &entry) != 0 ||
			    entry.body.size > 0)
				continue;
			missing++;
			hollow_note(node, touched.list[j].log, touched.list[j].seq);
		}
		node->wanted_count += missing > 0;
		if (missing == 0 && wanted[i].number > 0) {
			wanted[i].is_wanted = false;
			record_keys_put(node_write(node), &wanted[i]);
		}
	}
	free(touched.list);
	free(wanted);
}

/* ---- what an older version left open ---- */

/* To be raised when a kind becomes confidential of which records may be there already. */
#define GENERATION 1u

/* Locks one record that lies open: bodies, merged record, and the texts by which it is found. */
static void lock_record(struct node *node, const struct record_ref *record, struct touched *t)
{
	struct env_txn *txn = node_write(node);
	struct span bytes = span_of(NULL, 0);
	uint64_t number;

	if (records_get(txn, record, &bytes) != 0)
		return;
	merged_clear(&node->merged);
	if (merged_decode(&node->merged, bytes) != 0) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return;
	}
	buf_clear(&node->record);
	buf_put(&node->record, bytes.data, bytes.size);
	catalogue_fill(&node->now, &node->merged);
	catalogue_fill(&node->before, &node->merged);
	for (uint32_t i = 0; i < node->before.count; i++)
		node->before.rows[i].is_marked = false;
	replaced_rows(node, record->space, &node->before);
	replaced_rows(node, record->space, &node->now);
	index_update(txn, record, node->before.rows, node->before.count, node->now.rows,
	             node->now.count);
	records_put_locked(txn, record, node->merged.kind, buf_span(&node->record));
	number = record_keys_give(txn, record, node->merged.kind);
	gather(t, node, record);
	for (uint32_t i = 0; number > 0 && i < t->count; i++)
		entries_lock_body(txn, t->list[i].log, t->list[i].seq, number);
}

/* Locks all records of a kind in a space. Returns how many. */
static uint32_t lock_kind(struct node *node, uint32_t space, uint32_t kind)
{
	struct index_cursor c;
	struct record_ref ref, *all = NULL;
	struct touched touched = { 0 };
	uint32_t count = 0, capacity = 0;

	index_open_kind(&c, node_view(node), space, kind, NULL);
	while (index_next(&c, &ref)) {
		all = array_reserve(all, &capacity, count + 1u, sizeof(*all));
		all[count++] = ref;
	}
	if (index_close(&c) != 0)
		count = 0;
	for (uint32_t i = 0; i < count; i++)
		lock_record(node, &all[i], &touched);
	free(touched.list);
	free(all);
	return count;
}

/* All in one transaction: a crash leaves the store as it was. What lay open stays in free pages until the next erasure run. */
static int lock_open(struct node *node)
{
	uint64_t done = 0;
	const struct kind *kind;
	uint32_t count = 0;
	int err = keyspace_get_meta(node_view(node), VB_META_LOCKED_KINDS, &done);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	if (done >= GENERATION)
		return 0;
	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		if (!kind->is_confidential)
			continue;
		for (uint32_t s = 0; s < node->space_count; s++)
			count += lock_kind(node, node->spaces[s]->pub.number, kind->number);
	}
	keyspace_put_meta(node_write(node), VB_META_LOCKED_KINDS, GENERATION);
	if (count > 0) {
		words_clear(node_write(node));
		keyspace_put_meta(node_write(node), VB_META_COPY_DUE, 1);
		log_info("records.locked", "records=%u", count);
	}
	return 0;
}

int locking_load(struct node *node)
{
	int err = record_keys_settle(node->record_keys, node_view(node));

	if (err == 0)
		err = drop_lost(node);
	if (err == 0)
		err = lock_open(node);
	if (err == 0 && node->turn.write != NULL)
		err = logs_commit(node->logs, &node->turn.write);
	if (err == 0)
		err = record_keys_keep(node->record_keys);
	return err;
}

int locking_backup(const struct node *node, const char *path, struct wall_ms now, uint64_t *bytes)
{
	return record_keys_backup(node->record_keys, path, now, bytes);
}
