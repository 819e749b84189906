/* record_keys: keys given once, in the file before they are used; what is locked opens with its key alone; the file after a
 * drop, a crash, a full disk and a loss. */
#include "store/record_keys.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/home.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "store/records.h"
#include "store/words.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define KIND 3u
#define BLOCK 256u /* keys are made in such blocks */
#define HEAD 134u  /* of the file; each key takes 40 */

static const char text[] = "\x86Zwiebelfischsalat am Blaubeerweg";

static struct shelf shelf;
static struct node_keys *node_keys;
static struct record_keys *keys;
static uint32_t space;

static struct record_ref record(uint64_t time)
{
	return (struct record_ref){ .space = space, .id = shelf_record(time) };
}

static void must_open(void)
{
	int err = record_keys_open(shelf.env, shelf.dir, node_keys, &keys);

	if (err != 0)
		bail("record keys: %s", err_name(err));
}

/* As after a crash: what was in the memory is gone. */
static void reopen(void)
{
	record_keys_close(&keys);
	shelf_reopen(&shelf);
	must_open();
}

static const char *file(void)
{
	return scratch_path(shelf.dir, VB_RECORD_KEYS_NAME);
}

static void put(struct env_txn *txn, uint64_t time)
{
	struct record_ref ref = record(time);

	records_put_locked(txn, &ref, KIND, span_of_str(text));
}

static uint64_t number_of(uint64_t time)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct record_ref ref = record(time);
	struct record_keys_row row = { .number = 0 };
	int err = record_keys_get(txn, &ref, &row);

	env_abort(&txn);
	return err == 0 ? row.number : 0;
}

static bool reads(uint64_t time)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct record_ref ref = record(time);
	struct span merged;
	bool is_same =
		records_get(txn, &ref, &merged) == 0 && span_is_equal(merged, span_of_str(text));

	env_abort(&txn);
	return is_same;
}

static void test_given(void)
{
	struct env_txn *txn;
	struct stat st;

	ok(access(file(), F_OK) != 0, "an office without confidential records has no file");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	put(txn, 1);
	is_int(scratch_size(file()), HEAD + 40 * BLOCK,
	       "it is there before the first commit, with a block of keys");
	is_int(stat(file(), &st) == 0 ? (int)(st.st_mode & 07777) : -1, 0600, "mode 0600");
	put(txn, 2);
	put(txn, 1);
	shelf_commit(&shelf, &txn);
	is_u64(number_of(1), 1, "the first key");
	is_u64(number_of(2), 2, "the second");
	ok(reads(1) && reads(2), "both records are read");
	ok(!scratch_has(scratch_path(shelf.dir, "data.mdb"), span_of_str("Zwiebelfisch")),
	   "no byte of them lies in the store");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	put(txn, 3);
	logs_abort(shelf.logs, &txn);
	is_u64(number_of(3), 0, "what was not committed has no key");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	for (uint64_t time = 3; time <= BLOCK; time++)
		put(txn, time);
	is_int(scratch_size(file()), HEAD + 40 * BLOCK,
	       "a block of records needs no other write of the file");
	put(txn, BLOCK + 1);
	is_int(scratch_size(file()), HEAD + 80 * BLOCK, "the next one does");
	shelf_commit(&shelf, &txn);
	reopen();
	ok(reads(1) && reads(BLOCK) && reads(BLOCK + 1), "all are read after opening");
	is_u64(number_of(BLOCK + 1), BLOCK + 1, "by the same numbers");
}

