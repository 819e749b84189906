/* space_fold: the place of an entry in the chain, its signature and form; members, services and keys as the fold tells them. */
#include "protocol/space/space.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"
#include "tests/unit/vectors.h"

enum { OWNER, STEWARD, MEMBER, GUEST, RELAY, FORMER, STRANGER, OFFICES };

static const enum role role_of[OFFICES] = {
	[OWNER] = VB_ROLE_STEWARD, [STEWARD] = VB_ROLE_STEWARD, [MEMBER] = VB_ROLE_MEMBER,
	[GUEST] = VB_ROLE_GUEST,   [RELAY] = VB_ROLE_RELAY,     [FORMER] = VB_ROLE_NONE,
	[STRANGER] = VB_ROLE_NONE,
};

/* Control entries: 0 genesis, 1 to 4 admissions, 5 admission and 6 removal of the former member, 7 and 8 rekeys. */
#define REMOVAL_SEQ 6u
#define LAST_SEQ 8u

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

static void setup(struct assembly *a)
{
	assembly_init(a, OFFICES, 7);
	assembly_found(a);
	for (uint32_t i = STEWARD; i <= RELAY; i++)
		must(assembly_admit(a, i, role_of[i]), "admit");
	must(assembly_admit(a, FORMER, VB_ROLE_MEMBER), "admit");
	must(assembly_remove(a, FORMER, NULL, 0), "remove");
	must(assembly_finish_step(a), "rekey");
}

/* ---- what is wrong with an entry before its body counts ---- */

typedef void spoil_fn(struct assembly *a, struct entry_header *header, struct control_entry *entry);

static void spoil_nothing(struct assembly *a, struct entry_header *header,
                          struct control_entry *entry)
{
	(void)a;
	(void)header;
	(void)entry;
}

static void spoil_seq(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->seq++;
	header->control_seq++;
}

static void spoil_prev(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->prev.b[20] ^= 1;
}

static void spoil_citation(struct assembly *a, struct entry_header *header,
                           struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->control_seq--;
}

static void spoil_prefix(struct assembly *a, struct entry_header *header,
                         struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->control_prefix[7] ^= 1;
}

static void spoil_log(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->log.b[31] ^= 1;
}

static void spoil_log_and_seq(struct assembly *a, struct entry_header *header,
                              struct control_entry *entry)
{
	spoil_seq(a, header, entry);
	spoil_log(a, header, entry);
}

static void spoil_record(struct assembly *a, struct entry_header *header,
                         struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->record.b[0] = 1;
}

static void spoil_flags(struct assembly *a, struct entry_header *header,
                        struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->flags = 0x80;
}

static void spoil_blob_flag(struct assembly *a, struct entry_header *header,
                            struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->flags = VB_FLAG_BLOB;
}

static void spoil_version(struct assembly *a, struct entry_header *header,
                          struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->version = 2;
}

static void spoil_body(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)a;
	(void)header;
	entry->body[2] ^= 1;
}

static void spoil_body_size(struct assembly *a, struct entry_header *header,
                            struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->body_size++;
}

/* One byte more, and the header says so. */
static void spoil_trailing(struct assembly *a, struct entry_header *header,
                           struct control_entry *entry)
{
	(void)a;
	entry->body[entry->body_size++] = 0;
	header->body_size++;
	crypt_hash(span_of(entry->body, entry->body_size), &header->body_hash);
}

/* {0: 11}, a type of a later version. */
static void spoil_type(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)a;
	memcpy(entry->body, hex("81 00 0b").data, 3);
	entry->body_size = 3;
	header->body_size = 3;
	crypt_hash(span_of(entry->body, 3), &header->body_hash);
}

/* A rightly signed entry in the place of one that is there. */
static void spoil_fork(struct assembly *a, struct entry_header *header, struct control_entry *entry)
{
	(void)entry;
	header->seq = REMOVAL_SEQ;
	header->control_seq = REMOVAL_SEQ - 1;
	header->prev = *space_entry_id(a->space, REMOVAL_SEQ - 1);
	memcpy(header->control_prefix, header->prev.b, VB_ID_PREFIX_BYTES);
}

