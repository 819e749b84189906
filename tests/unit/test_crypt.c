/* crypt: hashes, keys and signatures against vectors that tests/vectors/ground.py makes without libsodium. */
#include "protocol/crypt.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

#define DOMAIN "verbund/test/1"

/* size bytes that count up from first, as ground.py makes them. */
static struct span run(uint8_t first, size_t size)
{
	static uint8_t slots[4][65536 + 1];
	static unsigned next;
	uint8_t *slot = slots[next++ % 4];

	for (size_t i = 0; i < size; i++)
		slot[i] = (uint8_t)(first + i);
	return span_of(slot, size);
}

static struct node_keys *known_keys(void)
{
	return node_keys_import(run(0, VB_NODE_KEYS_BYTES).data);
}

static void is_vector(const void *got, size_t size, const char *name)
{
	struct span want = vector_bytes(name);

	if (is_int(size, want.size, "%s: size", name))
		is_mem(got, want.data, size, "%s", name);
}

static void test_hash(void)
{
	struct hash hash;
	struct hasher h;

	crypt_hash(span_of_str("abc"), &hash);
	is_vector(hash.b, sizeof(hash.b), "hash_abc");
	crypt_hash(span_of(NULL, 0), &hash);
	is_vector(hash.b, sizeof(hash.b), "hash_empty");
	hasher_init(&h, NULL);
	hasher_put(&h, "a", 1);
	hasher_put(&h, "", 0);
	hasher_put(&h, "bc", 2);
	hasher_finish(&h, &hash);
	is_vector(hash.b, sizeof(hash.b), "hash_abc");
	hasher_init(&h, DOMAIN);
	hasher_put(&h, run(0, 100).data, 100);
	hasher_put(&h, run(9, 200).data, 200);
	hasher_finish(&h, &hash);
	is_vector(hash.b, sizeof(hash.b), "hash_domain_parts");
}

static void test_mac(void)
{
	struct hash mac;

	crypt_mac(run(1, 16), DOMAIN, span_of_str("data"), &mac);
	is_vector(mac.b, sizeof(mac.b), "mac_16");
	crypt_mac(run(1, 64), DOMAIN, span_of(NULL, 0), &mac);
	is_vector(mac.b, sizeof(mac.b), "mac_64");
}

static void test_random(void)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	int seen[7] = { 0 }, missing = 0;

	crypt_random(a, sizeof(a));
	crypt_random(b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "two draws differ");
	is_int(crypt_random_below(1), 0, "below one is only zero");
	for (int i = 0; i < 7000; i++) {
		uint32_t drawn = crypt_random_below(7);

		if (drawn < 7)
			seen[drawn]++;
		else
			missing++;
	}
	/* 1,000 each are expected; 1,000 +- 300 is ten standard deviations. */
	for (int i = 0; i < 7; i++)
		missing += seen[i] < 700 || seen[i] > 1300;
	is_int(missing, 0, "all numbers below seven come equally often");
}

static void test_wipe_and_compare(void)
{
	uint8_t secret[40], zero[40] = { 0 };
	int wrong = 0;

	memset(secret, 0xaa, sizeof(secret));
	crypt_wipe(secret, 39);
	is_mem(secret, zero, 39, "wiped");
	is_int(secret[39], 0xaa, "and no byte more");
	for (unsigned i = 0; i < sizeof(zero); i++) {
		uint8_t other[40] = { 0 };

		other[i] = 1;
		wrong += crypt_is_equal(zero, other, sizeof(zero));
	}
	is_int(wrong, 0, "a difference is found at each place");
	ok(crypt_is_equal(zero, secret, 39) && !crypt_is_equal(zero, secret, 40),
	   "as far as the size goes");
}

static void test_known_keys(void)
{
	uint8_t exported[VB_NODE_KEYS_BYTES];
	struct node_keys *keys = known_keys();
	struct public_key public = node_keys_sign_public(keys);
	struct node_id id;

	is_vector(public.b, sizeof(public.b), "sign_public");
	crypt_node_id(&public, &id);
	is_vector(id.b, sizeof(id.b), "node_id");
	public = node_keys_box_public(keys);
	is_vector(public.b, sizeof(public.b), "box_public");
	public = node_keys_curve_public(keys);
	is_vector(public.b, sizeof(public.b), "curve_public");
	is_mem(node_keys_curve_secret(keys, 0), run(64, 32).data, 32, "the CURVE secret");
	node_keys_export(keys, exported);
	is_mem(exported, run(0, VB_NODE_KEYS_BYTES).data, VB_NODE_KEYS_BYTES,
	       "all three secrets are exported");
	node_keys_destroy(&keys);
	ok(keys == NULL, "destroyed");
	node_keys_destroy(&keys);
	ok(keys == NULL, "and once more");
}

