/* ballot, trial, witness: stewards take a committee over whose owner is gone, also while its log stands forked; the old owner
 * comes back and does no harm; whatever the order of arrival, all end with the same. */
#include "daemon/core/ballot.h"

#include <stdio.h>
#include <string.h>

#include "daemon/control/backups.h"
#include "daemon/control/control.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/health.h"
#include "daemon/core/council.h"
#include "daemon/core/council_entry.h"
#include "daemon/core/trial.h"
#include "protocol/space/recovery.h"
#include "protocol/space/space_build.h"
#include "store/rivals.h"
#include "store/spaces.h"
#include "tests/tap.h"
#include "tests/unit/notation.h"
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

/* ---- what people are told ---- */

static const char *text_of(const struct buf *packed)
{
	static char text[8192];
	struct buf out;

	buf_init(&out, sizeof(text) - 1);
	notation_write(buf_span(packed), &out);
	(void)snprintf(text, sizeof(text), "%.*s", (int)out.size, (const char *)out.data);
	buf_release(&out);
	return text;
}

/* Does the office tell of a fault with these words? */
static bool tells(struct town *t, uint32_t office, const char *part)
{
	static const struct control_shell shell;
	struct request q = { .node = t->nodes[office], .shell = &shell, .now = t->now };
	struct buf packed;
	const char *text;

	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	q.backups = backups_new(q.node);
	if (health_pack(&q, &packed) != 0)
		bail("health");
	backups_destroy(&q.backups);
	text = text_of(&packed);
	buf_release(&packed);
	return strstr(text, part) != NULL;
}

/* What audit.show says of the committee, in notation. */
static const char *audit(struct town *t, uint32_t office, const struct space_id *space)
{
	char number[2 * VB_HASH_BYTES + 1];
	char question[128];
	struct buf args;
	struct request q = { .node = t->nodes[office], .now = t->now };
	const char *text;

	hex_format(space->b, sizeof(space->b), number);
	(void)snprintf(question, sizeof(question), "{'id':'%s'}", number);
	buf_init(&args, sizeof(question));
	notation_pack(question, &args);
	q.args = buf_span(&args);
	buf_init(&q.result, VB_IPC_FRAME_MAX_BYTES);
	is_err(control_audit_show(&q), 0, "the audit of office %u", office);
	text = text_of(&q.result);
	buf_release(&q.result);
	buf_release(&args);
	return text;
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
	ok(tells(&t, FIRST, "'amount':1,"), "one vote is missing, as the status says");
	ok(tells(&t, FIRST, "'word':'recovery'"), "of a recovery");
	ok(!tells(&t, SECOND, "'word':'recovery'"), "of which nobody else knows yet");
	/* Meanwhile the old owner decides, and writes, for nobody to hear. */
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[MEMBER], VB_ROLE_GUEST, t.now), 0,
	       "the owner lowers the member");
	is_err(town_commit(&t, OWNER), 0, "kept");
	lost = write(&t, OWNER, &space, "Unter dem alten Stand");
	meet_without(&t, OWNER);
	ok(tells(&t, SECOND, "'word':'recovery'"), "the others are told");
	is_err(agree(&t, SECOND, &space), 0, "a second steward agrees");
	meet_without(&t, OWNER);
	ok(!tells(&t, SECOND, "'word':'recovery'"), "nothing is proposed any more");
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
	ok(tells(&t, FIRST, "'recovery'"), "its people are told that others have to agree");
	ok(strstr(audit(&t, FIRST, &space), "'overtaken'") == NULL, "nothing stands against it");
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
	ok(!tells(&t, SECOND, "'recovery'") && !tells(&t, FIRST, "'recovery'"),
	   "and nobody is told to agree any more");
	ok(strstr(audit(&t, SECOND, &space), "'overtaken':true") != NULL, "it is shown why");
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
		ok(tells(&t, i, "'word':'controlFork'"), "and its status says so");
		ok(strstr(audit(&t, i, &space), "'what':'control'") != NULL, "its audit, too");
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
		ok(!tells(&t, i, "'word':'controlFork'"), "the status, too");
		ok(strstr(audit(&t, i, &space), "'what':'control-settled'") != NULL,
		   "which the audit remembers");
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

/* ---- somebody agrees to both ---- */

/* Enters a recovery of term 1 for an office, with the votes of two stewards, whatever these said elsewhere. */
static void take_over(struct town *t, uint32_t office, const struct space_id *space, uint32_t other)
{
	const struct space *at = fold(t, office, space);
	struct control_handover handover = { .owner = t->ids[office],
		                             .is_recovery = true,
		                             .term = 1,
		                             .point_seq = space_count(at) - 1 };
	bool is_first = memcmp(t->ids[office].b, t->ids[other].b, sizeof(t->ids[0].b)) < 0;
	uint32_t order[] = { is_first ? office : other, is_first ? other : office };
	struct buf votes, body;

	handover.point = *space_entry_id(at, handover.point_seq);
	buf_init(&votes, 1024);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	for (size_t i = 0; i < 2; i++) {
		struct control_vote vote = { .node = t->ids[order[i]] };

		recovery_sign_handover(space, &handover, t->nodes[order[i]]->keys, &vote.signature);
		control_vote_pack(&votes, &vote);
	}
	handover.votes = (struct list){ buf_span(&votes), 2 };
	if (space_build_recovery(&handover, &body) != 0 ||
	    council_enter(t->nodes[office], space, at, buf_span(&body), t->now) != 0 ||
	    town_commit(t, office) != 0)
		bail("office %u cannot take over", office);
	buf_release(&votes);
	buf_release(&body);
}

static void of_two_recoveries_of_one_term_one_counts(void)
{
	struct town t;
	struct space_id space = committee(&t);
	const struct entry_id *ids[2];
	uint32_t seq = space_count(fold(&t, FIRST, &space));
	uint32_t winner;

	/* The old owner agrees to both. */
	take_over(&t, FIRST, &space, OWNER);
	take_over(&t, SECOND, &space, OWNER);
	ids[0] = space_entry_id(fold(&t, FIRST, &space), seq);
	ids[1] = space_entry_id(fold(&t, SECOND, &space), seq);
	winner = memcmp(ids[0]->b, ids[1]->b, sizeof(ids[0]->b)) < 0 ? FIRST : SECOND;
	is_int(rival_count(&t, FIRST, &space), 0, "nobody knows of two yet");
	meet(&t);
	ok(same_control(&t, &space, UINT32_MAX), "all take the same");
	for (uint32_t i = OWNER; i <= MEMBER; i++) {
		const char *text = audit(&t, i, &space);

		ok(is_owner(&t, i, &space, winner),
		   "office %u has the one with the smaller number in charge", i);
		is_int(rival_count(&t, i, &space), 1, "and keeps both");
		ok(strstr(text, "'what':'term'") != NULL, "the audit gives the alarm");
	}
	town_restart(&t, MEMBER);
	ok(strstr(audit(&t, MEMBER, &space), "'what':'term'") != NULL, "after a restart, too");
	ok(!core(&t, MEMBER, &space)->is_forked, "which stops nothing");
	is_err(council_role(t.nodes[winner], &space, &t.ids[MEMBER], VB_ROLE_GUEST, t.now), 0,
	       "the one in charge goes on");
	is_err(town_commit(&t, winner), 0, "kept");
	meet(&t);
	ok(same_control(&t, &space, UINT32_MAX), "for all");
	town_release(&t);
}

int main(void)
{
	two_of_three_take_over();
	the_point_is_not_before_what_is_known();
	a_forked_control_log_stops_until_recovered();
	of_two_recoveries_of_one_term_one_counts();
	return done();
}
