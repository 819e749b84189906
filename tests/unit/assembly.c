/* assembly: offices and a space that they share; see assembly.h. */
#include "tests/unit/assembly.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"

/* Ends the run when the fixture itself cannot be made. */
static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

static void *must_alloc(void *memory)
{
	if (memory == NULL)
		bail("out of memory");
	return memory;
}

/* ---- offices ---- */

static void office_sign_card(struct office *office)
{
	struct card card = { .kind = VB_NODE_DISTRICT, .version = ++office->card_version };
	char name[64];

	snprintf(name, sizeof(name), "Amt %02x%02x", office->id.b[0], office->id.b[1]);
	card.name = span_of_str(name);
	card.sign = node_keys_sign_public(office->keys);
	card.box = node_keys_box_public(office->keys);
	card.curve = node_keys_curve_public(office->keys);
	if (node_keys_count(office->keys) > 1)
		card.former = node_keys_curve_of(office->keys, 1);
	if (office->card_version > 1)
		crypt_hash(buf_span(&office->card), &card.previous);
	buf_clear(&office->card);
	must(card_encode(&card, office->keys, &office->card), "card");
}

void office_new_card(struct office *office, bool with_new_keys)
{
	if (with_new_keys)
		node_keys_rotate(office->keys, (struct wall_ms){ 1 });
	while (node_keys_count(office->keys) > 1)
		node_keys_forget(office->keys, 1);
	office_sign_card(office);
}

void office_rotate(struct office *office)
{
	while (node_keys_count(office->keys) > 1)
		node_keys_forget(office->keys, 1);
	node_keys_rotate(office->keys, (struct wall_ms){ 1 });
	office_sign_card(office);
}

static void office_init(struct office *office, struct seeded *s)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];
	struct public_key sign;

	seeded_fill(s, secrets, sizeof(secrets));
	office->keys = node_keys_import(secrets);
	office->vault = vault_new();
	sign = node_keys_sign_public(office->keys);
	crypt_node_id(&sign, &office->id);
	buf_init(&office->card, VB_CARD_MAX_BYTES);
	office_sign_card(office);
}

void assembly_init(struct assembly *a, uint32_t count, uint64_t seed)
{
	struct seeded s = { seed };

	must(crypt_init(), "crypt");
	memset(a, 0, sizeof(*a));
	a->offices = must_alloc(calloc(count, sizeof(*a->offices)));
	a->office_count = count;
	for (uint32_t i = 0; i < count; i++)
		office_init(&a->offices[i], &s);
}

void assembly_release(struct assembly *a)
{
	space_destroy(&a->space);
	for (uint32_t i = 0; i < a->entry_count; i++)
		control_entry_release(&a->entries[i]);
	for (uint32_t i = 0; i < a->office_count; i++) {
		node_keys_destroy(&a->offices[i].keys);
		vault_destroy(&a->offices[i].vault);
		buf_release(&a->offices[i].card);
	}
	free(a->entries);
	free(a->offices);
}

/* ---- entries ---- */

void control_entry_release(struct control_entry *entry)
{
	free(entry->body);
	entry->body = NULL;
}

void assembly_sign(const struct assembly *a, const struct node_keys *keys, struct span body,
                   struct control_entry *out)
{
	struct public_key sign = node_keys_sign_public(keys);
	const struct office *owner = &a->offices[a->owner];
	struct public_key owner_sign = node_keys_sign_public(owner->keys);
	struct entry_id id;

	must(space_make_entry(a->space, owner->keys, a->hlc, body, out->header, &out->signature),
	     "entry");
	if (memcmp(sign.b, owner_sign.b, sizeof(sign.b)) != 0) {
		entry_id_derive(out->header, &id);
		control_sign(keys, &id, &out->signature);
	}
	out->body = must_alloc(malloc(body.size + 1));
	memcpy(out->body, body.data, body.size);
	out->body_size = body.size;
}

int assembly_apply(struct space *space, const struct control_entry *entry)
{
	return space_apply(space, entry->header, span_of(entry->body, entry->body_size),
	                   &entry->signature, NULL);
}

