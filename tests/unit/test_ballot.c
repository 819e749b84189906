/* ballot, trial, witness: stewards take a committee over whose owner is gone, also while its log stands forked; the old owner
 * comes back and does no harm; whatever the order of arrival, all end with the same. */
#include "daemon/core/ballot.h"

#include <string.h>

#include "daemon/core/council.h"
#include "daemon/core/trial.h"
#include "protocol/space/recovery.h"
#include "store/rivals.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, FIRST, SECOND, MEMBER, LATE, OFFICES };

static void link_but(struct town *t, uint32_t absent)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++) {
			if (a != absent && b != absent && !t->linked[a][b])
				town_link(t, a, b);
		}
	}
}

static void unlink_all(struct town *t)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++) {
			if (t->linked[a][b])
				town_unlink(t, a, b);
		}
	}
}

/* All but one hand each other what they have. */
static void meet_without(struct town *t, uint32_t absent)
{
	link_but(t, absent);
	town_run(t);
	unlink_all(t);
}

static void meet(struct town *t)
{
	meet_without(t, UINT32_MAX);
}

/* Three stewards and a member, up to date and apart. LATE is paired with FIRST and belongs to nothing. */
static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	for (uint32_t i = 2; i < OFFICES; i++)
		town_pair(t, FIRST, i);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, FIRST, VB_ROLE_STEWARD);
	town_admit(t, OWNER, &space, SECOND, VB_ROLE_STEWARD);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	meet(t);
	return space;
}

static struct core_space *core(struct town *t, uint32_t office, const struct space_id *space)
{
	struct core_space *found = core_space_find(t->nodes[office], space);

	if (found == NULL)
		bail("office %u does not know the space", office);
	return found;
}

static const struct space *fold(struct town *t, uint32_t office, const struct space_id *space)
{
	return core(t, office, space)->pub.space;
}

static bool is_owner(struct town *t, uint32_t office, const struct space_id *space, uint32_t owner)
{
	return node_id_is_equal(space_owner(fold(t, office, space)), &t->ids[owner]);
}

/* Do all but one have the same control log? */
static bool same_control(struct town *t, const struct space_id *space, uint32_t absent)
{
	const struct space *first = fold(t, absent == FIRST ? SECOND : FIRST, space);
	uint32_t count = space_count(first);

	for (uint32_t i = 0; i < LATE; i++) {
		const struct space *other = fold(t, i, space);

		if (i != absent && (space_count(other) != count ||
		                    !entry_id_is_equal(space_entry_id(other, count - 1),
		                                       space_entry_id(first, count - 1))))
			return false;
	}
	return true;
}

static int propose(struct town *t, uint32_t office, const struct space_id *space, uint32_t owner)
{
	int err = ballot_propose(t->nodes[office], space, &t->ids[owner], t->now);

	return err == 0 ? town_commit(t, office) : err;
}

static int agree(struct town *t, uint32_t office, const struct space_id *space)
{
	int err = ballot_agree(t->nodes[office], space, NULL, t->now);

	return err == 0 ? town_commit(t, office) : err;
}

static struct record_id write(struct town *t, uint32_t office, const struct space_id *space,
                              const char *name)
{
	struct record_id id;
	int err = town_create(t, office, space, ALL, VB_KIND_PAPER, name, &id);

	if (err != 0 || town_commit(t, office) != 0)
		bail("office %u cannot write \"%s\": %s", office, name, err_name(err));
	return id;
}

/* ---- the owner is gone ---- */

