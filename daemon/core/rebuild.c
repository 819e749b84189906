/* rebuild: records made again from their entries; see rebuild.h. */
#include "daemon/core/rebuild.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/apply.h"
#include "daemon/core/replaced.h"
#include "store/entries.h"
#include "store/records.h"
#include "store/waiting.h"

#define NONE UINT32_MAX

/* One entry of the record. */
struct part {
	uint32_t log;
	uint64_t seq;
	struct hlc hlc;
	bool is_done;     /* applied or without effect */
	uint32_t waiting; /* first of the parts that wait for this one */
	uint32_t next;    /* the next that waits for the same */
	struct merge_wait wait;
};

/* A record being made. */
struct making {
	struct apply_view view; /* first, so that is_settled finds the rest */
	struct merged merged;
	struct part *parts; /* ascending by (log, seq) */
	uint32_t count;
	uint32_t *queue; /* to be tried */
	uint32_t queue_count;
	uint32_t for_create; /* first of the parts that wait for the create */
};

void rebuild_init(struct rebuild *r)
{
	*r = (struct rebuild){ 0 };
}

void rebuild_release(struct rebuild *r)
{
	free(r->records);
	rebuild_init(r);
}

/* ---- gathering ---- */

/* The entries of the record, as (log handle, seq) ascending: in the order of the table. */
static void gather(struct making *k, struct node *node, const struct record_ref *record)
{
	struct touches_cursor cursor;
	struct touch touch;
	uint32_t capacity = 0;

	records_open_touches(&cursor, node_write(node), record);
	while (records_next_touch(&cursor, &touch)) {
		k->parts = array_reserve(k->parts, &capacity, k->count + 1u, sizeof(*k->parts));
		k->parts[k->count++] = (struct part){
			.log = touch.log, .seq = touch.seq, .waiting = NONE, .next = NONE
		};
	}
	/* A failure is the transaction's. */
	if (records_close_touches(&cursor) != 0)
		k->count = 0;
}

static uint32_t part_find(const struct making *k, uint32_t log, uint64_t seq)
{
	uint32_t low = 0;
	uint32_t high = k->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct part *part = &k->parts[middle];

		if (part->log < log || (part->log == log && part->seq < seq))
			low = middle + 1;
		else
			high = middle;
	}
	if (low < k->count && k->parts[low].log == log && k->parts[low].seq == seq)
		return low;
	return NONE;
}

/* As apply_is_settled, but for the record's own entries the answer is what was done here so far. */
static bool is_settled(void *ctx, const struct log_id *id, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	struct making *k = ctx;
	const struct log_info *log = logs_find(k->view.node->logs, id);
	uint32_t part = log == NULL ? NONE : part_find(k, log->handle, seq);
	struct entry_id entry;

	if (part == NONE || k->parts[part].is_done)
		return part != NONE || apply_is_settled(&k->view, id, seq, prefix);
	if (entries_id(node_write(k->view.node), log->handle, seq, &entry) != 0)
		return true;
	return memcmp(entry.b, prefix, VB_ID_PREFIX_BYTES) != 0;
}

/* ---- making ---- */

/* Those that waited for a part can be tried again. */
static void release(struct making *k, uint32_t *first)
{
	uint32_t next;

	for (uint32_t i = *first; i != NONE; i = next) {
		next = k->parts[i].next;
		k->parts[i].next = NONE;
		k->queue[k->queue_count++] = i;
	}
	*first = NONE;
}

/* Puts a part with those that wait for the same. What is not one of the record's entries is not here at all: it waits
 * in the store, and no part sets it free. */
static void hold(struct making *k, uint32_t index)
{
	struct part *part = &k->parts[index];
	const struct log_info *log;
	uint32_t *first = NULL;
	uint32_t other;

	if (part->wait.for_create) {
		first = &k->for_create;
	} else {
		log = logs_find(k->view.node->logs, &part->wait.log);
		other = log == NULL ? NONE : part_find(k, log->handle, part->wait.seq);
		if (other != NONE)
			first = &k->parts[other].waiting;
	}
	if (first != NULL) {
		part->next = *first;
		*first = index;
	}
}

