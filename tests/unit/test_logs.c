/* logs: known, appended, sealed, judged; exact after an abort; heads, digests and the way back from disk. */
#include "store/logs.h"

#include <stdio.h>
#include <string.h>

#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

/* Everything that is kept of a log, compared one by one. */
static bool is_same(const struct log_info *a, const struct log_info *b)
{
	return a->handle == b->handle && a->space == b->space && a->audience == b->audience &&
	       log_id_is_equal(&a->id, &b->id) && node_id_is_equal(&a->author, &b->author) &&
	       a->incarnation == b->incarnation && a->count == b->count &&
	       entry_id_is_equal(&a->head, &b->head) && a->hlc.v == b->hlc.v &&
	       a->control_seq == b->control_seq &&
	       memcmp(a->control_prefix, b->control_prefix, sizeof(a->control_prefix)) == 0 &&
	       a->walk.count == b->walk.count && a->walk.bytes == b->walk.bytes &&
	       a->sealed == b->sealed && a->is_sealed_at_boundary == b->is_sealed_at_boundary &&
	       a->valid == b->valid && a->applied == b->applied && a->fault == b->fault;
}

static void test_register(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t space = shelf_add_space(txn, 1);
	uint32_t handle = shelf_add_log(&shelf, txn, space, 1, 7, VB_AUDIENCE_CORE);
	struct node_id author = shelf_office(7);
	struct log_id other;
	const struct log_info *log = logs_get(shelf.logs, handle);

	is_int(space, 1, "spaces are numbered from 1");
	is_int(handle, 1, "logs too");
	ok(log != NULL && logs_find(shelf.logs, &log->id) == log, "found by handle and id");
	is_int(log->space, space, "space");
	is_int(log->audience, VB_AUDIENCE_CORE, "audience");
	ok(node_id_is_equal(&log->author, &author), "author");
	is_u64(log->incarnation, 7, "incarnation");
	is_u64(log->count, 0, "empty");
	is_int(shelf_add_log(&shelf, txn, space, 1, 7, VB_AUDIENCE_CORE), handle, "known already");
	is_int(shelf_add_log(&shelf, txn, space, 1, 7, VB_AUDIENCE_ALL), 2, "another audience");
	memset(&other, 9, sizeof(other));
	ok(logs_find(shelf.logs, &other) == NULL, "an id that is not known");
	ok(logs_get(shelf.logs, 0) == NULL && logs_get(shelf.logs, 3) == NULL, "handles not given");
	shelf_commit(&shelf, &txn);
}

static void test_append(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	const struct log_info *log = logs_get(shelf.logs, 1);
	struct record_id record = shelf_record(1);
	struct shelf_entry e;
	struct entry_row row;

	shelf_make(log, 64, &record, &e);
	logs_append(shelf.logs, txn, 1, span_of(e.header, sizeof(e.header)),
	            span_of(e.body, e.body_size), &e.id);
	is_u64(log->count, 1, "one entry");
	is_mem(log->head.b, e.id.b, sizeof(e.id.b), "the head is its id");
	is_u64(log->hlc.v, 1700000000000u << 16, "its stamp");
	is_int(log->control_seq, 1, "its citation");
	is_int(log->walk.count, 1, "one entry since the last boundary");
	is_int(log->walk.bytes, 146 + 64, "header and padded body");
	is_err(entries_get(txn, 1, 0, &row), 0, "it is stored");
	is_mem(row.header.data, e.header, sizeof(e.header), "header");
	ok(span_is_equal(row.body, span_of(e.body, 64 + 40)), "body");
	shelf_make(log, 64, &record, &e);
	logs_append(shelf.logs, txn, 1, span_of(e.header, sizeof(e.header)), span_of(NULL, 0),
	            &e.id);
	is_err(entries_get(txn, 1, 1, &row), 0, "one without its body");
	is_int(row.body.size, 0, "has none");
	shelf_commit(&shelf, &txn);
}

/* The seqs at which seals stand, as text. */
static const char *seals_of(struct env_txn *txn, uint32_t handle)
{
	static char out[256];
	struct signature seal, want;
	uint64_t at = 0;
	size_t size = 0;

	out[0] = '\0';
	while (entries_next_seal(txn, handle, at, &at, &seal) == 0 && size < 200) {
		want = shelf_seal(at);
		size += (size_t)snprintf(out + size, sizeof(out) - size, "%llu%s ",
		                         (unsigned long long)at,
		                         memcmp(&seal, &want, sizeof(seal)) == 0 ? "" : "?");
		at++;
	}
	return out;
}

static void seal_head(struct env_txn *txn, uint32_t handle)
{
	struct signature seal = shelf_seal(logs_get(shelf.logs, handle)->count - 1);

	logs_seal(shelf.logs, txn, handle, &seal);
}

