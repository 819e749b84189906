/* space_step: rekeys and the steps around them, whole, in parts, and broken in every way. */
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"

#define MANY 300u /* members: two parts of a rekey */

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

/* ---- raw rekeys: seals that open nothing, as everybody but the receivers sees them ---- */

struct raw_rekey {
	enum audience audience;
	uint8_t generation; /* first byte of key hash and wrapping */
	uint32_t part;
	uint32_t parts;
	uint32_t seals;
};

static int enter_raw(struct assembly *a, const struct raw_rekey *raw)
{
	struct control_body body = { .type = VB_CONTROL_REKEY };
	uint8_t *seals = calloc(raw->seals + 1, VB_SEALED_KEY_BYTES);
	int err;

	if (seals == NULL)
		bail("out of memory");
	body.u.rekey.audience = raw->audience;
	body.u.rekey.key_hash.b[0] = raw->generation;
	body.u.rekey.wrapped[0] = raw->generation;
	body.u.rekey.part = raw->part;
	body.u.rekey.parts = raw->parts;
	body.u.rekey.sealed = span_of(seals, (size_t)raw->seals * VB_SEALED_KEY_BYTES);
	err = assembly_enter_body(a, &body);
	free(seals);
	return err;
}

/* Tries a rekey that must be refused without a trace. */
static void refuse_raw(struct assembly *a, int expected, const struct raw_rekey *raw,
                       const char *name)
{
	struct hash before, after;

	space_fingerprint(a->space, &before);
	is_err(enter_raw(a, raw), expected, "%s", name);
	space_fingerprint(a->space, &after);
	is_mem(after.b, before.b, sizeof(after.b), "%s: no trace", name);
}

/* ---- small spaces ---- */

enum { OWNER, MEMBER, GUEST, STRANGER, OFFICES };

static void setup_small(struct assembly *a)
{
	assembly_init(a, OFFICES, 9);
	assembly_found(a);
	must(assembly_admit(a, MEMBER, VB_ROLE_MEMBER), "admit");
	must(assembly_admit(a, GUEST, VB_ROLE_GUEST), "admit");
}

static void test_refused_rekeys(void)
{
	static const struct raw_rekey second = { VB_AUDIENCE_ALL, 1, 1, 2, 3 },
				      two_parts = { VB_AUDIENCE_ALL, 1, 0, 2, 3 },
				      too_few = { VB_AUDIENCE_ALL, 1, 0, 1, 2 },
				      too_many = { VB_AUDIENCE_ALL, 1, 0, 1, 4 },
				      for_guests = { VB_AUDIENCE_CORE, 1, 0, 1, 3 },
				      right = { VB_AUDIENCE_CORE, 1, 0, 1, 2 };
	struct assembly a;

	setup_small(&a);
	refuse_raw(&a, VB_ERR_UNEXPECTED, &second, "the second part first");
	refuse_raw(&a, VB_ERR_MALFORMED, &two_parts, "two parts for three members");
	refuse_raw(&a, VB_ERR_MALFORMED, &too_few, "a seal too few");
	refuse_raw(&a, VB_ERR_MALFORMED, &too_many, "a seal too many");
	refuse_raw(&a, VB_ERR_MALFORMED, &for_guests, "core for the guest as well");
	is_err(enter_raw(&a, &right), 0, "a rekey outside a step");
	is_int(space_citable(a.space), a.entry_count - 1, "can be cited at once");
	assembly_release(&a);
}

