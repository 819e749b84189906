/* crypt_parts: what vault.c, rescue.c, passphrase.c, keyring.c and person_keys.c need of libsodium; crypt.c gives it, nobody else may use it.
 *
 * Here keys go by address, which is why it is not part of crypt.h: whoever includes this holds
 * secrets, keeps them in crypt_secret_new memory and wipes what passes the stack. Types: crypt.h.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_CRYPT_PARTS_H
#define VB_PROTOCOL_CRYPT_PARTS_H

#include "protocol/crypt_cost.h"
#include "protocol/ids.h"

#define VB_KEY_BYTES 32u

struct hasher;
struct node_keys;
struct public_key;

/* Guarded memory for size bytes of secrets, locked as far as RLIMIT_MEMLOCK allows. Aborts when there
 * is none. Caller destroys. */
void *crypt_secret_new(size_t size);

/* Wipes and frees it. NULL is fine. */
void crypt_secret_destroy(void *memory);

/* Starts a BLAKE2b-256 with a key of up to 64 bytes, which may be empty; domain as in hasher_init.
 * The caller wipes h in the end. */
void crypt_hasher_init(struct hasher *h, struct span key, const char *domain);

/* Writes nonce || XChaCha20-Poly1305(plain), plain.size + VB_BODY_OVERHEAD_BYTES bytes. */
void crypt_aead_seal(const uint8_t key[static VB_KEY_BYTES], struct span ad, struct span plain,
                     uint8_t *out);

/* Reads it: body.size - VB_BODY_OVERHEAD_BYTES bytes. Errors: VB_ERR_TRUNCATED, VB_ERR_DECRYPT. */
VB_MUST int crypt_aead_open(const uint8_t key[static VB_KEY_BYTES], struct span ad,
                            struct span body, uint8_t *out);

/* Makes size (16 or more) bytes of key from a passphrase: Argon2id version 1.3, one lane, with the limits that libsodium 1.0.18 calls
 * interactive and moderate (crypto_pwhash_argon2id.h; the second is above RFC 9106, 4, "second recommended option"). The
 * caller wipes out. Errors: VB_ERR_NO_MEMORY. */
VB_MUST int crypt_stretch(struct span passphrase, const uint8_t salt[static VB_SALT_BYTES],
                          enum crypt_cost cost, uint8_t *out, size_t size);

/* Seals a key to one node's box key; out gets VB_SEALED_KEY_BYTES.
 * Errors: VB_ERR_BAD_KEY (a box key of low order). */
VB_MUST int crypt_box_seal(const struct public_key *to, const uint8_t key[static VB_KEY_BYTES],
                           uint8_t *out);

/* Opens VB_SEALED_KEY_BYTES sealed to one of our box keys; the caller wipes out. Errors: VB_ERR_DECRYPT. */
VB_MUST int crypt_box_open(const struct node_keys *keys, const uint8_t *sealed,
                           uint8_t out[static VB_KEY_BYTES]);

/* A key of the node's own, derived from its signing key, so that it outlives new box keys; the caller wipes out. */
void crypt_own_key(const struct node_keys *keys, const char *domain,
                   uint8_t out[static VB_KEY_BYTES]);

#endif
