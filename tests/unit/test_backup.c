/* backup: a copy that can be opened, holds no deleted data, and replaces nothing on failure; the swap in place. */
#define _GNU_SOURCE /* unshare */
#include "store/backup.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/entries.h"
#include "store/keyspace.h"
#include "store/lmdb_file.h"
#include "store/migrate.h"
#include "store/records.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define MARKER "GEHEIMMARKE-7c31"

static struct shelf shelf;
static struct node_keys *keys;
static struct backup_home own;

static const char *data_path(void)
{
	return scratch_path(shelf.dir, "data.mdb");
}

/* 200 records with a marker among others, then without them. */
static void write_and_delete(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = { 1, VB_AUDIENCE_ALL, { { 0 } } };
	char merged[400];

	for (uint64_t n = 0; n < 2000; n++) {
		ref.id = shelf_record(n);
		snprintf(merged, sizeof(merged), "%s %380d", n % 10 == 0 ? MARKER : "", (int)n);
		records_put(txn, &ref, span_of(merged, sizeof(merged) - 20));
	}
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	for (uint64_t n = 0; n < 2000; n += 10) {
		ref.id = shelf_record(n);
		records_del(txn, &ref);
	}
	shelf_commit(&shelf, &txn);
}

/* Entries 0 to 99 of a log; the bodies of every second one are taken away. */
static uint32_t erase_bodies(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint32_t space = shelf_add_space(txn, 1);
	uint32_t log = shelf_add_log(&shelf, txn, space, 1, 1, VB_AUDIENCE_ALL);

	shelf_fill(&shelf, txn, log, 100, NULL);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	for (uint64_t seq = 0; seq < 100; seq += 2)
		entries_drop_body(txn, log, seq);
	shelf_commit(&shelf, &txn);
	return log;
}

/* The body of an entry as it was before it was taken away. */
static void body_of(uint32_t log, uint64_t seq, struct shelf_entry *out)
{
	struct log_info info = *logs_get(shelf.logs, log);

	info.count = seq;
	shelf_make(&info, 256 + 32 * (seq % 4), NULL, out);
}

static uint64_t count_records(struct env *env)
{
	struct env_txn *txn;
	uint64_t count;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	count = env_count(txn, VB_TABLE_RECORDS);
	env_abort(&txn);
	return count;
}

static void test_write(void)
{
	const char *path = scratch_path(shelf.dir, "backup.mdb");
	const char *home = scratch_path(shelf.dir, "restored");
	struct env_options options = { .flags = VB_ENV_WALK };
	struct env *env;
	struct stat st;
	uint64_t bytes = 0;

	ok(scratch_has(data_path(), span_of_str(MARKER)), "deleted data is still in the file");
	scratch_write(path, span_of_str("an older backup"));
	is_err(backup_write(shelf.env, &own, path, &bytes), 0, "a backup");
	is_int(stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1, 0600, "for its owner only");
	ok(!scratch_has(path, span_of_str(MARKER)), "has no deleted data");
	ok(st.st_size < scratch_size(data_path()), "and is shorter");
	is_u64(bytes, (uint64_t)st.st_size, "its size is told");
	is_int(scratch_size(scratch_path(shelf.dir, "backup.mdb.new")), -1, "nothing is beside it");
	is_u64(count_records(shelf.env), 1800, "the store goes on");
	if (mkdir(home, 0700) != 0 || rename(path, scratch_path(home, "data.mdb")) != 0)
		bail("cannot restore");
	is_err(migrate_open(home, &options, &env), 0, "a backup can be opened, every page of it");
	is_u64(count_records(env), 1800, "with everything in it");
	env_close(&env);
}

static void test_write_fails(void)
{
	struct buf content;
	const char *path = scratch_path(shelf.dir, "kept/backup");
	char longest[5000];
	uint64_t bytes;

	is_err(backup_write(shelf.env, &own, scratch_path(shelf.dir, "none/backup"), &bytes),
	       VB_ERR_NO_HOME, "no such directory");
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	is_err(backup_write(shelf.env, &own, longest, &bytes), VB_ERR_TOO_LARGE,
	       "a path that is too long");
	if (mkdir(scratch_path(shelf.dir, "kept"), 0700) != 0)
		bail("no directory");
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", scratch_path(shelf.dir, "kept"), "tmpfs", 0, "size=100k") != 0) {
		skip(3, "no right to mount a small file system");
		return;
	}
	scratch_write(path, span_of_str("older"));
	is_err(backup_write(shelf.env, &own, path, &bytes), VB_ERR_DISK_FULL,
	       "no room for a backup");
	scratch_read(path, &content);
	ok(span_is_equal(buf_span(&content), span_of_str("older")), "the older one is untouched");
	buf_release(&content);
	is_int(scratch_size(scratch_path(shelf.dir, "kept/backup.new")), -1, "and nothing is left");
	umount(scratch_path(shelf.dir, "kept"));
}

