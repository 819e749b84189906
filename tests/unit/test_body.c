/* body: documents and encrypted bodies against tests/vectors/body.txt, and what must be ignored. */
#include "protocol/body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/fixed_random.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct vault *vault;
static uint32_t slots[2];
static struct body last;
static uint8_t plain[VB_BODY_MAX_BYTES];

/* Decodes a document padded as it should be. */
static int decode(struct span document)
{
	uint32_t size = body_padded_bytes(document.size);
	uint8_t *padded = calloc(1, size + 1);
	int err;

	if (padded == NULL)
		abort();
	if (document.size > 0)
		memcpy(padded, document.data, document.size);
	err = body_decode(span_of(padded, size), &last);
	free(padded);
	return err;
}

/* Decodes a padded plaintext as it stands. */
static int decode_padded(struct span bytes)
{
	return body_decode(bytes, &last);
}

static void open_slots(void)
{
	static const char *const names[] = { "all", "core" };
	struct node_keys *keys = vector_keys(1);
	struct space_salt salt;
	struct hash hash;

	vault = vault_new();
	memcpy(salt.b, vector_bytes("salt").data, sizeof(salt.b));
	for (unsigned i = 0; i < 2; i++) {
		memcpy(hash.b, vector_of("key_hash", names[i]).data, sizeof(hash.b));
		if (vault_open_key(vault, keys, &salt, (enum audience)i, &hash,
		                   vector_of("sealed", names[i]).data, &slots[i]) != 0)
			bail("the sealed keys of the vectors do not open");
	}
	node_keys_destroy(&keys);
}

/* ---- documents ---- */

static void test_document(const char *name)
{
	struct span bytes = vector_of("document", name);
	uint8_t padded[VB_BODY_MAX_BYTES] = { 0 };
	struct body body;
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES);
	memcpy(padded, bytes.data, bytes.size);
	is_err(body_decode(span_of(padded, body_padded_bytes(bytes.size)), &body), 0, "%s: read",
	       name);
	is_int(body.document.size, bytes.size, "%s: where it ends", name);
	body_encode(&body, &b);
	ok(span_is_equal(buf_span(&b), bytes), "%s: written", name);
	buf_release(&b);
}

static void test_fields(void)
{
	uint8_t log[VB_HASH_BYTES];

	is_err(decode(vector_bytes("document_edit")), 0, "an edit");
	ok(last.has_person && last.person.b[0] == 0x66 && !last.is_person_signed, "by a person");
	is_int(last.logs.count, 1, "one log");
	is_int(last.kind, 6, "kind");
	is_int(last.verb, VB_VERB_EDIT, "verb");
	is_int(last.changes.count, 1, "one change");
	is_err(decode(vector_bytes("document_create")), 0, "a create");
	ok(!last.has_person, "by the node");
	is_int(last.changes.count, 3, "three changes");
	is_err(decode(vector_bytes("document_extended")), 0, "unknown kind, verb and key");
	ok(last.is_extended && last.kind == 700 && last.verb == 9, "are kept");
	memset(plain, 0, sizeof(plain));
	memcpy(plain, vector_bytes("document_logs").data, vector_bytes("document_logs").size);
	is_err(body_decode(span_of(plain, 128), &last), 0, "three logs");
	is_int(last.logs.count, 3, "count");
	list_id_at(&last.logs, 2, log);
	is_int(log[0], 0xe0, "the last of them");
}

