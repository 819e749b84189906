/*
 * backup under crashes: killed at every write, sync and rename of the compacting swap, and of a backup to a file.
 *
 * The calls of LMDB and of the store come to the functions below, since a program's symbols go before those of
 * libraries. After each kill the store must open, whole, and no half copy may stay.
 */
#define _GNU_SOURCE /* syscall */
#include "store/backup.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/keyspace.h"
#include "store/lmdb_file.h"
#include "store/records.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define RECORDS 3000u
#define MARKER "GEHEIMMARKE-11d0"

static int calls, kill_at; /* 0: never */
static struct node_keys *keys;

/* Dies in the call whose turn it is. */
static void count_call(void)
{
	if (kill_at != 0 && ++calls == kill_at)
		raise(SIGKILL);
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
ssize_t write(int fd, const void *data, size_t size)
{
	bool is_due = kill_at != 0 && calls + 1 == kill_at;

	if (is_due)
		syscall(SYS_write, fd, data, size / 2);
	count_call();
	return syscall(SYS_write, fd, data, size);
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int fsync(int fd)
{
	count_call();
	return (int)syscall(SYS_fsync, fd);
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int ftruncate(int fd, off_t size)
{
	count_call();
	return (int)syscall(SYS_ftruncate, fd, size);
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int rename(const char *from, const char *to)
{
	count_call();
	return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

static struct shelf shelf;

/* Every tenth record holds the marker; those are deleted again. */
static void fill(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = { 1, VB_AUDIENCE_ALL, { { 0 } } };
	char merged[200];

	for (uint64_t n = 0; n < RECORDS; n++) {
		ref.id = shelf_record(n);
		snprintf(merged, sizeof(merged), "%s %170d", n % 10 == 0 ? MARKER : "", (int)n);
		records_put(txn, &ref, span_of_str(merged));
	}
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	for (uint64_t n = 0; n < RECORDS; n += 10) {
		ref.id = shelf_record(n);
		records_del(txn, &ref);
	}
	shelf_commit(&shelf, &txn);
}

/* True if the store opens, every page of it, with all records. */
static bool is_whole(void)
{
	struct env_txn *txn;
	bool whole;

	if (lmdb_file_walk(scratch_path(shelf.dir, "data.mdb")) != 0)
		return false;
	shelf_reopen(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_READ);
	whole = env_count(txn, VB_TABLE_RECORDS) == RECORDS - RECORDS / 10;
	env_abort(&txn);
	return whole;
}

static void shelf_close(void)
{
	logs_close(&shelf.logs);
	env_close(&shelf.env);
}

/* Does the work in a child that is killed in its n-th call; true if it got through. */
static bool run_killed(int n, int (*work)(void))
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		shelf_reopen(&shelf);
		kill_at = n;
		_exit(work() == 0 ? 0 : 1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		bail("no child");
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		bail("the work fails by itself");
	return WIFEXITED(status);
}

static int work_compact(void)
{
	return backup_compact(shelf.env);
}

static int work_backup(void)
{
	struct backup_home home = { .path = shelf.dir, .keys = keys };
	uint64_t bytes;

	return backup_write(shelf.env, &home, scratch_path(shelf.dir, "backup.mdb"), &bytes);
}

static void test_compact(void)
{
	unsigned broken = 0, left = 0;
	bool through = false;
	int n;

	for (n = 1; n < 200 && !through; n++) {
		shelf_close();
		through = run_killed(n, work_compact);
		broken += !is_whole();
		left += scratch_size(scratch_path(shelf.dir, "data.mdb.new")) >= 0;
	}
	ok(through && n > 5, "the swap, killed in each of its %d calls", n - 2);
	is_int(broken, 0, "the old file or the new one, whole");
	is_int(left, 0, "no half copy stays");
	ok(!scratch_has(scratch_path(shelf.dir, "data.mdb"), span_of_str(MARKER)),
	   "in the end what was deleted is gone");
}

static void test_backup(void)
{
	const char *path = scratch_path(shelf.dir, "backup.mdb");
	struct buf content;
	unsigned broken = 0;
	bool through = false;
	int n;

	scratch_write(path, span_of_str("older"));
	for (n = 1; n < 200 && !through; n++) {
		shelf_close();
		through = run_killed(n, work_backup);
		broken += !is_whole();
		scratch_read(path, &content);
		broken += !span_is_equal(buf_span(&content), span_of_str("older")) &&
		          lmdb_file_walk(path) != 0;
		buf_release(&content);
	}
	ok(through && n > 5, "a backup, killed in each of its %d calls", n - 2);
	is_int(broken, 0, "the older one or the new one, whole, and the store untouched");
}

int main(void)
{
	shelf_init(&shelf);
	keys = node_keys_new();
	fill();
	test_compact();
	test_backup();
	shelf_release(&shelf);
	node_keys_destroy(&keys);
	return done();
}
