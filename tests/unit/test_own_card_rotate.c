/* own_card: new keys: who learns them by which way, what stays readable, when the former ones go, and what happens when we
 * end in the middle. */
#include "daemon/core/own_card.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/partner.h"
#include "daemon/log.h"
#include "store/keyfile.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { US, OWNER, OTHER, OFFICES };

static int rotate(struct town *t, uint32_t office)
{
	int err = own_card_rotate(t->nodes[office], t->now);

	town_commit(t, office);
	return err;
}

/* As the daemon does at its start. */
static int refresh(struct town *t, uint32_t office)
{
	int err = own_card_set_endpoints(t->nodes[office], NULL, 0, t->now);

	town_commit(t, office);
	return err;
}

static struct public_key curve_of(const struct town *t, uint32_t office, uint32_t generation)
{
	return node_keys_curve_of(node_keys(t->nodes[office]), generation);
}

/* Whether `at` lets this key of `of` in. */
static bool knows(const struct town *t, uint32_t at, uint32_t of, const struct public_key *curve)
{
	struct node_id id;

	return node_known_curve(t->nodes[at], curve, &id) && node_id_is_equal(&id, &t->ids[of]);
}

static uint64_t version_at(struct town *t, uint32_t at, uint32_t of)
{
	struct span bytes;
	struct card card;
	uint64_t version = 0;

	if (partner_card(t->nodes[at], &t->ids[of], &bytes) == 0 && card_decode(bytes, &card) == 0)
		version = card.version;
	town_commit(t, at);
	return version;
}

static uint32_t waiting(const struct town *t, uint32_t office)
{
	struct node_id id;
	uint32_t at = 0, count = 0;

	while (own_card_next_waiting(t->nodes[office], &at, &id))
		count++;
	return count;
}

static void listen_all(struct town *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		town_set_endpoint(t, i, "tcp://127.0.0.1:7000");
}

/* A linked partner learns the new keys at once and says so; then the former ones go. */
static void test_linked(void)
{
	struct public_key old, new;
	struct town t;

	town_init(&t, 2);
	listen_all(&t);
	town_pair(&t, US, OWNER);
	town_link(&t, US, OWNER);
	town_run(&t);
	old = curve_of(&t, US, 0);
	is_err(rotate(&t, US), 0, "new keys");
	new = curve_of(&t, US, 0);
	ok(own_card_is_rotating(t.nodes[US]), "the former ones are still in use");
	is_int(node_link_generation(t.nodes[US]), 1, "for links");
	is_u64(node_card(t.nodes[US])->version, 2, "a card of the next version");
	is_mem(node_card(t.nodes[US])->curve.b, new.b, 32, "names the new one");
	is_mem(node_card(t.nodes[US])->former.b, old.b, 32, "and the one before");
	is_int(waiting(&t, US), 1, "the partner has not confirmed it");
	is_err(rotate(&t, US), VB_ERR_ROTATING, "meanwhile there is no other change");
	town_run(&t);
	is_u64(version_at(&t, OWNER, US), 2, "the partner has the card over the link that stands");
	ok(knows(&t, OWNER, US, &old) && knows(&t, OWNER, US, &new), "and knows both keys");
	is_int(waiting(&t, US), 0, "it has confirmed it");
	town_pass(&t, 1000);
	town_run(&t);
	ok(!own_card_is_rotating(t.nodes[US]), "so the change is over");
	is_int(node_link_generation(t.nodes[US]), 0, "links are made with the new key");
	is_u64(version_at(&t, OWNER, US), 3, "a card without the former one has followed");
	ok(!knows(&t, OWNER, US, &old) && knows(&t, OWNER, US, &new),
	   "and the former one opens nothing");
	is_int(node_keys_count(node_keys(t.nodes[US])), 2,
	       "it is kept, for older copies of the store");
	is_err(rotate(&t, US), 0, "the next change");
	town_release(&t);
}

