/* blob: the list of blobs in front of a body, chunks, and the frames that carry them. SPEC.md 4.3, 10.
 *
 * A blob is a file as it is stored and travels: encrypted chunks. A body with VB_FLAG_BLOB begins with the list in clear,
 * so that a node without the key knows which blobs it may store.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_BLOB_H
#define VB_PROTOCOL_BLOB_H

#include "protocol/crypt.h"
#include "protocol/crypt_chunk.h"
#include "protocol/limits.h"

#define VB_BLOB_ITEM_BYTES 40u
#define VB_BLOB_STORED_MAX_BYTES (VB_BLOB_CHUNK_BYTES + VB_TAG_BYTES) /* a chunk, encrypted */
#define VB_BLOB_LIST_MAX_BYTES (1u + VB_BLOBS_MAX_COUNT * VB_BLOB_ITEM_BYTES)

struct blob {
	struct hash manifest;
	uint64_t size; /* bytes of the file */
};

/* Reads the list at the front of bytes; *out_size is its length. Errors: VB_ERR_TRUNCATED, VB_ERR_MALFORMED (none, or
 * more than 64). */
VB_MUST int blob_list_decode(struct span bytes, size_t *out_size, uint32_t *out_count);

/* The blob at index (below count) of a list that was decoded. */
void blob_list_at(struct span list, uint32_t index, struct blob *out);

/* Appends a list of count (1 to 64) blobs. */
void blob_list_encode(const struct blob *blobs, uint32_t count, struct buf *out);

/* Chunks of a file of size bytes; an empty file has none. */
uint64_t blob_chunk_count(uint64_t size);

/* Bytes of chunk `index` (below the count) of such a file, as it is before encryption. */
uint32_t blob_chunk_bytes(uint64_t size, uint64_t index);

/* Encrypts chunk `index` of a file of size bytes: blob_chunk_bytes + VB_TAG_BYTES bytes to out. */
void blob_chunk_seal(const struct file_key *key, uint64_t size, uint64_t index,
                     const uint8_t *plain, uint8_t *out);

/* Decrypts it into out, blob_chunk_bytes. Errors: VB_ERR_MALFORMED (not of the length that the chunk must have),
 * VB_ERR_DECRYPT (another chunk, file or key). */
VB_MUST int blob_chunk_open(const struct file_key *key, uint64_t size, uint64_t index,
                            struct span chunk, uint8_t *out);

/* Starts a manifest hash: the hashes of all chunks as stored follow, in order. */
void blob_manifest_begin(struct hasher *h, uint64_t size);

/* The manifest hash of a file from the hashes of its chunks as stored, in order. */
void blob_manifest(uint64_t size, const struct hash *chunks, size_t count, struct hash *out);

struct blob_want {
	struct log_id log;
	struct record_id record;
	struct hash manifest;
	uint64_t first;
	uint64_t count; /* at least 1 */
};

/* Appends the payload of a BLOB-WANT frame. */
void blob_want_encode(const struct blob_want *want, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_MALFORMED (count 0). */
VB_MUST int blob_want_decode(struct span payload, struct blob_want *out);

struct blob_chunk {
	struct hash manifest;
	uint64_t index;
	struct span data; /* ciphertext and tag, borrowed; empty: the sender does not have it */
};

/* Appends the payload of a BLOB frame. */
void blob_chunk_encode(const struct blob_chunk *chunk, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED (also: shorter than any chunk), VB_ERR_TOO_LARGE (more than a chunk). */
VB_MUST int blob_chunk_decode(struct span payload, struct blob_chunk *out);

#endif