static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "a person id of 15 bytes", "00c41066", "00c40f", VB_ERR_MALFORMED },
		{ "no logs", "0291c420", "0290c420", VB_ERR_MALFORMED },
		{ "a kind beyond 65535", "030604", "03ce0001000004", VB_ERR_OUT_OF_RANGE },
		{ "the greatest kind", "030604", "03cdffff04", 0 },
		{ "verb 0", "0402", "0400", VB_ERR_OUT_OF_RANGE },
		{ "verb 256", "0402", "04cd0100", VB_ERR_OUT_OF_RANGE },
		{ "no changes", "059194", "0590", VB_ERR_MALFORMED },
		{ "changes as a map", "059194", "05819194", VB_ERR_MALFORMED },
		{ "a kind as text", "030604", "03a13604", VB_ERR_MALFORMED },
		{ "a kind in a long form", "030604", "03cc0604", VB_ERR_NOT_CANONICAL },
		{ "a pair less", "85", "84", VB_ERR_MALFORMED },
	};
	struct span good = vector_bytes("document_edit");

	memset(plain, 0, sizeof(plain));
	memcpy(plain, good.data, good.size);
	hostile_cut(decode_padded, span_of(plain, body_padded_bytes(good.size)), "document");
	hostile_table(decode, good, cases, sizeof(cases) / sizeof(cases[0]));
	hostile_bits(decode, good, "document");
}

/* What holds between keys. */
static void test_rules(void)
{
	static const struct {
		const char *name;
		const char *document;
		int err;
	} cases[] = {
		{ "smallest", "83 0301 0401 0591c0", 0 },
		{ "a signature without a person",
		  "84 01c440"
		  "%s"
		  "0301 0401 0591c0",
		  VB_ERR_MALFORMED },
		{ "a delete with one change", "83 0301 0403 0591c0", 0 },
		{ "a delete with two", "83 0301 0403 0592c0c0", VB_ERR_MALFORMED },
		{ "without kind", "82 0401 0591c0", VB_ERR_MALFORMED },
		{ "without verb", "82 0301 0591c0", VB_ERR_MALFORMED },
		{ "without changes", "82 0301 0401", VB_ERR_MALFORMED },
		{ "changes not canonical", "83 0301 0401 0591cc01", VB_ERR_NOT_CANONICAL },
		{ "changes too deep", "83 0301 0401 059191919191919190", VB_ERR_TOO_DEEP },
		{ "a later key", "84 0301 0401 0591c0 06c3", 0 },
		{ "a text for a key", "84 0301 0401 0591c0 a0c3", VB_ERR_MALFORMED },
		{ "an array", "93 01 01 91c0", VB_ERR_MALFORMED },
		{ "nil", "c0", VB_ERR_MALFORMED },
		{ "logs twice the same",
		  "84 0292 c420 0000000000000000000000000000000000000000000000000000000000000000"
		  "c420 0000000000000000000000000000000000000000000000000000000000000000"
		  "0301 0401 0591c0",
		  VB_ERR_NOT_CANONICAL },
	};
	char zeros[2 * VB_SIGNATURE_BYTES + 1];

	memset(zeros, '0', sizeof(zeros) - 1);
	zeros[sizeof(zeros) - 1] = '\0';
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *mark = strstr(cases[i].document, "%s");
		char text[512];

		if (mark == NULL)
			snprintf(text, sizeof(text), "%s", cases[i].document);
		else
			snprintf(text, sizeof(text), "%.*s%s%s", (int)(mark - cases[i].document),
			         cases[i].document, zeros, mark + 2);
		is_err(decode(hex(text)), cases[i].err, "%s", cases[i].name);
	}
}

static void test_too_many(void)
{
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES);
	/* limit VB_CHANGES_MAX_COUNT */
	for (uint32_t count = VB_CHANGES_MAX_COUNT; count <= VB_CHANGES_MAX_COUNT + 1; count++) {
		buf_clear(&b);
		buf_put(&b, hex("83 0301 0401 05").data, 6);
		pack_array(&b, count);
		for (uint32_t i = 0; i < count; i++)
			pack_nil(&b);
		is_err(decode(buf_span(&b)), count > VB_CHANGES_MAX_COUNT ? VB_ERR_TOO_LARGE : 0,
		       "%u changes", (unsigned)count);
	}
	buf_release(&b);
}