/* An office that is away keeps the former keys in use, for 90 days at most. */
static void test_away(void)
{
	struct public_key old;
	struct town t;

	town_init(&t, OFFICES);
	listen_all(&t);
	town_pair(&t, US, OWNER);
	town_pair(&t, US, OTHER);
	town_link(&t, US, OWNER);
	town_run(&t);
	old = curve_of(&t, US, 0);
	is_err(rotate(&t, US), 0, "new keys while one of two partners is away");
	town_run(&t);
	town_pass(&t, 60000);
	town_run(&t);
	ok(own_card_is_rotating(t.nodes[US]), "the former ones stay in use");
	is_int(waiting(&t, US), 1, "because of one office");
	town_restart(&t, US);
	is_err(refresh(&t, US), 0, "after a restart");
	ok(own_card_is_rotating(t.nodes[US]), "still");
	is_int(waiting(&t, US), 1, "because of one office");
	ok(knows(&t, OTHER, US, &old), "which knows the former key only");
	town_link(&t, US, OTHER);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(!own_card_is_rotating(t.nodes[US]), "once it was there it is over");
	town_unlink(&t, US, OTHER);
	is_err(rotate(&t, US), 0, "once more, and nobody comes");
	town_run(&t);
	t.now.wall.v += VB_ROTATION_MAX_MS - 10000;
	node_on_tick(t.nodes[US], t.now);
	town_commit(&t, US);
	ok(own_card_is_rotating(t.nodes[US]), "for almost 90 days nothing happens");
	t.now.wall.v += 10000;
	node_on_tick(t.nodes[US], t.now);
	town_commit(&t, US);
	ok(own_card_is_rotating(t.nodes[US]), "nor because a clock says that they are over");
	t.now.wall.v -= VB_ROTATION_MAX_MS;
	t.now.mono.v += VB_ROTATION_SURE_MS;
	node_on_tick(t.nodes[US], t.now);
	t.now.wall.v += VB_ROTATION_MAX_MS;
	t.now.mono.v += VB_ROTATION_SURE_MS - 1;
	node_on_tick(t.nodes[US], t.now);
	node_on_tick(t.nodes[US], t.now);
	town_commit(&t, US);
	ok(own_card_is_rotating(t.nodes[US]), "and is set right after a while");
	t.now.mono.v += VB_ROTATION_SURE_MS;
	node_on_tick(t.nodes[US], t.now);
	town_commit(&t, US);
	ok(!own_card_is_rotating(t.nodes[US]), "but if it says so for an hour, it is over");
	is_int(node_keys_count(node_keys(t.nodes[US])), 3,
	       "the key by which the absent office knows us is kept");
	town_release(&t);
}

/* Whoever is asked to does not wait. */
static void test_finish(void)
{
	struct town t;

	town_init(&t, 2);
	listen_all(&t);
	town_pair(&t, US, OWNER);
	is_err(own_card_finish(t.nodes[US], t.now), 0, "nothing to end");
	is_u64(node_card(t.nodes[US])->version, 1, "makes no card");
	is_err(rotate(&t, US), 0, "new keys");
	is_err(own_card_finish(t.nodes[US], t.now), 0, "ended at once");
	town_commit(&t, US);
	ok(!own_card_is_rotating(t.nodes[US]), "the former ones are given up");
	is_u64(node_card(t.nodes[US])->version, 3, "by a card of their own");
	town_release(&t);
}

/* The card reaches the owner of a committee, and the new epoch keys reach us; everything before stays readable. */
static void committee(struct town *t, struct space_id *space, struct record_id *before)
{
	town_init(t, OFFICES);
	town_pair(t, OWNER, US);
	town_pair(t, OWNER, OTHER);
	*space = town_found(t, OWNER);
	town_admit(t, OWNER, space, US, VB_ROLE_MEMBER);
	town_admit(t, OWNER, space, OTHER, VB_ROLE_MEMBER);
	town_link(t, OWNER, US);
	town_link(t, OWNER, OTHER);
	is_err(town_create(t, OWNER, space, CORE, VB_KIND_PAPER, "Davor", before), 0, "a record");
	town_run(t);
}

