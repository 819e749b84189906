/* vault: epoch keys, sealed, wrapped and at work, against vectors that tests/vectors/ground.py makes without
 * libsodium; and every way in which a key or a body can be the wrong one. */
#include "protocol/crypt.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define PLAIN_BYTES 300u
#define UNTOUCHED 4711u

static struct node_keys *keys;
static struct space_salt salt;
static uint8_t plain[PLAIN_BYTES], ad[114];

static void count_up(uint8_t *out, uint8_t first, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(first + i);
}

static void set_up(void)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];

	if (crypt_init() != 0)
		bail("no crypt");
	count_up(secrets, 0, sizeof(secrets));
	keys = node_keys_import(secrets);
	count_up(salt.b, 0x60, sizeof(salt.b));
	count_up(plain, 0, sizeof(plain));
	count_up(ad, 7, sizeof(ad));
	vectors_open("tests/vectors/ground.txt");
}

static struct hash hash_of(const char *name)
{
	struct hash hash;

	memcpy(hash.b, vector_bytes(name).data, sizeof(hash.b));
	return hash;
}

/* A slot with the epoch key of the vectors. */
static uint32_t known_slot(struct vault *vault, enum audience audience)
{
	struct hash hash = hash_of(audience == VB_AUDIENCE_ALL ? "key_hash_all" : "key_hash_core");
	uint32_t slot = VB_VAULT_NO_SLOT;

	if (vault_open_key(vault, keys, &salt, audience, &hash, vector_bytes("sealed_epoch").data,
	                   &slot) != 0)
		bail("the sealed key of the vectors does not open");
	return slot;
}

static struct span ad_span(void)
{
	return span_of(ad, sizeof(ad));
}

static void test_vectors(void)
{
	struct vault *vault = vault_new();
	uint32_t all = known_slot(vault, VB_AUDIENCE_ALL),
		 core = known_slot(vault, VB_AUDIENCE_CORE), older;
	uint8_t got[PLAIN_BYTES] = { 0 };
	struct hash hash;

	vault_key_hash(vault, all, &hash);
	is_mem(hash.b, vector_bytes("key_hash_all").data, sizeof(hash.b),
	       "hash of the key for all");
	vault_key_hash(vault, core, &hash);
	is_mem(hash.b, vector_bytes("key_hash_core").data, sizeof(hash.b),
	       "the same key for core has another");
	is_err(vault_decrypt(vault, all, ad_span(), vector_bytes("body_all"), got), 0,
	       "a body for all");
	is_mem(got, plain, sizeof(plain), "is read");
	memset(got, 0, sizeof(got));
	is_err(vault_decrypt(vault, core, ad_span(), vector_bytes("body_core"), got), 0,
	       "a body for core");
	is_mem(got, plain, sizeof(plain), "is read");
	is_err(vault_decrypt(vault, all, span_of(NULL, 0), vector_bytes("body_empty_all"), got), 0,
	       "a body of nothing");
	is_err(vault_decrypt(vault, core, ad_span(), vector_bytes("body_all"), got), VB_ERR_DECRYPT,
	       "the keys for all and core differ even where the epoch key is one");
	hash = hash_of("key_hash_older_all");
	is_err(vault_unwrap(vault, all, &hash, vector_bytes("wrapped_older_all").data, &older), 0,
	       "the older key");
	vault_key_hash(vault, older, &hash);
	is_mem(hash.b, vector_bytes("key_hash_older_all").data, sizeof(hash.b),
	       "is the one announced");
	vault_destroy(&vault);
	ok(vault == NULL, "destroyed");
	vault_destroy(&vault);
	ok(vault == NULL, "and once more");
}

static void test_open_refused(void)
{
	struct vault *vault = vault_new();
	struct hash hash = hash_of("key_hash_all"), core_hash = hash_of("key_hash_core");
	struct span sealed = vector_bytes("sealed_epoch");
	struct node_keys *others = node_keys_new();
	struct space_salt other_salt = salt;
	uint32_t slot = UNTOUCHED;
	int wrong = 0;

	is_err(vault_open_key(vault, others, &salt, VB_AUDIENCE_ALL, &hash, sealed.data, &slot),
	       VB_ERR_DECRYPT, "a key that was sealed to somebody else");
	is_err(vault_open_key(vault, keys, &salt, VB_AUDIENCE_CORE, &hash, sealed.data, &slot),
	       VB_ERR_BAD_HASH, "announced for another audience");
	is_err(vault_open_key(vault, keys, &salt, VB_AUDIENCE_ALL, &core_hash, sealed.data, &slot),
	       VB_ERR_BAD_HASH, "another key than announced");
	other_salt.b[31] ^= 1;
	is_err(vault_open_key(vault, keys, &other_salt, VB_AUDIENCE_ALL, &hash, sealed.data, &slot),
	       VB_ERR_BAD_HASH, "announced in another space");
	for (unsigned bit = 0; bit < 8 * VB_SEALED_KEY_BYTES; bit++) {
		uint8_t bent[VB_SEALED_KEY_BYTES];

		memcpy(bent, sealed.data, sizeof(bent));
		bent[bit / 8] ^= (uint8_t)(1u << bit % 8);
		wrong += vault_open_key(vault, keys, &salt, VB_AUDIENCE_ALL, &hash, bent, &slot) !=
		         VB_ERR_DECRYPT;
	}
	is_int(wrong, 0, "each bit of the sealed key counts");
	is_int(slot, UNTOUCHED, "and no slot was given out");
	node_keys_destroy(&others);
	vault_destroy(&vault);
}