static void test_broken_steps(void)
{
	static const struct raw_rekey core = { VB_AUDIENCE_CORE, 1, 0, 1, 1 },
				      all = { VB_AUDIENCE_ALL, 1, 0, 1, 2 },
				      all_again = { VB_AUDIENCE_ALL, 2, 0, 1, 2 };
	struct assembly a;
	enum audience due;

	setup_small(&a);
	must(assembly_remove(&a, MEMBER, NULL, 0), "remove");
	ok(space_rekey_due(a.space, &due) && due == VB_AUDIENCE_ALL, "removed: all is due");
	is_int(space_citable(a.space), 2, "nobody cites the removal");
	is_err(assembly_admit(&a, STRANGER, VB_ROLE_RELAY), VB_ERR_UNEXPECTED, "no admission now");
	is_err(assembly_remove(&a, GUEST, NULL, 0), VB_ERR_UNEXPECTED, "no removal now");
	is_err(assembly_role(&a, GUEST, VB_ROLE_RELAY, NULL, 0), VB_ERR_UNEXPECTED, "no role now");
	is_err(assembly_handover(&a, GUEST), VB_ERR_UNEXPECTED, "no handover now");
	refuse_raw(&a, VB_ERR_UNEXPECTED, &core, "core before all");
	is_err(enter_raw(&a, &all), 0, "all");
	ok(space_rekey_due(a.space, &due) && due == VB_AUDIENCE_CORE, "now core is due");
	is_int(space_citable(a.space), 2, "nobody cites the rekey of all");
	refuse_raw(&a, VB_ERR_UNEXPECTED, &all_again, "all a second time");
	is_err(assembly_admit(&a, STRANGER, VB_ROLE_RELAY), VB_ERR_UNEXPECTED, "no admission yet");
	is_err(enter_raw(&a, &core), 0, "core");
	ok(!space_rekey_due(a.space, &due), "the step is done");
	is_int(space_citable(a.space), 5, "and its last entry can be cited");
	is_err(assembly_admit(&a, STRANGER, VB_ROLE_RELAY), 0, "then the next may come");
	assembly_release(&a);
}

/* Which rekeys follow which fall: none, all, core, or both. */
static void test_due_after_fall(void)
{
	/* clang-format off */
	static const struct { enum role before, after; uint32_t rekeys; } rows[] = {
		{ VB_ROLE_STEWARD, VB_ROLE_MEMBER, 0 }, { VB_ROLE_STEWARD, VB_ROLE_GUEST, 1 },
		{ VB_ROLE_STEWARD, VB_ROLE_RELAY, 2 }, { VB_ROLE_STEWARD, VB_ROLE_NONE, 2 },
		{ VB_ROLE_MEMBER, VB_ROLE_GUEST, 1 }, { VB_ROLE_MEMBER, VB_ROLE_RELAY, 2 },
		{ VB_ROLE_MEMBER, VB_ROLE_NONE, 2 }, { VB_ROLE_GUEST, VB_ROLE_RELAY, 1 },
		{ VB_ROLE_GUEST, VB_ROLE_NONE, 1 }, { VB_ROLE_RELAY, VB_ROLE_NONE, 0 },
	};
	/* clang-format on */
	struct assembly a;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assembly_init(&a, 2, 9);
		assembly_found(&a);
		must(assembly_admit(&a, 1, rows[i].before), "admit");
		if (rows[i].after == VB_ROLE_NONE)
			must(assembly_remove(&a, 1, NULL, 0), "remove");
		else
			must(assembly_role(&a, 1, rows[i].after, NULL, 0), "role");
		must(assembly_finish_step(&a), "rekeys");
		is_int(a.entry_count, 3 + rows[i].rekeys, "%s to %s", role_name(rows[i].before),
		       role_name(rows[i].after));
		is_int(space_citable(a.space), a.entry_count - 1, "then it can be cited");
		assembly_release(&a);
	}
}

/* ---- many members ---- */

/* The owner, MANY - 1 members, and one more office that is removed again. */
static void setup_many(struct assembly *a)
{
	assembly_init(a, MANY + 1, 10);
	assembly_found(a);
	for (uint32_t i = 1; i <= MANY; i++)
		must(assembly_admit(a, i, VB_ROLE_MEMBER), "admit");
	must(assembly_remove(a, MANY, NULL, 0), "remove");
}

