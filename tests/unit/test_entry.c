/* entry: headers, ids, seals and boundaries against tests/vectors/entry.txt. */
#include "protocol/entry.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct entry_header last;

static int decode(struct span bytes)
{
	return entry_header_decode(bytes, &last);
}

static struct node_keys *author(void)
{
	return vector_keys(0x41);
}

static void test_header(const char *name)
{
	struct span bytes = vector_of("header", name);
	uint8_t again[VB_HEADER_BYTES];
	struct entry_id id;

	is_err(decode(bytes), 0, "%s: read", name);
	entry_header_encode(&last, again);
	is_mem(again, bytes.data, sizeof(again), "%s: written", name);
	entry_id_derive(again, &id);
	is_mem(id.b, vector_of("id", name).data, sizeof(id.b), "%s: id", name);
	is_mem(last.record.b, vector_of("record", name).data, sizeof(last.record.b), "%s: record",
	       name);
}

static void test_fields(void)
{
	is_err(decode(vector_bytes("header_edit")), 0, "read");
	is_int(last.version, 1, "version");
	is_int(last.flags, 0, "flags");
	is_mem(last.log.b, vector_bytes("log_all").data, 32, "log");
	is_u64(last.seq, 1, "seq");
	is_mem(last.prev.b, vector_bytes("id_create").data, 32, "predecessor");
	is_int(last.control_seq, 3, "control seq");
	is_u64(last.hlc.v, UINT64_C(1764000006000) << 16 | 1, "HLC");
	is_int(last.body_size, 96, "body length");
	ok(!entry_is_create(&last), "an edit");
	is_err(decode(vector_bytes("header_create")), 0, "the create");
	ok(entry_is_create(&last), "is one");
	last.seq++;
	ok(!entry_is_create(&last), "of its own seq only");
	is_err(decode(vector_bytes("header_flagged")), 0, "with a flag");
	is_int(last.flags, 1, "the flag");
}

static void test_ids(void)
{
	struct space_id space;
	struct node_id node;
	struct log_id log;
	struct record_id record;
	uint64_t incarnation = get_be64(vector_bytes("incarnation").data);
	static const struct {
		enum audience audience;
		const char *name;
	} logs[] = { { VB_AUDIENCE_ALL, "log_all" },
		     { VB_AUDIENCE_CORE, "log_core" },
		     { VB_AUDIENCE_OPEN, "log_open" } };

	memcpy(space.b, vector_bytes("space").data, sizeof(space.b));
	memcpy(node.b, vector_bytes("author").data, sizeof(node.b));
	for (size_t i = 0; i < 3; i++) {
		log_id_derive(&space, &node, incarnation, logs[i].audience, &log);
		is_mem(log.b, vector_bytes(logs[i].name).data, sizeof(log.b), "%s", logs[i].name);
	}
	if (decode(vector_bytes("header_create")) != 0)
		bail("the vector is not read");
	record_id_derive(last.hlc, &last.log, last.seq, &record);
	is_mem(record.b, vector_bytes("record_create").data, sizeof(record.b), "record id");
}

static void test_seals(void)
{
	struct node_keys *keys = author();
	struct public_key public = node_keys_sign_public(keys);
	struct entry_id id;
	struct signature seal;

	memcpy(id.b, vector_bytes("id_edit").data, sizeof(id.b));
	entry_seal_sign(keys, &id, &seal);
	is_mem(seal.b, vector_bytes("seal_edit").data, sizeof(seal.b), "seal");
	is_err(entry_seal_verify(&public, &id, &seal), 0, "verified");
	id.b[31] ^= 1;
	is_err(entry_seal_verify(&public, &id, &seal), VB_ERR_BAD_SIGNATURE, "of another entry");
	id.b[31] ^= 1;
	public.b[0] ^= 1;
	is_err(entry_seal_verify(&public, &id, &seal), VB_ERR_BAD_SIGNATURE, "of another author");
	node_keys_destroy(&keys);
}