static void two_of_three_take_over(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id kept = write(&t, MEMBER, &space, "Rechtzeitig");
	struct record_id lost, after;

	meet(&t);
	is_err(propose(&t, MEMBER, &space, FIRST), VB_ERR_NOT_ELECTOR, "a member proposes nothing");
	is_err(agree(&t, SECOND, &space), VB_ERR_NO_PROPOSAL, "nothing is proposed yet");
	is_err(propose(&t, FIRST, &space, OWNER), VB_ERR_ALREADY_DONE, "the owner is in charge");
	is_err(propose(&t, FIRST, &space, FIRST), 0, "a steward wants to take over");
	ok(is_owner(&t, FIRST, &space, OWNER), "which one vote does not decide");
	/* Meanwhile the old owner decides, and writes, for nobody to hear. */
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[MEMBER], VB_ROLE_GUEST, t.now), 0,
	       "the owner lowers the member");
	is_err(town_commit(&t, OWNER), 0, "kept");
	lost = write(&t, OWNER, &space, "Unter dem alten Stand");
	meet_without(&t, OWNER);
	is_err(agree(&t, SECOND, &space), 0, "a second steward agrees");
	meet_without(&t, OWNER);
	for (uint32_t i = FIRST; i <= MEMBER; i++)
		ok(is_owner(&t, i, &space, FIRST), "office %u knows who is in charge", i);
	is_err(council_admit(t.nodes[FIRST], &space, node_card_bytes(t.nodes[LATE]), VB_ROLE_GUEST,
	                     t.now),
	       0, "the new owner admits an office");
	is_err(town_commit(&t, FIRST), 0, "kept");
	after = write(&t, FIRST, &space, "Danach");
	meet_without(&t, OWNER);
	is_str(town_name(&t, LATE, &space, ALL, &kept), "Rechtzeitig",
	       "which reads what was before");
	is_str(town_name(&t, LATE, &space, ALL, &after), "Danach", "and what came after");
	/* The old owner comes back. */
	meet(&t);
	ok(same_control(&t, &space, UINT32_MAX), "all have one control log");
	ok(is_owner(&t, OWNER, &space, FIRST), "the old owner is told");
	is_int(space_role(fold(&t, OWNER, &space), &t.ids[OWNER]), VB_ROLE_STEWARD,
	       "and stays a steward");
	is_int(space_role(fold(&t, OWNER, &space), &t.ids[MEMBER]), VB_ROLE_MEMBER,
	       "what it decided alone is void");
	is_str(town_name(&t, OWNER, &space, ALL, &lost), NULL, "what it wrote on that, too");
	is_err(council_admit(t.nodes[OWNER], &space, node_card_bytes(t.nodes[LATE]), VB_ROLE_GUEST,
	                     t.now),
	       VB_ERR_NOT_OWNER, "it decides nothing more");
	lost = write(&t, OWNER, &space, "Noch einmal");
	meet(&t);
	for (uint32_t i = FIRST; i <= LATE; i++)
		is_str(town_name(&t, i, &space, ALL, &lost), "Noch einmal",
		       "what it writes now counts for office %u", i);
	for (uint32_t i = FIRST; i <= MEMBER; i++)
		ok(town_agrees(&t, OWNER, i, &space, ALL), "office %u agrees with it", i);
	town_restart(&t, OWNER);
	ok(is_owner(&t, OWNER, &space, FIRST), "after a restart, too");
	town_release(&t);
}

/* The owner's last decision reached one steward only: the point stands behind it, and nobody undoes it. */
static void the_point_is_not_before_what_is_known(void)
{
	struct town t;
	struct space_id space = committee(&t);

	is_err(propose(&t, FIRST, &space, FIRST), 0, "the first steward proposes");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[MEMBER], VB_ROLE_GUEST, t.now), 0,
	       "then the owner decides something");
	is_err(town_commit(&t, OWNER), 0, "kept");
	town_link(&t, OWNER, SECOND);
	town_run(&t);
	unlink_all(&t);
	town_link(&t, FIRST, SECOND);
	town_run(&t);
	is_err(agree(&t, SECOND, &space), VB_ERR_VOIDED_CONTROL,
	       "the second, who knows of it, does not void it");
	is_err(propose(&t, SECOND, &space, FIRST), 0, "but proposes the same behind it");
	town_run(&t);
	is_err(agree(&t, FIRST, &space), 0, "to which the first agrees, in a new term");
	town_run(&t);
	ok(is_owner(&t, SECOND, &space, FIRST), "it takes over");
	is_int(space_role(fold(&t, FIRST, &space), &t.ids[MEMBER]), VB_ROLE_GUEST,
	       "what was decided stays");
	town_release(&t);
}