static void test_unwrap_refused(void)
{
	struct vault *vault = vault_new();
	uint32_t all = known_slot(vault, VB_AUDIENCE_ALL),
		 core = known_slot(vault, VB_AUDIENCE_CORE), slot = UNTOUCHED;
	struct hash hash = hash_of("key_hash_older_all"), other = hash_of("key_hash_all");
	struct span wrapped = vector_bytes("wrapped_older_all");
	int wrong = 0;

	is_err(vault_unwrap(vault, core, &hash, wrapped.data, &slot), VB_ERR_DECRYPT,
	       "with the key of another audience");
	is_err(vault_unwrap(vault, all, &hash, vector_bytes("wrapped_older_core").data, &slot),
	       VB_ERR_DECRYPT, "what was wrapped for another audience");
	is_err(vault_unwrap(vault, all, &other, wrapped.data, &slot), VB_ERR_BAD_HASH,
	       "another key than announced");
	for (unsigned bit = 0; bit < 8 * VB_WRAPPED_KEY_BYTES; bit++) {
		uint8_t bent[VB_WRAPPED_KEY_BYTES];

		memcpy(bent, wrapped.data, sizeof(bent));
		bent[bit / 8] ^= (uint8_t)(1u << bit % 8);
		wrong += vault_unwrap(vault, all, &hash, bent, &slot) != VB_ERR_DECRYPT;
	}
	is_int(wrong, 0, "each bit of the wrapped key counts");
	is_int(slot, UNTOUCHED, "and no slot was given out");
	vault_destroy(&vault);
}

/* Owner makes keys, seals them to a member, wraps the old one; the member ends with the same keys. */
static void test_handing_over(void)
{
	struct vault *owner = vault_new(), *member = vault_new();
	struct public_key box = node_keys_box_public(keys);
	uint32_t first = vault_generate(owner, &salt, VB_AUDIENCE_CORE), second, got_first,
		 got_second;
	uint8_t sealed[VB_SEALED_KEY_BYTES], again[VB_SEALED_KEY_BYTES],
		wrapped[VB_WRAPPED_KEY_BYTES];
	struct hash first_hash, second_hash, hash;

	second = vault_generate(owner, &salt, VB_AUDIENCE_CORE);
	vault_key_hash(owner, first, &first_hash);
	vault_key_hash(owner, second, &second_hash);
	ok(memcmp(&first_hash, &second_hash, sizeof(hash)) != 0, "two new keys differ");
	is_err(vault_seal_key(owner, second, &box, sealed), 0, "sealed to a member");
	is_err(vault_seal_key(owner, second, &box, again), 0, "and again");
	ok(memcmp(sealed, again, sizeof(sealed)) != 0, "no two sealed keys look alike");
	vault_wrap(owner, second, first, wrapped);
	is_err(vault_open_key(member, keys, &salt, VB_AUDIENCE_CORE, &second_hash, sealed,
	                      &got_second),
	       0, "opened");
	is_err(vault_unwrap(member, got_second, &first_hash, wrapped, &got_first), 0,
	       "the one before unwrapped");
	vault_key_hash(member, got_first, &hash);
	is_mem(&hash, &first_hash, sizeof(hash), "it is the same");
	vault_destroy(&owner);
	vault_destroy(&member);
}

static void test_seal_to_bad_key(void)
{
	/* Points of order 1, 2 and 8 of Curve25519 (https://cr.yp.to/ecdh.html#validate). */
	static const char *const low[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
	};
	struct vault *vault = vault_new();
	uint32_t slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL);

	for (unsigned i = 0; i < sizeof(low) / sizeof(low[0]); i++) {
		uint8_t out[VB_SEALED_KEY_BYTES] = { 7, 7, 7 };
		struct public_key key;

		memcpy(key.b, hex(low[i]).data, sizeof(key.b));
		is_err(vault_seal_key(vault, slot, &key, out), VB_ERR_BAD_KEY,
		       "a key of low order: %.8s", low[i]);
		is_mem(out, "\7\7\7\0", 4, "and the result is untouched");
	}
	vault_destroy(&vault);
}

