/*
 * env under crashes and failing disks: killed at every write of a commit, killed at random times under load, writes
 * that fail or stop short, a failing fsync, a full file system.
 *
 * LMDB's own calls of pwrite, writev and fdatasync come to the functions below, since a program's symbols go before
 * those of libraries. A kill leaves the page cache alone: losing power is not tested here.
 */
#define _GNU_SOURCE /* unshare, syscall */
#include "store/env.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/key.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"
#include "tests/unit/seeded.h"

enum { META, DATA, TABLES };
static const char *const tables[] = { "meta", "data" };

static char dir[SCRATCH_PATH_BYTES];

/* ---- the disk that fails on demand ---- */

static struct {
	int calls;       /* of writes and syncs, counted while armed */
	int fail_at;     /* this call fails; 0: none */
	int fail_errno;  /* so */
	bool kill;       /* or the process is killed, after half the write */
	bool syncs_only; /* count and fail only syncs */
	bool is_armed;
} disk;

/* True if this call is the one to fail. */
static bool is_due(bool is_sync)
{
	if (!disk.is_armed || (disk.syncs_only && !is_sync))
		return false;
	return ++disk.calls == disk.fail_at;
}

static ssize_t raw_pwrite(int fd, const void *data, size_t size, off_t at)
{
	return syscall(SYS_pwrite64, fd, data, size, at);
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	if (!is_due(false))
		return raw_pwrite(fd, data, size, at);
	if (disk.kill) {
		raw_pwrite(fd, data, size / 2, at);
		raise(SIGKILL);
	}
	errno = disk.fail_errno;
	return -1;
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	if (!is_due(false))
		return syscall(SYS_writev, fd, pieces, count);
	if (disk.kill) {
		syscall(SYS_writev, fd, pieces, (count + 1) / 2);
		raise(SIGKILL);
	}
	errno = disk.fail_errno;
	return -1;
}

/* The header's names are reserved. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
int fdatasync(int fd)
{
	if (!is_due(true))
		return (int)syscall(SYS_fdatasync, fd);
	if (disk.kill)
		raise(SIGKILL);
	errno = disk.fail_errno;
	return -1;
}

/* ---- batches that can be recognised ---- */

static struct env *open_store(const char *home, uint32_t flags)
{
	struct env_options options = { .flags = flags };
	struct env *env;
	int err = env_open(home, &options, tables, TABLES, &env);

	if (err == 0)
		err = env_open_tables(env);
	if (err != 0)
		bail("cannot open the store: %s", err_name(err));
	return env;
}

static uint32_t batch_size(uint64_t batch)
{
	return 1 + (uint32_t)(batch * 7919 % 60);
}

/* Key and value of item i of a batch follow from its number; every third value is large enough for pages of its own. */
static size_t item_make(uint64_t batch, uint32_t i, struct key *key, uint8_t value[static 6000])
{
	struct seeded s = { .state = batch << 16 | i };
	size_t size = i % 3 == 0 ? 2500 + seeded_below(&s, 3000) : 20 + seeded_below(&s, 300);

	key_init(key);
	key_u64(key, batch);
	key_u32(key, i);
	seeded_fill(&s, value, size);
	return size;
}

/* Writes batch `batch`, deletes the one 20 before, notes both in meta; returns the commit's answer. */
static int batch_write(struct env *env, uint64_t batch)
{
	struct env_txn *txn;
	struct key key;
	uint8_t value[6000], number[8];
	int err = env_begin(env, VB_ENV_WRITE, &txn);

	if (err != 0)
		return err;
	for (uint32_t i = 0; i < batch_size(batch); i++) {
		size_t size = item_make(batch, i, &key, value);

		env_put(txn, DATA, key_span(&key), span_of(value, size));
	}
	if (batch > 20) {
		key_init(&key);
		key_u64(&key, batch - 20);
		env_del_prefix(txn, DATA, key_span(&key));
	}
	put_be64(number, batch);
	env_put(txn, META, span_of_str("last"), span_of(number, sizeof(number)));
	return env_commit(&txn);
}

/* True if a batch is there whole; *any: if anything of it is. */
static bool batch_is_whole(struct env_txn *txn, uint64_t batch, bool *any)
{
	struct key key;
	uint8_t want[6000];
	struct span got;
	bool whole = true;

	*any = false;
	for (uint32_t i = 0; i < batch_size(batch); i++) {
		size_t size = item_make(batch, i, &key, want);

		if (env_get(txn, DATA, key_span(&key), &got) != 0) {
			whole = false;
			continue;
		}
		*any = true;
		whole = whole && span_is_equal(got, span_of(want, size));
	}
	return whole;
}