static void spoil_fork_of_other_space(struct assembly *a, struct entry_header *header,
                                      struct control_entry *entry)
{
	spoil_fork(a, header, entry);
	spoil_log(a, header, entry);
}

/* A genesis of some other space. */
static void spoil_genesis(struct assembly *a, struct entry_header *header,
                          struct control_entry *entry)
{
	(void)a;
	(void)entry;
	header->seq = 0;
	header->control_seq = 0;
	memset(&header->log, 0, sizeof(header->log));
	memset(&header->prev, 0, sizeof(header->prev));
	memset(header->control_prefix, 0, sizeof(header->control_prefix));
}

struct refusal {
	const char *name;
	int expected;
	spoil_fn *spoil;
	uint32_t signer;
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ "nothing wrong", 0, spoil_nothing, OWNER },
	{ "signed by another steward", VB_ERR_BAD_SIGNATURE, spoil_nothing, STEWARD },
	{ "signed by a stranger", VB_ERR_BAD_SIGNATURE, spoil_nothing, STRANGER },
	{ "one seq too far", VB_ERR_GAP, spoil_seq, OWNER },
	{ "another predecessor", VB_ERR_BAD_CHAIN, spoil_prev, OWNER },
	{ "another entry cited than the predecessor", VB_ERR_BAD_CHAIN, spoil_citation, OWNER },
	{ "the predecessor cited by other bytes", VB_ERR_BAD_CHAIN, spoil_prefix, OWNER },
	{ "another space's log", VB_ERR_BAD_LOG, spoil_log, OWNER },
	{ "another space's log, further on", VB_ERR_BAD_LOG, spoil_log_and_seq, OWNER },
	{ "a record id", VB_ERR_MALFORMED, spoil_record, OWNER },
	{ "an unknown critical flag", VB_ERR_CRITICAL_FLAG, spoil_flags, OWNER },
	{ "blobs in a control entry", VB_ERR_MALFORMED, spoil_blob_flag, OWNER },
	{ "a later version", VB_ERR_VERSION, spoil_version, OWNER },
	{ "another body", VB_ERR_BAD_HASH, spoil_body, OWNER },
	{ "a body of another size", VB_ERR_BAD_HASH, spoil_body_size, OWNER },
	{ "a byte behind the body's document", VB_ERR_TRAILING, spoil_trailing, OWNER },
	{ "a type of a later version", VB_ERR_VERSION, spoil_type, OWNER },
	{ "a fork by the owner", VB_ERR_FORK, spoil_fork, OWNER },
	{ "a fork that somebody else signed", VB_ERR_BAD_SIGNATURE, spoil_fork, STEWARD },
	{ "an entry of another space at a known seq", VB_ERR_BAD_LOG, spoil_fork_of_other_space, OWNER },
	{ "another genesis", VB_ERR_BAD_LOG, spoil_genesis, OWNER },
};
/* clang-format on */

static void sign_spoilt(struct assembly *a, const struct refusal *refusal,
                        struct control_entry *entry)
{
	struct entry_header header;
	struct entry_id id;
	struct buf body;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	must(space_build_remove(&a->offices[GUEST].id, NULL, 0, &body), "body");
	assembly_sign(a, a->offices[OWNER].keys, buf_span(&body), entry);
	buf_release(&body);
	must(entry_header_decode(span_of(entry->header, VB_HEADER_BYTES), &header), "header");
	refusal->spoil(a, &header, entry);
	entry_header_encode(&header, entry->header);
	entry_id_derive(entry->header, &id);
	control_sign(a->offices[refusal->signer].keys, &id, &entry->signature);
}

static void test_refusals(void)
{
	struct control_entry entry;
	struct hash before, after;
	struct assembly a;

	setup(&a);
	space_fingerprint(a.space, &before);
	for (size_t i = sizeof(refusals) / sizeof(refusals[0]); i-- > 0;) {
		sign_spoilt(&a, &refusals[i], &entry);
		is_err(assembly_apply(a.space, &entry), refusals[i].expected, "%s",
		       refusals[i].name);
		space_fingerprint(a.space, &after);
		ok((memcmp(before.b, after.b, sizeof(after.b)) == 0) == (i > 0), "%s: %s",
		   refusals[i].name, i > 0 ? "no trace" : "applied");
		control_entry_release(&entry);
	}
	assembly_release(&a);
}

