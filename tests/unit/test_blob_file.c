/* blob_file: chunks written and read, what is missing or damaged, the manifest. */
#include "store/blob_file.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define CHUNK VB_BLOB_STORED_MAX_BYTES
#define LAST (100u + VB_TAG_BYTES)
#define SIZE (2u * VB_BLOB_CHUNK_BYTES + 100u)

static char dir[SCRATCH_PATH_BYTES];

/* Chunk `index` of the one file that is used here. */
static struct span chunk(uint64_t index)
{
	static uint8_t bytes[CHUNK];

	memset(bytes, (int)index + 1, sizeof(bytes));
	return span_of(bytes, index < 2 ? CHUNK : LAST);
}

static void test_life(void)
{
	const char *path = scratch_path(dir, "a");
	uint8_t read[CHUNK];
	struct hash hashes[3], manifest, expected;
	struct blob_file f;
	size_t size;

	is_err(blob_file_open(path, SIZE, 0, &f), 0, "made");
	for (uint64_t i = 0; i < 3; i++) {
		crypt_hash(chunk(i), &hashes[i]);
		is_err(blob_file_append(&f, chunk(i)), 0, "chunk %d", (int)i);
	}
	is_u64(blob_file_unsynced(&f), 3 * CHUNK, "nothing of it is on disk for certain");
	is_err(blob_file_sync(&f), 0, "synced");
	is_u64(blob_file_unsynced(&f), 0, "all of it is");
	is_err(blob_file_manifest(&f, &manifest), 0, "summed up");
	blob_manifest(SIZE, hashes, 3, &expected);
	is_mem(manifest.b, expected.b, sizeof(manifest.b), "the manifest of its chunks");
	blob_file_close(&f);
	/* 3 hashes, the file and 3 tags: 96 + 98404 + 48. */
	is_int(scratch_size(path), 98548, "as long as it must be");
	is_u64(blob_file_bytes(SIZE), 98548, "which was known before");

	is_err(blob_file_open(path, SIZE, 3, &f), 0, "opened again");
	is_err(blob_file_read(&f, 2, read, &size), 0, "the last chunk");
	is_int(size, LAST, "is shorter");
	is_mem(read, chunk(2).data, LAST, "and itself");
	is_err(blob_file_read(&f, 0, read, &size), 0, "the first chunk");
	is_mem(read, chunk(0).data, CHUNK, "itself, too");
	blob_file_close(&f);
	scratch_poke(path, 96 + CHUNK + 7, 0xff);
	is_err(blob_file_open(path, SIZE, 3, &f), 0, "a damaged one opens");
	is_err(blob_file_read(&f, 1, read, &size), VB_ERR_BAD_HASH, "its chunk does not fit");
	is_err(blob_file_read(&f, 0, read, &size), 0, "another one does");
	blob_file_close(&f);
}

/* A crash left more behind than the row counts: it is written over. */
static void test_resumed(void)
{
	const char *path = scratch_path(dir, "b");
	uint8_t read[CHUNK];
	struct blob_file f;
	size_t size;

	is_err(blob_file_open(path, SIZE, 0, &f), 0, "made");
	is_err(blob_file_append(&f, chunk(0)), 0, "the first chunk");
	is_err(blob_file_append(&f, chunk(0)), 0, "something else for the second");
	blob_file_close(&f);
	is_err(blob_file_open(path, SIZE, 1, &f), 0, "one chunk counts");
	is_err(blob_file_append(&f, chunk(1)), 0, "the right second one");
	is_err(blob_file_read(&f, 1, read, &size), 0, "stands there now");
	is_mem(read, chunk(1).data, CHUNK, "whole");
	blob_file_close(&f);
}

static void test_missing(void)
{
	struct blob_file f;

	is_err(blob_file_open(scratch_path(dir, "c"), SIZE, 1, &f), VB_ERR_NOT_FOUND, "not there");
	scratch_write(scratch_path(dir, "c"), span_of("short", 5));
	is_err(blob_file_open(scratch_path(dir, "c"), SIZE, 1, &f), VB_ERR_NOT_FOUND, "shorter");
	is_err(blob_file_open(scratch_path(dir, "no/c"), SIZE, 0, &f), VB_ERR_NO_HOME, "no folder");
	is_err(blob_file_open(scratch_path(dir, "d"), 0, 0, &f), 0, "an empty file");
	blob_file_close(&f);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	scratch_make(dir);
	test_life();
	test_resumed();
	test_missing();
	scratch_remove(dir);
	return done();
}