static void test_walks(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref one = record(1), ref;
	struct words_locked_cursor words;
	struct records_cursor all;
	struct index_cursor c;
	struct index_row row = { .type = VB_INDEX_TEXT,
		                 .field = 1,
		                 .text = span_of_str("https://zwfi.example/7"),
		                 .is_marked = true };
	struct span merged, list;
	uint32_t count = 0, kind;

	index_update(txn, &one, NULL, 0, &row, 1);
	words_put_locked(txn, &one, KIND, span_of_str("\x01\x0czwiebelfisch"));
	shelf_commit(&shelf, &txn);
	ok(!scratch_has(scratch_path(shelf.dir, "data.mdb"), span_of_str("zwiebelfisch")) &&
	           !scratch_has(scratch_path(shelf.dir, "data.mdb"), span_of_str("zwfi.example")),
	   "neither words nor texts lie in the store");
	txn = shelf_begin(&shelf, VB_ENV_READ);
	index_open_text(&c, txn, space, 1, row.text, true);
	ok(index_next(&c, &ref) && key_is_same_record(&ref, &one) && !index_next(&c, &ref),
	   "the record is found by the text");
	is_err(index_close(&c), 0, "alone");
	index_open_text(&c, txn, space, 1, row.text, false);
	ok(!index_next(&c, &ref), "but not as one that is not confidential");
	is_err(index_close(&c), 0, "nothing else");
	words_open_locked(&words, txn, space, NULL);
	ok(words_next_locked(&words, &ref, &kind, &list) && key_is_same_record(&ref, &one) &&
	           kind == KIND && span_is_equal(list, span_of_str("\x01\x0czwiebelfisch")),
	   "its words are read");
	ok(!words_next_locked(&words, &ref, &kind, &list), "of no other");
	is_err(words_close_locked(&words), 0, "the end");
	records_open(&all, txn, space, VB_AUDIENCE_ALL, NULL);
	while (records_next(&all, &ref, &merged))
		count += span_is_equal(merged, span_of_str(text));
	is_err(records_close(&all), 0, "a walk over all records");
	is_u64(count, BLOCK + 1, "opens each");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	index_forget(txn, &one, 1);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_READ);
	is_u64(env_count(txn, VB_TABLE_TEXTS), 0,
	       "a text that nobody can name is forgotten with its record");
	env_abort(&txn);
}

static void drop(uint64_t time)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = record(time);

	record_keys_drop(txn, &ref);
	records_del(txn, &ref);
	shelf_commit(&shelf, &txn);
}

static void test_dropped(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref two = record(2);
	long size = scratch_size(file());

	record_keys_drop(txn, &two);
	logs_abort(shelf.logs, &txn);
	record_keys_on_failure(keys);
	ok(reads(2) && record_keys_has(keys, 2), "a turn that failed dropped nothing");
	drop(2);
	ok(record_keys_has(keys, 2), "before the turn is over the key is there");
	record_keys_on_commit(keys);
	ok(!record_keys_has(keys, 2), "then it is gone from the memory");
	is_int(scratch_size(file()), size, "but not yet from the file");
	is_err(record_keys_keep(keys), 0, "which is written anew");
	is_int(scratch_size(file()), size - 40, "with one key less");
	drop(3);
	reopen();
	ok(record_keys_has(keys, 3), "a crash before that leaves a key in the file");
	txn = shelf_begin(&shelf, VB_ENV_READ);
	is_err(record_keys_settle(keys, txn), 0, "which the next opening finds");
	env_abort(&txn);
	ok(!record_keys_has(keys, 3) && record_keys_has(keys, 1) &&
	           record_keys_has(keys, BLOCK + 2),
	   "it goes, those of records and spare ones stay");
	is_err(record_keys_keep(keys), 0, "and the file is written");
	is_int(scratch_size(file()), size - 80, "without it");
}

/* Whoever still has the former file open sees zeros. */
static void test_overwritten(void)
{
	FILE *former = fopen(file(), "re");
	size_t others = 0;
	int c;

	drop(4);
	record_keys_on_commit(keys);
	is_err(record_keys_keep(keys), 0, "written anew");
	if (former == NULL)
		bail("no file");
	while ((c = fgetc(former)) != EOF)
		others += c != 0;
	is_u64(others, 0, "the former file was overwritten");
	fclose(former);
}

static void test_without(void)
{
	struct env_txn *txn;
	struct record_ref one = record(1);
	struct span merged;
	struct node_keys *others = node_keys_new();
	struct record_keys *wrong = NULL;
	struct buf good;

	record_keys_close(&keys);
	txn = shelf_begin(&shelf, VB_ENV_READ);
	ok(records_get(txn, &one, &merged) == 0 && merged.data[0] == 0xc1,
	   "without keys a record is handed out as it lies there");
	env_abort(&txn);
	is_err(record_keys_open(shelf.env, shelf.dir, others, &wrong), VB_ERR_RECORD_KEYS,
	       "another office's keys do not open the file");
	scratch_read(file(), &good);
	unlink(file());
	is_err(record_keys_open(shelf.env, shelf.dir, node_keys, &wrong), VB_ERR_RECORD_KEYS,
	       "without the file: refused");
	for (size_t n = 0; n < good.size; n += 97) {
		scratch_write(file(), span_of(good.data, n));
		if (record_keys_open(shelf.env, shelf.dir, node_keys, &wrong) != VB_ERR_RECORD_KEYS)
			break;
	}
	ok(wrong == NULL, "cut off: refused");
	scratch_write(file(), buf_span(&good));
	must_open();
	ok(reads(1), "as it was: all is well again");
	buf_release(&good);
	node_keys_destroy(&others);
}