static void test_padding(void)
{
	uint8_t padded[128] = { 0 };
	struct span document = hex("83 0301 0401 0591c0");

	memcpy(padded, document.data, document.size);
	is_err(body_decode(span_of(padded, 32), &last), 0, "padded to 32");
	is_err(body_decode(span_of(padded, 64), &last), VB_ERR_NOT_CANONICAL, "to 64");
	is_err(body_decode(span_of(padded, document.size), &last), VB_ERR_NOT_CANONICAL, "not");
	padded[31] = 1;
	is_err(body_decode(span_of(padded, 32), &last), VB_ERR_NOT_CANONICAL, "not with zeros");
	is_err(decode_padded(span_of(padded, 0)), VB_ERR_TRUNCATED, "nothing");
	is_int(body_padded_bytes(0), 0, "no document has no length");
	is_int(body_padded_bytes(VB_BODY_MAX_BYTES), VB_BODY_MAX_BYTES, "the longest");
	/* limit VB_BODY_MAX_BYTES */
	is_int(body_padded_bytes(VB_BODY_MAX_BYTES + 1), 0, "too long");
}

static void test_person(void)
{
	struct span place = vector_bytes("person_place");
	struct space_id space;
	struct record_id record;
	struct public_key public;
	uint8_t message[VB_PERSON_MESSAGE_BYTES];

	memcpy(space.b, place.data, sizeof(space.b));
	memcpy(record.b, place.data + sizeof(space.b) + 1, sizeof(record.b));
	memcpy(public.b, vector_bytes("person_public").data, sizeof(public.b));
	is_err(body_person_message(vector_bytes("document_unsigned"), &space, VB_AUDIENCE_ALL,
	                           &record, message),
	       0, "what a person signs");
	is_mem(message, vector_bytes("person_message").data, sizeof(message), "before signing");
	is_err(body_person_message(vector_bytes("document_signed"), &space, VB_AUDIENCE_ALL,
	                           &record, message),
	       0, "what a reader checks");
	is_mem(message, vector_bytes("person_message").data, sizeof(message), "after signing");
	is_err(decode(vector_bytes("document_signed")), 0, "the signed document");
	ok(last.is_person_signed, "has a signature");
	is_err(crypt_verify(&public, "verbund/person/1", span_of(message, sizeof(message)),
	                    &last.person_signature),
	       0, "that fits");
}

/* ---- stored bodies ---- */

/* Opens a stored body of the vectors and seals it again with the same nonce. */
static void test_both_ways(const char *name, unsigned audience, size_t nonce_at, struct span nonce,
                           struct span blobs)
{
	struct span header = vector_of("header", name), stored = vector_of("stored", name);
	struct span document =
		vector_of("document",
	                  strcmp(name, "core") == 0 || strcmp(name, "blob") == 0 ? "create" : name);
	struct entry_header h;
	struct body body;
	struct buf b;
	uint8_t again[VB_HEADER_BYTES];

	buf_init(&b, 65536);
	is_err(body_open(vault, slots[audience], header.data, stored, plain, &body), 0,
	       "%s: opened", name);
	ok(span_is_equal(body.document, document), "%s: its document", name);
	if (entry_header_decode(header, &h) != 0)
		bail("the header of the vectors is not read");
	h.body_size = 0;
	memset(&h.body_hash, 0, sizeof(h.body_hash));
	fixed_random_set(span_of(nonce.data + nonce_at, 24));
	is_err(body_seal(vault, slots[audience], &h, blobs, document, &b), 0, "%s: sealed", name);
	ok(span_is_equal(buf_span(&b), stored), "%s: the same bytes", name);
	entry_header_encode(&h, again);
	is_mem(again, header.data, sizeof(again), "%s: the same header", name);
	buf_release(&b);
}

static void test_wrong(void)
{
	struct span header = vector_bytes("header_edit"), stored = vector_bytes("stored_edit");
	uint8_t other_header[VB_HEADER_BYTES], other[1024];
	size_t opened = 0;

	memcpy(other_header, header.data, sizeof(other_header));
	for (size_t byte = 1; byte < VB_HEADER_AD_BYTES; byte++) {
		if (byte >= 110 || (byte >= 34 && byte < 74) || byte == 1)
			continue;
		other_header[byte] ^= 1;
		opened += body_open(vault, slots[0], other_header, stored, plain, &last) !=
		          VB_ERR_DECRYPT;
		other_header[byte] ^= 1;
	}
	is_int(opened, 0, "under no other header");
	is_err(body_open(vault, slots[1], header.data, stored, plain, &last), VB_ERR_DECRYPT,
	       "not with the key of core");
	memcpy(other, stored.data, stored.size);
	for (size_t byte = 0; byte < stored.size; byte++) {
		other[byte] ^= 0x80;
		opened += body_open(vault, slots[0], header.data, span_of(other, stored.size),
		                    plain, &last) != VB_ERR_DECRYPT;
		other[byte] ^= 0x80;
	}
	is_int(opened, 0, "no byte changed");
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size - 1), plain,
	                 &last),
	       VB_ERR_TRUNCATED, "a byte less");
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size + 1), plain,
	                 &last),
	       VB_ERR_TRAILING, "a byte more");
}

