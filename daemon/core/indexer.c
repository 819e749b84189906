/* indexer: from the change feed to the index of words; see indexer.h. */
#include "daemon/core/indexer.h"

#include <stdlib.h>

#include "daemon/core/core.h"
#include "daemon/core/vocabulary.h"
#include "daemon/log.h"
#include "store/feed.h"
#include "store/records.h"
#include "store/words_batch.h"

/* A record to be looked at, and where it came from. */
struct indexer_item {
	struct record_ref record;
	uint64_t number; /* of the change; 0: from the walk over all records */
};

struct indexer {
	bool is_behind; /* something is not indexed */
	bool is_due;
	bool is_anew;         /* it was thrown away because it was damaged */
	struct mono_ms busy;  /* last change or frame */
	struct mono_ms since; /* last batch, or the first change behind it */
	struct mono_ms retry; /* not before */
	struct indexer_item *items;
	struct merged merged;
	struct vocabulary vocabulary;
	struct words_batch batch;
};

struct indexer *indexer_new(void)
{
	struct indexer *x = calloc(1, sizeof(*x));

	if (x == NULL)
		abort();
	merged_init(&x->merged);
	vocabulary_init(&x->vocabulary);
	words_batch_init(&x->batch);
	return x;
}

/* Gives back what the work took; an office that rests holds nothing for it. */
static void rest(struct indexer *x)
{
	free(x->items);
	x->items = NULL;
	merged_release(&x->merged);
	vocabulary_release(&x->vocabulary);
	words_batch_release(&x->batch);
}

void indexer_destroy(struct indexer **indexer)
{
	if (*indexer == NULL)
		return;
	rest(*indexer);
	free(*indexer);
	*indexer = NULL;
}

/* ---- how far it is ---- */

/* Reads the state, or makes that of a beginning where it does not belong to this feed. */
static int state_read(struct env_txn *txn, struct words_state *state, uint64_t *last,
                      bool *is_beginning)
{
	uint64_t generation = 0;
	int err = feed_generation(txn, &generation);

	if (err == 0)
		err = feed_last(txn, last);
	if (err != 0)
		return err;
	err = words_get_state(txn, state);
	*is_beginning = err == VB_ERR_NOT_FOUND || (err == 0 && state->generation != generation);
	if (*is_beginning)
		*state = (struct words_state){ .generation = generation,
			                       .number = *last,
			                       .is_walking = true };
	return *is_beginning ? 0 : err;
}

int indexer_load(struct node *node)
{
	struct words_state state;
	uint64_t last = 0;
	bool is_beginning = false;
	int err = state_read(node_view(node), &state, &last, &is_beginning);

	if (err == 0)
		node->indexer->is_behind = state.is_walking || state.number < last;
	node->indexer->is_due = false;
	return err;
}

void indexer_on_growth(struct node *node, struct node_now now)
{
	struct indexer *x = node->indexer;

	if (!x->is_behind)
		x->since = now.mono;
	x->is_behind = true;
	indexer_on_frame(node, now);
}

void indexer_on_frame(struct node *node, struct node_now now)
{
	node->indexer->is_due = false;
	node->indexer->busy = now.mono;
}

void indexer_on_tick(struct node *node, struct node_now now)
{
	struct indexer *x = node->indexer;
	uint64_t ms = now.mono.v;

	if (x->is_behind && ms >= x->retry.v)
		x->is_due = x->is_due || ms - x->busy.v >= VB_INDEXER_QUIET_MS ||
		            ms - x->since.v >= VB_INDEXER_LATE_MS;
}

bool indexer_is_due(const struct node *node)
{
	return node->indexer->is_due;
}

/* ---- one batch ---- */

/* The next records of the walk. */
static size_t walk_read(struct indexer *x, struct env_txn *txn, const struct words_state *state)
{
	struct records_cursor c;
	struct span merged;
	size_t count = 0;

	records_open_all(&c, txn, state->walked.space != 0 ? &state->walked : NULL);
	while (count < VB_INDEXER_BATCH_COUNT && records_next(&c, &x->items[count].record, &merged))
		x->items[count++].number = 0;
	return records_close(&c) == 0 ? count : 0;
}

