/* space_build: the bytes of what an owner writes, against SPEC.md 4 and 5, and what cannot be written. */
#include "protocol/space/space_build.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"
#include "tests/unit/vectors.h"

enum { OWNER, MEMBER, GUEST, STRANGER, OFFICES };

static const struct log_id some_log = { { 0xa } };

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

static void setup(struct assembly *a)
{
	assembly_init(a, OFFICES, 17);
	assembly_found(a);
	must(assembly_admit(a, MEMBER, VB_ROLE_MEMBER), "admit");
	must(assembly_admit(a, GUEST, VB_ROLE_GUEST), "admit");
}

/* ---- bodies, byte for byte: MessagePack by hand ---- */

static void put_hex(uint8_t *at, const char *digits)
{
	struct span bytes = hex(digits);

	memcpy(at, bytes.data, bytes.size);
}

static void is_body(struct buf *got, const uint8_t *want, size_t size, const char *name)
{
	is_u64(got->size, size, "%s: size", name);
	if (got->size == size)
		is_mem(got->data, want, size, "%s: bytes", name);
	buf_clear(got);
}

static void test_bodies(void)
{
	uint8_t want[256];
	struct cutoff cutoff = cutoff_of(&some_log, 200);
	const struct node_id *node;
	struct assembly a;
	struct buf got;

	setup(&a);
	node = &a.offices[MEMBER].id;
	buf_init(&got, 4096);
	put_hex(want, "83 00 07 01 c4 20");
	memcpy(want + 6, node->b, 32);
	put_hex(want + 38, "02 90");
	must(space_build_remove(node, NULL, 0, &got), "remove");
	is_body(&got, want, 40, "remove without cut-offs: {0: 7, 1: node, 2: []}");
	put_hex(want + 38, "02 91 93 c4 20");
	memcpy(want + 43, some_log.b, 32);
	put_hex(want + 75, "cc c8 c4 20");
	memcpy(want + 79, cutoff.entry.b, 32);
	must(space_build_remove(node, &cutoff, 1, &got), "remove");
	is_body(&got, want, 111, "remove with one: [[log, 200, entry id]]");
	put_hex(want, "84 00 03 01 c4 20");
	put_hex(want + 38, "02 02 04 90");
	must(space_build_role(a.space, node, VB_ROLE_GUEST, NULL, 0, &got), "role");
	is_body(&got, want, 42, "role downward: {0: 3, 1: node, 2: 2, 4: []}");
	put_hex(want, "82 00 09 01 c4 20");
	must(space_build_handover(node, &got), "handover");
	is_body(&got, want, 38, "handover: {0: 9, 1: node}");
	buf_release(&got);
	assembly_release(&a);
}

static void test_card_body(void)
{
	uint8_t want[VB_CARD_MAX_BYTES + 8];
	struct assembly a;
	struct span card;
	struct buf got;

	setup(&a);
	card = buf_span(&a.offices[MEMBER].card);
	buf_init(&got, 4096);
	if (card.size > 255)
		bail("a card of this size has another header");
	put_hex(want, "82 00 04 01 c4");
	want[5] = (uint8_t)card.size;
	memcpy(want + 6, card.data, card.size);
	must(space_build_card(card, &got), "card");
	is_body(&got, want, card.size + 6, "card: {0: 4, 1: card}");
	buf_release(&got);
	buf_init(&got, 100);
	is_err(space_build_card(card, &got), VB_ERR_TOO_LARGE, "a buffer that is too small");
	buf_release(&got);
	assembly_release(&a);
}

/* Sizes follow from the form: a sealed key is 80 bytes, 84 with its audience and headers. */
static void test_key_bodies(void)
{
	struct assembly a;
	struct control_body body;
	struct span card;
	struct buf got;

	setup(&a);
	card = buf_span(&a.offices[STRANGER].card);
	buf_init(&got, VB_CONTROL_BODY_MAX_BYTES);
	must(space_build_admit(a.space, card, VB_ROLE_RELAY, &got), "admit");
	is_u64(got.size, card.size + 10, "admit a relay: {0: 2, 1: card, 2: 1, 3: []}");
	buf_clear(&got);
	must(space_build_admit(a.space, card, VB_ROLE_GUEST, &got), "admit");
	is_u64(got.size, card.size + 10 + 84, "admit a guest: one key");
	buf_clear(&got);
	must(space_build_admit(a.space, card, VB_ROLE_STEWARD, &got), "admit");
	is_u64(got.size, card.size + 10 + 168, "admit a steward: two keys");
	must(control_body_decode(buf_span(&got), &body), "decode");
	ok(body.u.admit.keys.has[VB_AUDIENCE_ALL] && body.u.admit.keys.has[VB_AUDIENCE_CORE],
	   "for all and core");
	buf_clear(&got);
	must(space_build_role(a.space, &a.offices[GUEST].id, VB_ROLE_MEMBER, NULL, 0, &got),
	     "role");
	must(control_body_decode(buf_span(&got), &body), "decode");
	ok(!body.u.role.has_cutoffs && !body.u.role.keys.has[VB_AUDIENCE_ALL] &&
	           body.u.role.keys.has[VB_AUDIENCE_CORE],
	   "role upward: the key gained, no cut-offs");
	buf_release(&got);
	assembly_release(&a);
}