/* The last batch that the store says it has. */
static uint64_t store_last(void)
{
	struct env *env = open_store(dir, 0);
	struct env_txn *txn;
	struct span value;
	uint64_t last = 0;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	if (env_get(txn, META, span_of_str("last"), &value) == 0)
		last = get_be64(value.data);
	env_abort(&txn);
	env_close(&env);
	return last;
}

/* Opens the store after a crash. All up to `acked` must be there; what came behind whole or not at all. Returns the last
 * batch that is there, 0 after telling what is wrong. */
static uint64_t store_verify(uint64_t acked)
{
	struct env *env = open_store(dir, VB_ENV_WALK);
	struct env_txn *txn;
	struct span value;
	uint64_t last = 0;
	bool any, good = true;

	if (env_begin(env, VB_ENV_READ, &txn) != 0)
		bail("cannot read");
	if (env_get(txn, META, span_of_str("last"), &value) == 0)
		last = get_be64(value.data);
	if (last < acked || last > acked + 1) {
		diag("acknowledged %llu, found %llu", (unsigned long long)acked,
		     (unsigned long long)last);
		good = false;
	}
	for (uint64_t batch = last > 30 ? last - 30 : 1; batch <= last + 1; batch++) {
		bool whole = batch_is_whole(txn, batch, &any);
		bool wanted = batch <= last && batch + 20 > last;

		if (wanted != whole || wanted != any) {
			diag("batch %llu of %llu is not as it was written",
			     (unsigned long long)batch, (unsigned long long)last);
			good = false;
		}
	}
	env_abort(&txn);
	env_close(&env);
	return good ? last : 0;
}

/* Runs in a child: commits batches from `from` on and tells each; never returns. */
static _Noreturn void child_write(uint64_t from, uint64_t count, int fd)
{
	struct env *env = open_store(dir, 0);

	disk.is_armed = true;
	for (uint64_t batch = from; batch < from + count; batch++) {
		if (batch_write(env, batch) != 0 ||
		    write(fd, &batch, sizeof(batch)) != sizeof(batch))
			_exit(2);
	}
	_exit(0);
}

/* ---- the scenes ---- */

/* Kills a child in the n-th write or sync of one commit, for every n until the commit gets through. */
static void test_kill_at_every_write(void)
{
	uint64_t last = 0, told;
	int n, status = -1, pipes[2];
	bool good = true, done_once = false;

	for (n = 1; n < 200 && !done_once && good; n++) {
		if (pipe(pipes) != 0)
			bail("no pipe");
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			close(pipes[0]);
			disk.kill = true;
			disk.fail_at = n;
			child_write(last + 1, 1, pipes[1]);
		}
		close(pipes[1]);
		if (child < 0 || waitpid(child, &status, 0) != child)
			bail("no child");
		done_once = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (read(pipes[0], &told, sizeof(told)) == sizeof(told))
			last = told;
		close(pipes[0]);
		told = store_verify(last);
		good = told != 0 || last == 0;
		last = told > last ? told : last;
	}
	ok(good, "killed at each of %d writes of a commit: old state or new, whole", n - 2);
	ok(done_once && n > 4, "the last commit got through");
}

/* Kills a child at a random time; returns the last batch that it told. */
static uint64_t kill_round(uint64_t from, struct seeded *s)
{
	struct timespec pause = { 0, (long)(1 + seeded_below(s, 14)) * 1000000 };
	uint64_t told, last = from - 1;
	int pipes[2];
	pid_t child;

	if (pipe(pipes) != 0)
		bail("no pipe");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(pipes[0]);
		child_write(from, 1000000, pipes[1]);
	}
	close(pipes[1]);
	/* Time counts from the first acknowledgement: a slow machine must not kill it before. */
	if (read(pipes[0], &told, sizeof(told)) == sizeof(told))
		last = told;
	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
		last = told;
	waitpid(child, NULL, 0);
	close(pipes[0]);
	return last;
}

static void test_kill_under_load(void)
{
	const char *kills = getenv("KILLS");
	long rounds = kills == NULL ? 100 : strtol(kills, NULL, 10);
	struct seeded s = { .state = 4 };
	uint64_t last = store_last(), acked, found, first = last;
	long lost = 0;

	for (long round = 0; round < rounds; round++) {
		acked = kill_round(last + 1, &s);
		found = store_verify(acked);
		lost += found == 0;
		last = found == 0 ? acked : found;
	}
	is_int(lost, 0, "%ld kills under load, %llu commits: nothing acknowledged was lost", rounds,
	       (unsigned long long)(last - first));
	ok(last - first >= (uint64_t)rounds, "each round committed something");
}

