/* tape: a recorder of what happens to files; see tape.h. */
#define _GNU_SOURCE /* syscall, O_DIRECTORY */
#include "tests/unit/tape.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define FILES_MAX 1024u
#define FDS_MAX 1024

/* What a descriptor stands for. */
struct handle {
	bool is_known;
	bool is_folder;
	bool is_synced; /* opened with O_DSYNC or O_SYNC */
	unsigned file;
	char name[TAPE_NAME_BYTES];
};

static struct {
	char folder[SCRATCH_PATH_BYTES];
	bool is_recording;
	struct tape tape;
	size_t capacity;
	char names[FILES_MAX][TAPE_NAME_BYTES]; /* as they are now; "": none */
	unsigned file_count;
	struct handle handles[FDS_MAX];
	bool is_failing;
	unsigned calls, fail_at;
	int number;
} t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- names ---- */

/* The name below the folder; NULL if it does not stand there or is that of a lock. */
static const char *name_of(const char *path)
{
	size_t size = strlen(t.folder), length = strlen(path);

	if (size == 0 || strncmp(path, t.folder, size) != 0 || path[size] != '/')
		return NULL;
	if (length >= 4 && strcmp(path + length - 4, "lock") == 0)
		return NULL;
	if (length - size - 1 >= TAPE_NAME_BYTES)
		bail("tape: %s is too long", path);
	return path + size + 1;
}

/* The number of the file with this name; FILES_MAX if there is none. */
static unsigned file_of(const char *name)
{
	for (unsigned i = t.file_count; i-- > 0;)
		if (strcmp(t.names[i], name) == 0)
			return i;
	return FILES_MAX;
}

static void copy_name(char out[static TAPE_NAME_BYTES], const char *name)
{
	(void)snprintf(out, TAPE_NAME_BYTES, "%s", name);
}

/* ---- the tape ---- */

static struct tape_step *add(enum tape_what what, unsigned file, const char *name)
{
	struct tape_step *step;

	if (t.tape.count == t.capacity) {
		t.capacity = t.capacity == 0 ? 256 : t.capacity * 2;
		t.tape.steps = realloc(t.tape.steps, t.capacity * sizeof(*t.tape.steps));
		if (t.tape.steps == NULL)
			abort();
	}
	step = &t.tape.steps[t.tape.count++];
	*step = (struct tape_step){ .what = what, .file = file };
	copy_name(step->name, name);
	return step;
}

static void add_write(const struct handle *h, const void *data, size_t size, off_t at)
{
	struct tape_step *step = add(TAPE_WRITE, h->file, h->name);

	step->at = (uint64_t)at;
	step->size = size;
	step->is_synced = h->is_synced;
	step->bytes = malloc(size + 1);
	if (step->bytes == NULL)
		abort();
	memcpy(step->bytes, data, size);
}

static unsigned add_file(const char *name)
{
	if (t.file_count == FILES_MAX)
		bail("tape: too many files");
	copy_name(t.names[t.file_count], name);
	(void)add(TAPE_CREATE, t.file_count, name);
	return t.file_count++;
}

/* What is in a folder at the start, and in those in it. */
static void add_folder(const char *path_of_it)
{
	char folder[2 * SCRATCH_PATH_BYTES];
	DIR *dir = opendir(path_of_it);
	const struct dirent *entry;
	struct handle h = { .is_synced = true };
	struct buf content;
	struct stat st;

	if (dir == NULL)
		bail("tape: no folder %s", path_of_it);
	/* Paths of scratch live until the next but 7th. */
	(void)snprintf(folder, sizeof(folder), "%s", path_of_it);
	while ((entry = readdir(dir)) != NULL) {
		const char *path = scratch_path(folder, entry->d_name);
		const char *name = name_of(path);

		if (entry->d_name[0] == '.' || name == NULL || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			add_folder(path);
			continue;
		}
		h.file = add_file(name);
		copy_name(h.name, name);
		scratch_read(path, &content);
		add_write(&h, content.data, content.size, 0);
		buf_release(&content);
	}
	closedir(dir);
}

static void set_folder(const char *folder)
{
	memset(&t, 0, sizeof(t));
	(void)snprintf(t.folder, sizeof(t.folder), "%s", folder);
}

void tape_start(const char *folder)
{
	set_folder(folder);
	add_folder(folder);
	t.tape.start = t.tape.count;
	t.is_recording = true;
	tape_mark();
}

void tape_mark(void)
{
	pthread_mutex_lock(&lock);
	(void)add(TAPE_MARK, 0, "");
	pthread_mutex_unlock(&lock);
}

void tape_stop(struct tape *out)
{
	*out = t.tape;
	memset(&t, 0, sizeof(t));
}

void tape_release(struct tape *tape)
{
	for (size_t i = 0; i < tape->count; i++)
		free(tape->steps[i].bytes);
	free(tape->steps);
	*tape = (struct tape){ 0 };
}

/* ---- failing ---- */

void tape_fail(const char *folder, unsigned n, int number)
{
	set_folder(folder);
	t.is_failing = true;
	t.fail_at = n;
	t.number = number;
}

unsigned tape_calls(void)
{
	unsigned calls = t.calls;

	memset(&t, 0, sizeof(t));
	return calls;
}

/* True if this call fails; errno says so. */
static bool is_due(bool is_ours)
{
	if (!t.is_failing || !is_ours || ++t.calls != t.fail_at)
		return false;
	errno = t.number;
	return true;
}

/* The handle of a descriptor of ours; NULL if it is another's. */
static struct handle *handle_of(int fd)
{
	return fd >= 0 && fd < FDS_MAX && t.handles[fd].is_known ? &t.handles[fd] : NULL;
}