/* Bodies of 0 bytes: a boundary stands where a 257th entry comes (SPEC.md 4.2). */
static void test_seals_by_count(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = shelf_add_log(&shelf, txn, 1, 1, 8, VB_AUDIENCE_ALL);

	for (int i = 0; i < 10; i++)
		shelf_append(&shelf, txn, log, 0, NULL);
	seal_head(txn, log);
	is_str(seals_of(txn, log), "9 ", "sealed at the tenth");
	seal_head(txn, log);
	is_str(seals_of(txn, log), "9 ", "sealed again, the same");
	for (int i = 10; i < 256; i++)
		shelf_append(&shelf, txn, log, 0, NULL);
	seal_head(txn, log);
	is_str(seals_of(txn, log), "255 ", "one covered by a later seal is dropped");
	ok(!logs_get(shelf.logs, log)->is_sealed_at_boundary, "no boundary seen yet");
	shelf_append(&shelf, txn, log, 0, NULL);
	ok(logs_get(shelf.logs, log)->is_sealed_at_boundary, "the 257th shows it");
	seal_head(txn, log);
	is_str(seals_of(txn, log), "255 256 ", "a boundary keeps its seal");
	shelf_append(&shelf, txn, log, 0, NULL);
	seal_head(txn, log);
	is_str(seals_of(txn, log), "255 257 ", "the other is dropped");
	is_u64(logs_get(shelf.logs, log)->sealed, 258, "all is sealed");
	is_int(logs_get(shelf.logs, log)->walk.count, 2, "two since the boundary");
	shelf_commit(&shelf, &txn);
}

/* 61,440 bytes in one run: 3 of 146 + 20,334 = 20,480 fit exactly. */
static void test_seals_by_bytes(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = shelf_add_log(&shelf, txn, 1, 1, 9, VB_AUDIENCE_OPEN);

	for (int i = 0; i < 3; i++)
		shelf_append(&shelf, txn, log, 20334, NULL);
	seal_head(txn, log);
	is_int(logs_get(shelf.logs, log)->walk.bytes, 61440, "a run that is full");
	shelf_append(&shelf, txn, log, 1, NULL);
	seal_head(txn, log);
	is_str(seals_of(txn, log), "2 3 ", "one byte more begins the next");
	is_int(logs_get(shelf.logs, log)->walk.bytes, 147, "which holds one entry");
	shelf_commit(&shelf, &txn);
}

/* Takes back what follows the last boundary before an entry, then goes on with other entries. */
static void test_truncate(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = shelf_add_log(&shelf, txn, 1, 1, 10, VB_AUDIENCE_ALL);
	struct log_info at_boundary;
	struct entry_row row;
	uint64_t count = 99;

	for (int i = 0; i < 256; i++)
		shelf_append(&shelf, txn, log, 0, NULL);
	seal_head(txn, log);
	at_boundary = *logs_get(shelf.logs, log);
	for (int i = 0; i < 20; i++)
		shelf_append(&shelf, txn, log, 0, NULL);
	seal_head(txn, log);
	is_err(logs_boundary_before(shelf.logs, txn, log, 255, &count), 0, "before entry 255");
	is_u64(count, 0, "no boundary stands");
	is_err(logs_boundary_before(shelf.logs, txn, log, 256, &count), 0, "before entry 256");
	is_u64(count, 256, "one does");
	is_err(logs_boundary_before(shelf.logs, txn, log, 270, &count), 0, "before entry 270");
	is_u64(count, 256, "the same is the last");
	shelf_commit(&shelf, &txn);

	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	logs_truncate(shelf.logs, txn, log, count);
	ok(is_same(logs_get(shelf.logs, log), &at_boundary),
	   "taken back: the log is as it was there");
	is_err(entries_get(txn, log, 256, &row), VB_ERR_NOT_FOUND, "what came behind is gone");
	is_str(seals_of(txn, log), "255 ", "its seal too");
	shelf_append(&shelf, txn, log, 0, NULL);
	ok(logs_get(shelf.logs, log)->is_sealed_at_boundary, "another entry shows the boundary");
	logs_abort(shelf.logs, &txn);
	is_u64(logs_get(shelf.logs, log)->count, 276, "an abort takes that back");

	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	logs_truncate(shelf.logs, txn, log, 0);
	is_u64(logs_get(shelf.logs, log)->count, 0, "all taken back");
	is_u64(logs_get(shelf.logs, log)->sealed, 0, "nothing is sealed");
	is_str(seals_of(txn, log), "", "no seal is left");
	shelf_fill(&shelf, txn, log, 3, NULL);
	is_u64(logs_get(shelf.logs, log)->count, 3, "and it begins anew");
	logs_abort(shelf.logs, &txn);
}