/* ---- the owner forks its log ---- */

/* The home of the owner was copied and both went on: a second process with the same keys and another history. Here the
 * owner's own cores before and after play both. */
static void fork_control(struct town *t, const struct space_id *space)
{
	struct env_txn *txn;
	struct core_space *own = core(t, OWNER, space);
	uint32_t count = space_count(own->pub.space);

	if (council_role(t->nodes[OWNER], space, &t->ids[MEMBER], VB_ROLE_GUEST, t->now) != 0 ||
	    town_commit(t, OWNER) != 0)
		bail("one decision");
	town_link(t, OWNER, FIRST);
	town_run(t);
	unlink_all(t);
	/* The copy knows nothing of that. */
	txn = node_write(t->nodes[OWNER]);
	spaces_truncate_control(txn, space, count, space_entry_id(own->pub.space, count - 1));
	if (town_commit(t, OWNER) != 0)
		bail("a copy");
	town_restart(t, OWNER);
	if (council_role(t->nodes[OWNER], space, &t->ids[MEMBER], VB_ROLE_RELAY, t->now) != 0 ||
	    town_commit(t, OWNER) != 0)
		bail("another decision");
	town_link(t, OWNER, SECOND);
	town_run(t);
	unlink_all(t);
}

static uint32_t rival_count(struct town *t, uint32_t office, const struct space_id *space)
{
	struct rivals_cursor c;
	struct rival_row row;
	uint32_t count = 0;

	rivals_open(&c, node_view(t->nodes[office]), town_space(t, office, space));
	while (rivals_next(&c, &row))
		count++;
	return rivals_close(&c) == 0 ? count : UINT32_MAX;
}

static void a_forked_control_log_stops_until_recovered(void)
{
	struct town t;
	struct space_id space = committee(&t);

	fork_control(&t, &space);
	is_int(space_role(fold(&t, FIRST, &space), &t.ids[MEMBER]), VB_ROLE_GUEST,
	       "one says guest");
	is_int(space_role(fold(&t, SECOND, &space), &t.ids[MEMBER]), VB_ROLE_RELAY,
	       "the other relay");
	meet(&t);
	for (uint32_t i = OWNER; i <= MEMBER; i++) {
		ok(core(&t, i, &space)->is_forked, "office %u knows that the log forks", i);
		is_int(rival_count(&t, i, &space), 1, "office %u keeps both entries", i);
	}
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[SECOND], VB_ROLE_MEMBER, t.now),
	       VB_ERR_CONTROL_FORKED, "the owner decides nothing more");
	town_restart(&t, FIRST);
	ok(core(&t, FIRST, &space)->is_forked, "known after a restart");
	is_err(propose(&t, FIRST, &space, FIRST), 0, "one side proposes");
	meet_without(&t, OWNER);
	is_err(agree(&t, SECOND, &space), 0, "the other agrees");
	meet(&t);
	ok(same_control(&t, &space, UINT32_MAX), "one control log again");
	for (uint32_t i = OWNER; i <= MEMBER; i++) {
		ok(is_owner(&t, i, &space, FIRST), "office %u knows who is in charge", i);
		ok(!core(&t, i, &space)->is_forked, "and that it is settled");
		is_int(rival_count(&t, i, &space), 1, "the proof is kept");
	}
	is_int(space_role(fold(&t, SECOND, &space), &t.ids[MEMBER]), VB_ROLE_MEMBER,
	       "neither decision stands");
	is_err(council_role(t.nodes[FIRST], &space, &t.ids[MEMBER], VB_ROLE_GUEST, t.now), 0,
	       "the new owner decides");
	is_err(town_commit(&t, FIRST), 0, "kept");
	meet(&t);
	ok(same_control(&t, &space, UINT32_MAX), "for all");
	town_release(&t);
}

int main(void)
{
	two_of_three_take_over();
	the_point_is_not_before_what_is_known();
	a_forked_control_log_stops_until_recovered();
	return done();
}