static void test_broken_parts(struct assembly *a)
{
	/* limit VB_REKEY_PART_MEMBERS */
	static const struct raw_rekey one_part = { VB_AUDIENCE_ALL, 1, 0, 1, 256 },
				      whole = { VB_AUDIENCE_ALL, 1, 0, 2, 300 },
				      second = { VB_AUDIENCE_ALL, 1, 1, 2, MANY - 256 },
				      first = { VB_AUDIENCE_ALL, 1, 0, 2, 256 },
				      other = { VB_AUDIENCE_ALL, 2, 1, 2, MANY - 256 },
				      full = { VB_AUDIENCE_ALL, 1, 1, 2, 256 },
				      third = { VB_AUDIENCE_ALL, 1, 1, 3, MANY - 256 },
				      core = { VB_AUDIENCE_CORE, 1, 0, 2, 256 };
	enum audience due;

	refuse_raw(a, VB_ERR_MALFORMED, &one_part, "one part for 300 members");
	refuse_raw(a, VB_ERR_TOO_LARGE, &whole, "300 seals in a part");
	refuse_raw(a, VB_ERR_UNEXPECTED, &second, "the second part before the first");
	is_err(enter_raw(a, &first), 0, "the first part");
	ok(space_rekey_due(a->space, &due) && due == VB_AUDIENCE_ALL, "all is still due");
	refuse_raw(a, VB_ERR_UNEXPECTED, &first, "the first part again");
	refuse_raw(a, VB_ERR_MALFORMED, &other, "the second part of another key");
	refuse_raw(a, VB_ERR_MALFORMED, &full, "a second part of 256");
	refuse_raw(a, VB_ERR_MALFORMED, &third, "a second part of three");
	refuse_raw(a, VB_ERR_UNEXPECTED, &core, "core within all");
	is_err(enter_raw(a, &second), 0, "the second part");
	ok(space_rekey_due(a->space, &due) && due == VB_AUDIENCE_CORE, "now core is due");
}

/* True if the office has a key for both audiences at this entry. */
static bool reads_both(struct assembly *a, uint32_t office, uint32_t control_seq)
{
	struct space *fold = assembly_fold(a, office, a->entry_count);
	bool reads = space_key_slot(fold, VB_AUDIENCE_ALL, control_seq) != VB_VAULT_NO_SLOT &&
	             space_key_slot(fold, VB_AUDIENCE_CORE, control_seq) != VB_VAULT_NO_SLOT;

	space_destroy(&fold);
	return reads;
}

static void test_many(void)
{
	struct assembly a;
	bool all = true;

	setup_many(&a);
	must(assembly_finish_step(&a), "rekeys");
	is_int(a.entry_count, MANY + 2 + 4, "300 members: two parts for each audience");
	is_int(space_citable(a.space), a.entry_count - 1, "the last can be cited");
	is_int(space_key_slot(a.space, VB_AUDIENCE_ALL, MANY + 2),
	       space_key_slot(a.space, VB_AUDIENCE_ALL, 0), "one part is not a rekey yet");
	for (uint32_t i = 0; i < MANY; i += 23)
		all = all && reads_both(&a, i, a.entry_count - 1);
	ok(all && reads_both(&a, MANY - 1, a.entry_count - 1), "members of both parts read on");
	ok(!reads_both(&a, MANY, a.entry_count - 1), "the removed one does not");
	assembly_release(&a);
	setup_many(&a);
	test_broken_parts(&a);
	assembly_release(&a);
}

/* The owner's store is lost after half a rekey went out: it goes on with the same key, if it was sealed to it. */
static void test_going_on(void)
{
	struct space_rekey *rekey;
	struct assembly a;
	struct buf body;
	uint32_t first;

	setup_many(&a);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	must(space_rekey_new(a.space, VB_AUDIENCE_ALL, &rekey), "rekey");
	ok(space_rekey_next(rekey, &body), "a first part");
	must(assembly_enter(&a, buf_span(&body)), "first part");
	buf_release(&body);
	space_rekey_destroy(&rekey);
	first = a.entry_count - 1;
	space_destroy(&a.space);
	a.space = assembly_fold(&a, 0, a.entry_count);
	must(assembly_finish_step(&a), "the rest");
	is_int(a.entry_count, first + 4, "the second part of all, two of core");
	ok(reads_both(&a, 0, a.entry_count - 1) && reads_both(&a, 17, a.entry_count - 1),
	   "everybody reads on");
	assembly_release(&a);
}

int main(void)
{
	tap_timeout(120);
	test_refused_rekeys();
	test_broken_steps();
	test_due_after_fall();
	test_many();
	test_going_on();
	return done();
}
