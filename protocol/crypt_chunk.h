/* crypt_chunk: the encryption of files, chunk by chunk: SPEC.md 4.3; it stands in crypt.c.
 *
 * The key of a file stands in its record and is as secret as that: so it goes by value, and whoever holds one wipes it.
 * Called by blob and whoever handles files. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_CRYPT_CHUNK_H
#define VB_PROTOCOL_CRYPT_CHUNK_H

#include "protocol/bytes.h"

#define VB_FILE_KEY_BYTES 32u
#define VB_FILE_NONCE_BYTES 16u
#define VB_TAG_BYTES 16u /* of Poly1305 */

/* The key of one file, and the first part of the nonces of its chunks. */
struct file_key {
	uint8_t key[VB_FILE_KEY_BYTES];
	uint8_t nonce[VB_FILE_NONCE_BYTES];
};

/* Encrypts chunk `index` of a file; out gets plain.size + VB_TAG_BYTES bytes. */
void crypt_chunk_seal(const struct file_key *key, uint64_t index, struct span ad, struct span plain,
                      uint8_t *out);

/* Decrypts it into out, chunk.size - VB_TAG_BYTES bytes. Errors: VB_ERR_TRUNCATED, VB_ERR_DECRYPT. */
VB_MUST int crypt_chunk_open(const struct file_key *key, uint64_t index, struct span ad,
                             struct span chunk, uint8_t *out);

#endif
