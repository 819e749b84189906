/* local_socket: binding local sockets; see local_socket.h; tested by tests/unit/test_local_socket.c. */
#define _GNU_SOURCE /* O_PATH */
#include "daemon/local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

/* By way of the directory's descriptor the address is short, however long the path is. */
static struct sockaddr_un address_of(int directory, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", directory,
	         name);
	return address;
}

int local_socket_bind(int directory, const char *name, mode_t mode, int *out)
{
	struct sockaddr_un address = address_of(directory, name);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return VB_ERR_IO;
	unlinkat(directory, name, 0);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    fchmodat(directory, name, mode, 0) < 0 || listen(fd, BACKLOG) < 0) {
		close(fd);
		return VB_ERR_IO;
	}
	*out = fd;
	return 0;
}

/* ---- the folder ---- */

static bool is_listened_to(int directory, const char *name)
{
	struct sockaddr_un address = address_of(directory, name);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool answers;

	if (fd < 0)
		return false;
	/* EAGAIN: somebody listens and has not got round to all who call. */
	answers = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 ||
	          errno == EAGAIN;
	close(fd);
	return answers;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_foreign(const struct stat *at)
{
	return at->st_uid != 0 && at->st_uid != geteuid();
}

static bool is_writable(const struct stat *at)
{
	return (at->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

/* Whether others could put another folder in place of this one, by what stands above it. Where all may write (/tmp) that
 * is only so without the sticky bit. */
static bool is_movable(int folder, const struct stat *at)
{
	struct stat below = *at;
	struct stat above;
	bool is_bad = false;
	int fd = dup(folder);

	for (;;) {
		int next = fd < 0 ? -1 : openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (fd >= 0)
			close(fd);
		fd = next;
		if (fd < 0 || fstat(fd, &above) < 0)
			is_bad = true;
		if (is_bad || is_same(&above, &below))
			break;
		is_bad = is_foreign(&above) ||
		         (is_writable(&above) && (above.st_mode & S_ISVTX) == 0);
		below = above;
	}
	if (fd >= 0)
		close(fd);
	return is_bad;
}

/* What is wrong with the folder; NULL: nothing. */
static const char *folder_fault(int folder, int home)
{
	struct stat at, own;

	if (fstat(folder, &at) < 0 || fstat(home, &own) < 0)
		return "cannot be read";
	if (is_same(&at, &own))
		return "is the data directory, which is for its owner only";
	if (is_foreign(&at))
		return "belongs to another login";
	if (is_writable(&at))
		return "can be written by others; chmod go-w";
	if (is_movable(folder, &at))
		return "stands in a folder that others own or can write";
	if (is_listened_to(folder, "socket"))
		return "is used by another verbundd";
	return NULL;
}

int local_socket_folder(const char *path, int home, struct conf_why *why, int *out)
{
	int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *fault = folder < 0 ? "is not there, or no folder" : folder_fault(folder, home);

	if (fault != NULL) {
		snprintf(why->text, sizeof(why->text), "`socket-folder` %s %s", path, fault);
		if (folder >= 0)
			close(folder);
		return VB_ERR_CONFIG;
	}
	*out = folder;
	return 0;
}
