/* crypt: the only file that knows libsodium; see crypt.h.
 *
 * Secrets live in sodium_malloc memory: guard pages around it, locked into RAM as far as
 * RLIMIT_MEMLOCK allows, wiped by sodium_free. A secret that must pass the stack for a moment is
 * wiped before the function returns.
 */
#include "protocol/crypt.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt_chunk.h"
#include "protocol/crypt_parts.h"
#include "protocol/limits.h"

#define NONCE_BYTES 24u
#define TAG_BYTES VB_TAG_BYTES
#define SMALL_MESSAGE_BYTES 1024u /* signed through a buffer on the stack */
#define SIGNED_MAX_BYTES 65536u   /* the longest message that is signed: a frame holds no more */

#define XCHACHA_BODY                                                                               \
	"404142434445464748494a4b4c4d4e4f5051525354555657"                                         \
	"bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa644"         \
	"0bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"         \
	"3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"                     \
	"c0875924c1c7987947deafd8780acf49"

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct hasher), "hasher holds the state");
_Static_assert(_Alignof(crypto_generichash_state) <= _Alignof(struct hasher),
               "hasher aligns the state");
_Static_assert(VB_HASH_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");
_Static_assert(VB_PUBLIC_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(VB_PUBLIC_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "X25519");
_Static_assert(VB_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");
_Static_assert(NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "XChaCha20");
_Static_assert(TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "Poly1305");
_Static_assert(VB_SEALED_KEY_BYTES == VB_KEY_BYTES + crypto_box_SEALBYTES, "sealed box");
_Static_assert(VB_SALT_BYTES == crypto_pwhash_SALTBYTES, "Argon2id");
_Static_assert(VB_BODY_OVERHEAD_BYTES == NONCE_BYTES + TAG_BYTES, "body");

/* ---- encryption: nonce || XChaCha20-Poly1305(plain), the form of bodies and wrapped keys ---- */

void crypt_aead_seal(const uint8_t key[static VB_KEY_BYTES], struct span ad, struct span plain,
                     uint8_t *out)
{
	randombytes_buf(out, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, plain.data, plain.size,
	                                           ad.data, ad.size, NULL, out, key);
}

int crypt_aead_open(const uint8_t key[static VB_KEY_BYTES], struct span ad, struct span body,
                    uint8_t *out)
{
	if (body.size < VB_BODY_OVERHEAD_BYTES)
		return VB_ERR_TRUNCATED;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, body.data + NONCE_BYTES,
	                                               body.size - NONCE_BYTES, ad.data, ad.size,
	                                               body.data, key) != 0)
		return VB_ERR_DECRYPT;
	return 0;
}

/* SPEC.md 4.3: the nonce of a chunk is that of the file and the number of the chunk. */
static void chunk_nonce(const struct file_key *key, uint64_t index, uint8_t out[static NONCE_BYTES])
{
	memcpy(out, key->nonce, VB_FILE_NONCE_BYTES);
	put_be64(out + VB_FILE_NONCE_BYTES, index);
}

void crypt_chunk_seal(const struct file_key *key, uint64_t index, struct span ad, struct span plain,
                      uint8_t *out)
{
	uint8_t nonce[NONCE_BYTES];

	chunk_nonce(key, index, nonce);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, plain.data, plain.size, ad.data,
	                                           ad.size, NULL, nonce, key->key);
}

int crypt_chunk_open(const struct file_key *key, uint64_t index, struct span ad, struct span chunk,
                     uint8_t *out)
{
	uint8_t nonce[NONCE_BYTES];

	if (chunk.size < TAG_BYTES)
		return VB_ERR_TRUNCATED;
	chunk_nonce(key, index, nonce);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, chunk.data, chunk.size,
	                                               ad.data, ad.size, nonce, key->key) != 0)
		return VB_ERR_DECRYPT;
	return 0;
}

int crypt_stretch(struct span passphrase, const uint8_t salt[static VB_SALT_BYTES],
                  enum crypt_cost cost, uint8_t *out, size_t size)
{
	bool is_dear = cost == VB_COST_MODERATE;
	int failed = crypto_pwhash(
		out, size, (const char *)passphrase.data, passphrase.size, salt,
		is_dear ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_OPSLIMIT_INTERACTIVE,
		is_dear ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_MEMLIMIT_INTERACTIVE,
		crypto_pwhash_ALG_ARGON2ID13);

