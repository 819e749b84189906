/* ballot_box: votes as they come, and those that agree; see ballot_box.h; tested by tests/unit/test_ballot.c. */
#include "daemon/core/ballot_box.h"

#include <string.h>

#include "daemon/log.h"
#include "protocol/openlog.h"
#include "protocol/space/recovery.h"

/* ---- one vote ---- */

bool ballot_box_read(const struct vote_row *row, struct control_body *body,
                     struct control_vote *vote)
{
	struct list at;

	if (control_body_decode(row->body, body) != 0 || (int)body->type != (int)row->about)
		return false;
	if (body->type == VB_CONTROL_HANDOVER && !body->u.handover.is_recovery)
		return false;
	at = body->type == VB_CONTROL_HANDOVER ? body->u.handover.votes : body->u.policy.votes;
	return at.count == 1 && control_vote_next(&at, vote) &&
	       node_id_is_equal(&vote->node, &row->node);
}

bool ballot_box_is_same(const struct control_body *a, const struct control_body *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == VB_CONTROL_POLICY)
		return a->u.policy.quorum == b->u.policy.quorum &&
		       a->u.policy.recovery.count == b->u.policy.recovery.count &&
		       span_is_equal(a->u.policy.recovery.packed, b->u.policy.recovery.packed);
	return a->u.handover.term == b->u.handover.term &&
	       a->u.handover.point_seq == b->u.handover.point_seq &&
	       entry_id_is_equal(&a->u.handover.point, &b->u.handover.point) &&
	       node_id_is_equal(&a->u.handover.owner, &b->u.handover.owner);
}

/* May it take the place of the vote that is known of its office? Of a recovery the higher term counts; who signs two in one
 * term has broken the rule, and the first stays. */
static bool is_newer(const struct vote_row *known, const struct vote_row *row,
                     const struct control_body *body)
{
	struct control_body other;
	struct control_vote vote;

	if (!ballot_box_read(known, &other, &vote))
		return true;
	if (row->about == VB_VOTE_POLICY)
		return row->hlc.v > known->hlc.v;
	if (body->u.handover.term == other.u.handover.term && !ballot_box_is_same(body, &other))
		log_warnx("recovery.twice", "office=%s term=%llu", log_node(&row->node).text,
		          (unsigned long long)body->u.handover.term);
	return body->u.handover.term > other.u.handover.term;
}

void ballot_box_put(struct node *node, struct core_space *space, const struct node_id *author,
                    struct hlc hlc, struct span bytes)
{
	struct vote_row known, row = { .node = *author, .hlc = hlc };
	struct control_body body;
	struct control_vote vote;
	struct open_body open;
	struct buf copy;
	int err;

	if (open_body_decode(bytes, &open) != 0 || open.type != VB_OPEN_PROPOSE ||
	    control_body_decode(open.u.propose.control, &body) != 0 ||
	    (body.type != VB_CONTROL_HANDOVER && body.type != VB_CONTROL_POLICY))
		return;
	row.about = body.type == VB_CONTROL_HANDOVER ? VB_VOTE_RECOVERY : VB_VOTE_POLICY;
	row.body = open.u.propose.control;
	if (!ballot_box_read(&row, &body, &vote))
		return;
	err = votes_get(node_view(node), space->pub.number, row.about, author, &known);
	if (err != VB_ERR_NOT_FOUND && (err != 0 || !is_newer(&known, &row, &body)))
		return;
	/* The body may stand in the store that is written to. */
	buf_init(&copy, VB_CONTROL_BODY_MAX_BYTES);
	buf_put(&copy, row.body.data, row.body.size);
	row.body = buf_span(&copy);
	votes_put(node_write(node), space->pub.number, &row);
	buf_release(&copy);
	space->has_votes = true;
}

/* ---- proposals ---- */

/* Does the vote count, by what the space is at the point? */
static bool counts(const struct space *space, const struct control_body *body, struct span bytes,
                   const struct control_vote *vote)
{
	int err;

	if (!space_is_elector(space, &vote->node))
		return false;
	err = body->type == VB_CONTROL_HANDOVER
	              ? recovery_check_vote(space, &body->u.handover, vote)
	              : recovery_check_policy_vote(space, bytes, vote);
	return err == 0;
}

int ballot_box_gather(struct node *node, const struct core_space *space, const struct space *at,
                      const struct control_body *wanted, struct buf *votes, struct ballot_sum *out)
{
	struct ballot_sum sum = { .since.v = UINT64_MAX };
	struct votes_cursor cursor;
	struct vote_row row;

	votes_open(&cursor, node_view(node), space->pub.number, (enum vote_about)wanted->type);
	while (sum.count < VB_RECOVERY_MAX_COUNT && votes_next(&cursor, &row)) {
		struct control_body body;
		struct control_vote vote;

		if (!ballot_box_read(&row, &body, &vote) || !ballot_box_is_same(&body, wanted) ||
		    !counts(at, &body, row.body, &vote))
			continue;
		if (votes != NULL)
			control_vote_pack(votes, &vote);
		if (sum.count++ == 0)
			sum.first = vote.node;
		if (row.hlc.v < sum.since.v)
			sum.since = row.hlc;
		sum.is_ours = sum.is_ours || node_id_is_equal(&vote.node, &node->self);
		sum.has_owner =
			sum.has_owner || (wanted->type == VB_CONTROL_HANDOVER &&
		                          node_id_is_equal(&vote.node, &wanted->u.handover.owner));
	}
	*out = sum;
	return votes_close(&cursor);
}
