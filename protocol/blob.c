/* blob: lists of blobs and the frames that carry their chunks; see blob.h. */
#include "protocol/blob.h"

#include <assert.h>
#include <string.h>

#define MANIFEST_DOMAIN "verbund/manifest/1"
#define CHUNK_MIN_BYTES (1u + VB_TAG_BYTES)
#define CHUNK_AD_BYTES 16u

int blob_list_decode(struct span bytes, size_t *out_size, uint32_t *out_count)
{
	uint32_t count;
	size_t size;

	if (bytes.size == 0)
		return VB_ERR_TRUNCATED;
	count = bytes.data[0];
	if (count == 0 || count > VB_BLOBS_MAX_COUNT)
		return VB_ERR_MALFORMED;
	size = 1 + (size_t)count * VB_BLOB_ITEM_BYTES;
	if (bytes.size < size)
		return VB_ERR_TRUNCATED;
	*out_size = size;
	*out_count = count;
	return 0;
}

void blob_list_at(struct span list, uint32_t index, struct blob *out)
{
	const uint8_t *item = list.data + 1 + (size_t)index * VB_BLOB_ITEM_BYTES;

	assert(list.size > 0 && index < list.data[0]);
	memcpy(out->manifest.b, item, sizeof(out->manifest.b));
	out->size = get_be64(item + sizeof(out->manifest.b));
}

void blob_list_encode(const struct blob *blobs, uint32_t count, struct buf *out)
{
	assert(count > 0 && count <= VB_BLOBS_MAX_COUNT);
	buf_put_u8(out, (uint8_t)count);
	for (uint32_t i = 0; i < count; i++) {
		buf_put(out, blobs[i].manifest.b, sizeof(blobs[i].manifest.b));
		buf_put_u64(out, blobs[i].size);
	}
}

uint64_t blob_chunk_count(uint64_t size)
{
	return size / VB_BLOB_CHUNK_BYTES + (size % VB_BLOB_CHUNK_BYTES != 0);
}

uint32_t blob_chunk_bytes(uint64_t size, uint64_t index)
{
	uint64_t left = size - index * VB_BLOB_CHUNK_BYTES;

	assert(index < blob_chunk_count(size));
	return left < VB_BLOB_CHUNK_BYTES ? (uint32_t)left : VB_BLOB_CHUNK_BYTES;
}

/* Associated data: how many chunks there are, and how long the file is. */
static struct span chunk_ad(uint64_t size, uint8_t out[static CHUNK_AD_BYTES])
{
	put_be64(out, blob_chunk_count(size));
	put_be64(out + 8, size);
	return span_of(out, CHUNK_AD_BYTES);
}

void blob_chunk_seal(const struct file_key *key, uint64_t size, uint64_t index,
                     const uint8_t *plain, uint8_t *out)
{
	uint8_t ad[CHUNK_AD_BYTES];

	crypt_chunk_seal(key, index, chunk_ad(size, ad),
	                 span_of(plain, blob_chunk_bytes(size, index)), out);
}

int blob_chunk_open(const struct file_key *key, uint64_t size, uint64_t index, struct span chunk,
                    uint8_t *out)
{
	uint8_t ad[CHUNK_AD_BYTES];

	if (index >= blob_chunk_count(size) ||
	    chunk.size != blob_chunk_bytes(size, index) + VB_TAG_BYTES)
		return VB_ERR_MALFORMED;
	return crypt_chunk_open(key, index, chunk_ad(size, ad), chunk, out);
}

void blob_manifest_begin(struct hasher *h, uint64_t size)
{
	uint8_t length[8];

	put_be64(length, size);
	hasher_init(h, MANIFEST_DOMAIN);
	hasher_put(h, length, sizeof(length));
}

void blob_manifest(uint64_t size, const struct hash *chunks, size_t count, struct hash *out)
{
	struct hasher h;

	blob_manifest_begin(&h, size);
	for (size_t i = 0; i < count; i++)
		hasher_put(&h, chunks[i].b, sizeof(chunks[i].b));
	hasher_finish(&h, out);
}

void blob_want_encode(const struct blob_want *want, struct buf *out)
{
	buf_put(out, want->log.b, sizeof(want->log.b));
	buf_put(out, want->record.b, sizeof(want->record.b));
	buf_put(out, want->manifest.b, sizeof(want->manifest.b));
	buf_put_varint(out, want->first);
	buf_put_varint(out, want->count);
}

int blob_want_decode(struct span payload, struct blob_want *out)
{
	struct blob_want want = { .count = 0 };
	struct cursor c;
	int err;

	cursor_init(&c, payload);
	cursor_copy(&c, want.log.b, sizeof(want.log.b));
	cursor_copy(&c, want.record.b, sizeof(want.record.b));
	cursor_copy(&c, want.manifest.b, sizeof(want.manifest.b));
	want.first = cursor_varint(&c, UINT64_MAX);
	want.count = cursor_varint(&c, UINT64_MAX);
	err = cursor_finish(&c);
	if (err == 0 && want.count == 0)
		err = VB_ERR_MALFORMED;
	if (err == 0)
		*out = want;
	return err;
}

void blob_chunk_encode(const struct blob_chunk *chunk, struct buf *out)
{
	buf_put(out, chunk->manifest.b, sizeof(chunk->manifest.b));
	buf_put_varint(out, chunk->index);
	buf_put(out, chunk->data.data, chunk->data.size);
}

int blob_chunk_decode(struct span payload, struct blob_chunk *out)
{
	struct blob_chunk chunk = { .index = 0 };
	struct cursor c;
	size_t left;

	cursor_init(&c, payload);
	cursor_copy(&c, chunk.manifest.b, sizeof(chunk.manifest.b));
	chunk.index = cursor_varint(&c, UINT64_MAX);
	left = cursor_left(&c);
	if (c.err != 0)
		return c.err;
	if ((left > 0 && left < CHUNK_MIN_BYTES) || left > VB_BLOB_STORED_MAX_BYTES)
		return left < CHUNK_MIN_BYTES ? VB_ERR_TRUNCATED : VB_ERR_TOO_LARGE;
	chunk.data = cursor_take(&c, left);
	*out = chunk;
	return 0;
}