int assembly_enter(struct assembly *a, struct span body)
{
	struct control_entry entry;
	int err;

	a->hlc.v += 1u << 16;
	assembly_sign(a, a->offices[a->owner].keys, body, &entry);
	err = assembly_apply(a->space, &entry);
	if (err != 0) {
		control_entry_release(&entry);
		return err;
	}
	a->entries = must_alloc(realloc(a->entries, (a->entry_count + 1) * sizeof(entry)));
	a->entries[a->entry_count++] = entry;
	return 0;
}

int assembly_enter_body(struct assembly *a, const struct control_body *body)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, VB_CONTROL_BODY_MAX_BYTES);
	control_body_encode(body, &bytes);
	must(bytes.err, "body");
	err = assembly_enter(a, buf_span(&bytes));
	buf_release(&bytes);
	return err;
}

/* Enters what a builder put into a buffer, unless building failed. */
static int enter_built(struct assembly *a, int err, struct buf *body)
{
	if (err == 0)
		err = assembly_enter(a, buf_span(body));
	buf_release(body);
	return err;
}

void assembly_found(struct assembly *a)
{
	const struct office *founder = &a->offices[0];
	struct buf body;

	a->space = space_new(&founder->id, founder->keys, founder->vault);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	must(space_build_genesis(VB_SPACE_COMMITTEE, buf_span(&founder->card), NULL, 0, 0, &body),
	     "genesis");
	must(enter_built(a, 0, &body), "founding");
}

int assembly_admit(struct assembly *a, uint32_t office, enum role role)
{
	struct buf body;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	return enter_built(
		a, space_build_admit(a->space, buf_span(&a->offices[office].card), role, &body),
		&body);
}

int assembly_role(struct assembly *a, uint32_t office, enum role role, const struct cutoff *cutoffs,
                  uint32_t count)
{
	struct buf body;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	return enter_built(
		a, space_build_role(a->space, &a->offices[office].id, role, cutoffs, count, &body),
		&body);
}

int assembly_remove(struct assembly *a, uint32_t office, const struct cutoff *cutoffs,
                    uint32_t count)
{
	struct buf body;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	return enter_built(a, space_build_remove(&a->offices[office].id, cutoffs, count, &body),
	                   &body);
}

int assembly_handover(struct assembly *a, uint32_t office)
{
	struct buf body;
	int err;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = enter_built(a, space_build_handover(&a->offices[office].id, &body), &body);
	if (err != 0)
		return err;
	space_destroy(&a->space);
	a->owner = office;
	a->space = assembly_fold(a, office, a->entry_count);
	return 0;
}

int assembly_rekey(struct assembly *a, enum audience audience)
{
	struct space_rekey *rekey = NULL;
	struct buf body;
	int err = space_rekey_new(a->space, audience, &rekey);

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	while (err == 0 && space_rekey_next(rekey, &body)) {
		err = assembly_enter(a, buf_span(&body));
		buf_clear(&body);
	}
	buf_release(&body);
	space_rekey_destroy(&rekey);
	return err;
}

int assembly_finish_step(struct assembly *a)
{
	enum audience audience;
	int err = 0;

	while (err == 0 && space_rekey_due(a->space, &audience))
		err = assembly_rekey(a, audience);
	return err;
}

struct space *assembly_fold(const struct assembly *a, uint32_t office, uint32_t count)
{
	const struct office *reader = &a->offices[office];
	struct space *space = space_new(&reader->id, reader->keys, reader->vault);

	for (uint32_t i = 0; i < count; i++) {
		const struct control_entry *entry = &a->entries[i];

		must(space_apply_stored(space, entry->header,
		                        span_of(entry->body, entry->body_size)),
		     "fold");
	}
	return space;
}

/* ---- what a fold answers ---- */

static void hash_u64(struct hasher *h, uint64_t value)
{
	uint8_t bytes[8];

	put_be64(bytes, value);
	hasher_put(h, bytes, sizeof(bytes));
}