/* A body whose plaintext is sealed well but padded badly. */
static void test_padded_badly(void)
{
	uint8_t header[VB_HEADER_BYTES], bytes[64] = { 0 }, stored[64 + VB_BODY_OVERHEAD_BYTES];
	struct entry_header h = { .version = 1, .body_size = 64 };

	memcpy(bytes, hex("83 0301 0401 0591c0").data, 8);
	entry_header_encode(&h, header);
	vault_encrypt(vault, slots[0], span_of(header, VB_HEADER_AD_BYTES), span_of(bytes, 64),
	              stored);
	is_err(body_open(vault, slots[0], header, span_of(stored, sizeof(stored)), plain, &last),
	       VB_ERR_NOT_CANONICAL, "padded to 64 instead of 32");
}

static void test_blobs_wrong(void)
{
	struct span header = vector_bytes("header_blob"), stored = vector_bytes("stored_blob");
	uint8_t other[1024];

	memcpy(other, stored.data, stored.size);
	other[5] ^= 1;
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size), plain, &last),
	       VB_ERR_DECRYPT, "another manifest");
	other[0] = 0;
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size), plain, &last),
	       VB_ERR_MALFORMED, "no blobs");
	other[0] = 65;
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size), plain, &last),
	       VB_ERR_MALFORMED, "too many");
	other[0] = 64;
	is_err(body_open(vault, slots[0], header.data, span_of(other, stored.size), plain, &last),
	       VB_ERR_TRUNCATED, "more than there are");
}

static void test_seal_limits(void)
{
	static uint8_t long_document[VB_BODY_MAX_BYTES + 1];
	struct entry_header h = { .version = 1 };
	struct span none = { NULL, 0 };
	struct buf b;

	buf_init(&b, VB_BODY_MAX_BYTES + VB_BODY_OVERHEAD_BYTES);
	is_err(body_seal(vault, slots[0], &h, none, span_of(long_document, sizeof(long_document)),
	                 &b),
	       VB_ERR_TOO_LARGE, "too long");
	is_int(b.size, 0, "nothing was written");
	is_err(body_seal(vault, slots[0], &h, none, span_of(long_document, VB_BODY_MAX_BYTES), &b),
	       0, "the longest");
	is_int(h.body_size, VB_BODY_MAX_BYTES, "its length");
	is_err(body_seal(vault, slots[0], &h, none, span_of(long_document, 1), &b),
	       VB_ERR_TOO_LARGE, "no room");
	buf_release(&b);
}

int main(void)
{
	static const char *const in_all[] = { "create", "edit", "message", "delete" };
	struct span none = { NULL, 0 };

	fixed_random_install();
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/body.txt");
	open_slots();
	test_document("logs");
	test_document("signed");
	test_fields();
	test_hostile();
	test_rules();
	test_too_many();
	test_padding();
	test_person();
	for (size_t i = 0; i < 4; i++) {
		test_document(in_all[i]);
		test_both_ways(in_all[i], 0, 24 * i, vector_bytes("nonces"), none);
	}
	test_both_ways("core", 1, 24 * 4, vector_bytes("nonces"), none);
	test_both_ways("blob", 0, 0, vector_bytes("blob_nonce"), vector_bytes("blob_list"));
	test_wrong();
	test_padded_badly();
	test_blobs_wrong();
	test_seal_limits();
	vault_destroy(&vault);
	vectors_close();
	return done();
}
