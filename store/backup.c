/* backup: compact copies; see backup.h. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/annex.h"
#include "store/home.h"
#include "store/lmdb_file.h"
#include "store/lmdb_scrub.h"
#include "store/record_keys.h"

/* Writes a synced compact copy to a new file, with the annex of a home (NULL: none). Its room is taken first, so that a full disk
 * shows before the work. */
static int copy_write(struct env *env, const char *path, const struct backup_home *home,
                      uint64_t *bytes)
{
	struct env_info info;
	off_t end;
	int fd, number, err = env_measure(env, &info);

	if (err != 0)
		return err;
	if (unlink(path) != 0 && errno != ENOENT)
		return home_error(errno);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return home_error(errno);
	number = posix_fallocate(fd, 0, (off_t)info.used_bytes);
	err = number == 0 ? env_copy(env, fd) : home_error(number);
	end = err == 0 ? lseek(fd, 0, SEEK_CUR) : 0;
	if (err == 0 && (end <= 0 || ftruncate(fd, end) != 0))
		err = home_error(errno);
	if (err == 0)
		err = lmdb_scrub(fd);
	if (err == 0 && home != NULL)
		err = annex_append(fd, home->path, home->keys, home->now);
	end = err == 0 ? lseek(fd, 0, SEEK_END) : 0;
	if (err == 0 && fsync(fd) != 0)
		err = home_error(errno);
	if (close(fd) != 0 && err == 0)
		err = home_error(errno);
	if (err == 0)
		*bytes = (uint64_t)end;
	return err;
}

/* Writes "path.new" and a NUL. */
static int path_beside(const char *path, char out[static VB_HOME_PATH_MAX_BYTES])
{
	int size = snprintf(out, VB_HOME_PATH_MAX_BYTES, "%s.new", path);

	return size > 0 && size < (int)VB_HOME_PATH_MAX_BYTES ? 0 : VB_ERR_TOO_LARGE;
}

/* True if both are the same file or directory. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The folder of a full path, without what follows its last slash. */
static bool folder_stat(const char *path, struct stat *out)
{
	char folder[VB_HOME_PATH_MAX_BYTES];
	size_t size = (size_t)(strrchr(path, '/') - path);

	if (size >= sizeof(folder))
		return false;
	memcpy(folder, path, size);
	folder[size] = '\0';
	return stat(size == 0 ? "/" : folder, out) == 0 && S_ISDIR(out->st_mode);
}

/* True if a backup of ours that was cut short left this. */
static bool is_rest(const char *path, const struct stat *there)
{
	return S_ISREG(there->st_mode) && there->st_uid == geteuid() && there->st_nlink == 1 &&
	       lmdb_file_is_begun(path);
}

enum backup_fault backup_check(const char *home, const char *path, enum backup_what what)
{
	char beside[VB_HOME_PATH_MAX_BYTES], store[VB_HOME_PATH_MAX_BYTES];
	struct stat folder, own, there;

	if (!folder_stat(path, &folder) || path_beside(path, beside) != 0)
		return VB_BACKUP_NO_FOLDER;
	if (stat(home, &own) == 0 && is_same(&folder, &own))
		return VB_BACKUP_HOME;
	if (lstat(beside, &there) == 0 && !is_rest(beside, &there))
		return VB_BACKUP_IN_THE_WAY;
	if (lstat(path, &there) != 0)
		return VB_BACKUP_FINE;
	if (!S_ISREG(there.st_mode))
		return VB_BACKUP_OTHER_FILE;
	/* LMDB's lock on the store would end with looking at it. */
	if (home_path(home, "data.mdb", store) != 0 ||
	    (lstat(store, &own) == 0 && is_same(&there, &own)))
		return VB_BACKUP_HOME;
	if (what == VB_BACKUP_OF_KEYS)
		return record_keys_is_copy(path) ? VB_BACKUP_FINE : VB_BACKUP_OTHER_FILE;
	return lmdb_file_check(path) == 0 ? VB_BACKUP_FINE : VB_BACKUP_OTHER_FILE;
}

int backup_write(struct env *env, const struct backup_home *home, const char *path, uint64_t *bytes)
{
	char beside[VB_HOME_PATH_MAX_BYTES];
	int err = path_beside(path, beside);

	if (err != 0)
		return err;
	err = copy_write(env, beside, home, bytes);
	if (err == 0)
		err = lmdb_file_walk(beside);
	if (err == 0)
		err = home_rename(beside, path);
	if (err != 0)
		unlink(beside);
	return err;
}

int backup_compact(struct env *env)
{
	char beside[VB_HOME_PATH_MAX_BYTES];
	uint64_t bytes;
	int moved, err = path_beside(env_path(env), beside);

	if (err != 0)
		return err;
	err = copy_write(env, beside, NULL, &bytes);
	if (err != 0) {
		unlink(beside);
		return err;
	}
	/* A file of this name that is open is no longer the store, and whether the new name outlives a loss of power is
	 * unknown after an error: from here on it is all or nothing. */
	moved = home_rename(beside, env_path(env));
	err = env_reopen(env);
	if (moved != 0) {
		env_stop(env, VB_ERR_IO);
		err = VB_ERR_IO;
	}
	return err;
}

void backup_remove_rest(const struct env *env)
{
	char beside[VB_HOME_PATH_MAX_BYTES];

	if (path_beside(env_path(env), beside) == 0)
		(void)unlink(beside);
}
