/* council: what the owner decides, what it refuses, and who can read afterwards. */
#include "daemon/core/council.h"

#include <string.h>

#include "daemon/core/core.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, MEMBER, GUEST, STRANGER, OFFICES };

static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_link(t, OWNER, i);
	town_run(t);
	return space;
}

static const struct space *fold(struct town *t, uint32_t office, const struct space_id *space)
{
	struct node_space *found = node_space_find(t->nodes[office], space);

	if (found == NULL)
		bail("office %u does not know the space", office);
	return found->space;
}

static void founding(void)
{
	struct town t;
	struct space_id one, two;

	town_init(&t, 1);
	is_err(council_found(t.nodes[0], VB_SPACE_COMMITTEE, t.now, &one), 0, "a committee");
	is_err(council_found(t.nodes[0], VB_SPACE_NETWORK, t.now, &two), 0, "a network");
	is_err(town_commit(&t, 0), 0, "kept");
	ok(!space_id_is_equal(&one, &two), "two spaces");
	is_int(space_kind(fold(&t, 0, &two)), VB_SPACE_NETWORK, "of the kind asked for");
	is_int(space_role(fold(&t, 0, &one), &t.ids[0]), VB_ROLE_STEWARD, "the founder is steward");
	ok(node_id_is_equal(space_owner(fold(&t, 0, &one)), &t.ids[0]), "and owner");
	town_restart(&t, 0);
	is_int(node_space_count(t.nodes[0]), 2, "both are there after a restart");
	town_release(&t);
}

static void refusals(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct space_id unknown = space;
	struct node *owner = t.nodes[OWNER];
	struct span member = node_card_bytes(t.nodes[MEMBER]);
	struct span stranger = node_card_bytes(t.nodes[STRANGER]);
	uint32_t count = space_count(fold(&t, OWNER, &space));
	struct buf bad;

	unknown.b[0] ^= 1;
	is_err(council_admit(owner, &unknown, stranger, VB_ROLE_GUEST, t.now), VB_ERR_UNKNOWN_SPACE,
	       "an unknown space");
	is_err(council_admit(t.nodes[MEMBER], &space, stranger, VB_ROLE_GUEST, t.now),
	       VB_ERR_NOT_OWNER, "by a member");
	is_err(council_admit(owner, &space, member, VB_ROLE_GUEST, t.now), VB_ERR_ALREADY_MEMBER,
	       "who is in already");
	buf_init(&bad, VB_CARD_MAX_BYTES);
	buf_put(&bad, stranger.data, stranger.size);
	bad.data[10] ^= 1;
	is_err(council_admit(owner, &space, buf_span(&bad), VB_ROLE_GUEST, t.now),
	       VB_ERR_BAD_SIGNATURE, "with a forged card");
	is_err(council_role(owner, &space, &t.ids[STRANGER], VB_ROLE_GUEST, t.now),
	       VB_ERR_NOT_MEMBER, "a role for a stranger");
	is_err(council_role(owner, &space, &t.ids[MEMBER], VB_ROLE_MEMBER, t.now), VB_ERR_DUPLICATE,
	       "the role it has");
	is_err(council_role(owner, &space, &t.ids[OWNER], VB_ROLE_GUEST, t.now),
	       VB_ERR_LAST_STEWARD, "the owner cannot step down");
	is_err(council_dismiss(owner, &space, &t.ids[OWNER], t.now), VB_ERR_LAST_STEWARD,
	       "nor leave");
	is_err(council_dismiss(owner, &space, &t.ids[STRANGER], t.now), VB_ERR_NOT_MEMBER,
	       "a stranger cannot be dismissed");
	is_err(council_dismiss(t.nodes[MEMBER], &space, &t.ids[GUEST], t.now), VB_ERR_NOT_OWNER,
	       "nor anybody by a member");
	is_err(council_card(owner, &space, member, t.now), VB_ERR_DUPLICATE,
	       "a card that is known");
	is_err(council_card(owner, &space, stranger, t.now), VB_ERR_NOT_MEMBER,
	       "a stranger's card");
	is_err(town_commit(&t, OWNER), 0, "the turn goes on");
	is_int(space_count(fold(&t, OWNER, &space)), count, "nothing was decided");
	buf_release(&bad);
	town_release(&t);
}

/* One step: the removal and a new key for each audience the member could read, sealed to those who stay. */
static void dismissal_changes_keys(void)
{
	struct town t;
	struct space_id space = committee(&t);
	uint32_t before = space_count(fold(&t, OWNER, &space));
	struct record_id item;

	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[GUEST], t.now), 0, "a guest");
	is_int(space_count(fold(&t, OWNER, &space)) - before, 2, "loses one key");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now), 0, "a member");
	is_int(space_count(fold(&t, OWNER, &space)) - before, 5, "loses two");
	is_int(space_citable(fold(&t, OWNER, &space)), before + 4, "the steps are complete");
	is_err(town_create(&t, OWNER, &space, ALL, VB_KIND_PAPER, "Danach", &item), 0,
	       "afterwards");
	town_run(&t);
	is_int(space_role(fold(&t, MEMBER, &space), &t.ids[MEMBER]), VB_ROLE_NONE,
	       "the member learns of it");
	ok(town_log(&t, MEMBER, &space, OWNER, ALL) == NULL, "and is told nothing else");
	for (uint32_t office = MEMBER; office <= GUEST; office++) {
		struct node_space *found = node_space_find(t.nodes[office], &space);

		is_int(space_key_slot(found->space, ALL, space_citable(found->space)),
		       VB_VAULT_NO_SLOT, "office %u has no new key", office);
	}
	town_release(&t);
}

