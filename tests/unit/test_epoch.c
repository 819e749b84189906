/* epoch: which generations of a key a node can open, by what was sealed to it and what is wrapped under that. */
#include "protocol/space/epoch.h"

#include <string.h>

#include "tests/tap.h"

#define GENERATIONS 4u

/* The owner's side: a key for each generation, each wrapping the one before. */
struct maker {
	struct vault *vault;
	struct space_salt salt;
	uint32_t slots[GENERATIONS];
	struct hash hashes[GENERATIONS];
	uint8_t wrapped[GENERATIONS][VB_WRAPPED_KEY_BYTES];
};

static void maker_init(struct maker *maker)
{
	maker->vault = vault_new();
	crypt_random(maker->salt.b, sizeof(maker->salt.b));
	for (uint32_t i = 0; i < GENERATIONS; i++) {
		maker->slots[i] = vault_generate(maker->vault, &maker->salt, VB_AUDIENCE_CORE);
		vault_key_hash(maker->vault, maker->slots[i], &maker->hashes[i]);
		if (i > 0)
			vault_wrap(maker->vault, maker->slots[i], maker->slots[i - 1],
			           maker->wrapped[i]);
	}
}

/* A node that reads the log, with what is sealed to it of some generations. */
struct reader {
	const struct maker *maker;
	struct node_keys *keys;
	struct vault *vault;
	struct epochs epochs;
};

/* Generation i is complete with control entry 10 * i; sealed_mask: bit i for a sealed key of it. */
static void reader_init(struct reader *reader, const struct maker *maker, unsigned sealed_mask)
{
	uint8_t sealed[VB_SEALED_KEY_BYTES];
	struct public_key box;

	reader->maker = maker;
	reader->keys = node_keys_new();
	reader->vault = vault_new();
	box = node_keys_box_public(reader->keys);
	epochs_init(&reader->epochs, VB_AUDIENCE_CORE);
	for (uint32_t i = 0; i < GENERATIONS; i++) {
		epochs_begin(&reader->epochs, &maker->hashes[i], i == 0 ? NULL : maker->wrapped[i]);
		if (sealed_mask >> i & 1 &&
		    vault_seal_key(maker->vault, maker->slots[i], &box, sealed) == 0)
			epochs_seal(&reader->epochs, sealed);
		epochs_complete(&reader->epochs, 10 * i);
	}
}

static void reader_release(struct reader *reader)
{
	epochs_release(&reader->epochs, reader->vault);
	vault_destroy(&reader->vault);
	node_keys_destroy(&reader->keys);
}

/* True if the reader has the very key of a generation for what cites this control entry. */
static bool has_key(struct reader *reader, uint32_t control_seq, uint32_t generation)
{
	uint32_t slot = epochs_slot(&reader->epochs, reader->keys, reader->vault,
	                            &reader->maker->salt, control_seq);
	struct hash hash;

	if (slot == VB_VAULT_NO_SLOT)
		return false;
	vault_key_hash(reader->vault, slot, &hash);
	return memcmp(hash.b, reader->maker->hashes[generation].b, sizeof(hash.b)) == 0;
}

static bool has_none(struct reader *reader, uint32_t control_seq)
{
	return epochs_slot(&reader->epochs, reader->keys, reader->vault, &reader->maker->salt,
	                   control_seq) == VB_VAULT_NO_SLOT;
}

static void test_newest_sealed(const struct maker *maker)
{
	struct reader reader;

	reader_init(&reader, maker, 1u << 3);
	ok(has_key(&reader, 0, 0), "a late joiner reads the first generation");
	ok(has_key(&reader, 9, 0), "up to the entry before the second");
	ok(has_key(&reader, 10, 1), "the second from its entry on");
	ok(has_key(&reader, 29, 2), "the third");
	ok(has_key(&reader, 30, 3), "the fourth");
	ok(has_key(&reader, 1000, 3), "for good");
	reader_release(&reader);
}

static void test_some_sealed(const struct maker *maker)
{
	struct reader reader;

	reader_init(&reader, maker, 1u << 1);
	ok(has_key(&reader, 0, 0) && has_key(&reader, 10, 1), "one who was removed keeps the old");
	ok(has_none(&reader, 20) && has_none(&reader, 30), "and gets nothing newer");
	reader_release(&reader);
	reader_init(&reader, maker, 0);
	ok(has_none(&reader, 0) && has_none(&reader, 30), "a relay has no key");
	reader_release(&reader);
}