static void test_replay(void)
{
	struct assembly a;
	struct hash before, after;
	bool all = true;

	setup(&a);
	space_fingerprint(a.space, &before);
	for (uint32_t i = 0; i < a.entry_count; i++)
		all = all && assembly_apply(a.space, &a.entries[i]) == VB_ERR_DUPLICATE;
	ok(all, "every entry again is a duplicate");
	space_fingerprint(a.space, &after);
	is_mem(after.b, before.b, sizeof(after.b), "and leaves no trace");
	assembly_release(&a);
}

static void test_empty(void)
{
	struct node_id nobody = { { 0 } };
	struct assembly a;
	struct space *space;

	setup(&a);
	space = space_new(&nobody, NULL, NULL);
	is_int(space_count(space), 0, "an empty space");
	is_err(assembly_apply(space, &a.entries[1]), VB_ERR_GAP,
	       "begins with nothing but a genesis");
	a.entries[0].signature.b[5] ^= 1;
	is_err(assembly_apply(space, &a.entries[0]), VB_ERR_BAD_SIGNATURE,
	       "that its founder signed");
	is_int(space_count(space), 0, "refused: still empty");
	a.entries[0].signature.b[5] ^= 1;
	is_err(assembly_apply(space, &a.entries[0]), 0, "as this one");
	is_mem(space_id(space)->b, space_entry_id(space, 0)->b, VB_HASH_BYTES,
	       "the space id is the genesis' entry id");
	is_int(space_key_slot(space, VB_AUDIENCE_ALL, 0), VB_VAULT_NO_SLOT, "without keys no key");
	space_destroy(&space);
	ok(space == NULL, "destroyed");
	assembly_release(&a);
}

/* ---- what the fold tells ---- */

static void test_members(void)
{
	struct assembly a;
	const struct member *before = NULL;
	bool ascending = true;

	setup(&a);
	is_int(space_count(a.space), LAST_SEQ + 1, "nine entries");
	is_int(space_member_count(a.space), 6, "six nodes, the former one included");
	for (uint32_t i = 0; i < space_member_count(a.space); i++) {
		const struct member *member = space_member_at(a.space, i);

		ascending = ascending && (before == NULL || memcmp(before->node.b, member->node.b,
		                                                   VB_HASH_BYTES) < 0);
		before = member;
	}
	ok(ascending, "ascending by node");
	for (uint32_t i = 0; i < OFFICES; i++)
		is_int(space_role(a.space, &a.offices[i].id), role_of[i], "role of office %u", i);
	ok(space_member(a.space, &a.offices[FORMER].id) != NULL, "a former member is known");
	ok(space_member(a.space, &a.offices[STRANGER].id) == NULL, "a stranger is not");
	is_int(space_member(a.space, &a.offices[GUEST].id)->joined, GUEST, "joined with its entry");
	is_int(space_role_at(a.space, &a.offices[FORMER].id, 4), VB_ROLE_NONE, "not yet");
	is_int(space_role_at(a.space, &a.offices[FORMER].id, 5), VB_ROLE_MEMBER, "from its entry");
	is_int(space_role_at(a.space, &a.offices[FORMER].id, 6), VB_ROLE_NONE, "to the removal");
	is_int(space_role_at(a.space, &a.offices[OWNER].id, LAST_SEQ + 1), VB_ROLE_NONE,
	       "no role at an entry that is not here");
	ok(space_entry_id(a.space, LAST_SEQ + 1) == NULL, "which has no id");
	assembly_release(&a);
}

