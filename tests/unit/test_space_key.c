/* space_key: the keys of a space are listed; one that is given opens what it and older ones encrypt, once, and only if it is
 * the one that the control log announces; locked it opens for its node alone, also after new box keys. */
#include "protocol/space/space.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

enum { OWNER, MEMBER, STRANGER, OFFICES };

static const enum audience ALL = VB_AUDIENCE_ALL;

/* The genesis (0), an admission (1) and two new keys for all (2, 3). */
static void make(struct assembly *a)
{
	assembly_init(a, OFFICES, 7);
	assembly_found(a);
	if (assembly_admit(a, MEMBER, VB_ROLE_MEMBER) != 0 || assembly_rekey(a, ALL) != 0 ||
	    assembly_rekey(a, ALL) != 0)
		bail("no control log");
}

/* The key of an index, as the owner has it. */
static void owners_key(struct assembly *a, uint32_t index, uint8_t out[static VB_EPOCH_KEY_BYTES])
{
	struct space_key key = space_key_at(a->space, ALL, index);

	vault_reveal(a->offices[OWNER].vault, key.slot, out);
}

static void test_list(struct assembly *a, struct space *member, struct space *stranger)
{
	static const uint32_t begins[] = { 0, 2, 3 };

	is_int((int)space_key_count(a->space, ALL), 3, "three keys for all");
	is_int((int)space_key_count(a->space, VB_AUDIENCE_CORE), 1, "one of core");
	for (uint32_t i = 0; i < 3; i++) {
		is_int((int)space_key_at(a->space, ALL, i).control_seq, (int)begins[i],
		       "key %u begins there", i);
		ok(space_key_at(member, ALL, i).slot != VB_VAULT_NO_SLOT, "a member has it");
		ok(space_key_at(stranger, ALL, i).slot == VB_VAULT_NO_SLOT, "a stranger has not");
	}
}

static void test_take(struct assembly *a, struct space *stranger)
{
	uint8_t key[VB_EPOCH_KEY_BYTES];
	struct hash ours, theirs;

	owners_key(a, 1, key);
	is_err(space_take_key(stranger, ALL, 3, key), VB_ERR_BAD_HASH, "the key of another place");
	is_err(space_take_key(stranger, VB_AUDIENCE_CORE, 0, key), VB_ERR_BAD_HASH,
	       "of another audience");
	is_err(space_take_key(stranger, ALL, 1, key), VB_ERR_NOT_FOUND, "where none begins");
	is_err(space_take_key(stranger, ALL, 4, key), VB_ERR_NOT_FOUND, "beyond the end");
	is_err(space_take_key(stranger, ALL, UINT32_MAX, key), VB_ERR_NOT_FOUND,
	       "at the end of time");
	key[0] ^= 1;
	is_err(space_take_key(stranger, ALL, 2, key), VB_ERR_BAD_HASH, "an altered one");
	ok(space_key_slot(stranger, ALL, 2) == VB_VAULT_NO_SLOT, "nothing is open yet");
	key[0] ^= 1;
	is_err(space_take_key(stranger, ALL, 2, key), 0, "the one");
	is_err(space_take_key(stranger, ALL, 2, key), VB_ERR_DUPLICATE, "again");
	ok(space_key_slot(stranger, ALL, 2) != VB_VAULT_NO_SLOT, "it is open");
	ok(space_key_slot(stranger, ALL, 0) != VB_VAULT_NO_SLOT, "so is the one before");
	ok(space_key_slot(stranger, ALL, 3) == VB_VAULT_NO_SLOT, "but none that came later");
	vault_key_hash(a->offices[STRANGER].vault, space_key_slot(stranger, ALL, 0), &theirs);
	vault_key_hash(a->offices[OWNER].vault, space_key_slot(a->space, ALL, 0), &ours);
	is_mem(theirs.b, ours.b, sizeof(ours.b), "the very key");
}

static void test_lock(struct assembly *a)
{
	struct space *first = assembly_fold(a, STRANGER, a->entry_count);
	uint8_t key[VB_EPOCH_KEY_BYTES], locked[VB_WRAPPED_KEY_BYTES], again[VB_WRAPPED_KEY_BYTES];
	struct space *later;

	owners_key(a, 2, key);
	is_err(space_take_key(first, ALL, 3, key), 0, "the newest key");
	vault_lock_key(a->offices[STRANGER].vault, space_key_slot(first, ALL, 3),
	               a->offices[STRANGER].keys, locked);
	vault_lock_key(a->offices[STRANGER].vault, space_key_slot(first, ALL, 3),
	               a->offices[STRANGER].keys, again);
	ok(memcmp(locked, again, sizeof(locked)) != 0, "locked with a nonce of its own");
	space_destroy(&first);
	node_keys_rotate(a->offices[STRANGER].keys, (struct wall_ms){ 1 });
	node_keys_forget(a->offices[STRANGER].keys, 1);
	later = assembly_fold(a, STRANGER, a->entry_count);
	is_err(space_unlock_key(later, ALL, 2, locked), VB_ERR_BAD_HASH, "in another place");
	is_err(space_unlock_key(later, VB_AUDIENCE_CORE, 0, locked), VB_ERR_DECRYPT,
	       "of another audience");
	locked[40] ^= 1;
	is_err(space_unlock_key(later, ALL, 3, locked), VB_ERR_DECRYPT, "altered");
	locked[40] ^= 1;
	is_err(space_unlock_key(later, ALL, 3, locked), 0, "it opens after new box keys");
	ok(space_key_slot(later, ALL, 0) != VB_VAULT_NO_SLOT, "and with it all before");
	space_destroy(&later);
	later = assembly_fold(a, MEMBER, 1);
	is_err(space_unlock_key(later, ALL, 0, locked), VB_ERR_DECRYPT, "for nobody else");
	space_destroy(&later);
}

int main(void)
{
	struct assembly a;
	struct space *member, *stranger, *tool;
	uint8_t key[VB_EPOCH_KEY_BYTES] = { 0 };

	make(&a);
	member = assembly_fold(&a, MEMBER, a.entry_count);
	stranger = assembly_fold(&a, STRANGER, a.entry_count);
	test_list(&a, member, stranger);
	test_take(&a, stranger);
	space_destroy(&member);
	space_destroy(&stranger);
	test_lock(&a);
	tool = space_new(&a.offices[OWNER].id, NULL, NULL);
	is_err(space_take_key(tool, ALL, 0, key), VB_ERR_NO_KEY,
	       "a tool without secrets takes none");
	space_destroy(&tool);
	assembly_release(&a);
	return done();
}