static void test_hostile(void)
{
	struct span good = vector_bytes("header_edit");
	uint8_t bytes[VB_HEADER_BYTES];

	hostile_cut(decode, good, "header");
	hostile_tail(decode, good, VB_ERR_TRAILING, "header");
	memcpy(bytes, good.data, sizeof(bytes));
	bytes[0] = 0;
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_MALFORMED, "version 0");
	bytes[0] = 2;
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_VERSION, "version 2");
	bytes[0] = 1;
	bytes[41] = 0;
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_BAD_CHAIN, "seq 0 with predecessor");
	bytes[41] = 1;
	memset(bytes + 42, 0, 32);
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_BAD_CHAIN, "seq 1 without");
	memcpy(bytes, good.data, sizeof(bytes));
	put_be32(bytes + 110, VB_BODY_MAX_BYTES);
	is_err(decode(span_of(bytes, sizeof(bytes))), 0, "the longest body");
	put_be32(bytes + 110, VB_BODY_MAX_BYTES + 1);
	is_err(decode(span_of(bytes, sizeof(bytes))), VB_ERR_TOO_LARGE, "a longer one");
	is_int(last.body_size, VB_BODY_MAX_BYTES, "the result is untouched");
}

static void test_flags(void)
{
	static const struct {
		uint8_t flags;
		int data, open;
	} cases[] = {
		{ 0x00, 0, 0 },
		{ 0x0f, 0, 0 },
		{ 0x10, 0, VB_ERR_MALFORMED },
		{ 0x20, VB_ERR_CRITICAL_FLAG, VB_ERR_CRITICAL_FLAG },
		{ 0x40, VB_ERR_CRITICAL_FLAG, VB_ERR_CRITICAL_FLAG },
		{ 0x90, VB_ERR_CRITICAL_FLAG, VB_ERR_CRITICAL_FLAG },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_err(entry_flags_check(cases[i].flags, VB_AUDIENCE_CORE), cases[i].data,
		       "flags 0x%02x in a data log", cases[i].flags);
		is_err(entry_flags_check(cases[i].flags, VB_AUDIENCE_OPEN), cases[i].open,
		       "flags 0x%02x in an open log", cases[i].flags);
	}
	is_int(entry_stored_body_bytes(64, VB_AUDIENCE_ALL), 104, "data bodies have an overhead");
	is_int(entry_stored_body_bytes(64, VB_AUDIENCE_OPEN), 64, "open ones have none");
}

/* limit VB_SEAL_MAX_ENTRIES, limit VB_SEAL_MAX_BYTES: what one signature covers, and one more. */
static void test_boundary_limits(void)
{
	struct boundary walk = { 0 };
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < 256; i++)
		wrong += boundary_add(&walk, 32);
	is_int(wrong, 0, "no boundary within 256 entries");
	ok(boundary_add(&walk, 32), "one before the 257th");
	walk = (struct boundary){ 0 };
	ok(!boundary_add(&walk, 30000), "30,146 bytes");
	ok(!boundary_would_exceed(&walk, 31148), "and 31,294 are 61,440 in all: no boundary");
	ok(boundary_would_exceed(&walk, 31149), "a byte more: one between them");
}

/* Walks the sizes of a vector and compares where boundaries stand. */
static void test_boundaries(const char *name)
{
	struct span sizes = vector_of("boundary_sizes", name), due = vector_of("boundaries", name);
	struct boundary walk = { 0 };
	size_t found = 0, wrong = 0;

	for (uint32_t n = 0; n < sizes.size / 4; n++) {
		uint32_t size = get_be32(sizes.data + (size_t)4 * n);
		bool is_due = boundary_would_exceed(&walk, size);

		wrong += boundary_add(&walk, size) != is_due;
		if (!is_due)
			continue;
		wrong += found >= due.size / 4 || get_be32(due.data + 4 * found) != n;
		found++;
	}
	is_int(found, due.size / 4, "%s: boundaries", name);
	is_int(wrong, 0, "%s: where they stand", name);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/entry.txt");
	test_header("create");
	test_header("edit");
	test_header("flagged");
	test_header("begin");
	test_fields();
	test_ids();
	test_seals();
	test_hostile();
	test_flags();
	test_boundaries("small");
	test_boundaries("large");
	test_boundaries("mixed");
	vectors_close();
	test_boundary_limits();
	return done();
}