static void test_services(void)
{
	/* clang-format off */
	static const struct { uint32_t office; enum space_service all, core, open; } rows[] = {
		{ OWNER, VB_SERVE_WHOLE, VB_SERVE_WHOLE, VB_SERVE_WHOLE },
		{ MEMBER, VB_SERVE_WHOLE, VB_SERVE_WHOLE, VB_SERVE_WHOLE },
		{ GUEST, VB_SERVE_WHOLE, VB_SERVE_NOTHING, VB_SERVE_WHOLE },
		{ RELAY, VB_SERVE_WHOLE, VB_SERVE_WHOLE, VB_SERVE_WHOLE },
		{ FORMER, VB_SERVE_NOTHING, VB_SERVE_NOTHING, VB_SERVE_HEADERS },
		{ STRANGER, VB_SERVE_NOTHING, VB_SERVE_NOTHING, VB_SERVE_NOTHING },
	};
	/* clang-format on */
	struct assembly a;

	setup(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct node_id *node = &a.offices[rows[i].office].id;

		is_int(space_may_serve(a.space, node, VB_AUDIENCE_ALL), rows[i].all, "all to %u",
		       rows[i].office);
		is_int(space_may_serve(a.space, node, VB_AUDIENCE_CORE), rows[i].core, "core to %u",
		       rows[i].office);
		is_int(space_may_serve(a.space, node, VB_AUDIENCE_OPEN), rows[i].open, "open to %u",
		       rows[i].office);
	}
	assembly_release(&a);
}

/* ---- keys ---- */

/* True if the fold of an office has a key for what cites this entry, and it is the one the owner has. */
static bool reads(struct assembly *a, struct space *fold, uint32_t office, enum audience audience,
                  uint32_t control_seq)
{
	uint32_t slot = space_key_slot(fold, audience, control_seq);
	uint32_t owners = space_key_slot(a->space, audience, control_seq);
	struct hash hash, wanted;

	if (slot == VB_VAULT_NO_SLOT || owners == VB_VAULT_NO_SLOT)
		return false;
	vault_key_hash(a->offices[office].vault, slot, &hash);
	vault_key_hash(a->offices[a->owner].vault, owners, &wanted);
	return memcmp(hash.b, wanted.b, sizeof(hash.b)) == 0;
}

static void test_keys(void)
{
	struct assembly a;
	struct space *fold;

	setup(&a);
	fold = assembly_fold(&a, MEMBER, a.entry_count);
	ok(reads(&a, fold, MEMBER, VB_AUDIENCE_ALL, 0), "a late joiner reads what came before it");
	ok(reads(&a, fold, MEMBER, VB_AUDIENCE_CORE, LAST_SEQ), "and what is written now");
	is_int(space_key_slot(fold, VB_AUDIENCE_ALL, LAST_SEQ + 1), VB_VAULT_NO_SLOT,
	       "no key for what cites an entry that is not here");
	space_destroy(&fold);
	fold = assembly_fold(&a, GUEST, a.entry_count);
	ok(reads(&a, fold, GUEST, VB_AUDIENCE_ALL, LAST_SEQ), "a guest reads all");
	ok(!reads(&a, fold, GUEST, VB_AUDIENCE_CORE, LAST_SEQ), "but not core");
	space_destroy(&fold);
	fold = assembly_fold(&a, RELAY, a.entry_count);
	ok(!reads(&a, fold, RELAY, VB_AUDIENCE_ALL, LAST_SEQ), "a relay reads nothing");
	space_destroy(&fold);
	fold = assembly_fold(&a, FORMER, a.entry_count);
	ok(reads(&a, fold, FORMER, VB_AUDIENCE_CORE, REMOVAL_SEQ - 1), "a removed member: the old");
	ok(!reads(&a, fold, FORMER, VB_AUDIENCE_ALL, LAST_SEQ), "nothing newer of all");
	ok(!reads(&a, fold, FORMER, VB_AUDIENCE_CORE, LAST_SEQ), "nothing newer of core");
	space_destroy(&fold);
	assembly_release(&a);
}

