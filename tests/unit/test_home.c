/* home: permissions, the lock, files replaced as a whole. */
#include "store/home.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

static char dir[SCRATCH_PATH_BYTES];

static int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void test_create(void)
{
	const char *home = scratch_path(dir, "home");
	char longest[VB_HOME_PATH_MAX_BYTES + 8];

	is_err(home_check(home), VB_ERR_NO_HOME, "not there yet");
	is_err(home_create(home), 0, "made");
	is_int(mode_of(home), 0700, "for its owner only");
	is_err(home_check(home), 0, "good");
	chmod(home, 0750);
	is_err(home_check(home), VB_ERR_PERMISSIONS, "a group that can enter");
	chmod(home, 0701);
	is_err(home_check(home), VB_ERR_PERMISSIONS, "others that can pass");
	is_err(home_create(home), 0, "an empty directory is taken");
	is_int(mode_of(home), 0700, "and closed to others");
	scratch_write(scratch_path(home, "file"), span_of_str("x"));
	is_err(home_create(home), VB_ERR_HOME_EXISTS, "one with something in it is not");
	is_err(home_create(scratch_path(home, "file")), VB_ERR_HOME_EXISTS, "a file is none");
	is_err(home_check(scratch_path(home, "file")), VB_ERR_NO_HOME, "a file is none, again");
	is_err(home_create(scratch_path(dir, "no/such")), VB_ERR_NO_HOME, "no place to make it");
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	is_err(home_create(longest), VB_ERR_TOO_LARGE, "a path that is too long");
}

static void test_path(void)
{
	char path[VB_HOME_PATH_MAX_BYTES] = "as before", home[VB_HOME_PATH_MAX_BYTES];

	is_err(home_path("/a", "b", path), 0, "a path");
	is_str(path, "/a/b", "home, slash, name");
	memset(home, 'h', sizeof(home) - 1);
	home[sizeof(home) - 3] = '\0';
	is_err(home_path(home, "n", path), 0, "as long as can be");
	is_err(home_path(home, "nn", path), VB_ERR_TOO_LARGE, "one longer");
}

/* A child takes the lock and waits to be killed. */
static pid_t child_with_lock(const char *home)
{
	int pipes[2], fd;
	char byte = 0;
	pid_t child;

	if (pipe(pipes) != 0)
		bail("no pipe");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		byte = home_lock(home, &fd) == 0 ? 'y' : 'n';
		(void)!write(pipes[1], &byte, 1);
		pause();
		_exit(0);
	}
	close(pipes[1]);
	if (child < 0 || read(pipes[0], &byte, 1) != 1 || byte != 'y')
		bail("the child has no lock");
	close(pipes[0]);
	return child;
}

static void test_lock(void)
{
	const char *home = scratch_path(dir, "locked");
	int fd = -1, other = -1;
	pid_t child;

	is_err(home_lock(home, &fd), VB_ERR_NO_HOME, "no home");
	is_err(home_create(home), 0, "made");
	is_int(home_lock_holder(home), 0, "nobody works on a new one");
	is_err(home_lock(home, &fd), 0, "locked");
	is_int(mode_of(scratch_path(home, "lock")), 0600, "the lock is for its owner");
	ok((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0, "and not for programs that are started");
	is_err(home_lock(home, &other), VB_ERR_LOCKED, "a second time");
	is_int(other, -1, "nothing is handed out");
	is_int(home_lock_holder(home), getpid(), "held by this process");
	close(fd);
	is_int(home_lock_holder(home), 0, "given back");
	child = child_with_lock(home);
	is_err(home_lock(home, &fd), VB_ERR_LOCKED, "another process has it");
	is_int(home_lock_holder(home), child, "that one");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	is_err(home_lock(home, &fd), 0, "a lock ends with its process");
	close(fd);
}

static void test_replace(void)
{
	const char *home = scratch_path(dir, "files");
	const char *file = scratch_path(dir, "files/list");
	const char *beside = scratch_path(dir, "files/list.new");
	struct buf content;

	is_err(home_replace(home, "list", span_of_str("one")), VB_ERR_NO_HOME, "no home");
	is_err(home_create(home), 0, "made");
	is_err(home_replace(home, "list", span_of_str("one")), 0, "written");
	is_int(mode_of(file), 0600, "for its owner only");
	/* What a crash may leave behind: a longer file that others can read. */
	scratch_write(beside, span_of_str("left behind by a crash"));
	chmod(beside, 0644);
	is_err(home_replace(home, "list", span_of_str("second")), 0, "replaced");
	scratch_read(file, &content);
	ok(span_is_equal(buf_span(&content), span_of_str("second")), "by the new contents");
	buf_release(&content);
	is_int(mode_of(file), 0600, "for its owner only, still");
	is_int(scratch_size(beside), -1, "nothing stands beside");
	is_err(home_replace(home, "no/list", span_of_str("x")), VB_ERR_NO_HOME, "no such folder");
	is_err(home_replace(home, "empty", span_of(NULL, 0)), 0, "an empty file");
	is_int(scratch_size(scratch_path(home, "empty")), 0, "is empty");
}

static void test_errors(void)
{
	is_err(home_error(ENOSPC), VB_ERR_DISK_FULL, "no space");
	is_err(home_error(EDQUOT), VB_ERR_DISK_FULL, "no quota");
	is_err(home_error(ENOENT), VB_ERR_NO_HOME, "no file");
	is_err(home_error(ENOTDIR), VB_ERR_NO_HOME, "no folder");
	is_err(home_error(EIO), VB_ERR_IO, "a broken disk");
	is_err(home_error(EACCES), VB_ERR_IO, "no right");
	ok(home_has_room(dir, 65536), "room for a little");
	ok(!home_has_room(dir, UINT64_MAX), "not for everything");
	ok(!home_has_room(dir, (uint64_t)INT64_MAX), "nor for half of it");
	ok(!home_has_room(scratch_path(dir, "none"), 1), "nor where nothing is");
	is_int(scratch_size(scratch_path(dir, "room.new")), -1, "and the trial leaves nothing");
	is_err(home_sync(scratch_path(dir, "none")), VB_ERR_NO_HOME, "nothing to sync");
	is_err(home_rename(scratch_path(dir, "none"), scratch_path(dir, "other")), VB_ERR_NO_HOME,
	       "nothing to rename");
}

int main(void)
{
	scratch_make(dir);
	test_create();
	test_path();
	test_lock();
	test_replace();
	test_errors();
	scratch_remove(dir);
	return done();
}
