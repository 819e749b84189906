/*
 * scratch: a temporary directory of mode 0700 for one test program, and a look at files in it.
 *
 * A failure of the machine itself (no temporary directory, a file that cannot be read) ends the run.
 * What a test that was killed leaves behind begins with verbund-test-.
 */
#ifndef VB_TESTS_UNIT_SCRATCH_H
#define VB_TESTS_UNIT_SCRATCH_H

#include "protocol/bytes.h"

#define SCRATCH_PATH_BYTES 256u

/* Makes a new directory below $TMPDIR or /tmp and writes its path. */
void scratch_make(char path[static SCRATCH_PATH_BYTES]);
/* Removes it with everything in it. */
void scratch_remove(const char *path);
/* Removes everything in it. */
void scratch_empty(const char *path);

/* The path "folder/name"; lives until the next but 7th call. */
const char *scratch_path(const char *folder, const char *name);
/* Bytes of a file; -1 if there is none. */
long scratch_size(const char *file);
/* Reads a whole file; the caller releases. */
void scratch_read(const char *file, struct buf *out);
/* Writes a whole file, in place of an older one. */
void scratch_write(const char *file, struct span data);
/* Changes one byte of a file, at `at`. */
void scratch_poke(const char *file, size_t at, uint8_t value);
/* True if the file has these bytes anywhere. */
bool scratch_has(const char *file, struct span bytes);

#endif