/* The next changes of the feed. */
static size_t feed_read(struct indexer *x, struct env_txn *txn, const struct words_state *state)
{
	struct feed_cursor c;
	struct feed_item item;
	size_t count = 0;

	feed_open(&c, txn, state->number);
	while (count < VB_INDEXER_BATCH_COUNT && feed_next(&c, &item))
		x->items[count++] = (struct indexer_item){ item.record, item.number };
	return feed_close(&c) == 0 ? count : 0;
}

static void record_index(struct indexer *x, struct env_txn *txn, const struct record_ref *ref)
{
	struct span bytes = span_of(NULL, 0), none = span_of(NULL, 0);
	bool is_confidential;
	int err = records_get(txn, ref, &bytes);

	merged_clear(&x->merged);
	if (err == 0 && merged_decode(&x->merged, bytes) != 0)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	vocabulary_fill(&x->vocabulary, &x->merged);
	is_confidential = kind_is_confidential(x->merged.kind);
	words_put_locked(txn, ref, x->merged.kind,
	                 is_confidential ? buf_span(&x->vocabulary.list) : none);
	words_batch_put(&x->batch, txn, ref, x->merged.kind,
	                is_confidential ? none : buf_span(&x->vocabulary.list));
}

/* Indexes the items until the batch has enough words, and moves the state behind them. */
static size_t items_index(struct indexer *x, struct env_txn *txn, struct words_state *state,
                          size_t count)
{
	size_t done = 0;

	for (; done < count && x->batch.count < VB_INDEXER_BATCH_WORDS; done++) {
		const struct indexer_item *item = &x->items[done];
		bool is_again = done > 0 && key_is_same_record(&item->record, &item[-1].record);

		if (!is_again)
			record_index(x, txn, &item->record);
		if (item->number == 0)
			state->walked = item->record;
		else
			state->number = item->number;
	}
	return done;
}

/* Writes one batch. *is_done: nothing is left. */
static void batch_write(struct indexer *x, struct env_txn *txn, bool *is_done)
{
	struct words_state state;
	uint64_t last = 0;
	bool is_beginning = false;
	size_t count;
	int err = state_read(txn, &state, &last, &is_beginning);

	if (err != 0) {
		env_fail(txn, err);
		return;
	}
	if (is_beginning)
		words_clear(txn);
	count = state.is_walking ? walk_read(x, txn, &state) : feed_read(x, txn, &state);
	if (count == 0)
		state.is_walking = false;
	(void)items_index(x, txn, &state, count);
	words_batch_write(&x->batch, txn);
	words_put_state(txn, &state);
	*is_done = !state.is_walking && state.number >= last;
}

/* A damaged index is thrown away, once: it can be made again. If the damage is elsewhere it shows again. */
static int begin_anew(struct node *node)
{
	struct env_txn *txn = env_start(node->env, VB_ENV_WRITE);

	log_warnx("index.damaged", "%s", "it is made anew");
	node->indexer->is_anew = true;
	words_clear(txn);
	return env_commit(&txn);
}

static int failed(struct node *node, int err, struct node_now now)
{
	struct indexer *x = node->indexer;

	words_batch_release(&x->batch);
	if (err == VB_ERR_STORE_CORRUPT && !x->is_anew)
		return begin_anew(node);
	x->is_due = false;
	x->retry.v = now.mono.v + VB_INDEXER_RETRY_MS;
	log_error("index.waits", err, "retry_ms=%u", VB_INDEXER_RETRY_MS);
	return err == VB_ERR_DISK_FULL ? 0 : err;
}

int indexer_run(struct node *node, struct node_now now)
{
	struct indexer *x = node->indexer;
	struct env_txn *txn;
	bool is_done = false;
	int err;

	if (!x->is_due)
		return 0;
	if (x->items == NULL)
		x->items = calloc(VB_INDEXER_BATCH_COUNT, sizeof(*x->items));
	if (x->items == NULL)
		abort();
	txn = env_start(node->env, VB_ENV_WRITE);
	batch_write(x, txn, &is_done);
	err = env_commit(&txn);
	if (err != 0)
		return failed(node, err, now);
	x->since = now.mono;
	x->is_behind = x->is_due = !is_done;
	if (is_done) {
		x->is_anew = false;
		rest(x);
	}
	return 0;
}
