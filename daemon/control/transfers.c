/* transfers: see transfers.h; tested by tests/unit/test_control_file.c. */
#include "daemon/control/transfers.h"

#include <stdlib.h>
#include <string.h>

#define SYNC_BYTES (16u << 20) /* so that the end does not have to wait for all of it */
#define DAMAGED_MAX 16u

struct transfers {
	struct node *node;
	struct transfer items[VB_TRANSFERS_MAX];
	uint32_t count;
	struct blob_row damaged[DAMAGED_MAX]; /* the first ones; the others are found again */
	uint32_t damaged_count;
};

struct transfers *transfers_new(struct node *node)
{
	struct transfers *transfers = calloc(1, sizeof(*transfers));

	if (transfers == NULL)
		abort();
	transfers->node = node;
	return transfers;
}

void transfers_destroy(struct transfers **transfers)
{
	if (*transfers == NULL)
		return;
	while ((*transfers)->count > 0)
		transfers_end(*transfers, (*transfers)->items[0].client, false);
	free(*transfers);
	*transfers = NULL;
}

struct transfer *transfers_find(struct transfers *transfers, uint32_t client)
{
	for (uint32_t i = 0; i < transfers->count; i++) {
		if (transfers->items[i].client == client)
			return &transfers->items[i];
	}
	return NULL;
}

int transfers_begin(struct transfers *transfers, uint32_t client, uint64_t size, struct span args,
                    struct transfer **out)
{
	struct transfer t = { .client = client, .seal = { .blob = { .size = size } } };
	int err;

	transfers_end(transfers, client, false);
	if (transfers->count == VB_TRANSFERS_MAX)
		return VB_ERR_TOO_MANY;
	if (args.size > VB_TRANSFER_ARGS_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	err = blobs_new_file(node_blobs(transfers->node), size, &t.name, &t.file);
	if (err != 0)
		return err;
	crypt_random(&t.seal.key, sizeof(t.seal.key));
	buf_init(&t.args, VB_TRANSFER_ARGS_MAX_BYTES);
	buf_put(&t.args, args.data, args.size);
	transfers->items[transfers->count] = t;
	*out = &transfers->items[transfers->count++];
	return 0;
}

/* True if the data end where a chunk does. */
static bool is_whole_chunks(const struct transfer *t, size_t size)
{
	uint64_t at = t->file.count * VB_BLOB_CHUNK_BYTES;
	uint64_t left = t->seal.blob.size - at;

	if (t->file.count == blob_chunk_count(t->seal.blob.size) || size == 0 || size > left)
		return false;
	return size <= VB_TRANSFER_PIECE_CHUNKS * VB_BLOB_CHUNK_BYTES &&
	       (size % VB_BLOB_CHUNK_BYTES == 0 || size == left);
}

int transfer_put(struct transfer *t, struct span data)
{
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES];
	uint64_t size = t->seal.blob.size;
	int err = 0;

	if (!is_whole_chunks(t, data.size))
		return VB_ERR_BAD_VALUE;
	while (err == 0 && data.size > 0) {
		uint32_t bytes = blob_chunk_bytes(size, t->file.count);

		blob_chunk_seal(&t->seal.key, size, t->file.count, data.data, chunk);
		err = blob_file_append(&t->file, span_of(chunk, bytes + VB_TAG_BYTES));
		data = span_of(data.data + bytes, data.size - bytes);
	}
	if (err == 0 && blob_file_unsynced(&t->file) >= SYNC_BYTES)
		err = blob_file_sync(&t->file);
	return err;
}

void transfers_end(struct transfers *transfers, uint32_t client, bool is_kept)
{
	struct transfer *t = transfers_find(transfers, client);

	if (t == NULL)
		return;
	blob_file_close(&t->file);
	if (!is_kept)
		blobs_remove_file(node_blobs(transfers->node), t->name);
	buf_release(&t->args);
	crypt_wipe(&t->seal, sizeof(t->seal));
	*t = transfers->items[--transfers->count];
}

void transfers_note_damage(struct transfers *transfers, const struct blob_row *row)
{
	if (transfers->damaged_count < DAMAGED_MAX)
		transfers->damaged[transfers->damaged_count++] = *row;
}

void transfers_on_tick(struct transfers *transfers)
{
	struct node *node = transfers->node;

	for (uint32_t i = 0; i < transfers->damaged_count; i++) {
		struct blob_row row;

		if (blobs_get(node_view(node), &transfers->damaged[i].place, &row) == 0 &&
		    row.state == VB_BLOB_WHOLE)
			attachment_restart(node, &row);
	}
	transfers->damaged_count = 0;
}
