/* crypt: the only file that knows libsodium, and with vault.c and store/keyfile the only one that holds secrets.
 *
 * Signatures are Ed25519, hashes BLAKE2b-256, sealed keys X25519 sealed boxes, bodies XChaCha20-Poly1305. Every
 * signature, derived key and domain hash starts with a domain string "verbund/<what>/<version>", none of which is a
 * prefix of another (SPEC.md 2). Secrets live in guarded memory, locked as far as RLIMIT_MEMLOCK allows, and are wiped
 * on release. Randomness is libsodium's randombytes; a simulator replaces its implementation before crypt_init.
 * Thread rule: pure, except that crypt_init comes first.
 */
#ifndef VB_PROTOCOL_CRYPT_H
#define VB_PROTOCOL_CRYPT_H

#include "protocol/ids.h"

#define VB_PUBLIC_KEY_BYTES 32u
#define VB_SIGNATURE_BYTES 64u
#define VB_SEALED_KEY_BYTES 80u  /* one epoch key for one node: 32 + 48 */
#define VB_WRAPPED_KEY_BYTES 72u /* previous epoch key: nonce 24, key 32, tag 16 */
#define VB_EPOCH_KEY_BYTES 32u
#define VB_SECRET_BYTES 16u    /* invitation secret, 128 bit */
#define VB_NODE_KEYS_BYTES 96u /* exported node keys: signing seed, box secret, CURVE secret */
#define VB_KEY_PAIRS_BYTES 72u /* exported former keys: box secret, CURVE secret, u64 since */
#define VB_GENERATIONS_MAX 16u /* of box and CURVE keys that a node holds, the newest included */
#define VB_NODE_KEYS_MAX_BYTES                                                                     \
	(VB_NODE_KEYS_BYTES + 9u + (VB_GENERATIONS_MAX - 1u) * VB_KEY_PAIRS_BYTES)

struct public_key {
	uint8_t b[VB_PUBLIC_KEY_BYTES];
};
struct signature {
	uint8_t b[VB_SIGNATURE_BYTES];
};

/* Initialises libsodium and checks one known answer of each primitive.
 * Errors: VB_ERR_SELFTEST. Safe to call again. */
VB_MUST int crypt_init(void);
/* The version of libsodium that is in use. */
const char *crypt_library(void);

/* Fills out with size random bytes. */
void crypt_random(void *out, size_t size);

/* A random number below bound (bound > 0), without bias. */
uint32_t crypt_random_below(uint32_t bound);

/* Overwrites size bytes so that no compiler drops it. */
void crypt_wipe(void *data, size_t size);

/* True if both hold the same size bytes; takes the same time for every content. */
bool crypt_is_equal(const void *a, const void *b, size_t size);

/* BLAKE2b-256 of one span. */
void crypt_hash(struct span data, struct hash *out);

struct hasher {
	_Alignas(64) uint8_t opaque[384];
};

/* Starts a BLAKE2b-256 over several parts; domain (may be NULL) is hashed first, without its NUL. */
void hasher_init(struct hasher *h, const char *domain);
/* Appends size bytes to what is hashed. */
void hasher_put(struct hasher *h, const void *data, size_t size);
/* Ends the hash. The hasher is used up. */
void hasher_finish(struct hasher *h, struct hash *out);

/* Keyed BLAKE2b-256 (MAC) over domain || data with a key of 16 to 64 bytes. */
void crypt_mac(struct span key, const char *domain, struct span data, struct hash *out);

/* The secret keys of one node: Ed25519 signing key (identity), X25519 box key, CURVE key. Opaque, locked memory. Box and
 * CURVE key can be replaced; those before are kept as further generations, numbered from 0, the newest, because there
 * are epoch keys sealed to them and offices that know no other. */
struct node_keys;