/* A member with more logs than a removal can name cannot keep itself from being removed: the shortest are given up. */
static void too_many_logs(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct core_space *own = core_space_find(t.nodes[MEMBER], &space);
	struct record_id first, id;
	int err = town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Das lange", &first);

	if (err == 0)
		err = town_rename(&t, MEMBER, &space, ALL, &first, "Das laengste");
	/* Each incarnation has a begin and an entry: two logs. Nobody has so many but with the owner's consent. */
	for (uint32_t i = 0; err == 0 && i < VB_CUTOFFS_MAX_COUNT / 2; i++) {
		if (i % VB_BEGINS_UNCONFIRMED_MAX == VB_BEGINS_UNCONFIRMED_MAX - 1) {
			town_run(&t);
			err = council_lift(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now);
			town_run(&t);
		}
		core_new_incarnation(t.nodes[MEMBER], own);
		if (err == 0)
			err = town_create(&t, MEMBER, &space, ALL, VB_KIND_PAPER, "Kurz", &id);
	}
	is_err(err, 0, "514 logs");
	town_run(&t);
	is_str(town_name(&t, GUEST, &space, ALL, &id), "Kurz", "all of them count");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now), 0,
	       "the member can be dismissed");
	is_err(town_commit(&t, OWNER), 0, "kept");
	town_run(&t);
	/* (32768 - 64) / 78 */
	is_int(space_member(fold(&t, GUEST, &space), &t.ids[MEMBER])->removals[0].count, 419,
	       "as many are named as fit a control body");
	is_str(town_name(&t, GUEST, &space, ALL, &first), "Das laengste", "the longest among them");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "all agree on what is left");
	town_release(&t);
}

/* The member gets a new card with new keys; the owner hears of it and enters it. */
static void new_cards(void)
{
	struct town t;
	struct space_id space = committee(&t);
	uint32_t before = space_count(fold(&t, OWNER, &space));
	struct buf card;

	town_new_card(&t, MEMBER, &card);
	is_err(node_on_card(t.nodes[OWNER], buf_span(&card), t.now), 0, "the owner is shown it");
	is_err(town_commit(&t, OWNER), 0, "and keeps it");
	is_int(space_count(fold(&t, OWNER, &space)) - before, 3,
	       "it enters the control log, with new keys for the new box key");
	is_u64(space_member(fold(&t, OWNER, &space), &t.ids[MEMBER])->card.version, 2,
	       "the newer version");
	is_err(node_on_card(t.nodes[OWNER], buf_span(&card), t.now), 0, "again");
	is_err(town_commit(&t, OWNER), 0, "changes nothing");
	is_int(space_count(fold(&t, OWNER, &space)) - before, 3, "changes nothing");
	is_err(node_on_card(t.nodes[OWNER], node_card_bytes(t.nodes[MEMBER]), t.now),
	       VB_ERR_CARD_ROLLBACK, "the old one is refused");
	town_run(&t);
	is_u64(space_member(fold(&t, GUEST, &space), &t.ids[MEMBER])->card.version, 2,
	       "others learn it from the control log");
	buf_release(&card);
	town_release(&t);
}

/* An owner that lost its store decides nothing before a majority of the others told it what was decided. */
static void lost_owner(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item;

	town_admit(&t, OWNER, &space, STRANGER, VB_ROLE_MEMBER);
	is_err(town_create(&t, OWNER, &space, CORE, VB_KIND_PAPER, "Alt", &item), 0, "a record");
	town_run(&t);
	town_wipe(&t, OWNER);
	ok(node_space_find(t.nodes[OWNER], &space) != NULL, "the partner list knows the space");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[GUEST], t.now), VB_ERR_BUSY,
	       "nothing is decided without the log");
	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	is_str(town_name(&t, OWNER, &space, CORE, &item), "Alt", "one member gives it back");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[GUEST], t.now), VB_ERR_BUSY,
	       "one of three others is no majority");
	town_link(&t, OWNER, STRANGER);
	town_run(&t);
	town_pass(&t, 5u * 60u * 1000u);
	town_run(&t);
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[GUEST], t.now), 0, "two are");
	is_err(town_commit(&t, OWNER), 0, "kept");
	town_run(&t);
	is_int(space_role(fold(&t, MEMBER, &space), &t.ids[GUEST]), VB_ROLE_NONE, "and heard");
	town_restart(&t, OWNER);
	ok(!node_space_find(t.nodes[OWNER], &space)->fetching, "it stays so after a restart");
	town_release(&t);
}

/* A restored store of a space that has no other member waits for nobody. */
static void restored_alone(void)
{
	struct town t;
	struct space_id space;
	struct node *node;

	town_init(&t, 2);
	space = town_found(&t, 0);
	spaces_forget_incarnations(node_write(t.nodes[0]));
	is_err(town_commit(&t, 0), 0, "as after a restore");
	town_restart(&t, 0);
	node = t.nodes[0];
	is_err(council_admit(node, &space, node_card_bytes(t.nodes[1]), VB_ROLE_GUEST, t.now), 0,
	       "it decides at once");
	is_err(town_commit(&t, 0), 0, "kept");
	spaces_forget_incarnations(node_write(node));
	is_err(town_commit(&t, 0), 0, "restored once more, now with a guest");
	town_restart(&t, 0);
	is_err(council_dismiss(t.nodes[0], &space, &t.ids[1], t.now), VB_ERR_BUSY,
	       "now somebody has to be asked");
	town_release(&t);
}

int main(void)
{
	founding();
	refusals();
	dismissal_changes_keys();
	too_many_logs();
	new_cards();
	lost_owner();
	restored_alone();
	return done();
}