/* ---- entries: SPEC.md 4, by offset ---- */

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

static void test_genesis_entry(void)
{
	struct public_key key;
	struct entry_id id;
	struct hash hash;
	struct assembly a;
	const uint8_t *header;

	setup(&a);
	header = a.entries[0].header;
	is_int(header[0], 1, "version 1");
	is_int(header[1], 0, "no flags");
	ok(is_zero(header + 2, 84), "log id, seq, predecessor and citation of a genesis are zero");
	is_u64(get_be64(header + 86), a.hlc.v - (2u << 16), "its HLC");
	ok(is_zero(header + 94, 16), "record id zero");
	is_u64(get_be32(header + 110), a.entries[0].body_size, "length of the body");
	crypt_hash(span_of(a.entries[0].body, a.entries[0].body_size), &hash);
	is_mem(header + 114, hash.b, 32, "hash of the body");
	crypt_hash(span_of(header, VB_HEADER_BYTES), &hash);
	is_mem(space_id(a.space)->b, hash.b, 32, "the space id is the hash of this header");
	memcpy(id.b, hash.b, sizeof(id.b));
	key = node_keys_sign_public(a.offices[OWNER].keys);
	is_err(crypt_verify(&key, "verbund/control/1", span_of(id.b, sizeof(id.b)),
	                    &a.entries[0].signature),
	       0, "signed with the domain of control entries");
	assembly_release(&a);
}

static void test_next_entry(void)
{
	struct assembly a;
	struct hash first, second;
	const uint8_t *header;

	setup(&a);
	crypt_hash(span_of(a.entries[0].header, VB_HEADER_BYTES), &first);
	crypt_hash(span_of(a.entries[1].header, VB_HEADER_BYTES), &second);
	header = a.entries[2].header;
	is_mem(header + 2, first.b, 32, "log id: the space id");
	is_u64(get_be64(header + 34), 2, "seq");
	is_mem(header + 42, second.b, 32, "predecessor");
	is_u64(get_be32(header + 74), 1, "cites the predecessor");
	is_mem(header + 78, second.b, 8, "by its first bytes");
	assembly_release(&a);
}

static void test_entry_errors(void)
{
	uint8_t header[VB_HEADER_BYTES], *large = calloc(1, VB_CONTROL_BODY_MAX_BYTES + 1);
	struct signature signature;
	struct hlc hlc = { 1 };
	struct assembly a;

	if (large == NULL)
		bail("out of memory");
	setup(&a);
	is_err(space_make_entry(a.space, a.offices[MEMBER].keys, hlc, span_of(large, 10), header,
	                        &signature),
	       VB_ERR_NOT_OWNER, "only the owner writes");
	is_err(space_make_entry(a.space, a.offices[OWNER].keys, hlc,
	                        span_of(large, VB_CONTROL_BODY_MAX_BYTES + 1), header, &signature),
	       VB_ERR_TOO_LARGE, "nothing over 32 KiB");
	is_err(space_make_entry(a.space, a.offices[OWNER].keys, hlc,
	                        span_of(large, VB_CONTROL_BODY_MAX_BYTES), header, &signature),
	       0, "32 KiB itself");
	free(large);
	assembly_release(&a);
}

/* ---- what cannot be built ---- */