/* What a backup leaves that was cut short does not keep the next one from its place. */
static void test_rest(const char *home, const char *away)
{
	static const uint8_t zeros[4096];
	char copy[SCRATCH_PATH_BYTES + 16], beside[SCRATCH_PATH_BYTES + 16];
	struct buf head;

	snprintf(copy, sizeof(copy), "%s/copy", away);
	snprintf(beside, sizeof(beside), "%s/copy.new", away);
	scratch_write(beside, span_of(zeros, sizeof(zeros)));
	is_int(backup_check(home, copy, VB_BACKUP_OF_ALL), VB_BACKUP_FINE, "its room was taken");
	scratch_write(beside, span_of(zeros, 0));
	is_int(backup_check(home, copy, VB_BACKUP_OF_ALL), VB_BACKUP_FINE, "not even that");
	buf_init(&head, 1u << 20);
	scratch_read(copy, &head);
	scratch_write(beside, span_of(head.data, 8192));
	buf_release(&head);
	is_int(backup_check(home, copy, VB_BACKUP_OF_ALL), VB_BACKUP_FINE, "it was begun");
	is_int(symlink("copy", scratch_path(away, "link.new")), 0, "a symbolic link");
	is_int(backup_check(home, scratch_path(away, "link"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_IN_THE_WAY, "is none");
	is_int(link(beside, scratch_path(away, "other")), 0, "a second name");
	is_int(backup_check(home, copy, VB_BACKUP_OF_ALL), VB_BACKUP_IN_THE_WAY,
	       "what has one is none either");
}

static void test_places(void)
{
	char home[SCRATCH_PATH_BYTES], away[SCRATCH_PATH_BYTES];

	(void)snprintf(home, sizeof(home), "%s", shelf.dir);
	scratch_make(away);
	is_int(backup_check(home, scratch_path(away, "new"), VB_BACKUP_OF_ALL), VB_BACKUP_FINE,
	       "a new file");
	is_int(backup_check(home, "/backup-of-verbund", VB_BACKUP_OF_ALL), VB_BACKUP_FINE,
	       "also in the root");
	is_int(backup_check(home, scratch_path(away, "none/new"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_NO_FOLDER, "a folder that is not there");
	scratch_write(scratch_path(away, "text"), span_of_str("Sehr geehrte Damen und Herren"));
	is_int(backup_check(home, scratch_path(away, "text/new"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_NO_FOLDER, "a folder that is a file");
	is_int(backup_check(home, scratch_path(away, "text"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_OTHER_FILE, "somebody's letter");
	is_int(backup_check(home, "/dev/null", VB_BACKUP_OF_ALL), VB_BACKUP_OTHER_FILE, "a device");
	if (mkfifo(scratch_path(away, "pipe"), 0600) != 0)
		bail("no pipe");
	is_int(backup_check(home, scratch_path(away, "pipe"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_OTHER_FILE, "a pipe");
	is_err(lmdb_file_check(scratch_path(away, "pipe")), VB_ERR_STORE_CORRUPT,
	       "which may come after the look: nobody waits for it");
	if (mkdir(scratch_path(away, "folder"), 0700) != 0 ||
	    symlink(scratch_path(away, "text"), scratch_path(away, "link")) != 0 ||
	    link(scratch_path(home, "data.mdb"), scratch_path(away, "store")) != 0 ||
	    link(scratch_path(home, "restored/data.mdb"), scratch_path(away, "copy")) != 0)
		bail("no files");
	is_int(backup_check(home, scratch_path(away, "folder"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_OTHER_FILE, "a folder");
	is_int(backup_check(home, scratch_path(away, "link"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_OTHER_FILE, "a link");
	is_int(backup_check(home, scratch_path(away, "store"), VB_BACKUP_OF_ALL), VB_BACKUP_HOME,
	       "the store by another name");
	is_int(backup_check(home, scratch_path(home, "data.mdb"), VB_BACKUP_OF_ALL), VB_BACKUP_HOME,
	       "the store");
	is_int(backup_check(home, scratch_path(home, "new"), VB_BACKUP_OF_ALL), VB_BACKUP_HOME,
	       "a new file in the home");
	is_int(backup_check(home, scratch_path(home, "../new"), VB_BACKUP_OF_ALL), VB_BACKUP_FINE,
	       "but beside it");
	is_int(backup_check(home, scratch_path(away, "copy"), VB_BACKUP_OF_ALL), VB_BACKUP_FINE,
	       "an older backup");
	scratch_write(scratch_path(away, "copy.new"), span_of_str("x"));
	is_int(backup_check(home, scratch_path(away, "copy"), VB_BACKUP_OF_ALL),
	       VB_BACKUP_IN_THE_WAY, "where something is in the way of it");
	test_rest(home, away);
	scratch_remove(away);
}

static void test_compact(uint32_t log)
{
	struct shelf_entry gone, kept;
	struct env_txn *txn;
	struct entry_row row;
	struct log_info before = *logs_get(shelf.logs, log);
	long size = scratch_size(data_path());

	body_of(log, 4, &gone);
	body_of(log, 5, &kept);
	ok(scratch_has(data_path(), span_of(gone.body, gone.body_size)),
	   "an erased body is still in the file");
	is_err(backup_compact(shelf.env), 0, "compacted");
	ok(!scratch_has(data_path(), span_of(gone.body, gone.body_size)),
	   "the erased body is gone");
	ok(!scratch_has(data_path(), span_of_str(MARKER)), "deleted records too");
	ok(scratch_has(data_path(), span_of(kept.body, kept.body_size)), "its neighbour is not");
	ok(scratch_size(data_path()) < size, "the file is shorter");
	is_int(scratch_size(scratch_path(shelf.dir, "data.mdb.new")), -1, "nothing is beside it");

	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(entries_get(txn, log, 4, &row), 0, "the store goes on: an entry");
	is_mem(row.header.data, gone.header, 42, "has its header");
	is_int(row.body.size, 0, "and no body");
	shelf_fill(&shelf, txn, log, 5, NULL);
	shelf_commit(&shelf, &txn);
	shelf_reopen(&shelf);
	is_u64(logs_get(shelf.logs, log)->count, before.count + 5,
	       "what was written after it stays");
	is_u64(count_records(shelf.env), 1800, "and all from before");
}

/* A copy that a crash interrupted would keep deleted data: opening takes it away. */
static void test_left_behind(void)
{
	const char *beside = scratch_path(shelf.dir, "data.mdb.new");

	scratch_write(beside, span_of_str(MARKER));
	shelf_reopen(&shelf);
	is_int(scratch_size(beside), -1, "a copy left behind by a crash is removed");
}

/* No room for the copy: the store goes on as it is. */
static void test_compact_full(void)
{
	char dir[SCRATCH_PATH_BYTES];
	struct env_options options = { .flags = VB_ENV_CREATE };
	static const uint8_t value[100000];
	struct env_txn *txn;
	struct env *env;
	int err;

	scratch_make(dir);
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", dir, "tmpfs", 0, "size=1m,mode=0700") != 0) {
		skip(5, "no right to mount a small file system");
		scratch_remove(dir);
		return;
	}
	err = migrate_open(dir, &options, &env);
	is_err(err, 0, "a store on a small disk");
	if (err == 0 && env_begin(env, VB_ENV_WRITE, &txn) == 0) {
		for (int i = 0; i < 6; i++)
			env_put(txn, VB_TABLE_RECORDS, span_of(&i, sizeof(i)),
			        span_of(value, sizeof(value)));
		is_err(env_commit(&txn), 0, "that fills more than half of it");
		is_err(backup_compact(env), VB_ERR_DISK_FULL, "has no room for the copy");
		is_u64(count_records(env), 6, "and goes on");
		is_int(scratch_size(scratch_path(dir, "data.mdb.new")), -1, "nothing is left");
		env_close(&env);
	}
	umount(dir);
	scratch_remove(dir);
}

int main(void)
{
	uint32_t log;

	shelf_init(&shelf);
	keys = node_keys_new();
	own = (struct backup_home){ .path = shelf.dir, .keys = keys };
	write_and_delete();
	log = erase_bodies();
	test_write();
	test_places();
	test_write_fails();
	test_compact(log);
	test_left_behind();
	test_compact_full();
	shelf_release(&shelf);
	node_keys_destroy(&keys);
	return done();
}
