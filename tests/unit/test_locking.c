/*
 * locking: a store of an older version, in which persons lie open, is locked when it is opened, whole or not at all; then an
 * erasure run takes what lay open off the disk. Records whose keys are missing are taken out, and nothing else.
 *
 * tests/data/store-2 is the home of an office as the programs of store version 2 wrote it (data/golden/make.sh of that day).
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include "daemon/core/core.h"
#include "daemon/core/locking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/keyfile.h"
#include "store/keyspace.h"
#include "store/record_keys.h"
#include "tests/tap.h"
#include "tests/unit/clerk.h"
#include "tests/unit/tape.h"

#define OLD "tests/data/store-2/"
#define NAME "Erika Muster"
#define WORD "erika"

/* ---- the system's calls; the headers' names are reserved ---- */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return tape_open(path, flags, mode);
}

int close(int fd)
{
	return tape_close(fd);
}

ssize_t write(int fd, const void *data, size_t size)
{
	return tape_write(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	return tape_pwrite(fd, data, size, at);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return tape_writev(fd, pieces, count);
}

int ftruncate(int fd, off_t size)
{
	return tape_ftruncate(fd, size);
}

int fsync(int fd)
{
	return tape_fsync(fd);
}

int fdatasync(int fd)
{
	return tape_fsync(fd);
}

int rename(const char *from, const char *to)
{
	return tape_rename(from, to);
}

int unlink(const char *path)
{
	return tape_unlink(path);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

static struct clerk d;

static const char *home_file(const char *name)
{
	char inside[64];

	(void)snprintf(inside, sizeof(inside), "home/%s", name);
	return scratch_path(d.folder, inside);
}

/* The old home in the place of the clerk's; not open. */
static void old_home(void)
{
	static const char *const names[] = { "data.mdb", "node.keys", "partners" };
	struct buf file;

	node_close(&d.node);
	(void)unlink(home_file(VB_RECORD_KEYS_NAME));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char from[64];

		(void)snprintf(from, sizeof(from), OLD "%s", names[i]);
		scratch_read(from, &file);
		scratch_write(home_file(names[i]), buf_span(&file));
		if (chmod(home_file(names[i]), 0600) != 0)
			bail("no right to the home");
		buf_release(&file);
	}
}

static bool lies_open(const char *text)
{
	return scratch_has(home_file("data.mdb"), span_of_str(text));
}

static unsigned persons(void)
{
	const char *list = clerk_ask(&d, "record.list", "{'kind':'person'}");
	unsigned count = 0;

	while ((list = strstr(list, "'kind':'person'")) != NULL) {
		count++;
		list++;
	}
	return count;
}

static bool finds(const char *word)
{
	return strstr(clerk_ask(&d, "search", "{'words':'%s'}", word), NAME) != NULL;
}

static uint64_t meta(enum meta name)
{
	uint64_t value = 0;
	int err = keyspace_get_meta(node_view(d.node), name, &value);

	(void)clerk_end(&d);
	return err == 0 ? value : 0;
}

static void test_older(void)
{
	unsigned before;

	old_home();
	ok(lies_open(NAME) && lies_open(WORD), "in the old store a name and its words lie open");
	clerk_reopen(&d);
	before = persons();
	ok(before > 0, "it opens, with its %u persons", before);
	ok(strstr(clerk_ask(&d, "record.list", "{'kind':'person'}"), NAME) != NULL,
	   "the name is shown");
	ok(finds(WORD), "and found");
	ok(scratch_size(home_file(VB_RECORD_KEYS_NAME)) > 0, "the keys stand in their file");
	is_u64(meta(VB_META_COPY_DUE), 1, "what lay open is to be taken off the disk");
	clerk_reopen(&d);
	is_u64(meta(VB_META_COPY_DUE), 1, "also when it was opened again meanwhile");
	clerk_wait(&d, 1000);
	clerk_wait(&d, VB_ERASURE_DELAY_MS + 1000);
	is_u64(meta(VB_META_COPY_DUE), 0, "it is");
	ok(!lies_open(NAME) && !lies_open(WORD), "neither the name nor its words lie open");
	is_int((int)persons(), (int)before, "all persons are there");
	clerk_wait(&d, 60000);
	ok(finds(WORD), "found when they are indexed");
	ok(!lies_open(WORD), "and do not lie open then");
	clerk_reopen(&d);
	is_int((int)persons(), (int)before, "nor after the next opening");
}

/* The n-th call of the system fails while the old store is opened; then it is opened without that. */
static void test_failing(void)
{
	struct env_options options = { .flags = 0 };
	struct node_output output = { .ctx = NULL };
	unsigned n = 1, calls = 0, wrong = 0, opened = 0;

	for (; calls >= n - 1; n++) {
		struct node *node = NULL;
		int err;

		old_home();
		tape_fail(scratch_path(d.folder, "home"), n, n % 2 == 0 ? EIO : ENOSPC);
		err = node_open(home_file(""), &options, &output, d.now, &node);
		node_close(&node);
		calls = tape_calls();
		opened += err == 0;
		clerk_reopen(&d);
		wrong += strstr(clerk_ask(&d, "record.list", "{'kind':'person'}"), NAME) == NULL;
		wrong += !finds(WORD);
	}
	ok(n > 10, "each of %u calls failed once", n - 2);
	ok(opened > 0, "there is an end to it");
	is_u64(wrong, 0, "whatever failed, the next opening has everything");
}

static void test_missing(void)
{
	unsigned before = persons(), messages;
	uint64_t generation = meta(VB_META_GENERATION);

	messages = (unsigned)strlen(clerk_ask(&d, "record.list", "{'kind':'message'}"));
	node_close(&d.node);
	unlink(home_file(VB_RECORD_KEYS_NAME));
	{
		struct node_keys *keys = NULL;
		struct wall_ms time;

		if (keyfile_load(home_file(""), &keys) != 0)
			bail("no keys");
		is_err(record_keys_restore(home_file(""), keys, NULL, d.now.wall, &time), 0,
		       "an empty file in the place of the keys");
		node_keys_destroy(&keys);
	}
	clerk_reopen(&d);
	ok(before > 0 && persons() == 0, "no person is left");
	is_int((int)strlen(clerk_ask(&d, "record.list", "{'kind':'message'}")), (int)messages,
	       "but everything else");
	ok(!finds(WORD), "nothing is found");
	is_u64(d.node->wanted_count, 1, "the one that another office may have is wanted");
	ok(generation == meta(VB_META_GENERATION), "watchers go on");
	clerk_reopen(&d);
	is_u64(d.node->wanted_count, 1, "also after the next opening");
}

int main(void)
{
	clerk_open(&d, "Stadt");
	d.is_synced = true;
	test_older();
	test_failing();
	test_missing();
	clerk_close(&d);
	return done();
}