/* A boundary made by bytes: whether it stands depends on the entry that comes next (SPEC.md 4.2). */
static void test_truncate_by_bytes(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t log = shelf_add_log(&shelf, txn, 1, 1, 11, VB_AUDIENCE_OPEN);
	uint64_t count = 99;

	shelf_append(&shelf, txn, log, 30000, NULL);
	shelf_append(&shelf, txn, log, 30000, NULL);
	seal_head(txn, log);
	shelf_append(&shelf, txn, log, 5000, NULL);
	seal_head(txn, log);
	is_err(logs_boundary_before(shelf.logs, txn, log, 2, &count), 0,
	       "60,292 bytes and 5,146 more");
	is_u64(count, 2, "do not fit one run");
	logs_truncate(shelf.logs, txn, log, count);
	is_int(logs_get(shelf.logs, log)->walk.bytes, 60292, "the run as it was");
	shelf_append(&shelf, txn, log, 100, NULL);
	seal_head(txn, log);
	is_int(logs_get(shelf.logs, log)->walk.count, 3, "a shorter entry belongs to it");
	is_str(seals_of(txn, log), "2 ", "so the seal before it was none of a boundary");
	logs_abort(shelf.logs, &txn);
}

static void test_abort(void)
{
	struct env_txn *txn;
	struct log_info before[2];
	struct hash digest, again;
	struct space_id space = shelf_space(1);
	const struct log_info *log;
	uint32_t fresh;
	size_t count;

	for (uint32_t i = 0; i < 2; i++)
		before[i] = *logs_get(shelf.logs, i + 1);
	logs_digest(shelf.logs, 1, &space, VB_AUDIENCE_CORE, &digest);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	shelf_append(&shelf, txn, 1, 32, NULL);
	shelf_append(&shelf, txn, 1, 32, NULL);
	seal_head(txn, 1);
	logs_judge(shelf.logs, txn, 1, 2, 1, VB_ERR_HELD);
	fresh = shelf_add_log(&shelf, txn, 1, 1, 99, VB_AUDIENCE_CORE);
	shelf_append(&shelf, txn, fresh, 32, NULL);
	log = logs_get(shelf.logs, 1);
	is_int(log->fault, VB_ERR_HELD, "judged");
	logs_digest(shelf.logs, 1, &space, VB_AUDIENCE_CORE, &again);
	ok(memcmp(&digest, &again, sizeof(digest)) != 0, "the digest follows the logs");
	logs_abort(shelf.logs, &txn);
	ok(is_same(log, &before[0]), "after an abort the log is as before");
	ok(is_same(logs_get(shelf.logs, 2), &before[1]), "the other never changed");
	ok(logs_get(shelf.logs, fresh) == NULL, "a new one is gone");
	(void)logs_in_stream(shelf.logs, 1, VB_AUDIENCE_CORE, &count);
	is_int(count, 1, "out of its stream too");
	logs_digest(shelf.logs, 1, &space, VB_AUDIENCE_CORE, &again);
	is_mem(&again, &digest, sizeof(digest), "the digest is as before");
	logs_abort(shelf.logs, &txn);

	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_int(shelf_add_log(&shelf, txn, 1, 1, 99, VB_AUDIENCE_CORE), fresh, "its number is free");
	shelf_append(&shelf, txn, fresh, 32, NULL);
	env_fail(txn, VB_ERR_DISK_FULL);
	is_err(logs_commit(shelf.logs, &txn), VB_ERR_DISK_FULL, "a commit that fails");
	ok(logs_get(shelf.logs, fresh) == NULL, "is an abort");
	is_err(logs_commit(shelf.logs, &txn), 0, "no transaction, nothing to commit");
}

static void test_reopen(void)
{
	struct log_info before[6];
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t handle;

	logs_judge(shelf.logs, txn, 1, 2, 1, VB_ERR_UNKNOWN_CONTROL);
	shelf_commit(&shelf, &txn);
	for (uint32_t i = 1; i <= 5; i++)
		before[i] = *logs_get(shelf.logs, i);
	shelf_reopen(&shelf);
	for (uint32_t i = 1; i <= 5; i++)
		ok(is_same(logs_get(shelf.logs, i), &before[i]), "log %u is as before", i);
	ok(logs_get(shelf.logs, 6) == NULL, "and no other");
	is_int(logs_get(shelf.logs, 1)->fault, VB_ERR_UNKNOWN_CONTROL, "why it is held");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	handle = shelf_add_log(&shelf, txn, 1, 1, 50, VB_AUDIENCE_ALL);
	is_int(handle, 6, "numbers go on");
	logs_abort(shelf.logs, &txn);
}

