/* space: the control log of tests/vectors/control.txt, made by an independent program, folded by each of its members:
 * the same roles for all, and for each the keys that are its own to have. */
#include "protocol/space/space.h"

#include <stdio.h>
#include <string.h>

#include "protocol/body.h"
#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define ENTRY_COUNT 11u

static const char *const entries[ENTRY_COUNT] = { "genesis",    "admit_member", "admit_guest",
	                                          "role_up",    "card",         "role_down",
	                                          "rekey_core", "remove",       "rekey_all",
	                                          "rekey_last", "admit_late" };

/* Who folds, and which of the bodies of the vectors that office must be able to read, and no other. */
static const struct office {
	const char *name;
	uint8_t first_secret;
	bool before_all, before_core, after_all, after_core;
} offices[] = {
	{ "luebeck", 0x01, true, true, true, true },
	{ "forum", 0x41, true, true, false, false },
	{ "ministry", 0x81, true, true, true, false },
	{ "cafe", 0xc1, true, false, true, false },
};

static struct node_id id_of(const char *name)
{
	struct node_id id;

	memcpy(id.b, vector_of("id_of", name).data, sizeof(id.b));
	return id;
}

static void fold(struct space *space, const char *who)
{
	for (unsigned seq = 0; seq < ENTRY_COUNT; seq++) {
		struct signature signature;

		memcpy(signature.b, vector_of("signature", entries[seq]).data, sizeof(signature.b));
		is_err(space_apply(space, vector_of("header", entries[seq]).data,
		                   vector_of("body", entries[seq]), &signature, NULL),
		       0, "%s: %s", who, entries[seq]);
	}
	is_int(space_count(space), ENTRY_COUNT, "%s: all of them", who);
	is_mem(space_id(space)->b, vector_bytes("space").data, VB_HASH_BYTES, "%s: the space", who);
}

/* Whether a body of the vectors can be read is as the table says. */
static void test_body(struct space *space, const struct vault *vault, const char *name,
                      enum audience audience, bool is_readable, const char *who)
{
	static uint8_t plain[VB_BODY_MAX_BYTES];
	struct span header = vector_of("data_header", name);
	struct entry_header h;
	struct body body;
	uint32_t slot;

	if (entry_header_decode(header, &h) != 0)
		bail("a header of the vectors is not read");
	slot = space_key_slot(space, audience, h.control_seq);
	is_int(slot != VB_VAULT_NO_SLOT, is_readable, "%s: key for %s", who, name);
	if (slot == VB_VAULT_NO_SLOT)
		return;
	is_err(body_open(vault, slot, header.data, vector_of("data_body", name), plain, &body), 0,
	       "%s: %s is read", who, name);
	ok(span_is_equal(body.document, vector_bytes("data_document")), "%s: its document", who);
}

static void test_office(const struct office *office)
{
	struct node_keys *keys = vector_keys(office->first_secret);
	struct node_id own = id_of(office->name);
	struct vault *vault = vault_new();
	struct space *space = space_new(&own, keys, vault);

	fold(space, office->name);
	test_body(space, vault, "before_all", VB_AUDIENCE_ALL, office->before_all, office->name);
	test_body(space, vault, "before_core", VB_AUDIENCE_CORE, office->before_core, office->name);
	test_body(space, vault, "after_all", VB_AUDIENCE_ALL, office->after_all, office->name);
	test_body(space, vault, "after_core", VB_AUDIENCE_CORE, office->after_core, office->name);
	space_destroy(&space);
	vault_destroy(&vault);
	node_keys_destroy(&keys);
}

/* The roles at each control entry, by hand from SPEC.md 5. */
static void test_roles(void)
{
	static const char names[4][9] = { "luebeck", "forum", "ministry", "cafe" };
	static const uint8_t roles[ENTRY_COUNT][4] = {
		{ 4, 0, 0, 0 }, { 4, 3, 0, 0 }, { 4, 3, 2, 0 }, { 4, 3, 3, 0 },
		{ 4, 3, 3, 0 }, { 4, 3, 2, 0 }, { 4, 3, 2, 0 }, { 4, 0, 2, 0 },
		{ 4, 0, 2, 0 }, { 4, 0, 2, 0 }, { 4, 0, 2, 2 },
	};
	struct node_id own = id_of("cafe");
	struct space *space = space_new(&own, NULL, NULL);

	fold(space, "nobody's keys");
	for (uint32_t seq = 0; seq < ENTRY_COUNT; seq++) {
		for (size_t i = 0; i < 4; i++) {
			struct node_id node = id_of(names[i]);

			is_int(space_role_at(space, &node, seq), roles[seq][i], "%s at %u",
			       names[i], (unsigned)seq);
		}
	}
	space_destroy(&space);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/control.txt");
	for (size_t i = 0; i < sizeof(offices) / sizeof(offices[0]); i++)
		test_office(&offices[i]);
	test_roles();
	vectors_close();
	return done();
}
