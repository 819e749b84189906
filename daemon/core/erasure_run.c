/* erasure_run: the data file without what was erased, then receipts; see erasure_run.h. */
#include "daemon/core/erasure_run.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/clean_memory.h"
#include "daemon/log.h"
#include "store/backup.h"
#include "store/erases.h"
#include "store/keyspace.h"
#include "store/record_keys.h"

/* The erases in a state. */
struct found {
	struct erase_row *rows;
	uint32_t count, capacity;
};

static int find(struct env_txn *txn, enum erase_state state, struct found *out)
{
	struct erases_cursor c;
	struct erase_row row;

	*out = (struct found){ 0 };
	erases_open(&c, txn, NULL);
	while (erases_next(&c, &row)) {
		if (row.state != state)
			continue;
		out->rows = array_reserve(out->rows, &out->capacity, out->count + 1u,
		                          sizeof(*out->rows));
		out->rows[out->count++] = row;
	}
	return erases_close(&c);
}

int erasure_run_load(struct node *node)
{
	struct erases_cursor c;
	struct erase_row row;
	uint64_t copy_due = 0;
	int err = keyspace_get_meta(node_view(node), VB_META_COPY_DUE, &copy_due);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return err;
	node->erasure.is_pending = copy_due != 0;
	node->erasure.is_receipt_due = false;
	erases_open(&c, node_view(node), NULL);
	while (erases_next(&c, &row)) {
		node->erasure.is_pending |= row.state == VB_ERASE_DUE;
		node->erasure.is_receipt_due |= row.state == VB_ERASE_RUN;
	}
	return erases_close(&c);
}

static void schedule(struct node *node, uint64_t in_ms, struct node_now now)
{
	node->erasure.is_scheduled = true;
	node->erasure.due.v = now.mono.v + in_ms;
	log_info("erasure.scheduled", "in_s=%llu", (unsigned long long)(in_ms / 1000));
}

void erasure_run_ask(struct node *node, struct node_now now)
{
	node->erasure.is_pending = true;
	schedule(node, 0, now);
}

void erasure_run_on_tick(struct node *node, struct node_now now)
{
	if (node->erasure.is_pending && !node->erasure.is_scheduled)
		schedule(node, node->settings.erasure_delay_ms, now);
	node->erasure.is_receipt_due |= node->erasure.is_receipt_waiting;
	node->erasure.is_receipt_waiting = false;
}

bool erasure_run_is_due(const struct node *node, struct mono_ms now)
{
	const struct core_erasure *e = &node->erasure;

	return e->is_pending && e->is_scheduled && now.v >= e->due.v;
}

/* ---- the run ---- */

/* The file beside the store that holds keys of records: none of an erased one is left in it. */
static int files_follow(struct node *node)
{
	return record_keys_keep(node->record_keys);
}

/* The rooms in which bodies and records are handled keep the last one of each: they are emptied, and so is the stack. */
static void memory_follows(struct node *node)
{
	memset(node->plain, 0, sizeof(node->plain));
	memset(node->segment, 0, sizeof(node->segment));
	merged_release(&node->merged);
	merged_init(&node->merged);
	catalogue_release(&node->before);
	catalogue_init(&node->before);
	catalogue_release(&node->now);
	catalogue_init(&node->now);
	buf_release(&node->record);
	record_keys_rest(node->record_keys);
	clean_memory_stack();
}

/* Notes that the erases that were due before the copy are off the disk. In a transaction of its own. */
static int note_run(struct node *node, const struct found *due, struct node_now now)
{
	struct env_txn *txn = env_start(node->env, VB_ENV_WRITE);

	for (uint32_t i = 0; i < due->count; i++) {
		struct erase_row row = due->rows[i];

		row.state = VB_ERASE_RUN;
		row.run = now.wall.v;
		erases_put(txn, &row);
	}
	keyspace_put_meta(txn, VB_META_ERASURE, now.wall.v);
	keyspace_put_meta(txn, VB_META_COPY_DUE, 0);
	return env_commit(&txn);
}

static int run(struct node *node, struct found *due, struct node_now now)
{
	struct env_txn *txn = env_start(node->env, VB_ENV_READ);
	int err = find(txn, VB_ERASE_DUE, due);

	env_abort(&txn);
	if (err == 0)
		err = backup_compact(node->env);
	if (err == 0)
		err = files_follow(node);
	memory_follows(node);
	return err == 0 ? note_run(node, due, now) : err;
}

int erasure_run_now(struct node *node, struct node_now now)
{
	struct found due = { 0 };
	int err;

	if (!erasure_run_is_due(node, now.mono))
		return 0;
	log_info("erasure.begins", "%s", "nothing is answered meanwhile");
	err = run(node, &due, now);
	if (err == 0) {
		node->erasure.is_pending = false;
		node->erasure.is_scheduled = false;
		node->erasure.is_receipt_due = due.count > 0;
		log_info("erasure.done", "erasures=%u", due.count);
	} else if (err == VB_ERR_DISK_FULL) {
		log_error("erasure.waits", err, "retry_ms=%u", VB_ERASURE_RETRY_MS);
		schedule(node, VB_ERASURE_RETRY_MS, now);
		err = 0;
	}
	free(due.rows);
	return err;
}

/* ---- receipts ---- */

/* Who is no member (any more) has nobody to tell; whose space is being fetched tells later. */
static int write_receipt(struct node *node, struct erase_row *row, struct node_now now)
{
	struct core_space *space = core_space_number(node, row->space);
	int err = VB_ERR_UNKNOWN_SPACE;

	if (space != NULL)
		err = author_receipt(node, &space->pub.id, &row->id, row->dropped, now);
	if (err == VB_ERR_BUSY)
		return err;
	row->state = VB_ERASE_TOLD;
	erases_put(node_write(node), row);
	return 0;
}

void erasure_run_receipts(struct node *node, struct node_now now)
{
	struct found due;

	if (!node->erasure.is_receipt_due)
		return;
	node->erasure.is_receipt_due = false;
	if (find(node_view(node), VB_ERASE_RUN, &due) != 0)
		due.count = 0;
	for (uint32_t i = 0; i < due.count; i++) {
		if (write_receipt(node, &due.rows[i], now) != 0)
			node->erasure.is_receipt_waiting = true;
	}
	free(due.rows);
}