/* What differs between two sets of keys: bit 0 signing, 1 box, 2 CURVE. */
static int differing(const uint8_t *a, const uint8_t *b)
{
	int found = 0;

	for (int i = 0; i < 3; i++)
		found |= (memcmp(a + 32 * i, b + 32 * i, 32) != 0) << i;
	return found;
}

static void test_new_keys(void)
{
	uint8_t a[VB_NODE_KEYS_BYTES], b[VB_NODE_KEYS_BYTES];
	struct node_keys *keys = node_keys_new(), *copy;
	struct public_key before, after;

	node_keys_export(keys, a);
	copy = node_keys_import(a);
	before = node_keys_sign_public(keys);
	after = node_keys_sign_public(copy);
	is_mem(after.b, before.b, sizeof(after.b), "an imported copy has the same identity");
	node_keys_rotate(copy, (struct wall_ms){ 5 });
	node_keys_export(copy, b);
	is_int(differing(a, b), 6, "rotation makes new box and CURVE keys and keeps the identity");
	before = node_keys_curve_public(keys);
	after = node_keys_curve_public(copy);
	ok(memcmp(before.b, after.b, sizeof(after.b)) != 0, "the public keys follow");
	node_keys_destroy(&copy);
	copy = node_keys_import(b);
	before = node_keys_curve_public(copy);
	is_mem(after.b, before.b, sizeof(after.b), "and fit their secrets");
	node_keys_destroy(&copy);
	copy = node_keys_new();
	node_keys_export(copy, b);
	is_int(differing(a, b), 7, "two new sets have nothing in common");
	node_keys_destroy(&copy);
	node_keys_destroy(&keys);
}

/* Generations: the newest is 0; what was sealed to any of them is opened, until it is forgotten. */
static void test_generations(void)
{
	struct node_keys *keys = node_keys_new();
	struct public_key curve[4], box[4], none = { { 1 } };
	uint8_t sealed[4][VB_SEALED_KEY_BYTES], secrets[VB_NODE_KEYS_BYTES];
	struct space_salt salt = { { 7 } };
	struct vault *vault = vault_new();
	uint32_t slot = vault_generate(vault, &salt, VB_AUDIENCE_ALL), got;
	struct hash hash;

	vault_key_hash(vault, slot, &hash);
	for (int i = 3; i >= 0; i--) {
		curve[i] = node_keys_curve_public(keys);
		box[i] = node_keys_box_public(keys);
		is_err(vault_seal_key(vault, slot, &box[i], sealed[i]), 0, "sealed");
		if (i > 0)
			node_keys_rotate(keys, (struct wall_ms){ 100u - (unsigned)i });
	}
	is_int(node_keys_count(keys), 4, "rotated three times");
	for (uint32_t i = 0; i < 4; i++) {
		is_int(node_keys_find_curve(keys, &curve[i]), i, "generation %u by its CURVE key",
		       i);
		is_int(node_keys_find_box(keys, sealed[i]), i, "and by what was sealed to it");
		is_err(vault_open_key(vault, keys, &salt, VB_AUDIENCE_ALL, &hash, sealed[i], &got),
		       0, "which opens");
		is_u64(node_keys_since(keys, i).v, i == 3 ? 0 : 99 - i, "made when");
	}
	is_int(node_keys_find_curve(keys, &none), VB_GENERATIONS_MAX, "a key of somebody else's");
	node_keys_forget(keys, 2);
	is_int(node_keys_count(keys), 3, "one is forgotten");
	is_int(node_keys_find_curve(keys, &curve[3]), 2, "the one behind it moves up");
	is_int(node_keys_find_box(keys, sealed[2]), VB_GENERATIONS_MAX, "what was sealed to it");
	is_err(vault_open_key(vault, keys, &salt, VB_AUDIENCE_ALL, &hash, sealed[2], &got),
	       VB_ERR_DECRYPT, "stays closed");
	is_err(vault_open_key(vault, keys, &salt, VB_AUDIENCE_ALL, &hash, sealed[3], &got), 0,
	       "the others do not");
	node_keys_rotate(keys, (struct wall_ms){ 200 });
	node_keys_revert(keys);
	is_int(node_keys_count(keys), 3, "a rotation is taken back");
	is_int(node_keys_find_curve(keys, &curve[0]), 0, "all is as before it");
	node_keys_export(keys, secrets);
	ok(memcmp(secrets + 64, node_keys_curve_secret(keys, 0), 32) == 0, "the newest secret");
	ok(memcmp(secrets + 64, node_keys_curve_secret(keys, 1), 32) != 0, "and one before");
	vault_destroy(&vault);
	node_keys_destroy(&keys);
}

