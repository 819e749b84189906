/* ballot: entering what enough votes decide; see ballot.h. The votes as they come: ballot_box.c; proposing and agreeing:
 * ballot_vote.c. */
#include "daemon/core/ballot.h"

#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/ballot_box.h"
#include "daemon/core/trial.h"
#include "daemon/log.h"
#include "protocol/space/recovery.h"
#include "protocol/space/space_build.h"

#define VOTES_MAX_BYTES (VB_RECOVERY_MAX_COUNT * (VB_HASH_BYTES + VB_SIGNATURE_BYTES + 8u))

/* ---- entering ---- */

/* Chains and signs the body behind `at`, a fold of ours, and enters it; where we hold more than that, in place of it. */
static int enter(struct node *node, struct core_space *space, const struct space *at,
                 struct span body, struct node_now now)
{
	uint8_t header[VB_HEADER_BYTES];
	struct control_item item = { .bytes = span_of(header, sizeof(header)), .body = body };
	struct hlc hlc = hlc_next(node->clock, now.wall);
	bool adopted = false;
	int err = space_make_entry(at, node->keys, hlc, body, header, &item.signature);

	if (err != 0)
		return err;
	node->clock = hlc;
	if (at == space->pub.space)
		return admit_own_control(node, &space->pub.id, header, body, &item.signature);
	err = entry_header_decode(item.bytes, &item.header);
	return err == 0 ? trial_begin(node, space, &item, 0, now, &adopted) : err;
}

/* Enters the handover to us if enough have voted for it, and we ourselves, if we have a vote. at: the space at its point. */
static int enter_recovery(struct node *node, struct core_space *space, const struct space *at,
                          const struct control_body *wanted, struct node_now now)
{
	struct control_handover handover = wanted->u.handover;
	struct ballot_sum sum;
	struct buf votes, body;
	int err;

	buf_init(&votes, VOTES_MAX_BYTES);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = ballot_box_gather(node, space, at, wanted, &votes, &sum);
	if (err == 0 && sum.count >= space_votes_needed(at) &&
	    (sum.has_owner || !space_is_elector(at, &node->self))) {
		handover.votes = (struct list){ buf_span(&votes), sum.count };
		err = space_build_recovery(&handover, &body);
		if (err == 0)
			err = enter(node, space, at, buf_span(&body), now);
		if (err == 0)
			log_info("recovery.entered", "space=%s term=%llu",
			         log_hex(space->pub.id.b).text, (unsigned long long)handover.term);
	}
	buf_release(&votes);
	buf_release(&body);
	return err;
}

/* Looks whether what one office voted for is decided, and ours to enter. */
static int count_recovery(struct node *node, struct core_space *space,
                          const struct control_body *wanted, struct node_now now)
{
	const struct control_handover *handover = &wanted->u.handover;
	const struct entry_id *here = space_entry_id(space->pub.space, handover->point_seq);
	struct space_rank rank;
	struct space *at;
	int err;

	space_rank(space->pub.space, &rank);
	if (!node_id_is_equal(&handover->owner, &node->self) || handover->term <= rank.term ||
	    here == NULL || !entry_id_is_equal(here, &handover->point))
		return 0;
	if (handover->point_seq + 1 == space_count(space->pub.space))
		return enter_recovery(node, space, space->pub.space, wanted, now);
	err = trial_fold(node, space, handover->point_seq + 1, &at);
	if (err == 0)
		err = enter_recovery(node, space, at, wanted, now);
	space_destroy(&at);
	return err;
}

static int count_policy(struct node *node, struct core_space *space,
                        const struct control_body *wanted, struct node_now now)
{
	struct control_policy policy = wanted->u.policy;
	struct ballot_sum sum;
	struct buf votes, body;
	int err;

	if (!node_id_is_equal(space_owner(space->pub.space), &node->self) || space->is_forked)
		return 0;
	buf_init(&votes, VOTES_MAX_BYTES);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = ballot_box_gather(node, space, space->pub.space, wanted, &votes, &sum);
	if (err == 0 && sum.count >= space_votes_needed(space->pub.space)) {
		policy.votes = (struct list){ buf_span(&votes), sum.count };
		err = space_build_policy(&policy, &body);
		if (err == 0)
			err = enter(node, space, space->pub.space, buf_span(&body), now);
	}
	buf_release(&votes);
	buf_release(&body);
	return err;
}

/* The vote of the next office behind `after` (NULL: the first), copied, for what is done with it writes. */
static bool vote_behind(struct node *node, const struct core_space *space, enum vote_about about,
                        struct node_id *after, bool is_first, struct buf *copy)
{
	struct votes_cursor cursor;
	struct vote_row row;
	bool found = false;

	buf_clear(copy);
	votes_open(&cursor, node_view(node), space->pub.number, about);
	while (!found && votes_next(&cursor, &row)) {
		if (!is_first && memcmp(row.node.b, after->b, sizeof(after->b)) <= 0)
			continue;
		found = true;
		*after = row.node;
		buf_put(copy, row.body.data, row.body.size);
	}
	return votes_close(&cursor) == 0 && found;
}

static void count_votes(struct node *node, struct core_space *space, enum vote_about about,
                        struct node_now now)
{
	struct node_id at;
	struct control_body body;
	struct buf copy;
	bool is_first = true;
	int err = 0;

	buf_init(&copy, VB_CONTROL_BODY_MAX_BYTES);
	while (err == 0 && vote_behind(node, space, about, &at, is_first, &copy)) {
		is_first = false;
		if (control_body_decode(buf_span(&copy), &body) != 0)
			continue;
		err = about == VB_VOTE_RECOVERY ? count_recovery(node, space, &body, now)
		                                : count_policy(node, space, &body, now);
	}
	if (err != 0)
		log_error("votes.refused", err, "space=%s", log_hex(space->pub.id.b).text);
	buf_release(&copy);
}

void ballot_count(struct node *node, struct node_now now)
{
	for (size_t i = 0; i < node->space_count; i++) {
		struct core_space *space = node->spaces[i];

		if (!space->has_votes || space->pub.archive || space->pub.fetching ||
		    space_count(space->pub.space) == 0)
			continue;
		space->has_votes = false;
		count_votes(node, space, VB_VOTE_RECOVERY, now);
		count_votes(node, space, VB_VOTE_POLICY, now);
	}
}