static void test_demotion(void)
{
	struct assembly a;
	struct space *fold;

	setup(&a);
	must(assembly_role(&a, MEMBER, VB_ROLE_GUEST, NULL, 0), "demotion");
	must(assembly_finish_step(&a), "rekey");
	is_int(space_count(a.space), LAST_SEQ + 3, "the demotion and one rekey, of core");
	fold = assembly_fold(&a, MEMBER, a.entry_count);
	ok(reads(&a, fold, MEMBER, VB_AUDIENCE_ALL, LAST_SEQ + 2), "demoted to guest: keeps all");
	ok(reads(&a, fold, MEMBER, VB_AUDIENCE_CORE, LAST_SEQ), "and the old core");
	ok(!reads(&a, fold, MEMBER, VB_AUDIENCE_CORE, LAST_SEQ + 2), "loses the new core");
	space_destroy(&fold);
	must(assembly_role(&a, MEMBER, VB_ROLE_STEWARD, NULL, 0), "promotion");
	fold = assembly_fold(&a, MEMBER, a.entry_count);
	ok(reads(&a, fold, MEMBER, VB_AUDIENCE_CORE, LAST_SEQ + 2), "promoted: reads the gap");
	space_destroy(&fold);
	assembly_release(&a);
}

/* A node whose box key was replaced opens the next rekey and, through it, the rest. */
static void test_new_box_key(void)
{
	struct assembly a;
	struct space *fold;
	struct buf body;

	setup(&a);
	office_new_card(&a.offices[GUEST], true);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	must(space_build_card(buf_span(&a.offices[GUEST].card), &body), "card");
	must(assembly_enter(&a, buf_span(&body)), "card");
	buf_release(&body);
	fold = assembly_fold(&a, GUEST, a.entry_count);
	ok(!reads(&a, fold, GUEST, VB_AUDIENCE_ALL, 0), "the old sealed keys are of no use");
	space_destroy(&fold);
	must(assembly_rekey(&a, VB_AUDIENCE_ALL), "rekey");
	fold = assembly_fold(&a, GUEST, a.entry_count);
	ok(reads(&a, fold, GUEST, VB_AUDIENCE_ALL, a.entry_count - 1), "the new one opens");
	ok(reads(&a, fold, GUEST, VB_AUDIENCE_ALL, 0), "and with it the first");
	space_destroy(&fold);
	assembly_release(&a);
}

static void test_handover(void)
{
	struct assembly a;
	struct control_entry entry;
	struct buf body;

	setup(&a);
	ok(node_id_is_equal(space_owner(a.space), &a.offices[OWNER].id), "the founder owns it");
	must(assembly_handover(&a, STEWARD), "handover");
	ok(node_id_is_equal(space_owner(a.space), &a.offices[STEWARD].id), "handed over");
	is_int(space_role(a.space, &a.offices[OWNER].id), VB_ROLE_STEWARD,
	       "the old one stays steward");
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	must(space_build_remove(&a.offices[GUEST].id, NULL, 0, &body), "body");
	assembly_sign(&a, a.offices[OWNER].keys, buf_span(&body), &entry);
	is_err(assembly_apply(a.space, &entry), VB_ERR_BAD_SIGNATURE,
	       "the old owner signs in vain");
	control_entry_release(&entry);
	is_err(assembly_enter(&a, buf_span(&body)), 0, "the new one signs");
	is_err(assembly_finish_step(&a), 0, "and makes the keys due");
	buf_clear(&body);
	must(space_build_remove(&a.offices[OWNER].id, NULL, 0, &body), "body");
	is_err(assembly_enter(&a, buf_span(&body)), 0, "the old owner can be removed");
	buf_release(&body);
	assembly_release(&a);
}

/* Signs the entry at `seq` of the log anew, with another HLC: a fork of it. */
static int apply_fork(struct assembly *a, uint32_t seq, uint32_t signer)
{
	struct control_entry entry = a->entries[seq];
	struct entry_header header;
	struct entry_id id;

	must(entry_header_decode(span_of(entry.header, VB_HEADER_BYTES), &header), "header");
	header.hlc.v++;
	entry_header_encode(&header, entry.header);
	entry_id_derive(entry.header, &id);
	control_sign(a->offices[signer].keys, &id, &entry.signature);
	return assembly_apply(a->space, &entry);
}

