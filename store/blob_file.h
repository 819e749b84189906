/* blob_file: the bytes of one blob (SPEC.md 4.3) in a file of its own, beside the store.
 *
 * Layout: the hash of each chunk, 32 bytes each, then the chunks as they were encrypted, each at the place that follows
 * from its number. Chunks are written one after the other; how many count stands in the row of the blob (blobs.h), so
 * what a crash left behind them is written over. Every chunk that is read is compared with its hash.
 * Called by blobs, daemon/. Thread rule: loop thread only.
 */
#ifndef VB_STORE_BLOB_FILE_H
#define VB_STORE_BLOB_FILE_H

#include "protocol/blob.h"

struct blob_file {
	int fd;
	uint64_t size;     /* of the file that somebody gave, in bytes */
	uint64_t count;    /* chunks written */
	uint64_t synced;   /* of these, on disk */
	uint64_t started;  /* of these, on their way to the disk */
	bool is_simulated; /* VB_ENV_NO_FSYNC: nothing is waited for */
};

/* Bytes that a blob of this size takes on disk. */
uint64_t blob_file_bytes(uint64_t size);

/* Opens the file for a blob of size bytes of which count chunks are there, or makes it. Caller closes.
 * Errors: VB_ERR_NOT_FOUND (count is not 0, and the file is not there or shorter), VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int blob_file_open(const char *path, uint64_t size, uint64_t count, struct blob_file *out);

/* Closes; what was not synced may be lost. */
void blob_file_close(struct blob_file *f);

/* Writes the next chunk as it was encrypted; there is one more. Errors: VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int blob_file_append(struct blob_file *f, struct span chunk);

/* Bytes written and not on disk yet. */
uint64_t blob_file_unsynced(const struct blob_file *f);

/* What was written is on disk when this returns 0. Errors: VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int blob_file_sync(struct blob_file *f);

/* Reads a chunk below count, whole. Errors: VB_ERR_BAD_HASH (the disk gave back something else), VB_ERR_IO. */
VB_MUST int blob_file_read(const struct blob_file *f, uint64_t index,
                           uint8_t out[static VB_BLOB_STORED_MAX_BYTES], size_t *size);

/* The manifest of the chunks written, which are all. Errors: VB_ERR_IO. Cost: 0.7 MB read and hashed a GiB. */
VB_MUST int blob_file_manifest(const struct blob_file *f, struct hash *out);

#endif
