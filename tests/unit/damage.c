/* damage: a store to break; see damage.h. */
#include "tests/unit/damage.h"

#include <string.h>

#include "store/feed.h"
#include "store/haves.h"
#include "store/index.h"
#include "store/invites.h"
#include "store/peers.h"
#include "store/records.h"
#include "store/waiting.h"
#include "store/words_batch.h"
#include "tests/tap.h"

#define DATA_ENTRIES 600u

static const char *file_path(const struct damage_bed *bed)
{
	return scratch_path(bed->shelf.dir, "data.mdb");
}

static struct record_ref ref_of(const struct damage_bed *bed, uint64_t number)
{
	return (struct record_ref){ bed->space[1], VB_AUDIENCE_ALL, shelf_record(number) };
}

/* Two control logs and three logs. */
static void put_logs(struct damage_bed *bed, struct env_txn *txn)
{
	struct shelf *s = &bed->shelf;
	struct record_id record;

	for (uint64_t n = 1; n <= 2; n++) {
		bed->space[n] = shelf_add_space(txn, n);
		for (int i = 0; i < 5; i++)
			shelf_append_control(txn, n, 200);
	}
	bed->data_log = shelf_add_log(s, txn, bed->space[1], 1, 1, VB_AUDIENCE_ALL);
	bed->open_log = shelf_add_log(s, txn, bed->space[1], 1, 1, VB_AUDIENCE_OPEN);
	bed->core_log = shelf_add_log(s, txn, bed->space[2], 2, 1, VB_AUDIENCE_CORE);
	for (uint32_t i = 0; i < DATA_ENTRIES; i++) {
		record = shelf_record(i % DAMAGE_RECORDS);
		shelf_fill(s, txn, bed->data_log, 1, &record);
	}
	shelf_fill(s, txn, bed->open_log, 3, NULL);
	record = shelf_record(100);
	shelf_fill(s, txn, bed->core_log, 10, &record);
	logs_judge(s->logs, txn, bed->data_log, DATA_ENTRIES, DATA_ENTRIES, 0);
}

static void put_records(const struct damage_bed *bed, struct env_txn *txn)
{
	struct index_row rows[] = { { .type = VB_INDEX_KIND, .kind = 6 },
		                    { .type = VB_INDEX_REF, .kind = 6, .field = 16 },
		                    { .type = VB_INDEX_TEXT, .field = 1 } };

	rows[1].ref = shelf_record(0);
	rows[2].text = span_of_str("oparl/item");
	for (uint64_t n = 0; n < DAMAGE_RECORDS; n++) {
		struct record_ref ref = ref_of(bed, n);
		struct feed_item item = { .record = ref, .kind = 6, .verb = 1 };

		records_put(txn, &ref, span_of_str("merged"));
		for (uint64_t seq = n; seq < DATA_ENTRIES; seq += DAMAGE_RECORDS)
			records_touch(txn, &ref, bed->data_log, seq);
		index_update(txn, &ref, NULL, 0, rows, 3);
		feed_put(txn, &item);
	}
}

/* "item" in each record, "even" in every second. How far the index came is not noted, so it may lag behind. */
static void put_words(const struct damage_bed *bed, struct env_txn *txn)
{
	struct words_batch batch;
	struct buf list;

	words_batch_init(&batch);
	buf_init(&list, 100);
	for (uint64_t n = 0; n < DAMAGE_RECORDS; n++) {
		struct record_ref ref = ref_of(bed, n);

		buf_clear(&list);
		if (n % 2 == 0)
			wordlist_put(&list, 4, span_of_str("even"));
		wordlist_put(&list, 1, span_of_str("item"));
		words_batch_put(&batch, txn, &ref, 6, buf_span(&list));
	}
	words_batch_write(&batch, txn);
	buf_release(&list);
	words_batch_release(&batch);
}

static void put_rest(const struct damage_bed *bed, struct env_txn *txn)
{
	struct peer peer = { .id = shelf_office(1),
		             .state = VB_PEER_PAIRED,
		             .card = span_of_str("card") };
	struct invite_row invite = { .tag = { 1 }, .expires = { 5 } };
	struct waiting_row row = { .record = ref_of(bed, 3), .log = bed->data_log, .seq = 3 };

	peers_put(txn, &peer);
	invites_put(txn, &invite);
	haves_put(txn, bed->space[1], VB_AUDIENCE_ALL, &peer.id, span_of_str("signed"));
	waiting_put(txn, &row);
	row.seq = 23;
	waiting_put(txn, &row);
}

void damage_init(struct damage_bed *bed)
{
	struct env_txn *txn;

	shelf_init(&bed->shelf);
	txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
	put_logs(bed, txn);
	put_records(bed, txn);
	put_words(bed, txn);
	put_rest(bed, txn);
	shelf_commit(&bed->shelf, &txn);
	scratch_read(file_path(bed), &bed->good);
}

void damage_release(struct damage_bed *bed)
{
	buf_release(&bed->good);
	shelf_release(&bed->shelf);
}

/* Closes the store for the check, or what a check needs it to be closed for. */
static void shelf_close(struct shelf *s)
{
	logs_close(&s->logs);
	env_close(&s->env);
}

static void count_finding(void *ctx, const struct finding *finding)
{
	unsigned *counts = ctx;

	counts[finding->code]++;
}

int damage_check(struct damage_bed *bed, struct findings *f, unsigned counts[static 32])
{
	struct env_options options = { .flags = VB_ENV_READ_ONLY | VB_ENV_WALK };
	struct env *env;
	int err;

	shelf_close(&bed->shelf);
	memset(counts, 0, 32 * sizeof(*counts));
	*f = (struct findings){ .tell = count_finding, .ctx = counts };
	err = keyspace_open(bed->shelf.dir, &options, &env);
	if (err == 0) {
		err = check_run(env, f);
		env_close(&env);
	}
	return err;
}

void damage_put_back(struct damage_bed *bed)
{
	scratch_write(file_path(bed), buf_span(&bed->good));
	shelf_reopen(&bed->shelf);
}

void damage_cases(struct damage_bed *bed, const struct damage_case *cases, size_t count)
{
	unsigned counts[32];
	struct findings f;
	struct env_txn *txn;

	damage_put_back(bed);
	for (size_t i = 0; i < count; i++) {
		const struct damage_case *c = &cases[i];

		txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
		c->make(bed, txn);
		if (env_commit(&txn) != 0)
			bail("%s: cannot be made", c->name);
		if (damage_check(bed, &f, counts) != 0)
			bail("%s: the check fails", c->name);
		ok(c->count == 0 ? counts[c->code] > 0 : counts[c->code] == c->count, "%s: %s",
		   c->name, finding_name(c->code));
		is_u64(f.count, counts[c->code], "%s: nothing else is found", c->name);
		damage_put_back(bed);
	}
}