/* Makes three new random key pairs. Caller destroys. */
struct node_keys *node_keys_new(void);
/* Keys without former ones: signing seed, box secret, CURVE secret. Caller destroys. */
struct node_keys *node_keys_import(const uint8_t in[static VB_NODE_KEYS_BYTES]);
/* Writes the three newest secrets; the caller wipes out. */
void node_keys_export(const struct node_keys *keys, uint8_t out[static VB_NODE_KEYS_BYTES]);
/* Reads what node_keys_export_all wrote; caller destroys. Errors: VB_ERR_TRUNCATED, VB_ERR_TRAILING, VB_ERR_MALFORMED
 * (more generations than there can be). */
VB_MUST int node_keys_import_all(struct span in, struct node_keys **out);
/* Writes all generations: the three newest secrets, u64 since, u8 number of former ones, for each box secret, CURVE
 * secret, u64 since. Returns the bytes written; the caller wipes out. */
size_t node_keys_export_all(const struct node_keys *keys,
                            uint8_t out[static VB_NODE_KEYS_MAX_BYTES]);
/* Puts new random box and CURVE keys in front of the former ones (a new card must follow). There is room:
 * node_keys_count is below VB_GENERATIONS_MAX. */
void node_keys_rotate(struct node_keys *keys, struct wall_ms now);
/* Takes back the last node_keys_rotate: its keys were shown to nobody. */
void node_keys_revert(struct node_keys *keys);
/* Wipes a former generation (not 0); those behind it move up. */
void node_keys_forget(struct node_keys *keys, uint32_t generation);
/* Wipes and frees; sets *keys to NULL. NULL is fine. */
void node_keys_destroy(struct node_keys **keys);
/* How many generations there are, at least 1. */
uint32_t node_keys_count(const struct node_keys *keys);
/* When a generation was made; 0: with the office. */
struct wall_ms node_keys_since(const struct node_keys *keys, uint32_t generation);
/* The public signing key. */
struct public_key node_keys_sign_public(const struct node_keys *keys);
/* The newest public box key. */
struct public_key node_keys_box_public(const struct node_keys *keys);
/* The newest public CURVE key. */
struct public_key node_keys_curve_public(const struct node_keys *keys);
/* The public CURVE key of a generation. */
struct public_key node_keys_curve_of(const struct node_keys *keys, uint32_t generation);
/* The generation with this public CURVE key, VB_GENERATIONS_MAX if none. */
uint32_t node_keys_find_curve(const struct node_keys *keys, const struct public_key *curve);
/* The CURVE secret of a generation, 32 bytes for the socket option; lives as long as keys. */
const uint8_t *node_keys_curve_secret(const struct node_keys *keys, uint32_t generation);
/* The generation whose box key opens a sealed epoch key, VB_GENERATIONS_MAX if none does. Cost: 40 us a generation. */
uint32_t node_keys_find_box(const struct node_keys *keys,
                            const uint8_t sealed[static VB_SEALED_KEY_BYTES]);

/* The node id of a signing key: BLAKE2b-256 of its 32 bytes. SPEC.md 2. */
void crypt_node_id(const struct public_key *sign_public, struct node_id *out);

/* Signs domain || message. */
void crypt_sign(const struct node_keys *keys, const char *domain, struct span message,
                struct signature *out);

/* Checks a signature over domain || message (message <= 64 KiB).
 * Errors: VB_ERR_BAD_SIGNATURE. Cost: about 70 us. */
VB_MUST int crypt_verify(const struct public_key *key, const char *domain, struct span message,
                         const struct signature *sig);

/* Epoch keys in locked memory, referred to by slot numbers. Each slot holds the epoch key and the two keys derived
 * from it for its (space, audience): body key and wrap key (SPEC.md 7.2). A space is told by the salt of its genesis.
 * vault_* stand in vault.c. */
struct vault;

#define VB_VAULT_NO_SLOT UINT32_MAX

