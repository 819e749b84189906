/* ballot_vote: proposing, agreeing, and what is proposed now; see ballot.h; tested by tests/unit/test_ballot.c. */
#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/ballot.h"
#include "daemon/core/ballot_box.h"
#include "protocol/space/recovery.h"
#include "protocol/space/space_build.h"

/* The space, if this node may say anything about it now. */
static int ours(struct node *node, const struct space_id *id, struct core_space **out)
{
	struct core_space *space = core_space_find(node, id);

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	if (space_count(space->pub.space) == 0 || space->pub.fetching || space->pub.archive)
		return VB_ERR_BUSY;
	if (space_role(space->pub.space, &node->self) == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	*out = space;
	return 0;
}

/* The newest control entry of which we know no reason to undo it. */
static uint32_t newest_point(const struct core_space *space)
{
	uint32_t citable = space_citable(space->pub.space);

	return space->is_forked && citable >= space->forked_at
	               ? space_citable_before(space->pub.space, space->forked_at)
	               : citable;
}

static void stand_of(struct node *node, const struct core_space *space, struct recovery_stand *out)
{
	struct control_body body;
	struct control_vote vote;
	struct vote_row row;

	*out = (struct recovery_stand){ .least_point = newest_point(space) };
	if (votes_get(node_view(node), space->pub.number, VB_VOTE_RECOVERY, &node->self, &row) !=
	            0 ||
	    !ballot_box_read(&row, &body, &vote))
		return;
	out->has_voted = true;
	out->term = body.u.handover.term;
	out->point_seq = body.u.handover.point_seq;
	out->point = body.u.handover.point;
	out->owner = body.u.handover.owner;
}

/* ---- voting ---- */

static int vote(struct node *node, struct core_space *space,
                const struct control_handover *handover, struct node_now now)
{
	struct control_handover voted = *handover;
	struct control_vote own = { .node = node->self };
	struct recovery_stand stand;
	struct buf votes, body;
	int err;

	stand_of(node, space, &stand);
	err = recovery_may_sign(space->pub.space, &stand, handover);
	if (err != 0)
		return err;
	recovery_sign_handover(&space->pub.id, handover, node->keys, &own.signature);
	buf_init(&votes, 256);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	control_vote_pack(&votes, &own);
	voted.votes = (struct list){ buf_span(&votes), 1 };
	err = space_build_recovery(&voted, &body);
	if (err == 0)
		err = author_propose(node, &space->pub.id, buf_span(&body), now);
	buf_release(&votes);
	buf_release(&body);
	return err;
}

/* ---- what is proposed ---- */

/* Calls each with everything that offices want that have a vote; one that several want comes several times. */
static int each_wanted(struct node *node, const struct core_space *space, enum vote_about about,
                       void (*each)(void *ctx, const struct control_body *body,
                                    const struct vote_row *row),
                       void *ctx)
{
	struct votes_cursor cursor;
	struct vote_row row;

	votes_open(&cursor, node_view(node), space->pub.number, about);
	while (votes_next(&cursor, &row)) {
		struct control_body body;
		struct control_vote vote;

		if (ballot_box_read(&row, &body, &vote) &&
		    space_is_elector(space->pub.space, &row.node))
			each(ctx, &body, &row);
	}
	return votes_close(&cursor);
}

/* The proposal of the highest term. */
struct search {
	const struct node_id *owner; /* NULL: anybody */
	uint64_t above, highest;     /* terms looked at */
	uint64_t term;               /* the highest of anybody; 0: none */
	struct control_handover found;
	bool is_found, is_several;
};

static void look(void *ctx, const struct control_body *body, const struct vote_row *row)
{
	struct search *s = ctx;
	const struct control_handover *handover = &body->u.handover;
	struct control_body found = { .type = VB_CONTROL_HANDOVER, .u.handover = s->found };

	(void)row;
	if (handover->term <= s->above || handover->term > s->highest)
		return;
	if (handover->term > s->term)
		s->term = handover->term;
	if (s->owner != NULL && !node_id_is_equal(s->owner, &handover->owner))
		return;
	if (s->is_found && handover->term < s->found.term)
		return;
	s->is_several = s->is_found && handover->term == s->found.term &&
	                (s->is_several || !ballot_box_is_same(body, &found));
	s->is_found = true;
	s->found = *handover;
}

static int search(struct node *node, const struct core_space *space, const struct node_id *owner,
                  struct search *out)
{
	struct recovery_stand stand;
	struct space_rank rank;
	uint64_t base;

	space_rank(space->pub.space, &rank);
	stand_of(node, space, &stand);
	base = stand.has_voted && stand.term > rank.term ? stand.term : rank.term;
	*out = (struct search){ .owner = owner, .above = rank.term };
	out->highest =
		base > UINT64_MAX - VB_TERM_AHEAD_MAX ? UINT64_MAX : base + VB_TERM_AHEAD_MAX;
	out->term = base;
	return each_wanted(node, space, VB_VOTE_RECOVERY, look, out);
}

int ballot_propose(struct node *node, const struct space_id *id, const struct node_id *owner,
                   struct node_now now)
{
	struct control_handover handover = { .owner = *owner };
	struct core_space *space;
	struct search s;
	int err = ours(node, id, &space);

	if (err == 0 && !space->is_forked && node_id_is_equal(space_owner(space->pub.space), owner))
		err = VB_ERR_ALREADY_DONE;
	if (err == 0)
		err = search(node, space, NULL, &s);
	if (err == 0 && s.term == UINT64_MAX)
		err = VB_ERR_OUT_OF_RANGE;
	if (err != 0)
		return err;
	handover.term = s.term + 1;
	handover.point_seq = newest_point(space);
	handover.point = *space_entry_id(space->pub.space, handover.point_seq);
	return vote(node, space, &handover, now);
}

int ballot_agree(struct node *node, const struct space_id *id, const struct node_id *owner,
                 struct node_now now)
{
	struct core_space *space;
	struct search s;
	int err = ours(node, id, &space);

	if (err == 0)
		err = search(node, space, owner, &s);
	if (err != 0)
		return err;
	if (!s.is_found)
		return VB_ERR_NO_PROPOSAL;
	return s.is_several ? VB_ERR_AMBIGUOUS : vote(node, space, &s.found, now);
}

/* ---- the list of those who decide ---- */

static int vote_policy(struct node *node, struct core_space *space,
                       const struct control_policy *policy, struct node_now now)
{
	struct control_policy voted = *policy;
	struct control_vote own = { .node = node->self };
	struct buf votes, body;
	int err;

	if (!space_is_elector(space->pub.space, &node->self))
		return VB_ERR_NOT_ELECTOR;
	buf_init(&votes, 256);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	voted.votes = (struct list){ span_of(NULL, 0), 0 };
	err = space_build_policy(&voted, &body);
	if (err == 0)
		err = recovery_sign_policy(&space->pub.id, space_list_seq(space->pub.space),
		                           buf_span(&body), node->keys, &own.signature);
	control_vote_pack(&votes, &own);
	buf_clear(&body);
	voted.votes = (struct list){ buf_span(&votes), 1 };
	if (err == 0)
		err = space_build_policy(&voted, &body);
	if (err == 0)
		err = author_propose(node, &space->pub.id, buf_span(&body), now);
	buf_release(&votes);
	buf_release(&body);
	return err;
}

int ballot_propose_policy(struct node *node, const struct space_id *id, const struct node_id *list,
                          uint32_t count, uint32_t quorum, struct node_now now)
{
	struct control_policy policy = { .quorum = quorum };
	struct core_space *space;
	struct buf packed;
	int err = ours(node, id, &space);

	if (err == 0 && (count > VB_RECOVERY_MAX_COUNT || quorum > count ||
	                 (quorum > 0 && quorum <= count / 2)))
		err = VB_ERR_OUT_OF_RANGE;
	if (err != 0)
		return err;
	buf_init(&packed, VB_RECOVERY_MAX_COUNT * (VB_HASH_BYTES + 2u));
	for (uint32_t i = 0; i < count; i++)
		pack_bin(&packed, list[i].b, sizeof(list[i].b));
	policy.recovery = (struct list){ buf_span(&packed), count };
	err = vote_policy(node, space, &policy, now);
	buf_release(&packed);
	return err;
}

/* The newest list that another office wants. */
struct newest {
	const struct node_id *self;
	struct control_policy policy;
	struct hlc hlc;
	bool is_found;
};

static void newer(void *ctx, const struct control_body *body, const struct vote_row *row)
{
	struct newest *n = ctx;

	if (node_id_is_equal(n->self, &row->node) || (n->is_found && row->hlc.v <= n->hlc.v))
		return;
	n->is_found = true;
	n->hlc = row->hlc;
	n->policy = body->u.policy;
}

int ballot_agree_policy(struct node *node, const struct space_id *id, struct node_now now)
{
	struct newest n = { .self = &node->self };
	struct core_space *space;
	struct control_policy policy;
	struct buf copy;
	int err = ours(node, id, &space);

	if (err == 0)
		err = each_wanted(node, space, VB_VOTE_POLICY, newer, &n);
	if (err != 0)
		return err;
	if (!n.is_found)
		return VB_ERR_NO_PROPOSAL;
	/* The vote is written into the store that the list stands in. */
	buf_init(&copy, VB_CONTROL_BODY_MAX_BYTES);
	buf_put(&copy, n.policy.recovery.packed.data, n.policy.recovery.packed.size);
	policy = n.policy;
	policy.recovery.packed = buf_span(&copy);
	err = vote_policy(node, space, &policy, now);
	buf_release(&copy);
	return err;
}

/* ---- for those who look ---- */

struct walk {
	struct node *node;
	const struct core_space *space;
	void (*each)(void *ctx, const struct ballot_proposal *proposal);
	void *ctx;
	int err;
};

static void show(void *ctx, const struct control_body *body, const struct vote_row *row)
{
	struct walk *w = ctx;
	struct ballot_proposal p = { .is_policy = body->type == VB_CONTROL_POLICY };
	struct space_rank rank;
	struct ballot_sum sum;

	space_rank(w->space->pub.space, &rank);
	if (w->err != 0 || (!p.is_policy && body->u.handover.term <= rank.term))
		return;
	w->err = ballot_box_gather(w->node, w->space, w->space->pub.space, body, NULL, &sum);
	/* Each is told once, with the first who wants it. */
	if (w->err != 0 || sum.count == 0 || !node_id_is_equal(&sum.first, &row->node))
		return;
	if (p.is_policy)
		p.policy = body->u.policy;
	else
		p.handover = body->u.handover;
	p.first = sum.first;
	p.since = sum.since;
	p.votes = sum.count;
	p.needed = space_votes_needed(w->space->pub.space);
	p.is_ours = sum.is_ours;
	p.is_overtaken = !p.is_policy && p.handover.point_seq < newest_point(w->space);
	w->each(w->ctx, &p);
}

int ballot_each(struct node *node, const struct core_space *space,
                void (*each)(void *ctx, const struct ballot_proposal *proposal), void *ctx)
{
	struct walk w = { .node = node, .space = space, .each = each, .ctx = ctx };
	int err;

	if (space_count(space->pub.space) == 0)
		return 0;
	err = each_wanted(node, space, VB_VOTE_RECOVERY, show, &w);
	if (err == 0)
		err = each_wanted(node, space, VB_VOTE_POLICY, show, &w);
	return err == 0 ? w.err : err;
}