static void test_genesis_errors(void)
{
	struct node_id many[65] = { { { 0 } } };
	struct node_id recovery[4] = { { { 1 } }, { { 2 } }, { { 3 } }, { { 4 } } };
	struct control_body body;
	struct space_salt salt;
	struct assembly a;
	struct span card;
	struct buf got;

	assembly_init(&a, 1, 18);
	card = buf_span(&a.offices[0].card);
	buf_init(&got, VB_CONTROL_BODY_MAX_BYTES);
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, card, recovery, 4, 2, &got),
	       VB_ERR_OUT_OF_RANGE, "two of four are no majority");
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, card, recovery, 4, 5, &got),
	       VB_ERR_OUT_OF_RANGE, "five of four");
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, card, NULL, 0, 1, &got), VB_ERR_OUT_OF_RANGE,
	       "a number without a list");
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, span_of(card.data, card.size - 1), NULL, 0,
	                           0, &got),
	       VB_ERR_TRUNCATED, "half a card");
	is_u64(got.size, 0, "nothing was written");
	/* limit VB_RECOVERY_MAX_COUNT */
	for (uint8_t i = 0; i < 65; i++)
		many[i].b[0] = (uint8_t)(i + 1);
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, card, many, 65, 33, &got),
	       VB_ERR_OUT_OF_RANGE, "65 who may recover");
	is_u64(got.size, 0, "nothing was written");
	is_err(space_build_genesis(VB_SPACE_COMMITTEE, card, many, 64, 33, &got), 0, "64 may");
	must(control_body_decode(buf_span(&got), &body), "decode");
	is_int(body.u.genesis.recovery.count, 64, "and are read");
	buf_clear(&got);
	is_err(space_build_genesis(VB_SPACE_DIRECT, card, recovery, 4, 3, &got), 0,
	       "three of four");
	must(control_body_decode(buf_span(&got), &body), "decode");
	ok(body.u.genesis.kind == VB_SPACE_DIRECT && body.u.genesis.quorum == 3 &&
	           body.u.genesis.recovery.count == 4,
	   "say so");
	salt = body.u.genesis.salt;
	buf_clear(&got);
	must(space_build_genesis(VB_SPACE_DIRECT, card, recovery, 4, 3, &got), "again");
	must(control_body_decode(buf_span(&got), &body), "decode");
	ok(memcmp(body.u.genesis.salt.b, salt.b, sizeof(salt.b)) != 0, "every space has its salt");
	buf_release(&got);
	assembly_release(&a);
}

static void test_member_errors(void)
{
	struct cutoff *cutoffs = calloc(VB_CUTOFFS_MAX_COUNT + 1, sizeof(*cutoffs));
	struct assembly a;
	struct space *fold;
	struct buf got;

	if (cutoffs == NULL)
		bail("out of memory");
	setup(&a);
	buf_init(&got, VB_CONTROL_BODY_MAX_BYTES);
	is_err(space_build_role(a.space, &a.offices[STRANGER].id, VB_ROLE_GUEST, NULL, 0, &got),
	       VB_ERR_NOT_MEMBER, "a role for a stranger");
	is_err(space_build_role(a.space, &a.offices[GUEST].id, VB_ROLE_GUEST, NULL, 0, &got),
	       VB_ERR_ALREADY_MEMBER, "the role it has");
	is_err(space_build_role(a.space, &a.offices[GUEST].id, VB_ROLE_RELAY, cutoffs,
	                        VB_CUTOFFS_MAX_COUNT + 1, &got),
	       VB_ERR_TOO_LARGE, "more cut-offs than an entry may hold");
	is_err(space_build_remove(&a.offices[GUEST].id, cutoffs, VB_CUTOFFS_MAX_COUNT + 1, &got),
	       VB_ERR_TOO_LARGE, "for a removal as well");
	fold = assembly_fold(&a, STRANGER, a.entry_count);
	is_err(space_build_admit(fold, buf_span(&a.offices[STRANGER].card), VB_ROLE_GUEST, &got),
	       VB_ERR_NO_KEY, "who has no key can give none");
	is_err(space_build_role(fold, &a.offices[GUEST].id, VB_ROLE_MEMBER, NULL, 0, &got),
	       VB_ERR_NO_KEY, "nor with a role");
	space_destroy(&fold);
	is_u64(got.size, 0, "nothing was written");
	buf_release(&got);
	free(cutoffs);
	assembly_release(&a);
}

/* A rightly signed card of version 2 whose box key opens nothing: the point of order 1. */
static void card_with_low_order_box(const struct office *office, struct buf *out)
{
	struct card card;
	struct signature signature;
	struct buf document;

	must(card_decode(buf_span(&office->card), &card), "card");
	card.previous = card.hash;
	card.version = 2;
	memset(card.box.b, 0, sizeof(card.box.b));
	buf_init(&document, VB_CARD_MAX_BYTES);
	card_encode_document(&card, &document);
	crypt_sign(office->keys, "verbund/card/1", buf_span(&document), &signature);
	buf_init(out, VB_CARD_MAX_BYTES);
	buf_put(out, signature.b, sizeof(signature.b));
	buf_put(out, document.data, document.size);
	buf_release(&document);
}