/* An empty vault. Caller destroys. */
struct vault *vault_new(void);
/* Wipes and frees; sets *vault to NULL. NULL is fine. */
void vault_destroy(struct vault **vault);
/* Wipes one key; its slot number may be given out again. */
void vault_forget(struct vault *vault, uint32_t slot);
/* Makes a new random epoch key; returns its slot. */
uint32_t vault_generate(struct vault *vault, const struct space_salt *salt, enum audience audience);
/* The hash of an epoch key that a rekey entry publishes: SPEC.md 7.1. */
void vault_key_hash(const struct vault *vault, uint32_t slot, struct hash *out);
/* Seals the epoch key to one node's box key. Cost: about 70 us. Errors: VB_ERR_BAD_KEY (a low-order key). */
VB_MUST int vault_seal_key(const struct vault *vault, uint32_t slot,
                           const struct public_key *box_public,
                           uint8_t out[static VB_SEALED_KEY_BYTES]);
/* Opens a sealed epoch key with one of our box keys, compares it with its published hash, keeps it; *out_slot is its slot.
 * Errors: VB_ERR_DECRYPT (not for us), VB_ERR_BAD_HASH (another key than announced). */
VB_MUST int vault_open_key(struct vault *vault, const struct node_keys *keys,
                           const struct space_salt *salt, enum audience audience,
                           const struct hash *expected,
                           const uint8_t sealed[static VB_SEALED_KEY_BYTES], uint32_t *out_slot);
/* Wraps the key in slot previous under the key in slot current; both of one space and audience. */
void vault_wrap(const struct vault *vault, uint32_t current, uint32_t previous,
                uint8_t out[static VB_WRAPPED_KEY_BYTES]);
/* Unwraps the previous key with the key in slot current, keeps it; *out_slot is its slot.
 * Errors: VB_ERR_DECRYPT, VB_ERR_BAD_HASH. */
VB_MUST int vault_unwrap(struct vault *vault, uint32_t current, const struct hash *expected,
                         const uint8_t wrapped[static VB_WRAPPED_KEY_BYTES], uint32_t *out_slot);
/* Writes the epoch key itself, for somebody who is to read what it opens; the caller wipes out. */
void vault_reveal(const struct vault *vault, uint32_t slot, uint8_t out[static VB_EPOCH_KEY_BYTES]);
/* Keeps an epoch key that somebody gave us; *out_slot is its slot. Errors: VB_ERR_BAD_HASH (another than announced). */
VB_MUST int vault_take_key(struct vault *vault, const struct space_salt *salt,
                           enum audience audience, const struct hash *expected,
                           const uint8_t key[static VB_EPOCH_KEY_BYTES], uint32_t *out_slot);
/* Encrypts the epoch key for our own store: VB_WRAPPED_KEY_BYTES, which any later keys of this node open. */
void vault_lock_key(const struct vault *vault, uint32_t slot, const struct node_keys *keys,
                    uint8_t out[static VB_WRAPPED_KEY_BYTES]);
/* Opens that, compares it with its published hash, keeps it; *out_slot is its slot. Errors: VB_ERR_DECRYPT,
 * VB_ERR_BAD_HASH. */
VB_MUST int vault_unlock_key(struct vault *vault, const struct node_keys *keys,
                             const struct space_salt *salt, enum audience audience,
                             const struct hash *expected,
                             const uint8_t locked[static VB_WRAPPED_KEY_BYTES], uint32_t *out_slot);
/* Encrypts a padded plaintext: out gets nonce || ciphertext || tag, plain.size + VB_BODY_OVERHEAD_BYTES bytes. */
void vault_encrypt(const struct vault *vault, uint32_t slot, struct span ad, struct span plain,
                   uint8_t *out);
/* Decrypts a body into out (body.size - VB_BODY_OVERHEAD_BYTES bytes). Errors: VB_ERR_TRUNCATED, VB_ERR_DECRYPT. */
VB_MUST int vault_decrypt(const struct vault *vault, uint32_t slot, struct span ad,
                          struct span body, uint8_t *out);

#endif