static void hash_hold(struct hasher *h, const struct hold *hold)
{
	for (uint32_t i = 0; i < hold->confirmed_count; i++) {
		const struct hold_confirmed *confirmed = &hold->confirmed[i];

		hash_u64(h, confirmed->cut.control_seq);
		hash_u64(h, confirmed->cut.count);
		hasher_put(h, confirmed->cut.cutoffs,
		           confirmed->cut.count * sizeof(*confirmed->cut.cutoffs));
		hash_u64(h, confirmed->suspend_count);
		hasher_put(h, confirmed->suspends,
		           confirmed->suspend_count * sizeof(*confirmed->suspends));
	}
	hash_u64(h, hold->lifted_count);
	hasher_put(h, hold->lifted, hold->lifted_count * sizeof(*hold->lifted));
	hash_u64(h, hold->kept_count);
	hasher_put(h, hold->kept, hold->kept_count * sizeof(*hold->kept));
	hash_u64(h, hold->kept_seq);
}

static void hash_member(struct hasher *h, const struct space *space, const struct member *member)
{
	const struct member *by_curve = space_member_by_curve(space, &member->card.curve);

	hasher_put(h, member->node.b, sizeof(member->node.b));
	hash_u64(h, member->role);
	hash_u64(h, member->joined);
	hasher_put(h, member->card_bytes.data, member->card_bytes.size);
	hash_u64(h, by_curve == member);
	hash_u64(h, member->role_count);
	for (uint32_t seq = 0; seq < space_count(space); seq++)
		hash_u64(h, space_role_at(space, &member->node, seq));
	hash_u64(h, member->removal_count);
	for (uint32_t i = 0; i < member->removal_count; i++) {
		const struct cut *removal = &member->removals[i];

		hash_u64(h, removal->control_seq);
		hash_u64(h, removal->count);
		hasher_put(h, removal->cutoffs, removal->count * sizeof(*removal->cutoffs));
	}
	hash_hold(h, &member->hold);
}

static void hash_keys(struct hasher *h, struct space *space)
{
	enum audience due = VB_AUDIENCE_OPEN;

	for (uint32_t seq = 0; seq < space_count(space); seq++) {
		hash_u64(h, space_key_slot(space, VB_AUDIENCE_ALL, seq));
		hash_u64(h, space_key_slot(space, VB_AUDIENCE_CORE, seq));
	}
	hash_u64(h, space_rekey_due(space, &due));
	hash_u64(h, due);
}

void space_fingerprint(struct space *space, struct hash *out)
{
	const struct node_id *recovery;
	struct hasher h;
	uint32_t count;

	hasher_init(&h, NULL);
	hash_u64(&h, space_count(space));
	hasher_put(&h, space_id(space)->b, VB_HASH_BYTES);
	hasher_put(&h, space_salt(space)->b, VB_HASH_BYTES);
	hash_u64(&h, space_kind(space));
	for (uint32_t seq = 0; seq < space_count(space); seq++)
		hasher_put(&h, space_entry_id(space, seq)->b, VB_HASH_BYTES);
	if (space_count(space) > 0) {
		hash_u64(&h, space_citable(space));
		hasher_put(&h, space_owner(space)->b, VB_HASH_BYTES);
	}
	recovery = space_recovery(space, &count);
	hash_u64(&h, count);
	for (uint32_t i = 0; i < count; i++)
		hasher_put(&h, recovery[i].b, sizeof(recovery[i].b));
	hash_u64(&h, space_quorum(space));
	hash_u64(&h, space_member_count(space));
	for (uint32_t i = 0; i < space_member_count(space); i++)
		hash_member(&h, space, space_member_at(space, i));
	hash_keys(&h, space);
	hasher_finish(&h, out);
}

struct cutoff cutoff_of(const struct log_id *log, uint64_t count)
{
	struct cutoff cutoff = { .log = *log, .count = count };

	memset(cutoff.entry.b, (int)(count & 0xff), sizeof(cutoff.entry.b));
	return cutoff;
}