static void test_unusable_box_key(void)
{
	struct control_body body;
	struct space_rekey *rekey;
	struct assembly a;
	struct buf card, got;
	uint32_t zeros = 0;

	setup(&a);
	buf_init(&got, VB_CONTROL_BODY_MAX_BYTES);
	card_with_low_order_box(&a.offices[STRANGER], &card);
	is_err(space_build_admit(a.space, buf_span(&card), VB_ROLE_GUEST, &got), VB_ERR_BAD_KEY,
	       "nobody is admitted with it");
	buf_release(&card);
	card_with_low_order_box(&a.offices[GUEST], &card);
	must(space_build_card(buf_span(&card), &got), "card");
	must(assembly_enter(&a, buf_span(&got)), "card");
	buf_clear(&got);
	must(space_rekey_new(a.space, VB_AUDIENCE_ALL, &rekey), "rekey");
	ok(space_rekey_next(rekey, &got), "one who takes it later does not stop a rekey");
	space_rekey_destroy(&rekey);
	must(control_body_decode(buf_span(&got), &body), "decode");
	for (uint32_t i = 0; i < 3; i++)
		zeros += is_zero(body.u.rekey.sealed.data + i * VB_SEALED_KEY_BYTES,
		                 VB_SEALED_KEY_BYTES);
	is_int(zeros, 1, "and gets zeros for its key");
	buf_release(&card);
	buf_release(&got);
	assembly_release(&a);
}

static void test_rekey_errors(void)
{
	struct space_rekey *rekey = NULL;
	struct assembly a;
	struct space *fold;
	struct buf got;

	setup(&a);
	fold = assembly_fold(&a, GUEST, a.entry_count);
	is_err(space_rekey_new(fold, VB_AUDIENCE_CORE, &rekey), VB_ERR_NO_KEY,
	       "the key before must be wrapped");
	space_destroy(&fold);
	must(assembly_remove(&a, MEMBER, NULL, 0), "remove");
	is_err(space_rekey_new(a.space, VB_AUDIENCE_CORE, &rekey), VB_ERR_UNEXPECTED,
	       "all comes first");
	ok(rekey == NULL, "nothing was made");
	must(space_rekey_new(a.space, VB_AUDIENCE_ALL, &rekey), "rekey");
	buf_init(&got, VB_CONTROL_BODY_MAX_BYTES);
	ok(space_rekey_next(rekey, &got), "one part");
	must(assembly_enter(&a, buf_span(&got)), "part");
	ok(!space_rekey_next(rekey, &got), "then it is done");
	space_rekey_destroy(&rekey);
	space_rekey_destroy(&rekey);
	ok(rekey == NULL, "destroyed, twice");
	buf_release(&got);
	assembly_release(&a);
}

/* Keys that a fold or a rekey held leave the vault with it. */
static void test_vault_is_left_clean(void)
{
	struct assembly a;
	uint32_t slot;

	setup(&a);
	for (uint32_t i = 0; i < 50; i++) {
		struct space *fold = assembly_fold(&a, MEMBER, a.entry_count);

		ok(space_key_slot(fold, VB_AUDIENCE_ALL, 0) < 2, "fold %u: an old slot again", i);
		ok(space_key_slot(fold, VB_AUDIENCE_CORE, 0) < 2, "fold %u: for core as well", i);
		space_destroy(&fold);
	}
	for (uint32_t i = 0; i < 20; i++)
		must(assembly_rekey(&a, VB_AUDIENCE_ALL), "rekey");
	slot = vault_generate(a.offices[OWNER].vault, space_salt(a.space), VB_AUDIENCE_ALL);
	ok(slot <= 2 + 20 + 1, "twenty rekeys took twenty slots and one to work with");
	assembly_release(&a);
}

int main(void)
{
	test_bodies();
	test_card_body();
	test_key_bodies();
	test_genesis_entry();
	test_next_entry();
	test_entry_errors();
	test_genesis_errors();
	test_member_errors();
	test_unusable_box_key();
	test_rekey_errors();
	test_vault_is_left_clean();
	return done();
}