/* All generations as bytes and back; every other form is refused. */
static void test_all_keys(void)
{
	uint8_t bytes[VB_NODE_KEYS_MAX_BYTES], again[VB_NODE_KEYS_MAX_BYTES];
	struct node_keys *keys = node_keys_new(), *back = NULL;
	size_t size;
	unsigned cut = 0;

	node_keys_rotate(keys, (struct wall_ms){ 0x1122334455667788u });
	size = node_keys_export_all(keys, bytes);
	is_int(size, 96 + 8 + 1 + 72, "two generations");
	is_mem(bytes + 96, "\x11\x22\x33\x44\x55\x66\x77\x88\x01", 9, "time and number");
	is_err(node_keys_import_all(span_of(bytes, size), &back), 0, "read");
	is_int(node_keys_export_all(back, again), size, "and written");
	is_mem(again, bytes, size, "are the same");
	node_keys_destroy(&back);
	for (size_t n = 0; n < size; n++)
		cut += node_keys_import_all(span_of(bytes, n), &back) == VB_ERR_TRUNCATED;
	is_int(cut, size, "cut off anywhere");
	is_err(node_keys_import_all(span_of(bytes, size + 1), &back), VB_ERR_TRAILING, "too long");
	bytes[104] = 16;
	is_err(node_keys_import_all(span_of(bytes, size), &back), VB_ERR_MALFORMED, "too many");
	ok(back == NULL, "nothing is handed out");
	node_keys_destroy(&keys);
}

static void test_signatures(void)
{
	struct node_keys *keys = known_keys();
	struct public_key public = node_keys_sign_public(keys);
	const struct {
		const char *name;
		struct span message;
	} cases[] = { { "signature_empty", { NULL, 0 } },
		      { "signature_short", span_of_str("Beratungsfolge") },
		      { "signature_long", run(3, 3000) } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct signature sig;

		crypt_sign(keys, DOMAIN, cases[i].message, &sig);
		is_vector(sig.b, sizeof(sig.b), cases[i].name);
		is_err(crypt_verify(&public, DOMAIN, cases[i].message, &sig), 0, "%s is good",
		       cases[i].name);
		is_err(crypt_verify(&public, "verbund/test/2", cases[i].message, &sig),
		       VB_ERR_BAD_SIGNATURE, "%s is bad for another purpose", cases[i].name);
	}
	node_keys_destroy(&keys);
}

static void test_bad_signatures(void)
{
	struct node_keys *keys = known_keys(), *others = node_keys_new();
	struct public_key public = node_keys_sign_public(keys),
			  other = node_keys_sign_public(others);
	struct span message = run(0, 200);
	struct signature sig, bent;
	int wrong = 0;

	crypt_sign(keys, DOMAIN, message, &sig);
	is_err(crypt_verify(&other, DOMAIN, message, &sig), VB_ERR_BAD_SIGNATURE, "another's key");
	is_err(crypt_verify(&public, DOMAIN, span_of(message.data, 199), &sig),
	       VB_ERR_BAD_SIGNATURE, "a byte less");
	is_err(crypt_verify(&public, DOMAIN, run(1, 200), &sig), VB_ERR_BAD_SIGNATURE,
	       "another message");
	for (unsigned bit = 0; bit < 8 * VB_SIGNATURE_BYTES; bit++) {
		bent = sig;
		bent.b[bit / 8] ^= (uint8_t)(1u << bit % 8);
		wrong += crypt_verify(&public, DOMAIN, message, &bent) != VB_ERR_BAD_SIGNATURE;
	}
	is_int(wrong, 0, "each bit of the signature counts");
	memset(&other, 0, sizeof(other));
	memset(&bent, 0, sizeof(bent));
	is_err(crypt_verify(&other, DOMAIN, message, &bent), VB_ERR_BAD_SIGNATURE,
	       "a key of low order signs nothing");
	node_keys_destroy(&keys);
	node_keys_destroy(&others);
}

/* Sizes around the buffer on the stack and around the greatest message. */
static void test_signed_sizes(void)
{
	static const size_t sizes[] = { 1009, 1010, 1011, 65535, 65536 };
	struct node_keys *keys = known_keys();
	struct public_key public = node_keys_sign_public(keys);
	struct signature sig;

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		crypt_sign(keys, DOMAIN, run(0, sizes[i]), &sig);
		is_err(crypt_verify(&public, DOMAIN, run(0, sizes[i]), &sig), 0, "%zu bytes",
		       sizes[i]);
	}
	is_err(crypt_verify(&public, DOMAIN, run(0, 65537), &sig), VB_ERR_BAD_SIGNATURE,
	       "over 64 KiB are never signed");
	node_keys_destroy(&keys);
}

int main(void)
{
	is_err(crypt_init(), 0, "the library works");
	is_err(crypt_init(), 0, "and can be initialised again");
	vectors_open("tests/vectors/ground.txt");
	test_hash();
	test_mac();
	test_random();
	test_wipe_and_compare();
	test_known_keys();
	test_new_keys();
	test_generations();
	test_all_keys();
	test_signatures();
	test_bad_signatures();
	test_signed_sizes();
	vectors_close();
	return done();
}