/* Reads an entry and tries to apply it. */
static void attempt(struct making *k, struct node *node, uint32_t index)
{
	struct part *part = &k->parts[index];
	struct merge_view settled = { .ctx = k, .is_settled = is_settled, .chance = &node->chance };
	struct core_space *space = core_space_number(node, k->view.record.space);
	struct entry_header header;
	struct apply_entry entry;
	struct body body;
	bool existed = k->merged.exists;
	int err = apply_read(node, part->log, part->seq, &header, &entry);

	if (err != 0)
		return;
	err = apply_open(node, space, &entry, &body);
	if (err == 0)
		apply_lock(node, &entry, body.kind);
	if (err == 0)
		err = apply_merge(space, &entry, &body, &k->merged, &settled, &part->wait);
	if (err == VB_ERR_HELD) {
		hold(k, index);
		return;
	}
	part->is_done = true;
	release(k, &part->waiting);
	if (!existed && k->merged.exists)
		release(k, &k->for_create);
}

/* Those that still wait do so in the store. */
static void keep_waiting(const struct making *k, struct node *node)
{
	for (uint32_t i = 0; i < k->count; i++) {
		struct entry_header header = { .seq = k->parts[i].seq,
			                       .record = k->view.record.id };
		struct apply_entry entry = { .log = logs_get(node->logs, k->parts[i].log),
			                     .header = &header };

		if (!k->parts[i].is_done)
			apply_wait(node, &entry, &k->parts[i].wait);
	}
}

/* Compares with what stood there and writes the difference. */
static void replace(struct making *k, struct node *node)
{
	struct env_txn *txn = node_write(node);
	const struct record_ref *record = &k->view.record;
	struct span old = span_of(NULL, 0);
	bool was_deleted;

	merged_clear(&node->merged);
	if (records_get(txn, record, &old) == 0 && merged_decode(&node->merged, old) != 0)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	if (env_error(txn) != 0 || (!node->merged.exists && !k->merged.exists))
		return;
	catalogue_fill(&node->before, &node->merged);
	replaced_rows(node, record->space, &node->before);
	buf_clear(&node->record);
	if (k->merged.exists)
		merged_encode(&k->merged, &node->record);
	if (span_is_equal(old, buf_span(&node->record)))
		return;
	was_deleted = !node->merged.exists || merged_is_deleted(&node->merged);
	if (k->merged.exists)
		apply_store(node, record, &k->merged,
		            merged_is_deleted(&k->merged) ? VB_VERB_DELETE
		            : was_deleted                 ? VB_VERB_CREATE
		                                          : VB_VERB_EDIT);
	else
		apply_remove(node, record, node->merged.kind);
}

static void make(struct node *node, const struct record_ref *record)
{
	struct making k = { .view = { .node = node, .record = *record }, .for_create = NONE };

	merged_init(&k.merged);
	gather(&k, node, record);
	if (k.count > 0) {
		k.queue = calloc(k.count, sizeof(*k.queue));
		if (k.queue == NULL)
			abort();
	}
	/* A queue worked from its end; each part stands in it once at a time. */
	for (uint32_t i = k.count; i > 0; i--)
		k.queue[k.queue_count++] = i - 1;
	while (k.queue_count > 0 && env_error(node_write(node)) == 0)
		attempt(&k, node, k.queue[--k.queue_count]);
	waiting_clear(node_write(node), record);
	keep_waiting(&k, node);
	replace(&k, node);
	merged_release(&k.merged);
	free(k.parts);
	free(k.queue);
}

/* ---- the list ---- */

void rebuild_add(struct rebuild *r, struct node *node, const struct record_ref *record)
{
	if (r->count == VB_REBUILD_BATCH)
		rebuild_run(r, node);
	r->records = array_reserve(r->records, &r->capacity, r->count + 1u, sizeof(*r->records));
	r->records[r->count++] = *record;
}

void rebuild_run(struct rebuild *r, struct node *node)
{
	if (r->count > 1)
		qsort(r->records, r->count, sizeof(*r->records), key_compare_records);
	for (size_t i = 0; i < r->count; i++) {
		if (i == 0 || key_compare_records(&r->records[i - 1], &r->records[i]) != 0)
			make(node, &r->records[i]);
	}
	r->count = 0;
}