/* SPEC.md 10, Digest of a stream, put together here by hand. */
static void digest_by_hand(const struct log_info *const *logs, size_t count, struct hash *out)
{
	struct space_id space = shelf_space(2);
	struct hasher h;
	uint8_t number[8] = { VB_AUDIENCE_ALL };

	hasher_init(&h, NULL);
	hasher_put(&h, "verbund/digest/1", 16);
	hasher_put(&h, space.b, 32);
	hasher_put(&h, number, 1);
	for (size_t i = 0; i < count; i++) {
		put_be64(number, logs[i]->count);
		if (logs[i]->count == 0)
			continue;
		hasher_put(&h, logs[i]->id.b, 32);
		hasher_put(&h, number, 8);
		hasher_put(&h, logs[i]->head.b, 32);
	}
	hasher_finish(&h, out);
}

static void test_stream(void)
{
	static const struct hash zero;
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t space = shelf_add_space(txn, 2);
	struct space_id id = shelf_space(2);
	const struct log_info *const *logs;
	struct hash got, want;
	size_t count, sorted = 0;

	logs_digest(shelf.logs, space, &id, VB_AUDIENCE_ALL, &got);
	is_mem(&got, &zero, sizeof(zero), "a space without logs has a digest of zeros");
	for (uint64_t office = 0; office < 300; office++)
		shelf_add_log(&shelf, txn, space, 2, office, VB_AUDIENCE_ALL);
	logs = logs_in_stream(shelf.logs, space, VB_AUDIENCE_ALL, &count);
	is_int(count, 300, "all logs of the stream");
	for (size_t i = 1; i < count; i++)
		sorted += memcmp(logs[i - 1]->id.b, logs[i]->id.b, 32) < 0;
	is_int(sorted, 299, "ascending by id");
	logs_digest(shelf.logs, space, &id, VB_AUDIENCE_ALL, &got);
	is_mem(&got, &zero, sizeof(zero), "and so has one with empty logs only");
	for (size_t i = 0; i < count; i += 7)
		shelf_fill(&shelf, txn, logs[i]->handle, 1 + (uint32_t)i % 3, NULL);
	logs_digest(shelf.logs, space, &id, VB_AUDIENCE_ALL, &got);
	digest_by_hand(logs, count, &want);
	is_mem(&got, &want, sizeof(want), "the digest of the specification");
	shelf_append(&shelf, txn, logs[3]->handle, 32, NULL);
	logs_digest(shelf.logs, space, &id, VB_AUDIENCE_ALL, &got);
	digest_by_hand(logs, count, &want);
	is_mem(&got, &want, sizeof(want), "and again after one more entry");
	(void)logs_in_stream(shelf.logs, space, VB_AUDIENCE_OPEN, &count);
	is_int(count, 0, "no open log");
	(void)logs_in_stream(shelf.logs, 4000, VB_AUDIENCE_OPEN, &count);
	is_int(count, 0, "no such space");
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	logs_digest(shelf.logs, space, &id, VB_AUDIENCE_ALL, &got);
	is_mem(&got, &want, sizeof(want), "the same after opening again");
}

/* limit VB_LOGS_MAX_COUNT: as many logs as a space may have, and one more. */
static void test_full(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t space = shelf_add_space(txn, 99), other = shelf_add_space(txn, 98), handle = 0;
	struct node_id author = shelf_office(1);
	struct log_id id = { { 0 } };
	int err = 0;

	for (uint32_t i = 0; err == 0 && i < 65536; i++) {
		put_be32(id.b + 4, i); /* found by the first eight bytes: ids are hashes */
		err = logs_register(shelf.logs, txn, space, &id, &author, i, VB_AUDIENCE_ALL,
		                    &handle);
	}
	is_err(err, 0, "65,536 logs of a space");
	put_be32(id.b + 4, 65536);
	is_err(logs_register(shelf.logs, txn, space, &id, &author, 65536, VB_AUDIENCE_ALL, &handle),
	       VB_ERR_TOO_MANY, "one more is refused");
	ok(logs_find(shelf.logs, &id) == NULL, "and not known");
	is_err(env_error(txn), 0, "the transaction goes on");
	is_err(logs_register(shelf.logs, txn, other, &id, &author, 65536, VB_AUDIENCE_ALL, &handle),
	       0, "another space has room for it");
	logs_abort(shelf.logs, &txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_register();
	test_append();
	test_seals_by_count();
	test_seals_by_bytes();
	test_truncate();
	test_truncate_by_bytes();
	test_abort();
	test_reopen();
	test_stream();
	test_full();
	shelf_release(&shelf);
	return done();
}