static void check_after(struct town *t, const struct space_id *space,
                        const struct record_id *before)
{
	struct record_id item;

	is_err(town_create(t, OWNER, space, CORE, VB_KIND_PAPER, "Danach", &item), 0, "afterwards");
	town_run(t);
	is_str(town_name(t, US, space, CORE, &item), "Danach", "we read what was written since");
	is_str(town_name(t, US, space, CORE, before), "Davor", "and before");
	town_wipe(t, US);
	town_link(t, OWNER, US);
	town_link(t, OTHER, US);
	town_run(t);
	town_pass(t, 5u * 60u * 1000u);
	town_run(t);
	is_str(town_name(t, US, space, CORE, &item), "Danach", "also when all was fetched again");
	is_str(town_name(t, US, space, CORE, before), "Davor", "both");
	ok(town_agrees(t, US, OTHER, space, CORE), "all have the same");
	town_release(t);
}

static void test_member(void)
{
	struct space_id space;
	struct record_id before;
	uint32_t count;
	struct town t;

	committee(&t, &space, &before);
	count = space_count(node_space_find(t.nodes[OWNER], &space)->space);
	is_err(rotate(&t, US), 0, "a member makes new keys");
	town_run(&t);
	is_int(space_count(node_space_find(t.nodes[OTHER], &space)->space) - count, 3,
	       "the owner enters the card and two new epoch keys, which all get");
	is_u64(version_at(&t, OTHER, US), 2, "so others learn the card from the control log");
	town_restart(&t, US);
	is_str(town_name(&t, US, &space, CORE, &before), "Davor", "after a restart");
	town_link(&t, OWNER, US);
	town_run(&t);
	check_after(&t, &space, &before);
}

static void test_owner(void)
{
	struct space_id space;
	struct record_id before, item;
	uint32_t count;
	struct town t;

	committee(&t, &space, &before);
	count = space_count(node_space_find(t.nodes[OWNER], &space)->space);
	is_err(rotate(&t, OWNER), 0, "the owner makes new keys");
	is_int(space_count(node_space_find(t.nodes[OWNER], &space)->space) - count, 3,
	       "its card and new epoch keys are entered in the same turn");
	town_run(&t);
	town_restart(&t, OWNER);
	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Neu", &item), 0,
	       "it goes on writing after a restart");
	town_link(&t, OWNER, US);
	town_link(&t, OWNER, OTHER);
	town_run(&t);
	is_str(town_name(&t, OTHER, &space, ALL, &item), "Neu", "and is read");
	is_err(rotate(&t, US), 0, "a member makes new keys, too");
	town_run(&t);
	check_after(&t, &space, &before);
}

/* We reach the owner through others only: the card goes by our open log. */
static void test_no_link_to_owner(void)
{
	struct space_id space;
	struct record_id before;
	const struct log_info *open;
	struct town t;

	committee(&t, &space, &before);
	town_unlink(&t, OWNER, US);
	town_link(&t, OTHER, US);
	town_run(&t);
	is_err(rotate(&t, US), 0, "new keys without a link to the owner");
	ok(!own_card_is_rotating(t.nodes[US]),
	   "no office can call another: there is no one to wait for");
	town_run(&t);
	is_u64(version_at(&t, OWNER, US), 2, "it has the card all the same");
	town_pass(&t, 10000);
	town_pass(&t, 10000);
	town_run(&t);
	open = town_log(&t, US, &space, US, VB_AUDIENCE_OPEN);
	is_u64(open == NULL ? 0 : open->count, 2, "asked once: a begin and one proposal");
	town_restart(&t, US);
	town_link(&t, OTHER, US);
	town_run(&t);
	check_after(&t, &space, &before);
}