/* Lets the n-th call of one commit fail, in this process. Returns the commit's answer; *usable: the same batch went
 * through in a second try without opening the store anew. */
static int failing_commit(int n, uint64_t batch, bool *usable)
{
	struct env *env = open_store(dir, 0);
	int err;

	disk.calls = 0;
	disk.fail_at = n;
	disk.is_armed = true;
	err = batch_write(env, batch);
	disk.is_armed = false;
	*usable = err == 0 || batch_write(env, batch) == 0;
	env_close(&env);
	return err;
}

struct failure {
	const char *name;
	int number; /* errno */
	bool syncs_only;
	int want;
	bool goes_on;
};

/* Each write or sync of a commit fails in turn. The very last one, of LMDB's head page, ends its use either way. */
static void test_failure(const struct failure *f)
{
	uint64_t last = store_last();
	int n, err = -1, wrong = 0, unlike = 0, stopped = 0;
	bool usable;

	disk.syncs_only = f->syncs_only;
	disk.fail_errno = f->number;
	for (n = 1; n < 200 && err != 0; n++) {
		err = failing_commit(n, last + 1, &usable);
		unlike += err != 0 && err != f->want;
		stopped += !usable;
		last = store_verify(err == 0 || usable ? last + 1 : last);
		wrong += last == 0;
		if (last == 0)
			break;
	}
	disk.syncs_only = false;
	is_int(wrong, 0, "%s in each of %d calls: old state or new, whole", f->name, n - 2);
	is_int(unlike, 0, "%s: told as %s", f->name, err_name(f->want));
	ok(f->goes_on ? stopped <= 1 : stopped == n - 2, "%s: the store %s", f->name,
	   f->goes_on ? "goes on" : "writes nothing more");
	ok(n > 2, "%s: there was something to fail", f->name);
}

static const struct failure failures[] = {
	{ "a full disk", ENOSPC, false, VB_ERR_DISK_FULL, true },
	{ "a full quota", EDQUOT, false, VB_ERR_DISK_FULL, true },
	{ "a broken disk", EIO, false, VB_ERR_IO, false },
	{ "a failing fsync", EIO, true, VB_ERR_IO, false },
};

/* A file that takes room, so that it can be given back. */
static void ballast_make(size_t bytes)
{
	struct buf b;

	buf_init(&b, bytes);
	memset(buf_extend(&b, bytes), 'b', bytes);
	scratch_write(scratch_path(dir, "ballast"), buf_span(&b));
	buf_release(&b);
}

/* Writes to a file system of 2 MB until it is full, then makes room. */
static void test_small_disk(void)
{
	struct env *env;
	struct env_txn *txn;
	uint64_t batch = 0;
	bool any;
	int err = 0;

	ballast_make(600000);
	env = open_store(dir, VB_ENV_CREATE);
	while (err == 0 && batch < 100)
		err = batch_write(env, ++batch);
	is_err(err, VB_ERR_DISK_FULL, "full after %d batches", (int)batch);
	is_err(env_begin(env, VB_ENV_READ, &txn), 0, "reading goes on");
	ok(batch > 1 && batch_is_whole(txn, batch - 1, &any), "what was committed is there");
	ok(!batch_is_whole(txn, batch, &any) && !any, "nothing of the rest is");
	env_abort(&txn);
	err = batch_write(env, batch);
	is_err(err, VB_ERR_DISK_FULL, "still full");
	unlink(scratch_path(dir, "ballast"));
	is_err(batch_write(env, batch), 0, "with room again the same batch goes through");
	env_close(&env);
	is_u64(store_verify(batch), batch, "and all is there");
}

static void test_full_disk(void)
{
	char outer[SCRATCH_PATH_BYTES];

	memcpy(outer, dir, sizeof(outer));
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", dir, "tmpfs", 0, "size=2m,mode=0700") != 0) {
		skip(8, "no right to mount a small file system");
		return;
	}
	test_small_disk();
	ok(umount(outer) == 0, "the small file system is gone");
}

int main(void)
{
	struct env *env;

	tap_timeout(300);
	scratch_make(dir);
	env = open_store(dir, VB_ENV_CREATE);
	env_close(&env);
	test_kill_at_every_write();
	test_kill_under_load();
	for (size_t i = 0; i < sizeof(failures) / sizeof(*failures); i++)
		test_failure(&failures[i]);
	test_full_disk();
	scratch_remove(dir);
	return done();
}
