/*
 * tape: everything that a program does to the files below one folder: recorded in order, or made to fail at the n-th call.
 *
 * A program's symbols go before those of libraries, LMDB's own calls among them: the test defines open, close, write, pwrite,
 * writev, ftruncate, posix_fallocate, fsync, fdatasync, rename and unlink and hands each to the function of that name
 * here. Locks (names that end in "lock") are no data and not recorded. One tape at a time; calls of other threads are
 * recorded, too. What the recorder itself cannot do ends the run.
 */
#ifndef VB_TESTS_UNIT_TAPE_H
#define VB_TESTS_UNIT_TAPE_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "protocol/bytes.h"

#define TAPE_NAME_BYTES 96u /* of a path below the folder, with the NUL */

enum tape_what {
	TAPE_WRITE,       /* bytes at a place; is_synced: durable when the call ends */
	TAPE_SIZE,        /* a file became so long */
	TAPE_SYNC,        /* all of a file so far is durable */
	TAPE_CREATE,      /* a name for a new file */
	TAPE_RENAME,      /* a name became another, in place of what had that */
	TAPE_UNLINK,      /* a name is gone */
	TAPE_SYNC_FOLDER, /* all names in a folder so far are durable */
	TAPE_MARK,        /* the test: what was acknowledged up to here may not be lost */
};

struct tape_step {
	enum tape_what what;
	unsigned file; /* files are numbered by their creation, those of before the start first */
	uint64_t at;   /* place; new size */
	size_t size;
	uint8_t *bytes;
	bool is_synced;
	char name
		[TAPE_NAME_BYTES]; /* of the file; of a folder: "" or what stands before the slash */
	char to[TAPE_NAME_BYTES];
};

struct tape {
	struct tape_step *
		steps; /* first one TAPE_CREATE and one TAPE_WRITE for each file that was there, synced */
	size_t count;
	size_t start; /* steps that tell of what was there before */
};

/* Records from now on; what is in the folder now is the beginning. */
void tape_start(const char *folder);
/* Notes that everything done so far was acknowledged. */
void tape_mark(void);
/* Ends recording; the caller releases. Files may still be open. */
void tape_stop(struct tape *out);
/* Frees a tape. */
void tape_release(struct tape *tape);

/* From now on calls on files in the folder are counted, and the n-th fails with this errno (0: none). */
void tape_fail(const char *folder, unsigned n, int number);
/* Ends that; how many calls were counted. */
unsigned tape_calls(void);

/* In place of the system's; as open(2). */
int tape_open(const char *path, int flags, mode_t mode);
/* As close(2). */
int tape_close(int fd);
/* As write(2). */
ssize_t tape_write(int fd, const void *data, size_t size);
/* As pwrite(2). */
ssize_t tape_pwrite(int fd, const void *data, size_t size, off_t at);
/* As writev(2). */
ssize_t tape_writev(int fd, const struct iovec *pieces, int count);
/* As ftruncate(2). */
int tape_ftruncate(int fd, off_t size);
/* As posix_fallocate(3). */
int tape_posix_fallocate(int fd, off_t at, off_t size);
/* As fsync(2), and fdatasync(2), which keeps the size as well. */
int tape_fsync(int fd);
/* As rename(2). */
int tape_rename(const char *from, const char *to);
/* As unlink(2). */
int tape_unlink(const char *path);

#endif
