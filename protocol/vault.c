/* vault: epoch keys in locked memory, referred to by slot numbers; see crypt.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/crypt.h"
#include "protocol/crypt_parts.h"
#include "protocol/limits.h"

#define VAULT_START_SLOTS 32u

#define DOMAIN_BODY_KEY "verbund/bodykey/1"
#define DOMAIN_WRAP_KEY "verbund/wrapkey/1"
#define DOMAIN_KEY_HASH "verbund/epochkey/1"
#define DOMAIN_GIVEN "verbund/given/1"

_Static_assert(VB_EPOCH_KEY_BYTES == VB_KEY_BYTES, "epoch key");
_Static_assert(VB_WRAPPED_KEY_BYTES == VB_KEY_BYTES + VB_BODY_OVERHEAD_BYTES, "wrapped key");

/* What a key is for stands first: genesis salt and audience, the associated data of a wrapped key. */
struct slot {
	uint8_t scope[VB_HASH_BYTES + 1];
	uint8_t epoch_key[VB_KEY_BYTES];
	uint8_t body_key[VB_KEY_BYTES];
	uint8_t wrap_key[VB_KEY_BYTES];
	uint32_t next_free; /* of a slot that is free; its own number when taken */
};

struct vault {
	struct slot *slots;
	uint32_t count; /* free ones included */
	uint32_t capacity;
	uint32_t first_free; /* VB_VAULT_NO_SLOT: none */
};

struct vault *vault_new(void)
{
	struct vault *vault = calloc(1, sizeof(*vault));

	if (vault == NULL)
		abort();
	vault->slots = crypt_secret_new(VAULT_START_SLOTS * sizeof(struct slot));
	vault->capacity = VAULT_START_SLOTS;
	vault->first_free = VB_VAULT_NO_SLOT;
	return vault;
}

void vault_destroy(struct vault **vault)
{
	if (*vault == NULL)
		return;
	crypt_secret_destroy((*vault)->slots);
	free(*vault);
	*vault = NULL;
}

/* Moves the slots to a region of twice the size; the old one is wiped. */
static void vault_grow(struct vault *vault)
{
	struct slot *slots;

	assert(vault->capacity <= UINT32_MAX / 4);
	slots = crypt_secret_new(2 * (size_t)vault->capacity * sizeof(*slots));
	memcpy(slots, vault->slots, vault->count * sizeof(*slots));
	crypt_secret_destroy(vault->slots);
	vault->slots = slots;
	vault->capacity *= 2;
}

/* Marks a free slot as taken; returns its number. */
static uint32_t vault_take(struct vault *vault)
{
	uint32_t slot = vault->first_free;

	if (slot != VB_VAULT_NO_SLOT) {
		vault->first_free = vault->slots[slot].next_free;
	} else {
		if (vault->count == vault->capacity)
			vault_grow(vault);
		slot = vault->count++;
	}
	vault->slots[slot].next_free = slot;
	return slot;
}

static const struct slot *slot_of(const struct vault *vault, uint32_t slot)
{
	assert(slot < vault->count && vault->slots[slot].next_free == slot);
	return &vault->slots[slot];
}

void vault_forget(struct vault *vault, uint32_t slot)
{
	assert(slot_of(vault, slot) != NULL);
	crypt_wipe(&vault->slots[slot], sizeof(struct slot));
	vault->slots[slot].next_free = vault->first_free;
	vault->first_free = slot;
}

/* Keyed BLAKE2b-256 of domain || salt || audience: SPEC.md 7.2. */
static void key_derive(const struct slot *slot, const char *domain,
                       uint8_t out[static VB_KEY_BYTES])
{
	struct hasher h;
	struct hash key;

	crypt_hasher_init(&h, span_of(slot->epoch_key, VB_KEY_BYTES), domain);
	hasher_put(&h, slot->scope, sizeof(slot->scope));
	hasher_finish(&h, &key);
	memcpy(out, key.b, sizeof(key.b));
	crypt_wipe(&h, sizeof(h));
	crypt_wipe(&key, sizeof(key));
}

/* BLAKE2b-256 of domain || salt || audience || epoch key: SPEC.md 7.1. */
static void key_hash(const uint8_t scope[static VB_HASH_BYTES + 1],
                     const uint8_t key[static VB_KEY_BYTES], struct hash *out)
{
	struct hasher h;

	hasher_init(&h, DOMAIN_KEY_HASH);
	hasher_put(&h, scope, VB_HASH_BYTES + 1);
	hasher_put(&h, key, VB_KEY_BYTES);
	hasher_finish(&h, out);
	crypt_wipe(&h, sizeof(h));
}

static void scope_make(const struct space_salt *salt, enum audience audience,
                       uint8_t out[static VB_HASH_BYTES + 1])
{
	memcpy(out, salt->b, VB_HASH_BYTES);
	out[VB_HASH_BYTES] = (uint8_t)audience;
}

/* Keeps a copy of an epoch key in a new slot. scope may point into the vault. */
static uint32_t vault_add(struct vault *vault, const uint8_t scope[static VB_HASH_BYTES + 1],
                          const uint8_t key[static VB_KEY_BYTES])
{
	uint8_t kept_scope[VB_HASH_BYTES + 1];
	struct slot *slot;
	uint32_t number;

	memcpy(kept_scope, scope, sizeof(kept_scope));
	number = vault_take(vault);
	slot = &vault->slots[number];
	memcpy(slot->scope, kept_scope, sizeof(slot->scope));
	memcpy(slot->epoch_key, key, VB_KEY_BYTES);
	key_derive(slot, DOMAIN_BODY_KEY, slot->body_key);
	key_derive(slot, DOMAIN_WRAP_KEY, slot->wrap_key);
	return number;
}