static void test_forks_around_handover(void)
{
	struct assembly a;

	setup(&a);
	must(assembly_handover(&a, STEWARD), "handover");
	must(assembly_admit(&a, STRANGER, VB_ROLE_RELAY), "admit");
	is_err(apply_fork(&a, LAST_SEQ + 1, OWNER), VB_ERR_FORK, "the handover is the old owner's");
	is_err(apply_fork(&a, LAST_SEQ + 1, STEWARD), VB_ERR_BAD_SIGNATURE, "not the new one's");
	is_err(apply_fork(&a, LAST_SEQ + 2, STEWARD), VB_ERR_FORK, "the next is the new owner's");
	is_err(apply_fork(&a, LAST_SEQ + 2, OWNER), VB_ERR_BAD_SIGNATURE, "not the old one's");
	is_err(apply_fork(&a, 1, OWNER), VB_ERR_FORK, "what came before stays the old one's");
	assembly_release(&a);
}

/* As many members as a space may have, and one more. */
static void test_full(void)
{
	struct cutoff none = { .count = 0 };
	struct assembly a;
	int err = 0;

	/* limit VB_SPACE_MAX_MEMBERS */
	assembly_init(&a, VB_SPACE_MAX_MEMBERS + 1, 8);
	assembly_found(&a);
	for (uint32_t i = 1; err == 0 && i < VB_SPACE_MAX_MEMBERS; i++)
		err = assembly_admit(&a, i, VB_ROLE_RELAY);
	is_err(err, 0, "%u members", VB_SPACE_MAX_MEMBERS);
	is_err(assembly_admit(&a, VB_SPACE_MAX_MEMBERS, VB_ROLE_RELAY), VB_ERR_TOO_MANY, "no more");
	is_err(assembly_remove(&a, 1, &none, 0), 0, "one goes");
	is_err(assembly_admit(&a, VB_SPACE_MAX_MEMBERS, VB_ROLE_RELAY), VB_ERR_TOO_MANY,
	       "former ones count");
	is_err(assembly_admit(&a, 1, VB_ROLE_RELAY), 0, "but may come back");
	assembly_release(&a);
}

/* What space_apply tells of each entry. */
static void test_changes(void)
{
	struct assembly a;
	struct space_change change;
	struct space *fold;
	bool steps = true;

	setup(&a);
	fold = space_new(&a.offices[FORMER].id, a.offices[FORMER].keys, a.offices[FORMER].vault);
	for (uint32_t i = 0; i < a.entry_count; i++) {
		must(space_apply(fold, a.entries[i].header,
		                 span_of(a.entries[i].body, a.entries[i].body_size),
		                 &a.entries[i].signature, &change),
		     "apply");
		steps = steps && change.is_step_open == (i == 6 || i == 7);
		if (i == 5)
			ok(change.type == VB_CONTROL_ADMIT && change.before == VB_ROLE_NONE &&
			           change.after == VB_ROLE_MEMBER && change.has_keys &&
			           !change.has_cutoffs &&
			           node_id_is_equal(&change.node, &a.offices[FORMER].id),
			   "our admission");
		if (i == 6)
			ok(change.type == VB_CONTROL_REMOVE && change.before == VB_ROLE_MEMBER &&
			           change.after == VB_ROLE_NONE && !change.has_keys &&
			           change.has_cutoffs &&
			           node_id_is_equal(&change.node, &a.offices[FORMER].id),
			   "our removal");
		if (i == 4 || i == 7)
			ok(!change.has_keys, "nothing for us in entry %u", i);
		is_int(space_citable(fold), i == 6 || i == 7 ? 5 : i, "citable after entry %u", i);
	}
	ok(steps, "the step is open from the removal to the last rekey");
	space_destroy(&fold);
	assembly_release(&a);
}

int main(void)
{
	test_refusals();
	test_replay();
	test_empty();
	test_members();
	test_services();
	test_keys();
	test_demotion();
	test_new_box_key();
	test_handover();
	test_forks_around_handover();
	test_full();
	test_changes();
	return done();
}