/* ---- the calls ---- */

static void opened(int fd, const char *name, int flags)
{
	struct handle *h;
	struct stat st;

	if (fd >= FDS_MAX || fstat(fd, &st) != 0)
		bail("tape: a descriptor like %d", fd);
	h = &t.handles[fd];
	*h = (struct handle){ .is_known = true,
		              .is_folder = S_ISDIR(st.st_mode),
		              .is_synced = (flags & O_DSYNC) != 0 };
	copy_name(h->name, name);
	if (h->is_folder || !t.is_recording)
		return;
	h->file = file_of(name);
	if (h->file == FILES_MAX)
		h->file = add_file(name);
}

int tape_open(const char *path, int flags, mode_t mode)
{
	size_t size = strlen(t.folder);
	const char *name = name_of(path);
	int fd;

	if (size > 0 && strcmp(path, t.folder) == 0)
		name = "";
	if (is_due(name != NULL))
		return -1;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd >= 0 && name != NULL) {
		pthread_mutex_lock(&lock);
		opened(fd, name, flags);
		pthread_mutex_unlock(&lock);
	}
	return fd;
}

int tape_close(int fd)
{
	struct handle *h = handle_of(fd);

	if (h != NULL)
		h->is_known = false;
	return (int)syscall(SYS_close, fd);
}

/* Notes what a write did; returns what it returned. */
static ssize_t written(const struct handle *h, const void *data, ssize_t size, off_t at)
{
	if (h != NULL && t.is_recording && size > 0) {
		pthread_mutex_lock(&lock);
		add_write(h, data, (size_t)size, at);
		pthread_mutex_unlock(&lock);
	}
	return size;
}

ssize_t tape_pwrite(int fd, const void *data, size_t size, off_t at)
{
	const struct handle *h = handle_of(fd);

	if (is_due(h != NULL))
		return -1;
	return written(h, data, syscall(SYS_pwrite64, fd, data, size, at), at);
}

ssize_t tape_write(int fd, const void *data, size_t size)
{
	const struct handle *h = handle_of(fd);
	off_t at = h == NULL ? 0 : lseek(fd, 0, SEEK_CUR);

	if (is_due(h != NULL))
		return -1;
	return written(h, data, syscall(SYS_write, fd, data, size), at);
}

ssize_t tape_writev(int fd, const struct iovec *pieces, int count)
{
	const struct handle *h = handle_of(fd);
	off_t at = h == NULL ? 0 : lseek(fd, 0, SEEK_CUR);
	ssize_t done, left;

	if (is_due(h != NULL))
		return -1;
	done = left = syscall(SYS_writev, fd, pieces, count);
	for (int i = 0; i < count && left > 0; i++) {
		size_t size = pieces[i].iov_len < (size_t)left ? pieces[i].iov_len : (size_t)left;

		(void)written(h, pieces[i].iov_base, (ssize_t)size, at);
		at += (off_t)size;
		left -= (ssize_t)size;
	}
	return done;
}

static void sized(const struct handle *h, off_t size)
{
	if (h == NULL || !t.is_recording)
		return;
	pthread_mutex_lock(&lock);
	add(TAPE_SIZE, h->file, h->name)->at = (uint64_t)size;
	pthread_mutex_unlock(&lock);
}

int tape_ftruncate(int fd, off_t size)
{
	const struct handle *h = handle_of(fd);
	int rc;

	if (is_due(h != NULL))
		return -1;
	rc = (int)syscall(SYS_ftruncate, fd, size);
	if (rc == 0)
		sized(h, size);
	return rc;
}

int tape_posix_fallocate(int fd, off_t at, off_t size)
{
	const struct handle *h = handle_of(fd);
	struct stat st;

	if (is_due(h != NULL))
		return errno;
	if (syscall(SYS_fallocate, fd, 0, at, size) != 0)
		return errno;
	if (fstat(fd, &st) == 0)
		sized(h, st.st_size);
	return 0;
}

int tape_fsync(int fd)
{
	const struct handle *h = handle_of(fd);
	int rc;

	if (is_due(h != NULL))
		return -1;
	rc = (int)syscall(SYS_fsync, fd);
	if (rc == 0 && h != NULL && t.is_recording) {
		pthread_mutex_lock(&lock);
		(void)add(h->is_folder ? TAPE_SYNC_FOLDER : TAPE_SYNC, h->file, h->name);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

int tape_rename(const char *from, const char *to)
{
	const char *name = name_of(from), *target = name_of(to);
	int rc;

	if (is_due(name != NULL))
		return -1;
	rc = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
	if (rc != 0 || name == NULL || target == NULL || !t.is_recording)
		return rc;
	pthread_mutex_lock(&lock);
	unsigned file = file_of(name), former = file_of(target);

	if (former != FILES_MAX)
		t.names[former][0] = '\0';
	if (file != FILES_MAX) {
		copy_name(add(TAPE_RENAME, file, name)->to, target);
		copy_name(t.names[file], target);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

int tape_unlink(const char *path)
{
	const char *name = name_of(path);
	int rc;

	if (is_due(name != NULL))
		return -1;
	rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	if (rc != 0 || name == NULL || !t.is_recording)
		return rc;
	pthread_mutex_lock(&lock);
	unsigned file = file_of(name);

	if (file != FILES_MAX) {
		(void)add(TAPE_UNLINK, file, name);
		t.names[file][0] = '\0';
	}
	pthread_mutex_unlock(&lock);
	return rc;
}