/* Keeps a key that arrived, if it is the one whose hash was published. */
static int vault_add_checked(struct vault *vault, const uint8_t scope[static VB_HASH_BYTES + 1],
                             const uint8_t key[static VB_KEY_BYTES], const struct hash *expected,
                             uint32_t *out_slot)
{
	struct hash hash;

	key_hash(scope, key, &hash);
	if (!crypt_is_equal(hash.b, expected->b, sizeof(hash.b)))
		return VB_ERR_BAD_HASH;
	*out_slot = vault_add(vault, scope, key);
	return 0;
}

uint32_t vault_generate(struct vault *vault, const struct space_salt *salt, enum audience audience)
{
	uint8_t scope[VB_HASH_BYTES + 1], key[VB_KEY_BYTES];
	uint32_t slot;

	scope_make(salt, audience, scope);
	crypt_random(key, sizeof(key));
	slot = vault_add(vault, scope, key);
	crypt_wipe(key, sizeof(key));
	return slot;
}

void vault_key_hash(const struct vault *vault, uint32_t slot, struct hash *out)
{
	const struct slot *s = slot_of(vault, slot);

	key_hash(s->scope, s->epoch_key, out);
}

int vault_seal_key(const struct vault *vault, uint32_t slot, const struct public_key *box_public,
                   uint8_t out[static VB_SEALED_KEY_BYTES])
{
	return crypt_box_seal(box_public, slot_of(vault, slot)->epoch_key, out);
}

int vault_open_key(struct vault *vault, const struct node_keys *keys, const struct space_salt *salt,
                   enum audience audience, const struct hash *expected,
                   const uint8_t sealed[static VB_SEALED_KEY_BYTES], uint32_t *out_slot)
{
	uint8_t scope[VB_HASH_BYTES + 1], key[VB_KEY_BYTES];
	int err = crypt_box_open(keys, sealed, key);

	scope_make(salt, audience, scope);
	if (err == 0)
		err = vault_add_checked(vault, scope, key, expected, out_slot);
	crypt_wipe(key, sizeof(key));
	return err;
}

void vault_reveal(const struct vault *vault, uint32_t slot, uint8_t out[static VB_EPOCH_KEY_BYTES])
{
	memcpy(out, slot_of(vault, slot)->epoch_key, VB_KEY_BYTES);
}

int vault_take_key(struct vault *vault, const struct space_salt *salt, enum audience audience,
                   const struct hash *expected, const uint8_t key[static VB_EPOCH_KEY_BYTES],
                   uint32_t *out_slot)
{
	uint8_t scope[VB_HASH_BYTES + 1];

	scope_make(salt, audience, scope);
	return vault_add_checked(vault, scope, key, expected, out_slot);
}

void vault_lock_key(const struct vault *vault, uint32_t slot, const struct node_keys *keys,
                    uint8_t out[static VB_WRAPPED_KEY_BYTES])
{
	const struct slot *s = slot_of(vault, slot);
	uint8_t own[VB_KEY_BYTES];

	crypt_own_key(keys, DOMAIN_GIVEN, own);
	crypt_aead_seal(own, span_of(s->scope, sizeof(s->scope)),
	                span_of(s->epoch_key, VB_KEY_BYTES), out);
	crypt_wipe(own, sizeof(own));
}

int vault_unlock_key(struct vault *vault, const struct node_keys *keys,
                     const struct space_salt *salt, enum audience audience,
                     const struct hash *expected, const uint8_t locked[static VB_WRAPPED_KEY_BYTES],
                     uint32_t *out_slot)
{
	uint8_t scope[VB_HASH_BYTES + 1], own[VB_KEY_BYTES], key[VB_KEY_BYTES];
	int err;

	scope_make(salt, audience, scope);
	crypt_own_key(keys, DOMAIN_GIVEN, own);
	err = crypt_aead_open(own, span_of(scope, sizeof(scope)),
	                      span_of(locked, VB_WRAPPED_KEY_BYTES), key);
	if (err == 0)
		err = vault_add_checked(vault, scope, key, expected, out_slot);
	crypt_wipe(own, sizeof(own));
	crypt_wipe(key, sizeof(key));
	return err;
}

void vault_wrap(const struct vault *vault, uint32_t current, uint32_t previous,
                uint8_t out[static VB_WRAPPED_KEY_BYTES])
{
	const struct slot *now = slot_of(vault, current), *before = slot_of(vault, previous);

	assert(memcmp(now->scope, before->scope, sizeof(now->scope)) == 0);
	crypt_aead_seal(now->wrap_key, span_of(now->scope, sizeof(now->scope)),
	                span_of(before->epoch_key, VB_KEY_BYTES), out);
}

int vault_unwrap(struct vault *vault, uint32_t current, const struct hash *expected,
                 const uint8_t wrapped[static VB_WRAPPED_KEY_BYTES], uint32_t *out_slot)
{
	const struct slot *now = slot_of(vault, current);
	struct span scope = span_of(now->scope, sizeof(now->scope));
	uint8_t key[VB_KEY_BYTES];
	int err =
		crypt_aead_open(now->wrap_key, scope, span_of(wrapped, VB_WRAPPED_KEY_BYTES), key);

	if (err == 0)
		err = vault_add_checked(vault, now->scope, key, expected, out_slot);
	crypt_wipe(key, sizeof(key));
	return err;
}

void vault_encrypt(const struct vault *vault, uint32_t slot, struct span ad, struct span plain,
                   uint8_t *out)
{
	crypt_aead_seal(slot_of(vault, slot)->body_key, ad, plain, out);
}

int vault_decrypt(const struct vault *vault, uint32_t slot, struct span ad, struct span body,
                  uint8_t *out)
{
	return crypt_aead_open(slot_of(vault, slot)->body_key, ad, body, out);
}