	return failed != 0 ? VB_ERR_NO_MEMORY : 0;
}

/* ---- the self-test: known answers find a broken or foreign library before it does harm ---- */

/* True if the size bytes at got are those of the hexadecimal text. */
static bool is_hex(const uint8_t *got, size_t size, const char *want)
{
	char text[2 * VB_SIGNATURE_BYTES + 1];

	return strcmp(sodium_bin2hex(text, sizeof(text), got, size), want) == 0;
}

/* Fills out with size bytes from the hexadecimal text. */
static void from_hex(uint8_t *out, size_t size, const char *text)
{
	size_t got;

	if (sodium_hex2bin(out, size, text, strlen(text), NULL, &got, NULL) != 0 || got != size)
		abort();
}

/* BLAKE2b-256 of "abc" (RFC 7693; the 32-byte answer from Python's hashlib). */
static bool hash_works(void)
{
	struct hash got;

	crypt_hash(span_of_str("abc"), &got);
	return is_hex(got.b, sizeof(got.b),
	              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

/* RFC 8032, 7.1, test 2: one byte 0x72; and what is not signed must be refused. */
static bool sign_works(void)
{
	uint8_t seed[VB_KEY_BYTES], public[crypto_sign_PUBLICKEYBYTES],
		secret[crypto_sign_SECRETKEYBYTES];
	uint8_t got[crypto_sign_BYTES], message = 0x72, other = 0x73;

	from_hex(seed, sizeof(seed),
	         "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
	crypto_sign_seed_keypair(public, secret, seed);
	crypto_sign_detached(got, NULL, &message, 1, secret);
	return is_hex(got, sizeof(got),
	              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00") &&
	       crypto_sign_verify_detached(got, &message, 1, public) == 0 &&
	       crypto_sign_verify_detached(got, &other, 1, public) != 0;
}

/* RFC 7748, 5.2, first vector. */
static bool agree_works(void)
{
	uint8_t scalar[VB_KEY_BYTES], point[VB_KEY_BYTES], got[crypto_scalarmult_BYTES];

	from_hex(scalar, sizeof(scalar),
	         "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
	from_hex(point, sizeof(point),
	         "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
	return crypto_scalarmult(got, scalar, point) == 0 &&
	       is_hex(got, sizeof(got),
	              "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

/* draft-irtf-cfrg-xchacha-03, A.3.1, as a body; then a body of our own; an altered byte must be
 * refused. */
static bool encrypt_works(void)
{
	static const char plain[] =
		"Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
		"for the future, sunscreen would be it.";
	uint8_t ad[12], key[VB_KEY_BYTES], back[sizeof(plain) - 1],
		body[sizeof(back) + VB_BODY_OVERHEAD_BYTES];
	struct span ad_span = span_of(ad, sizeof(ad)), body_span = span_of(body, sizeof(body));

	from_hex(ad, sizeof(ad), "50515253c0c1c2c3c4c5c6c7");
	from_hex(key, sizeof(key),
	         "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
	from_hex(body, sizeof(body), XCHACHA_BODY);
	if (crypt_aead_open(key, ad_span, body_span, back) != 0 ||
	    memcmp(back, plain, sizeof(back)) != 0)
		return false;
	crypt_aead_seal(key, ad_span, span_of_str(plain), body);
	if (crypt_aead_open(key, ad_span, body_span, back) != 0 ||
	    memcmp(back, plain, sizeof(back)) != 0)
		return false;
	body[NONCE_BYTES] ^= 1;
	return crypt_aead_open(key, ad_span, body_span, back) == VB_ERR_DECRYPT;
}

const char *crypt_library(void)
{
	return sodium_version_string();
}

int crypt_init(void)
{
	if (sodium_init() < 0)
		return VB_ERR_SELFTEST;
	if (!hash_works() || !sign_works() || !agree_works() || !encrypt_works())
		return VB_ERR_SELFTEST;
	return 0;
}

/* ---- randomness, comparing, hashing ---- */

void crypt_random(void *out, size_t size)
{
	randombytes_buf(out, size);
}

uint32_t crypt_random_below(uint32_t bound)
{
	assert(bound > 0);
	return randombytes_uniform(bound);
}

void crypt_wipe(void *data, size_t size)
{
	sodium_memzero(data, size);
}

bool crypt_is_equal(const void *a, const void *b, size_t size)
{
	return sodium_memcmp(a, b, size) == 0;
}

void crypt_hash(struct span data, struct hash *out)
{
	crypto_generichash(out->b, sizeof(out->b), data.data, data.size, NULL, 0);
}

static crypto_generichash_state *state_of(struct hasher *h)
{
	return (crypto_generichash_state *)(void *)h->opaque;
}

void crypt_hasher_init(struct hasher *h, struct span key, const char *domain)
{
	crypto_generichash_init(state_of(h), key.data, key.size, VB_HASH_BYTES);
	if (domain != NULL)
		hasher_put(h, domain, strlen(domain));
}

void hasher_init(struct hasher *h, const char *domain)
{
	crypt_hasher_init(h, span_of(NULL, 0), domain);
}

void hasher_put(struct hasher *h, const void *data, size_t size)
{
	crypto_generichash_update(state_of(h), data, size);
}

void hasher_finish(struct hasher *h, struct hash *out)
{
	crypto_generichash_final(state_of(h), out->b, sizeof(out->b));
}

void crypt_mac(struct span key, const char *domain, struct span data, struct hash *out)
{
	struct hasher h;

	assert(key.size >= crypto_generichash_KEYBYTES_MIN &&
	       key.size <= crypto_generichash_KEYBYTES_MAX);
	crypt_hasher_init(&h, key, domain);
	hasher_put(&h, data.data, data.size);
	hasher_finish(&h, out);
	sodium_memzero(&h, sizeof(h));
}

/* ---- memory for secrets ---- */

void *crypt_secret_new(size_t size)
{
	void *memory = sodium_malloc(size);

	if (memory == NULL)
		abort();
	return memory;
}

void crypt_secret_destroy(void *memory)
{
	sodium_free(memory);
}

/* ---- node keys ---- */

/* One generation. */
struct key_pairs {
	uint8_t box_secret[VB_KEY_BYTES];
	uint8_t curve_secret[VB_KEY_BYTES];
	struct public_key box_public;
	struct public_key curve_public;
	struct wall_ms since;
};

struct node_keys {
	uint8_t sign_secret[crypto_sign_SECRETKEYBYTES]; /* the seed, then the public key */
	struct key_pairs pairs[VB_GENERATIONS_MAX];      /* the newest first */
	uint32_t count;
};

static void pairs_make(struct key_pairs *pairs, struct wall_ms since)
{
	crypto_box_keypair(pairs->box_public.b, pairs->box_secret);
	crypto_box_keypair(pairs->curve_public.b, pairs->curve_secret);
	pairs->since = since;
}

/* From 64 bytes. */
static void pairs_import(struct key_pairs *pairs, const uint8_t *in, struct wall_ms since)
{
	memcpy(pairs->box_secret, in, VB_KEY_BYTES);
	memcpy(pairs->curve_secret, in + VB_KEY_BYTES, VB_KEY_BYTES);
	crypto_scalarmult_base(pairs->box_public.b, pairs->box_secret);
	crypto_scalarmult_base(pairs->curve_public.b, pairs->curve_secret);
	pairs->since = since;
}

static void pairs_export(const struct key_pairs *pairs, uint8_t *out)
{
	memcpy(out, pairs->box_secret, VB_KEY_BYTES);
	memcpy(out + VB_KEY_BYTES, pairs->curve_secret, VB_KEY_BYTES);
}

struct node_keys *node_keys_new(void)
{
	struct node_keys *keys = crypt_secret_new(sizeof(*keys));
	struct public_key public;

	crypto_sign_keypair(public.b, keys->sign_secret);
	pairs_make(&keys->pairs[0], (struct wall_ms){ 0 });
	keys->count = 1;
	return keys;
}

struct node_keys *node_keys_import(const uint8_t in[static VB_NODE_KEYS_BYTES])
{
	struct node_keys *keys = crypt_secret_new(sizeof(*keys));
	struct public_key public;

	crypto_sign_seed_keypair(public.b, keys->sign_secret, in);
	pairs_import(&keys->pairs[0], in + VB_KEY_BYTES, (struct wall_ms){ 0 });
	keys->count = 1;
	return keys;
}

void crypt_own_key(const struct node_keys *keys, const char *domain,
                   uint8_t out[static VB_KEY_BYTES])
{
	struct hasher h;
	struct hash key;

	crypt_hasher_init(&h, span_of(keys->sign_secret, crypto_sign_SEEDBYTES), domain);
	hasher_finish(&h, &key);
	memcpy(out, key.b, VB_KEY_BYTES);
	sodium_memzero(&h, sizeof(h));
	sodium_memzero(&key, sizeof(key));
}

void node_keys_export(const struct node_keys *keys, uint8_t out[static VB_NODE_KEYS_BYTES])
{
	crypto_sign_ed25519_sk_to_seed(out, keys->sign_secret);
	pairs_export(&keys->pairs[0], out + VB_KEY_BYTES);
}

int node_keys_import_all(struct span in, struct node_keys **out)
{
	struct node_keys *keys;
	struct cursor c;
	uint8_t former;
	int err;

	cursor_init(&c, in);
	(void)cursor_take(&c, VB_NODE_KEYS_BYTES + sizeof(uint64_t));
	former = cursor_u8(&c);
	if (c.err == 0 && former >= VB_GENERATIONS_MAX)
		return VB_ERR_MALFORMED;
	(void)cursor_take(&c, former * (size_t)VB_KEY_PAIRS_BYTES);
	err = cursor_finish(&c);
	if (err != 0)
		return err;
	keys = node_keys_import(in.data);
	keys->pairs[0].since.v = get_be64(in.data + VB_NODE_KEYS_BYTES);
	for (keys->count = 1; keys->count <= former; keys->count++) {
		const uint8_t *at = in.data + VB_NODE_KEYS_BYTES + 9 +
		                    (keys->count - 1) * (size_t)VB_KEY_PAIRS_BYTES;

		pairs_import(&keys->pairs[keys->count], at,
		             (struct wall_ms){ get_be64(at + 2 * VB_KEY_BYTES) });
	}
	*out = keys;
	return 0;
}

size_t node_keys_export_all(const struct node_keys *keys,
                            uint8_t out[static VB_NODE_KEYS_MAX_BYTES])
{
	uint8_t *at = out + VB_NODE_KEYS_BYTES;

	node_keys_export(keys, out);
	put_be64(at, keys->pairs[0].since.v);
	at[8] = (uint8_t)(keys->count - 1);
	at += 9;
	for (uint32_t i = 1; i < keys->count; i++, at += VB_KEY_PAIRS_BYTES) {
		pairs_export(&keys->pairs[i], at);
		put_be64(at + 2 * VB_KEY_BYTES, keys->pairs[i].since.v);
	}
	return (size_t)(at - out);
}

void node_keys_rotate(struct node_keys *keys, struct wall_ms now)
{
	assert(keys->count < VB_GENERATIONS_MAX);
	memmove(&keys->pairs[1], &keys->pairs[0], keys->count * sizeof(keys->pairs[0]));
	keys->count++;
	pairs_make(&keys->pairs[0], now);
}

static void generation_drop(struct node_keys *keys, uint32_t generation)
{
	assert(keys->count > 1 && generation < keys->count);
	keys->count--;
	memmove(&keys->pairs[generation], &keys->pairs[generation + 1],
	        (keys->count - generation) * sizeof(keys->pairs[0]));
	sodium_memzero(&keys->pairs[keys->count], sizeof(keys->pairs[0]));
}

void node_keys_revert(struct node_keys *keys)
{
	generation_drop(keys, 0);
}

void node_keys_forget(struct node_keys *keys, uint32_t generation)
{
	assert(generation > 0);
	generation_drop(keys, generation);
}

void node_keys_destroy(struct node_keys **keys)
{
	sodium_free(*keys);
	*keys = NULL;
}

uint32_t node_keys_count(const struct node_keys *keys)
{
	return keys->count;
}

struct wall_ms node_keys_since(const struct node_keys *keys, uint32_t generation)
{
	assert(generation < keys->count);
	return keys->pairs[generation].since;
}

struct public_key node_keys_sign_public(const struct node_keys *keys)
{
	struct public_key public;

	crypto_sign_ed25519_sk_to_pk(public.b, keys->sign_secret);
	return public;
}

struct public_key node_keys_box_public(const struct node_keys *keys)
{
	return keys->pairs[0].box_public;
}

struct public_key node_keys_curve_public(const struct node_keys *keys)
{
	return keys->pairs[0].curve_public;
}

struct public_key node_keys_curve_of(const struct node_keys *keys, uint32_t generation)
{
	assert(generation < keys->count);
	return keys->pairs[generation].curve_public;
}

uint32_t node_keys_find_curve(const struct node_keys *keys, const struct public_key *curve)
{
	for (uint32_t i = 0; i < keys->count; i++) {
		if (memcmp(keys->pairs[i].curve_public.b, curve->b, sizeof(curve->b)) == 0)
			return i;
	}
	return VB_GENERATIONS_MAX;
}

const uint8_t *node_keys_curve_secret(const struct node_keys *keys, uint32_t generation)
{
	assert(generation < keys->count);
	return keys->pairs[generation].curve_secret;
}

uint32_t node_keys_find_box(const struct node_keys *keys,
                            const uint8_t sealed[static VB_SEALED_KEY_BYTES])
{
	uint8_t key[VB_KEY_BYTES];
	uint32_t i = 0;

	while (i < keys->count &&
	       crypto_box_seal_open(key, sealed, VB_SEALED_KEY_BYTES, keys->pairs[i].box_public.b,
	                            keys->pairs[i].box_secret) != 0)
		i++;
	sodium_memzero(key, sizeof(key));
	return i < keys->count ? i : VB_GENERATIONS_MAX;
}

void crypt_node_id(const struct public_key *sign_public, struct node_id *out)
{
	crypto_generichash(out->b, sizeof(out->b), sign_public->b, sizeof(sign_public->b), NULL, 0);
}

/* ---- sealed boxes ---- */

int crypt_box_seal(const struct public_key *to, const uint8_t key[static VB_KEY_BYTES],
                   uint8_t *out)
{
	uint8_t sealed[VB_SEALED_KEY_BYTES];

	if (crypto_box_seal(sealed, key, VB_KEY_BYTES, to->b) != 0)
		return VB_ERR_BAD_KEY;
	memcpy(out, sealed, sizeof(sealed));
	return 0;
}

int crypt_box_open(const struct node_keys *keys, const uint8_t *sealed,
                   uint8_t out[static VB_KEY_BYTES])
{
	for (uint32_t i = 0; i < keys->count; i++) {
		if (crypto_box_seal_open(out, sealed, VB_SEALED_KEY_BYTES,
		                         keys->pairs[i].box_public.b,
		                         keys->pairs[i].box_secret) == 0)
			return 0;
	}
	return VB_ERR_DECRYPT;
}

/* ---- signatures ---- */

/* domain || message in one piece, as Ed25519 reads it twice: in small when it fits, else in memory
 * that the caller frees. */
static uint8_t *message_join(const char *domain, struct span message,
                             uint8_t small[static SMALL_MESSAGE_BYTES], size_t *size)
{
	size_t domain_size = strlen(domain);
	uint8_t *joined = small;

	*size = domain_size + message.size;
	if (*size > SMALL_MESSAGE_BYTES) {
		joined = malloc(*size);
		if (joined == NULL)
			abort();
	}
	memcpy(joined, domain, domain_size);
	if (message.size > 0)
		memcpy(joined + domain_size, message.data, message.size);
	return joined;
}

void crypt_sign(const struct node_keys *keys, const char *domain, struct span message,
                struct signature *out)
{
	uint8_t small[SMALL_MESSAGE_BYTES], *joined;
	size_t size;

	assert(message.size <= SIGNED_MAX_BYTES);
	joined = message_join(domain, message, small, &size);
	crypto_sign_detached(out->b, NULL, joined, size, keys->sign_secret);
	if (joined != small)
		free(joined);
}

int crypt_verify(const struct public_key *key, const char *domain, struct span message,
                 const struct signature *sig)
{
	uint8_t small[SMALL_MESSAGE_BYTES], *joined;
	size_t size;
	int err;

	if (message.size > SIGNED_MAX_BYTES)
		return VB_ERR_BAD_SIGNATURE;
	joined = message_join(domain, message, small, &size);
	err = crypto_sign_verify_detached(sig->b, joined, size, key->b) == 0 ? 0
	                                                                     : VB_ERR_BAD_SIGNATURE;
	if (joined != small)
		free(joined);
	return err;
}
