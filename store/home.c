/* home: the directory of a node; see home.h. */
#include "store/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "lock"
#define PROBE_NAME "room.new"
#define OWNER_ONLY 0077u /* bits of a mode that let others in */

int home_error(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return VB_ERR_DISK_FULL;
	case ENOENT:
	case ENOTDIR:
		return VB_ERR_NO_HOME;
	default:
		return VB_ERR_IO;
	}
}

int home_path(const char *home, const char *name, char out[static VB_HOME_PATH_MAX_BYTES])
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int size = snprintf(path, sizeof(path), "%s/%s", home, name);

	if (size < 0 || (size_t)size >= sizeof(path))
		return VB_ERR_TOO_LARGE;
	memcpy(out, path, (size_t)size + 1);
	return 0;
}

/* True if the directory holds nothing but itself. */
static bool is_empty_directory(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (dir == NULL)
		return false;
	while (empty && (entry = readdir(dir)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(dir);
	return empty;
}

int home_create(const char *home)
{
	char parent[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(home, "..", parent);

	if (err != 0)
		return err;
	if (mkdir(home, 0700) != 0) {
		if (errno != EEXIST)
			return home_error(errno);
		if (!is_empty_directory(home))
			return VB_ERR_HOME_EXISTS;
		if (chmod(home, 0700) != 0)
			return home_error(errno);
	}
	return home_sync(parent);
}

int home_check(const char *home)
{
	struct stat st;

	if (stat(home, &st) != 0)
		return home_error(errno);
	if (!S_ISDIR(st.st_mode))
		return VB_ERR_NO_HOME;
	return (st.st_mode & OWNER_ONLY) == 0 ? 0 : VB_ERR_PERMISSIONS;
}

int home_lock(const char *home, int *fd)
{
	char path[VB_HOME_PATH_MAX_BYTES], text[32];
	int lock = -1, size;
	int err = home_path(home, LOCK_NAME, path);

	if (err != 0)
		return err;
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock < 0)
		return home_error(errno);
	if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
		err = errno == EWOULDBLOCK ? VB_ERR_LOCKED : VB_ERR_IO;
		close(lock);
		return err;
	}
	/* The lock is what counts; its text helps people, and a full disk must not keep a node from starting. */
	size = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(lock, 0) == 0 && size > 0 && pwrite(lock, text, (size_t)size, 0) != size)
		(void)!ftruncate(lock, 0);
	*fd = lock;
	return 0;
}

long home_lock_holder(const char *home)
{
	char path[VB_HOME_PATH_MAX_BYTES], text[32];
	long holder = 0;
	ssize_t size;
	int fd;

	if (home_path(home, LOCK_NAME, path) != 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return 0;
	if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		size = read(fd, text, sizeof(text) - 1);
		text[size > 0 ? size : 0] = '\0';
		holder = strtol(text, NULL, 10);
	}
	close(fd);
	return holder > 0 ? holder : 0;
}

int home_sync(const char *home)
{
	int fd = open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return home_error(errno);
	if (fsync(fd) != 0)
		err = home_error(errno);
	close(fd);
	return err;
}

int home_rename(const char *from, const char *to)
{
	char folder[VB_HOME_PATH_MAX_BYTES];
	const char *slash = strrchr(to, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - to);

	if (size >= sizeof(folder))
		return VB_ERR_TOO_LARGE;
	if (rename(from, to) != 0)
		return home_error(errno);
	if (size == 0)
		return home_sync(slash == NULL ? "." : "/");
	memcpy(folder, to, size);
	folder[size] = '\0';
	return home_sync(folder);
}

/* Writes all of data. */
static int write_all(int fd, struct span data)
{
	while (data.size > 0) {
		ssize_t done = write(fd, data.data, data.size);

		if (done < 0 && errno != EINTR)
			return home_error(errno);
		if (done > 0)
			data = span_of(data.data + done, data.size - (size_t)done);
	}
	return 0;
}

/* Writes a new file, synced. A file that a crash left behind is taken away first, with its mode. */
static int write_new(const char *path, struct span data)
{
	int fd, err;

	if (unlink(path) != 0 && errno != ENOENT)
		return home_error(errno);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return home_error(errno);
	err = write_all(fd, data);
	if (err == 0 && fsync(fd) != 0)
		err = home_error(errno);
	if (close(fd) != 0 && err == 0)
		err = home_error(errno);
	return err;
}

int home_replace(const char *home, const char *name, struct span data)
{
	char path[VB_HOME_PATH_MAX_BYTES], beside[VB_HOME_PATH_MAX_BYTES];
	int err = home_path(home, name, path);

	if (err != 0)
		return err;
	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside))
		return VB_ERR_TOO_LARGE;
	err = write_new(beside, data);
	if (err == 0)
		err = home_rename(beside, path);
	if (err != 0)
		unlink(beside);
	return err;
}

/* Appends the whole of an open file. */
static int read_whole(int fd, size_t max, struct buf *out)
{
	struct stat st;
	size_t left;
	uint8_t *to;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return VB_ERR_IO;
	if (st.st_size < 0 || (uint64_t)st.st_size > max)
		return VB_ERR_TOO_LARGE;
	left = (size_t)st.st_size;
	to = buf_extend(out, left);
	if (to == NULL && left > 0)
		return out->err;
	while (left > 0) {
		ssize_t got = read(fd, to, left);

		if (got == 0 || (got < 0 && errno != EINTR))
			return VB_ERR_IO;
		if (got > 0) {
			to += got;
			left -= (size_t)got;
		}
	}
	return 0;
}

int home_read(const char *home, const char *name, size_t max, struct buf *out)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	int fd, err = home_path(home, name, path);

	if (err != 0)
		return err;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return home_error(errno) == VB_ERR_NO_HOME ? VB_ERR_NOT_FOUND : VB_ERR_IO;
	err = read_whole(fd, max, out);
	close(fd);
	return err;
}

bool home_has_room(const char *home, uint64_t bytes)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	bool fits;
	int fd;

	if (bytes > INT64_MAX || home_path(home, PROBE_NAME, path) != 0)
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	fits = posix_fallocate(fd, 0, (off_t)bytes) == 0;
	close(fd);
	unlink(path);
	return fits;
}