/* An old card does not come back, neither by a link nor by a control log. */
static void test_rollback(void)
{
	struct space_id space;
	struct record_id before;
	struct buf old;
	struct town t;

	committee(&t, &space, &before);
	buf_init(&old, VB_CARD_MAX_BYTES);
	buf_put(&old, node_card_bytes(t.nodes[US]).data, node_card_bytes(t.nodes[US]).size);
	is_err(rotate(&t, US), 0, "new keys");
	town_run(&t);
	is_err(node_on_card(t.nodes[OWNER], buf_span(&old), t.now), VB_ERR_CARD_ROLLBACK,
	       "the card before is refused from a link");
	is_err(council_card(t.nodes[OWNER], &space, buf_span(&old), t.now), VB_ERR_CARD_ROLLBACK,
	       "the owner does not enter it");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[US], t.now), 0, "who leaves");
	is_err(council_admit(t.nodes[OWNER], &space, buf_span(&old), VB_ROLE_MEMBER, t.now),
	       VB_ERR_CARD_ROLLBACK, "does not come back with the old card");
	town_commit(&t, OWNER);
	buf_release(&old);
	town_release(&t);
}

/* We end after the keys were written and before the card was; returns the new key. */
static struct public_key rotate_halfway(struct town *t)
{
	struct node_keys *keys = NULL;
	struct public_key new;

	town_close(t, US);
	if (keyfile_load(scratch_path(t->dir, "0"), &keys) != 0)
		bail("no keys");
	node_keys_rotate(keys, t->now.wall);
	new = node_keys_curve_public(keys);
	if (keyfile_replace(scratch_path(t->dir, "0"), keys) != 0)
		bail("keys are not written");
	node_keys_destroy(&keys);
	town_reopen(t, US);
	return new;
}

/* The next start goes on from there. */
static void test_unnamed_keys(void)
{
	struct public_key old, new;
	struct town t;

	town_init(&t, 2);
	listen_all(&t);
	town_pair(&t, US, OWNER);
	old = curve_of(&t, US, 0);
	new = rotate_halfway(&t);
	is_int(node_link_generation(t.nodes[US]), 1, "links are made with the key on the card");
	is_mem(node_card(t.nodes[US])->curve.b, old.b, 32, "which is the old one");
	is_err(refresh(&t, US), 0, "the start is finished");
	is_mem(node_card(t.nodes[US])->curve.b, new.b, 32, "a card names the new one");
	is_mem(node_card(t.nodes[US])->former.b, old.b, 32, "and the one before");
	is_int(node_link_generation(t.nodes[US]), 1, "which stays in use");
	is_int(waiting(&t, US), 1, "until the partner has the card");
	town_link(&t, US, OWNER);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(!own_card_is_rotating(t.nodes[US]), "as after any change");
	is_err(rotate(&t, US), 0, "another change");
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(!own_card_is_rotating(t.nodes[US]), "comes to its end");
	rotate_halfway(&t);
	is_err(refresh(&t, US), 0, "and one that was cut off");
	is_int(waiting(&t, US), 1, "what the partner held of the change before does not count");
	town_pass(&t, 1000);
	ok(own_card_is_rotating(t.nodes[US]), "nothing is given up while it is away");
	town_restart(&t, US);
	is_int(waiting(&t, US), 1, "nor by another start");
	town_link(&t, US, OWNER);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(!own_card_is_rotating(t.nodes[US]), "until it has the newest");
	town_release(&t);
}

