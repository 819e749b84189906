/* blob_file: see blob_file.h. */
#define _GNU_SOURCE /* sync_file_range */
#include "store/blob_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/home.h"

#define HASHES_AT_A_TIME 512u
/* The disk is told to begin so early that waiting for it in the end is short. */
#define START_WRITING_CHUNKS 64u

static uint64_t chunk_place(uint64_t size, uint64_t index)
{
	return blob_chunk_count(size) * VB_HASH_BYTES + index * VB_BLOB_STORED_MAX_BYTES;
}

static size_t stored_bytes(uint64_t size, uint64_t index)
{
	return blob_chunk_bytes(size, index) + VB_TAG_BYTES;
}

uint64_t blob_file_bytes(uint64_t size)
{
	return size + blob_chunk_count(size) * (VB_HASH_BYTES + VB_TAG_BYTES);
}

/* True if the file is long enough for the chunks that are said to be there. */
static bool has_chunks(int fd, uint64_t size, uint64_t count)
{
	struct stat st;
	uint64_t due = count > 0 ? chunk_place(size, count - 1) + stored_bytes(size, count - 1) : 0;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size >= due;
}

int blob_file_open(const char *path, uint64_t size, uint64_t count, struct blob_file *out)
{
	int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (count == 0 ? O_CREAT : 0);
	int fd;

	assert(size <= VB_BLOB_MAX_BYTES && count <= blob_chunk_count(size));
	fd = open(path, flags, 0600);
	if (fd < 0)
		return errno == ENOENT && count > 0 ? VB_ERR_NOT_FOUND : home_error(errno);
	if (!has_chunks(fd, size, count)) {
		close(fd);
		return VB_ERR_NOT_FOUND;
	}
	*out = (struct blob_file){
		.fd = fd, .size = size, .count = count, .synced = count, .started = count
	};
	return 0;
}

void blob_file_close(struct blob_file *f)
{
	close(f->fd);
	f->fd = -1;
}

static int write_at(int fd, const uint8_t *data, size_t size, uint64_t at)
{
	while (size > 0) {
		ssize_t done = pwrite(fd, data, size, (off_t)at);

		if (done < 0 && errno != EINTR)
			return home_error(errno);
		if (done > 0) {
			data += done;
			at += (uint64_t)done;
			size -= (size_t)done;
		}
	}
	return 0;
}

static int read_at(int fd, uint8_t *data, size_t size, uint64_t at)
{
	while (size > 0) {
		ssize_t done = pread(fd, data, size, (off_t)at);

		if (done == 0 || (done < 0 && errno != EINTR))
			return VB_ERR_IO;
		if (done > 0) {
			data += done;
			at += (uint64_t)done;
			size -= (size_t)done;
		}
	}
	return 0;
}

int blob_file_append(struct blob_file *f, struct span chunk)
{
	struct hash hash;
	uint64_t from;
	int err;

	assert(f->count < blob_chunk_count(f->size));
	assert(chunk.size == stored_bytes(f->size, f->count));
	crypt_hash(chunk, &hash);
	err = write_at(f->fd, chunk.data, chunk.size, chunk_place(f->size, f->count));
	if (err == 0)
		err = write_at(f->fd, hash.b, sizeof(hash.b), f->count * VB_HASH_BYTES);
	if (err != 0)
		return err;
	f->count++;
	if (f->count - f->started >= START_WRITING_CHUNKS && !f->is_simulated) {
		from = chunk_place(f->size, f->started);
		/* Only a hint: what it does not do is done by blob_file_sync. */
		(void)!sync_file_range(f->fd, (off_t)from,
		                       (off_t)(chunk_place(f->size, f->count) - from),
		                       SYNC_FILE_RANGE_WRITE);
		f->started = f->count;
	}
	return 0;
}

uint64_t blob_file_unsynced(const struct blob_file *f)
{
	return (f->count - f->synced) * VB_BLOB_STORED_MAX_BYTES;
}

int blob_file_sync(struct blob_file *f)
{
	if (f->synced != f->count && !f->is_simulated && fdatasync(f->fd) != 0)
		return home_error(errno);
	f->synced = f->count;
	return 0;
}

int blob_file_read(const struct blob_file *f, uint64_t index,
                   uint8_t out[static VB_BLOB_STORED_MAX_BYTES], size_t *size)
{
	size_t bytes = stored_bytes(f->size, index);
	struct hash expected, hash;
	int err = read_at(f->fd, expected.b, sizeof(expected.b), index * VB_HASH_BYTES);

	assert(index < f->count);
	if (err == 0)
		err = read_at(f->fd, out, bytes, chunk_place(f->size, index));
	if (err != 0)
		return err;
	crypt_hash(span_of(out, bytes), &hash);
	if (memcmp(hash.b, expected.b, sizeof(hash.b)) != 0)
		return VB_ERR_BAD_HASH;
	*size = bytes;
	return 0;
}

int blob_file_manifest(const struct blob_file *f, struct hash *out)
{
	uint64_t total = blob_chunk_count(f->size);
	struct hash part[HASHES_AT_A_TIME];
	struct hasher h;
	int err = 0;

	assert(f->count == total);
	blob_manifest_begin(&h, f->size);
	for (uint64_t at = 0; at < total && err == 0; at += HASHES_AT_A_TIME) {
		uint64_t left = total - at;
		size_t count = left < HASHES_AT_A_TIME ? (size_t)left : HASHES_AT_A_TIME;

		err = read_at(f->fd, part[0].b, count * VB_HASH_BYTES, at * VB_HASH_BYTES);
		if (err == 0)
			hasher_put(&h, part, count * VB_HASH_BYTES);
	}
	if (err == 0)
		hasher_finish(&h, out);
	return err;
}