/* What the owner broke: a wrong key under the right hash, or a wrapping that does not open. */
static void test_broken(const struct maker *maker)
{
	struct reader reader;

	reader_init(&reader, maker, 0xf);
	reader.epochs.list[3].wrapped[30] ^= 1;
	ok(has_key(&reader, 20, 2), "a broken wrapping: the sealed key of that generation opens");
	reader_release(&reader);
	reader_init(&reader, maker, 1u << 3);
	reader.epochs.list[2].wrapped[30] ^= 1;
	ok(has_key(&reader, 20, 2) && has_none(&reader, 10) && has_none(&reader, 0),
	   "without one, what lies behind stays closed");
	reader_release(&reader);
	reader_init(&reader, maker, 1u << 3);
	reader.epochs.list[3].key_hash = maker->hashes[0];
	ok(has_none(&reader, 30), "a key that is not the announced one is none");
	reader_release(&reader);
}

static void test_growing(const struct maker *maker)
{
	uint8_t sealed[VB_SEALED_KEY_BYTES];
	struct public_key box;
	struct reader reader;

	reader_init(&reader, maker, 0);
	ok(has_none(&reader, 30), "looked for and not found");
	box = node_keys_box_public(reader.keys);
	ok(vault_seal_key(maker->vault, maker->slots[3], &box, sealed) == 0, "sealed later");
	epochs_seal(&reader.epochs, sealed);
	ok(has_key(&reader, 30, 3), "found when it comes");
	epochs_begin(&reader.epochs, &maker->hashes[0], maker->wrapped[1]);
	ok(has_key(&reader, UINT32_MAX - 1, 3), "an incomplete generation is not used");
	ok(epochs_newest(&reader.epochs)->slot == VB_VAULT_NO_SLOT, "nor open");
	reader_release(&reader);
}

static void test_rotated_box_key(const struct maker *maker)
{
	uint8_t sealed[VB_SEALED_KEY_BYTES];
	struct public_key box;
	struct reader reader;

	reader_init(&reader, maker, 0x7);
	node_keys_rotate(reader.keys, (struct wall_ms){ 1 });
	ok(has_key(&reader, 20, 2), "what was sealed to the box key before opens");
	reader_release(&reader);
	reader_init(&reader, maker, 0x7);
	node_keys_rotate(reader.keys, (struct wall_ms){ 1 });
	node_keys_forget(reader.keys, 1);
	ok(has_none(&reader, 20), "what was sealed to a box key that is gone stays closed");
	box = node_keys_box_public(reader.keys);
	ok(vault_seal_key(maker->vault, maker->slots[3], &box, sealed) == 0, "the next rekey");
	epochs_seal(&reader.epochs, sealed);
	ok(has_key(&reader, 20, 2) && has_key(&reader, 0, 0), "opens everything before it");
	reader_release(&reader);
}

static void test_release(const struct maker *maker)
{
	struct reader reader;
	uint32_t slot;

	reader_init(&reader, maker, 1u << 3);
	slot = epochs_slot(&reader.epochs, reader.keys, reader.vault, &maker->salt, 30);
	ok(slot != VB_VAULT_NO_SLOT, "opened");
	ok(has_key(&reader, 0, 0), "with those before");
	epochs_release(&reader.epochs, reader.vault);
	ok(vault_generate(reader.vault, &maker->salt, VB_AUDIENCE_ALL) < GENERATIONS,
	   "released: the vault has its slots back");
	ok(epochs_newest(&reader.epochs) == NULL, "and nothing is left");
	reader_release(&reader);
}

int main(void)
{
	struct maker maker;

	if (crypt_init() != 0)
		bail("crypt");
	maker_init(&maker);
	test_newest_sealed(&maker);
	test_some_sealed(&maker);
	test_broken(&maker);
	test_growing(&maker);
	test_rotated_box_key(&maker);
	test_release(&maker);
	vault_destroy(&maker.vault);
	return done();
}