static void test_encrypt(void)
{
	struct vault *vault = vault_new();
	uint32_t slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL);
	uint8_t body[PLAIN_BYTES + VB_BODY_OVERHEAD_BYTES], again[sizeof(body)], got[PLAIN_BYTES];
	size_t size;
	int wrong = 0;

	for (size = 0; size <= PLAIN_BYTES; size++) {
		struct span body_span = span_of(body, size + VB_BODY_OVERHEAD_BYTES);

		vault_encrypt(vault, slot, ad_span(), span_of(plain, size), body);
		wrong += vault_decrypt(vault, slot, ad_span(), body_span, got) != 0;
		wrong += memcmp(got, plain, size) != 0;
	}
	is_int(wrong, 0, "bodies of 0 to 300 bytes there and back");
	vault_encrypt(vault, slot, ad_span(), span_of(plain, PLAIN_BYTES), body);
	vault_encrypt(vault, slot, ad_span(), span_of(plain, PLAIN_BYTES), again);
	ok(memcmp(body, again, 24) != 0, "each body has its own nonce");
	ok(memcmp(body + 24, again + 24, PLAIN_BYTES) != 0, "so that equal texts look different");
	vault_destroy(&vault);
}

static void test_decrypt_refused(void)
{
	struct vault *vault = vault_new();
	uint32_t slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL),
		 other = vault_generate(vault, &salt, VB_AUDIENCE_ALL);
	uint8_t body[5 + VB_BODY_OVERHEAD_BYTES], bent[sizeof(body)], got[PLAIN_BYTES];
	int wrong = 0;

	vault_encrypt(vault, slot, ad_span(), span_of(plain, 5), body);
	for (unsigned bit = 0; bit < 8 * sizeof(body); bit++) {
		memcpy(bent, body, sizeof(bent));
		bent[bit / 8] ^= (uint8_t)(1u << bit % 8);
		wrong += vault_decrypt(vault, slot, ad_span(), span_of(bent, sizeof(bent)), got) !=
		         VB_ERR_DECRYPT;
	}
	for (unsigned bit = 0; bit < 8 * sizeof(ad); bit++) {
		ad[bit / 8] ^= (uint8_t)(1u << bit % 8);
		wrong += vault_decrypt(vault, slot, ad_span(), span_of(body, sizeof(body)), got) !=
		         VB_ERR_DECRYPT;
		ad[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t size = 0; size < sizeof(body); size++) {
		int want = size < VB_BODY_OVERHEAD_BYTES ? VB_ERR_TRUNCATED : VB_ERR_DECRYPT;

		wrong += vault_decrypt(vault, slot, ad_span(), span_of(body, size), got) != want;
	}
	is_int(wrong, 0, "each bit of body and header counts, and no byte may be missing");
	is_err(vault_decrypt(vault, other, ad_span(), span_of(body, sizeof(body)), got),
	       VB_ERR_DECRYPT, "another key");
	is_err(vault_decrypt(vault, slot, ad_span(), span_of(body, sizeof(body)), got), 0,
	       "and unbent it is read");
	vault_destroy(&vault);
}

/* Keys stay what they are while the vault grows and slots come back; among the growing calls is vault_unwrap, which
 * reads from the vault what it writes there. */
static void test_growth(void)
{
	enum { COUNT = 1000 };
	struct vault *vault = vault_new();
	struct hash *hashes = calloc(COUNT, sizeof(*hashes)), hash;
	uint8_t wrapped[VB_WRAPPED_KEY_BYTES];
	uint32_t slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL);
	int wrong = 0;

	vault_key_hash(vault, slot, &hashes[0]);
	vault_wrap(vault, slot, slot, wrapped);
	for (uint32_t i = 1; i < COUNT; i++) {
		if (i % 3 == 0)
			slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL);
		else
			wrong += vault_unwrap(vault, 0, &hashes[0], wrapped, &slot) != 0;
		wrong += slot != i;
		vault_key_hash(vault, slot, &hashes[i]);
	}
	for (uint32_t i = 0; i < COUNT; i++) {
		vault_key_hash(vault, i, &hash);
		wrong += memcmp(&hash, &hashes[i], sizeof(hash)) != 0;
	}
	is_int(wrong, 0, "1,000 keys are what they were when they were put in");
	vault_forget(vault, 500);
	vault_forget(vault, 7);
	is_int(vault_generate(vault, &salt, VB_AUDIENCE_ALL), 7,
	       "a forgotten slot is given out again");
	is_int(vault_generate(vault, &salt, VB_AUDIENCE_ALL), 500, "and the other one");
	is_int(vault_generate(vault, &salt, VB_AUDIENCE_ALL), COUNT, "then a new one");
	vault_key_hash(vault, 7, &hash);
	ok(memcmp(&hash, &hashes[7], sizeof(hash)) != 0, "with another key");
	free(hashes);
	vault_destroy(&vault);
}

int main(void)
{
	set_up();
	test_vectors();
	test_open_refused();
	test_unwrap_refused();
	test_handing_over();
	test_seal_to_bad_key();
	test_encrypt();
	test_decrypt_refused();
	test_growth();
	node_keys_destroy(&keys);
	vectors_close();
	return done();
}
