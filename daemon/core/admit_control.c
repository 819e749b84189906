/* admit_control: control entries, and what follows from them; see admit.h; tested by tests/unit/test_admit.c. */
#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/judge.h"
#include "daemon/core/partner.h"
#include "daemon/core/quota.h"
#include "daemon/core/trial.h"
#include "daemon/log.h"
#include "protocol/peer/frame.h"
#include "store/peers.h"
#include "store/spaces.h"

/* ---- a space that is not known ---- */

/* A paired office may tell us of a space; what it does not admit us to in the end must not fill the store. */
static int check_founding(struct node *node, const struct node_id *from)
{
	struct peer peer;
	uint32_t foreign = 0, told = 0;

	if (peers_get(node_view(node), from, &peer) != 0 || peer.state != VB_PEER_PAIRED)
		return VB_ERR_UNKNOWN_SPACE;
	for (size_t i = 0; i < node->space_count; i++) {
		const struct core_space *space = node->spaces[i];

		if (space->pub.archive || space_member(space->pub.space, &node->self) != NULL)
			continue;
		foreign++;
		told += node_id_is_equal(&space->told_by, from);
	}
	return foreign >= VB_FOREIGN_SPACES_MAX_COUNT || told >= VB_FOREIGN_SPACES_TOLD
	               ? VB_ERR_TOO_MANY
	               : 0;
}

/* The id of a space is that of its genesis: tried on a space of its own before anything is kept. */
static int check_genesis(const struct node *node, const struct space_id *id, struct span header,
                         struct span body, const struct signature *signature)
{
	struct space *trial = space_new(&node->self, NULL, NULL);
	int err = space_apply(trial, header.data, body, signature, NULL);

	if (err == 0 && !space_id_is_equal(space_id(trial), id))
		err = VB_ERR_BAD_LOG;
	if (err == 0 && !node_id_is_equal(space_owner(trial), &node->self))
		err = quota_check_founder(node, space_owner(trial));
	space_destroy(&trial);
	return err;
}

static int found(struct node *node, const struct space_id *id, struct core_space **out)
{
	uint32_t number;
	int err = spaces_add(node_write(node), id, 0, &number);

	if (err == 0)
		*out = core_space_add(node, id, number);
	return err;
}

/* A space that comes with a file is an archive until the file is at its end: until then nobody knows whether this node is
 * still a member, and nothing may be written on what may be half of a control log. */
static int found_archive(struct node *node, const struct space_id *id, struct core_space **out)
{
	int err = found(node, id, out);

	if (err == 0)
		core_set_archive(node, *out, true, true);
	return err;
}

/* ---- one entry ---- */

/* What a control entry sets in motion beyond the space itself. */
static void follow(struct node *node, struct core_space *space, const struct space_change *change)
{
	if (change->has_cutoffs)
		judge_cut(node, space, &change->node);
	space->is_hold_due = true;
	judge_wake(space);
	if (change->type != VB_CONTROL_REKEY && change->type != VB_CONTROL_POLICY)
		node->turn.roster_changed = true;
}

static bool is_recovery(struct span body)
{
	struct control_body decoded;

	return control_body_decode(body, &decoded) == 0 && decoded.type == VB_CONTROL_HANDOVER &&
	       decoded.u.handover.is_recovery;
}

/* A log that its owner forked takes nothing more in. What is here already, and other histories, are looked at nevertheless. */
static int check_stopped(const struct core_space *space, struct span header)
{
	struct entry_header decoded;
	int err = entry_header_decode(header, &decoded);

	if (err != 0)
		return err;
	return decoded.seq >= space_count(space->pub.space) ? VB_ERR_CONTROL_FORKED : 0;
}

static int take(struct node *node, struct core_space *space, struct span header, struct span body,
                const struct signature *signature, uint32_t link, struct space_change *change)
{
	struct entry_id id;
	uint32_t count = space_count(space->pub.space);
	int err = space->is_forked && !is_recovery(body) ? check_stopped(space, header) : 0;

	if (err == 0)
		err = quota_check_control(node, space, header.size + body.size);
	if (err == 0)
		err = space_apply(space->pub.space, header.data, body, signature, change);
	if (err != 0)
		return err;
	quota_charge_control(node, space, header.size + body.size);
	if (space->is_forked && space_count(space->pub.space) > count)
		err = trial_load(node, space);
	if (err != 0)
		return err;
	entry_id_derive(header.data, &id);
	spaces_append_control(node_write(node), &space->pub.id, header, body, signature, &id);
	space->compared_count = 0; /* what was equal before says nothing about this */
	follow(node, space, change);
	count = space_count(space->pub.space);
	core_grew(node, space->pub.number, 0, VB_AUDIENCE_ALL, count, link);
	node->turn.entries++;
	node->turn.bytes += header.size + body.size;
	return env_error(node_write(node));
}

