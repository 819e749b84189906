/* local_socket: what is wrong with a folder for everybody, each made wrong on purpose; sockets put in place of old ones. */
#include "daemon/local_socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

static char base[SCRATCH_PATH_BYTES];
static int home;

/* Opens the folder, and closes it again; the error, with why. */
static int try_folder(const char *name, struct conf_why *why)
{
	int fd = -1;
	int err = local_socket_folder(scratch_path(base, name), home, why, &fd);

	if (err == 0)
		close(fd);
	return err;
}

static void refused(const char *name, const char *fault)
{
	struct conf_why why = { "" };
	char want[400];

	snprintf(want, sizeof(want), "`socket-folder` %s %s", scratch_path(base, name), fault);
	is_err(try_folder(name, &why), VB_ERR_CONFIG, "%s: refused", name);
	is_str(why.text, want, "and why");
}

static void make(const char *name, mode_t mode)
{
	if (mkdir(scratch_path(base, name), 0700) < 0 || chmod(scratch_path(base, name), mode) < 0)
		bail("no folder");
}

static void test_folders(void)
{
	struct conf_why why;
	int fd;

	make("good", 0755);
	make("closed", 0700);
	make("group", 0775);
	make("sticky", 01777);
	fd = open(scratch_path(base, "file"), O_CREAT | O_WRONLY, 0644);
	close(fd);
	if (symlink("good", scratch_path(base, "link")) < 0)
		bail("symlink");
	is_err(try_folder("good", &why), 0, "a folder of ours, for others to look into");
	is_err(try_folder("closed", &why), 0, "one that only we can look into is no danger");
	is_err(try_folder("link", &why), 0, "nor is a link to one");
	refused("none", "is not there, or no folder");
	refused("file", "is not there, or no folder");
	refused("group", "can be written by others; chmod go-w");
	refused("sticky", "can be written by others; chmod go-w");
	refused("home", "is the data directory, which is for its owner only");
	make("group/below", 0755);
	make("sticky/below", 0755);
	refused("group/below", "stands in a folder that others own or can write");
	is_err(try_folder("sticky/below", &why), 0,
	       "where all may write but nobody moves what is not theirs, as in /tmp, it is safe");
	if (geteuid() != 0) {
		skip(4, "needs root to give a folder to somebody else");
		return;
	}
	make("foreign", 0755);
	make("foreign/below", 0755);
	if (chown(scratch_path(base, "foreign"), 65534, 65534) < 0)
		bail("chown");
	refused("foreign", "belongs to another login");
	refused("foreign/below", "stands in a folder that others own or can write");
}

static void test_bind(void)
{
	struct conf_why why;
	struct stat at;
	int folder = open(scratch_path(base, "good"), O_RDONLY | O_DIRECTORY);
	int fd;

	is_err(local_socket_bind(folder, "socket", 0666, &fd), 0, "a socket");
	ok(fstatat(folder, "socket", &at, 0) == 0 && (at.st_mode & 0777) == 0666, "with its mode");
	refused("good", "is used by another verbundd");
	close(fd);
	is_err(try_folder("good", &why), 0, "one that a dead daemon left is in nobody's way");
	is_err(local_socket_bind(folder, "socket", 0600, &fd), 0, "and is replaced");
	ok(fstatat(folder, "socket", &at, 0) == 0 && (at.st_mode & 0777) == 0600, "with its mode");
	close(fd);
	is_err(local_socket_bind(folder, "no/such", 0600, &fd), VB_ERR_IO, "where it cannot be");
	close(folder);
}

int main(void)
{
	scratch_make(base);
	make("home", 0700);
	home = open(scratch_path(base, "home"), O_RDONLY | O_DIRECTORY);
	test_folders();
	test_bind();
	close(home);
	scratch_remove(base);
	return done();
}