/* A disk that takes nothing leaves everything as it was. */
static void test_disk(void)
{
	static const char *const names[] = { "node.keys.new", "partners.new" };
	char beside[SCRATCH_PATH_BYTES];
	struct public_key old;
	struct town t;

	town_init(&t, 1);
	old = curve_of(&t, US, 0);
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(beside, sizeof(beside), "%s", town_file(&t, US, names[i]));
		if (mkdir(beside, 0700) < 0)
			bail("mkdir");
		is_err(rotate(&t, US), VB_ERR_IO, "%s cannot be written", names[i]);
		is_u64(node_card(t.nodes[US])->version, 1, "the old card stays");
		is_mem(curve_of(&t, US, 0).b, old.b, 32, "and the old keys");
		is_int(node_keys_count(node_keys(t.nodes[US])), 1, "alone");
		remove(beside);
		town_restart(&t, US);
		is_err(refresh(&t, US), 0, "after a restart");
		is_u64(node_card(t.nodes[US])->version, 1, "too");
	}
	is_err(rotate(&t, US), 0, "later it can be done");
	is_u64(node_card(t.nodes[US])->version, 2, "with the next version");
	town_release(&t);
}

/* Do the keys of a space that we left still open? */
static int readable(struct town *t, const struct space_id *id)
{
	struct space *space = node_space_find(t->nodes[US], id)->space;

	for (uint32_t i = 0; i < space_key_count(space, CORE); i++) {
		if (space_key_at(space, CORE, i).slot != VB_VAULT_NO_SLOT)
			return 0;
	}
	return VB_ERR_NO_KEY;
}

/* Where there is no more room the oldest goes that opens nothing; what opens something that we were shown once does not. */
static void test_forgetting(void)
{
	struct space_id space;
	struct record_id item;
	int err = 0;
	struct town t;

	town_init(&t, 1);
	space = town_found(&t, US);
	is_err(town_create(&t, US, &space, CORE, VB_KIND_PAPER, "Allein", &item), 0, "a record");
	for (int i = 0; i < 20 && err == 0; i++) {
		err = rotate(&t, US);
		town_pass(&t, 10000);
		town_commit(&t, US);
	}
	is_err(err, 0, "twenty changes of an office without partners");
	is_int(node_keys_count(node_keys(t.nodes[US])), VB_GENERATIONS_MAX,
	       "leave as many keys as there is room for");
	town_restart(&t, US);
	is_str(town_name(&t, US, &space, CORE, &item), "Allein", "everything is read");
	is_int(space_boxes_needed(node_space_find(t.nodes[US], &space)->space), 1,
	       "with the newest box key alone");
	town_release(&t);
}

/* Fifteen committees that we left, each with a box key that nothing else opens: a little later there is room all the same. */
static void test_left_committees(void)
{
	struct space_id space, spaces[VB_GENERATIONS_MAX];
	struct record_id item, items[VB_GENERATIONS_MAX];
	int err = 0;
	struct town t;

	town_init(&t, 2);
	town_pair(&t, US, OWNER);
	town_link(&t, US, OWNER);
	for (uint32_t i = 0; i < VB_GENERATIONS_MAX - 1 && err == 0; i++) {
		space = town_found(&t, OWNER);
		town_admit(&t, OWNER, &space, US, VB_ROLE_MEMBER);
		err = town_create(&t, OWNER, &space, CORE, VB_KIND_PAPER, "Gewesen", &item);
		town_run(&t);
		spaces[i] = space;
		items[i] = item;
		if (err == 0)
			err = council_dismiss(t.nodes[OWNER], &space, &t.ids[US], t.now);
		town_commit(&t, OWNER);
		town_run(&t);
		if (err == 0)
			err = rotate(&t, US);
		town_run(&t);
		town_pass(&t, 60u * 60u * 1000u);
		town_run(&t);
	}
	is_err(err, 0, "a change after each of fifteen committees that we left");
	is_int(node_keys_count(node_keys(t.nodes[US])), VB_GENERATIONS_MAX, "all keys are needed");
	is_err(rotate(&t, US), VB_ERR_TOO_MANY, "more do not fit");
	town_restart(&t, US);
	is_err(refresh(&t, US), 0, "after a restart");
	is_int(node_keys_count(node_keys(t.nodes[US])), VB_GENERATIONS_MAX, "they are all there");
	is_str(town_name(&t, US, &space, CORE, &item), "Gewesen", "what we read stays readable");
	for (uint32_t i = 0; i < 2 * VB_GENERATIONS_MAX && err == 0; i++) {
		for (uint32_t k = 0; k < 2; k++) {
			town_pass(&t, 60u * 60u * 1000u);
			town_run(&t);
		}
		err = rotate(&t, US);
		town_run(&t);
	}
	is_err(err, 0, "a little later there is room again, as often as it is needed");
	town_restart(&t, US);
	for (uint32_t i = 0; i < VB_GENERATIONS_MAX - 1; i++)
		is_str(town_name(&t, US, &spaces[i], CORE, &items[i]), "Gewesen",
		       "what we read stays readable in committee %u", i);
	is_err(readable(&t, &spaces[0]), 0, "the bytes of the oldest, too");
	town_release(&t);
}