/* The card in an entry is signed by its office: what it says of its keys holds outside the space, too. */
static void learn_card(struct node *node, const struct core_space *space,
                       const struct space_change *change, struct node_now now)
{
	const struct member *member;

	if (change->type != VB_CONTROL_CARD && change->type != VB_CONTROL_ADMIT)
		return;
	member = space_member(space->pub.space, &change->node);
	partner_learn(node, member->card_bytes, &member->card, now);
}

/* ---- a run ---- */

static int take_run(struct node *node, struct core_space *space, struct control_run *run,
                    uint32_t link, struct node_now now, struct admit_result *out)
{
	struct control_item item;
	struct space_change change;
	int err = 0;

	while (err == 0 && control_run_next(run, &item)) {
		bool adopted = false;

		if (trial_expects(space, &item)) {
			err = trial_take(node, space, &item, link, now, &adopted);
			out->stored += adopted;
			continue;
		}
		err = take(node, space, item.bytes, item.body, &item.signature, link, &change);
		if (err == VB_ERR_FORK || err == VB_ERR_VOIDED_CONTROL) {
			err = trial_begin(node, space, &item, link, now, &adopted);
			out->stored += adopted;
		} else if (err == 0) {
			out->stored++;
			learn_card(node, space, &change, now);
			node->clock = hlc_observe(node->clock, item.header.hlc, now.wall);
		} else if (err == VB_ERR_DUPLICATE) {
			err = 0;
		}
	}
	return err == 0 && out->stored == 0 ? VB_ERR_DUPLICATE : err;
}

/* The space of a run; one that is not known is founded if the run begins with its genesis. */
static int find_space(struct node *node, const struct node_id *from, const struct control_run *run,
                      struct core_space **out)
{
	struct control_run copy = *run;
	struct control_item first;
	int err = 0;

	*out = core_space_find(node, &run->space);
	if (*out != NULL && space_count((*out)->pub.space) > 0)
		return 0;
	if (*out == NULL && from != NULL)
		err = check_founding(node, from);
	if (err == 0 && run->first_seq > 0)
		err = *out == NULL ? VB_ERR_UNKNOWN_SPACE : VB_ERR_GAP;
	if (err == 0 && !control_run_next(&copy, &first))
		err = VB_ERR_TRUNCATED;
	if (err == 0)
		err = check_genesis(node, &run->space, first.bytes, first.body, &first.signature);
	if (err == 0 && *out == NULL)
		err = from != NULL ? found(node, &run->space, out)
		                   : found_archive(node, &run->space, out);
	if (err == 0 && from != NULL)
		(*out)->told_by = *from;
	return err;
}

int admit_control(struct node *node, uint32_t link, const struct node_id *from, struct span payload,
                  struct node_now now, struct admit_result *out)
{
	struct control_run run;
	struct core_space *space;
	int err = control_run_decode(payload, &run);

	*out = (struct admit_result){ 0 };
	if (err != 0)
		return err;
	out->space = run.space;
	err = find_space(node, from, &run, &space);
	if (err != 0)
		return err;
	out->space_number = space->pub.number;
	err = take_run(node, space, &run, link, now, out);
	out->count = space_count(space->pub.space);
	if (from != NULL && space->pub.archive &&
	    space_role(space->pub.space, &node->self) != VB_ROLE_NONE)
		core_set_archive(node, space, false, space->pub.fetching);
	/* What a trial holds came, too. */
	if (trial_count(space) > out->count)
		out->count = trial_count(space);
	return err;
}

int admit_own_control(struct node *node, const struct space_id *id,
                      const uint8_t header[static VB_HEADER_BYTES], struct span body,
                      const struct signature *signature)
{
	struct core_space *space = core_space_find(node, id);
	struct span bytes = span_of(header, VB_HEADER_BYTES);
	struct space_change change;
	int err = 0;

	if (space == NULL)
		err = check_genesis(node, id, bytes, body, signature);
	if (err == 0 && space == NULL)
		err = found(node, id, &space);
	if (err == 0)
		err = take(node, space, bytes, body, signature, 0, &change);
	return err;
}