static void test_copies(void)
{
	const struct wall_ms made = { 1000 }, late = { 1000 + VB_KEYS_BACKUP_LIFE_MS };
	char away[SCRATCH_PATH_BYTES], copy[256];
	struct wall_ms time;
	uint64_t bytes = 0;

	scratch_make(away);
	snprintf(copy, sizeof(copy), "%s", scratch_path(away, "keys"));
	is_err(record_keys_backup(keys, copy, made, &bytes), 0, "a copy for keeping");
	is_int((long)bytes, scratch_size(copy), "its size is told");
	scratch_write(file(), span_of(NULL, 0));
	is_err(record_keys_restore(shelf.dir, node_keys, copy, late, &time), 0,
	       "30 days old it is good");
	is_u64(time.v, 1000, "its time is told");
	reopen();
	ok(reads(1) && reads(BLOCK), "and opens everything");
	is_err(record_keys_restore(shelf.dir, node_keys, copy, (struct wall_ms){ late.v + 1 },
	                           &time),
	       VB_ERR_KEYS_BACKUP_OLD, "a millisecond older it is not");
	scratch_poke(copy, 90, 7);
	is_err(record_keys_restore(shelf.dir, node_keys, copy, made, &time), VB_ERR_BAD_KEYS_BACKUP,
	       "altered: refused");
	is_err(record_keys_restore(shelf.dir, node_keys, file(), made, &time),
	       VB_ERR_BAD_KEYS_BACKUP, "the file itself is no copy");
	is_err(record_keys_restore(shelf.dir, node_keys, scratch_path(away, "none"), made, &time),
	       VB_ERR_BAD_FILE, "none");
	ok(reads(1), "the file is as before");
	is_err(record_keys_restore(shelf.dir, node_keys, NULL, made, &time), 0,
	       "without a copy: an empty file");
	reopen();
	ok(!record_keys_has(keys, 1), "that has no key");
	scratch_remove(away);
}

/* A file with as many keys as there may be, of which all but `spare` are given. */
static void fill(uint32_t spare)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct keyring *ring = keyring_new();
	struct buf bytes;

	record_keys_close(&keys);
	buf_init(&bytes, VB_KEYRING_FILE_MAX_BYTES);
	if (keyring_grow(ring, 1, VB_RECORD_KEYS_MAX_COUNT) != 0)
		bail("keys");
	keyring_encode(ring, node_keys, VB_KEYRING_KEPT, (struct wall_ms){ 0 }, &bytes);
	if (bytes.err != 0 || home_replace(shelf.dir, VB_RECORD_KEYS_NAME, buf_span(&bytes)) != 0)
		bail("file");
	keyspace_put_meta(txn, VB_META_NEXT_KEY, VB_RECORD_KEYS_MAX_COUNT - spare + 1u);
	shelf_commit(&shelf, &txn);
	buf_release(&bytes);
	keyring_destroy(&ring);
	must_open();
}

/* A member may write more records than there may be keys: nothing stops, nothing is lost. */
static void test_full(void)
{
	struct record_ref ref = record(9001);
	struct env_txn *txn;

	fill(1);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	for (uint64_t time = 9000; time < 9003; time++)
		put(txn, time);
	is_err(env_error(txn), 0, "more records than keys");
	shelf_commit(&shelf, &txn);
	is_u64(number_of(9000), VB_RECORD_KEYS_MAX_COUNT, "the last key");
	ok(number_of(9001) == number_of(9002) && number_of(9001) >> 63 == 1,
	   "and one for all that follow");
	ok(reads(9000) && reads(9001) && reads(9002), "all are read");
	reopen();
	ok(reads(9001) && reads(9002), "after opening, too");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	record_keys_drop(txn, &ref);
	records_del(txn, &ref);
	shelf_commit(&shelf, &txn);
	record_keys_on_commit(keys);
	ok(!reads(9001) && reads(9002), "one is erased, the other stays");
	record_keys_close(&keys);
	if (record_keys_restore(shelf.dir, node_keys, NULL, (struct wall_ms){ 0 },
	                        &(struct wall_ms){ 0 }) != 0)
		bail("restore");
	must_open();
	ok(!record_keys_has(keys, number_of(9002)), "without its file the common key is lost, too");
}

int main(void)
{
	struct env_txn *txn;

	shelf_init(&shelf);
	node_keys = node_keys_new();
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	space = shelf_add_space(txn, 1);
	shelf_commit(&shelf, &txn);
	must_open();
	test_given();
	test_walks();
	test_dropped();
	test_overwritten();
	test_without();
	test_copies();
	test_full();
	record_keys_close(&keys);
	shelf_release(&shelf);
	node_keys_destroy(&node_keys);
	return done();
}
