/* home: the directory of a node: who may read it, who runs on it, and files in it that are replaced as a whole.
 *
 * A home is a directory of mode 0700 or less. The file `lock` in it is locked (flock) by the one process that works on
 * it and holds that process's number as text; the lock ends with the process. A file is replaced by writing beside it,
 * fsync, rename, fsync of the directory: after a crash there is the old one or the new one, whole.
 * Called by env, keyfile, backup, daemon/main. Thread rule: loop thread only.
 */
#ifndef VB_STORE_HOME_H
#define VB_STORE_HOME_H

#include "protocol/bytes.h"

#define VB_HOME_PATH_MAX_BYTES 4096u

/* Makes the directory with mode 0700; one that is there and empty is taken and set to that mode.
 * Errors: VB_ERR_HOME_EXISTS (not empty, not a directory), VB_ERR_IO, VB_ERR_DISK_FULL, VB_ERR_TOO_LARGE (path). */
VB_MUST int home_create(const char *home);

/* Checks that the directory is there and that only its owner can enter. Errors: VB_ERR_NO_HOME, VB_ERR_PERMISSIONS,
 * VB_ERR_IO. */
VB_MUST int home_check(const char *home);

/* Locks the home for this process; *fd holds the lock until it is closed. Errors: VB_ERR_NO_HOME, VB_ERR_LOCKED,
 * VB_ERR_IO, VB_ERR_DISK_FULL. */
VB_MUST int home_lock(const char *home, int *fd);

/* The number of the process that holds the lock, 0 if none does or it cannot be told. */
long home_lock_holder(const char *home);

/* Writes "home/name" and a NUL. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int home_path(const char *home, const char *name, char out[static VB_HOME_PATH_MAX_BYTES]);

/* Replaces the file `name` by size bytes, mode 0600. Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_NO_HOME. On error the
 * old file is untouched. Cost: two fsync. */
VB_MUST int home_replace(const char *home, const char *name, struct span data);

/* Appends the file `name` of at most max bytes to out. Errors: VB_ERR_NOT_FOUND, VB_ERR_TOO_LARGE (also where it is beyond the ceiling of
 * out), VB_ERR_IO. */
VB_MUST int home_read(const char *home, const char *name, size_t max, struct buf *out);

/* Moves the finished and synced file `from` over `to`, both with full paths in one directory, and syncs that
 * directory. Errors: VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int home_rename(const char *from, const char *to);

/* Makes what was created, renamed or removed in the directory durable. Errors: VB_ERR_IO, VB_ERR_NO_HOME. */
VB_MUST int home_sync(const char *home);

/* True if bytes more fit on the disk of the home, quota included. Tries it: a file system's own figures differ. */
bool home_has_room(const char *home, uint64_t bytes);

/* What an errno of a file operation means: VB_ERR_DISK_FULL (ENOSPC, EDQUOT), VB_ERR_NO_HOME (ENOENT, ENOTDIR), else
 * VB_ERR_IO. */
int home_error(int number);

#endif
