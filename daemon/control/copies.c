/* copies: see copies.h; tested by tests/unit/test_control_move_files.c. */
#include "daemon/control/copies.h"

#include <stdlib.h>
#include <string.h>

struct copies {
	struct node *node;
	struct copy items[VB_COPIES_MAX]; /* does not grow: it holds keys */
	uint32_t count;
};

struct copies *copies_new(struct node *node)
{
	struct copies *copies = calloc(1, sizeof(*copies));

	if (copies == NULL)
		abort();
	copies->node = node;
	return copies;
}

static void remove_at(struct copies *copies, uint32_t i)
{
	struct copy *copy = &copies->items[i];

	if (!copy->is_used)
		blobs_remove_file(node_blobs(copies->node), copy->name);
	crypt_wipe(&copy->seal, sizeof(copy->seal));
	*copy = copies->items[--copies->count];
	crypt_wipe(&copies->items[copies->count].seal, sizeof(struct file_seal));
}

void copies_end(struct copies *copies, uint32_t client)
{
	for (uint32_t i = copies->count; i > 0; i--) {
		if (copies->items[i - 1].client == client)
			remove_at(copies, i - 1);
	}
}

void copies_destroy(struct copies **copies)
{
	if (*copies == NULL)
		return;
	while ((*copies)->count > 0)
		remove_at(*copies, (*copies)->count - 1);
	free(*copies);
	*copies = NULL;
}

struct copy *copies_find(struct copies *copies, uint32_t client, const struct hash *of)
{
	for (uint32_t i = 0; i < copies->count; i++) {
		struct copy *copy = &copies->items[i];

		if (copy->client == client && memcmp(copy->of.b, of->b, sizeof(of->b)) == 0)
			return copy;
	}
	return NULL;
}

bool copies_has(const struct copies *copies, uint32_t client)
{
	for (uint32_t i = 0; i < copies->count; i++) {
		if (copies->items[i].client == client)
			return true;
	}
	return false;
}

/* A new file with a new key, still empty. */
static int add(struct copies *copies, uint32_t client, const struct file_seal *of,
               struct copy **out)
{
	struct copy copy = { .client = client,
		             .of = of->blob.manifest,
		             .seal = { .blob = { .size = of->blob.size } } };
	struct blob_file file;
	int err;

	if (copies->count == VB_COPIES_MAX)
		return VB_ERR_TOO_MANY;
	err = blobs_new_file(node_blobs(copies->node), copy.seal.blob.size, &copy.name, &file);
	if (err != 0)
		return err;
	blob_file_close(&file);
	crypt_random(&copy.seal.key, sizeof(copy.seal.key));
	copies->items[copies->count] = copy;
	crypt_wipe(&copy.seal, sizeof(copy.seal));
	*out = &copies->items[copies->count++];
	return 0;
}

/* One chunk: opened with the old key, closed with the new one. */
static int chunk_copy(const struct file_seal *seal, const struct blob_file *from,
                      const struct copy *copy, struct blob_file *to)
{
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES], plain[VB_BLOB_CHUNK_BYTES];
	uint64_t size = seal->blob.size, at = to->count;
	size_t stored;
	int err = blob_file_read(from, at, chunk, &stored);

	if (err == 0)
		err = blob_chunk_open(&seal->key, size, at, span_of(chunk, stored), plain);
	if (err != 0)
		return err == VB_ERR_IO ? err : VB_ERR_FILE_DAMAGED;
	blob_chunk_seal(&copy->seal.key, size, at, plain, chunk);
	crypt_wipe(plain, sizeof(plain));
	return blob_file_append(to, span_of(chunk, stored));
}

/* Goes on until all is there or the budget is used up; what was done is on disk then. */
static int run(const struct file_seal *seal, const struct blob_file *from, struct copy *copy,
               struct blob_file *to, uint64_t *budget)
{
	uint64_t total = blob_chunk_count(seal->blob.size);
	int err = 0;

	while (err == 0 && to->count < total && *budget != 0) {
		err = chunk_copy(seal, from, copy, to);
		*budget -= *budget < VB_BLOB_CHUNK_BYTES ? *budget : VB_BLOB_CHUNK_BYTES;
	}
	if (err == 0)
		err = blob_file_sync(to);
	if (err == 0)
		copy->count = to->count;
	if (err != 0 || to->count < total)
		return err;
	err = blob_file_manifest(to, &copy->seal.blob.manifest);
	copy->is_whole = err == 0;
	return err;
}

int copies_go_on(struct copies *copies, uint32_t client, const struct file_seal *seal,
                 const struct blob_row *row, uint64_t *budget)
{
	struct copy *copy = copies_find(copies, client, &seal->blob.manifest);
	struct blob_row mine = { .size = seal->blob.size };
	struct blob_file from, to;
	int err = copy == NULL ? add(copies, client, seal, &copy) : 0;

	if (err != 0)
		return err;
	mine.name = copy->name;
	mine.count = copy->count;
	err = blobs_open_file(node_blobs(copies->node), row, &from);
	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? VB_ERR_FILE_DAMAGED : err;
	err = blobs_open_file(node_blobs(copies->node), &mine, &to);
	if (err == 0) {
		err = run(seal, &from, copy, &to, budget);
		blob_file_close(&to);
	}
	blob_file_close(&from);
	return err == VB_ERR_NOT_FOUND ? VB_ERR_IO : err;
}