/* An older copy of the store, from before two changes: what is in it is locked with keys that are not the newest. */
static void test_older_store(void)
{
	struct space_id space;
	struct record_id item, next;
	struct buf store;
	struct town t;

	town_init(&t, 1);
	buf_init(&store, SIZE_MAX);
	space = town_found(&t, US);
	is_err(town_create(&t, US, &space, CORE, VB_KIND_PAPER, "Alt", &item), 0, "a record");
	town_commit(&t, US);
	town_close(&t, US);
	scratch_read(town_file(&t, US, "data.mdb"), &store);
	town_reopen(&t, US);
	is_err(rotate(&t, US), 0, "new keys");
	is_err(rotate(&t, US), 0, "and again");
	town_close(&t, US);
	scratch_write(town_file(&t, US, "data.mdb"), buf_span(&store));
	town_reopen(&t, US);
	is_err(refresh(&t, US), 0, "the older store with the newer keys");
	is_u64(node_card(t.nodes[US])->version, 3, "the card is the newest");
	is_str(town_name(&t, US, &space, CORE, &item), "Alt", "everything is read");
	is_err(town_rename(&t, US, &space, CORE, &item, "Weiter"), 0, "and work goes on");
	is_err(town_create(&t, US, &space, ALL, VB_KIND_PAPER, "Neu", &next), 0,
	       "in all audiences");
	is_int(space_boxes_needed(node_space_find(t.nodes[US], &space)->space), 1,
	       "with keys for the newest box key");
	buf_release(&store);
	town_release(&t);
}

/* Who was dismissed, and keeps its keys, is told nothing. */
static void test_dismissed(void)
{
	struct space_id space;
	struct record_id before, item;
	struct node_space *found;
	struct town t;

	committee(&t, &space, &before);
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[OTHER], t.now), 0, "dismissed");
	town_commit(&t, OWNER);
	town_run(&t);
	is_err(rotate(&t, OWNER), 0, "the owner makes new keys");
	is_err(rotate(&t, OTHER), 0, "the dismissed office as well");
	town_run(&t);
	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Danach", &item), 0, "a record");
	town_run(&t);
	town_pass(&t, 20000);
	town_run(&t);
	is_str(town_name(&t, US, &space, ALL, &item), "Danach", "is read by who stayed");
	ok(town_name(&t, OTHER, &space, ALL, &item) == NULL, "and not by who left");
	found = node_space_find(t.nodes[OTHER], &space);
	is_int(space_key_slot(found->space, ALL, space_citable(found->space)), VB_VAULT_NO_SLOT,
	       "which has no newer key");
	is_str(town_name(&t, OTHER, &space, CORE, &before), "Davor", "but keeps what it had");
	is_int(space_role(found->space, &t.ids[OTHER]), VB_ROLE_NONE,
	       "and its new card brings it back nowhere");
	town_release(&t);
}

int main(void)
{
	log_init(VB_LOG_ERROR);
	test_linked();
	test_away();
	test_finish();
	test_member();
	test_owner();
	test_no_link_to_owner();
	test_rollback();
	test_unnamed_keys();
	test_disk();
	test_forgetting();
	test_left_committees();
	test_older_store();
	test_dismissed();
	return done();
}
