/* recovery: recovery handovers, changes of the list of recovery nodes, and the rank of a control log; see recovery.h. */
#include "protocol/space/recovery.h"

#include <string.h>

#include "protocol/space/space_state.h"

#define DOMAIN_RECOVERY "verbund/recovery/1"
#define HANDOVER_MESSAGE_BYTES (VB_HASH_BYTES + 8u + 4u + VB_HASH_BYTES + VB_HASH_BYTES)
#define POLICY_MESSAGE_BYTES (VB_HASH_BYTES + 4u + VB_HASH_BYTES)

/* ---- which log counts ---- */

void space_rank(const struct space *space, struct space_rank *out)
{
	*out = (struct space_rank){ .lists = space->list_changes, .term = space->term };
	if (space->term == 0)
		return;
	out->handover_seq = space->handover_seq;
	out->handover = space->marks[space->handover_seq].id;
}

int space_rank_compare(const struct space_rank *a, const struct space_rank *b)
{
	if (a->lists != b->lists)
		return a->lists > b->lists ? 1 : -1;
	if (a->term != b->term)
		return a->term > b->term ? 1 : -1;
	return memcmp(b->handover.b, a->handover.b, sizeof(a->handover.b));
}

uint32_t space_citable_before(const struct space *space, uint32_t seq)
{
	while (seq > 1 && !space->marks[seq - 1].is_citable)
		seq--;
	return seq - 1;
}

/* ---- who decides ---- */

bool space_is_elector(const struct space *space, const struct node_id *node)
{
	if (space->recovery_count == 0)
		return space_role(space, node) == VB_ROLE_STEWARD;
	for (uint32_t i = 0; i < space->recovery_count; i++) {
		if (node_id_is_equal(&space->recovery[i], node))
			return true;
	}
	return false;
}

uint32_t space_votes_needed(const struct space *space)
{
	uint32_t electors = space->recovery_count;

	if (space->quorum > 0)
		return space->quorum;
	for (uint32_t i = 0; space->recovery_count == 0 && i < space->roster.count; i++)
		electors += space->roster.members[i]->role == VB_ROLE_STEWARD;
	return electors / 2 + 1;
}

uint32_t space_list_seq(const struct space *space)
{
	return space->recovery_seq;
}

/* ---- votes ---- */

/* Checks a vote by the card of its node, be it a former member; who never was one has no card here. */
static int check_signature(const struct space *space, struct span message,
                           const struct control_vote *vote)
{
	const struct member *member = roster_find(&space->roster, &vote->node);

	if (member == NULL)
		return VB_ERR_NOT_MEMBER;
	return crypt_verify(&member->card.sign, DOMAIN_RECOVERY, message, &vote->signature);
}

/* What the voters sign of a policy: space and list in force stand in front, so that a vote serves once and in one space. */
static int policy_message(const struct space_id *space, uint32_t list_seq, struct span body,
                          uint8_t out[static POLICY_MESSAGE_BYTES])
{
	struct hash hash;
	int err = control_policy_message(body, &hash);

	if (err != 0)
		return err;
	memcpy(out, space->b, VB_HASH_BYTES);
	put_be32(out + VB_HASH_BYTES, list_seq);
	memcpy(out + VB_HASH_BYTES + 4, hash.b, VB_HASH_BYTES);
	return 0;
}

void recovery_sign_handover(const struct space_id *space, const struct control_handover *handover,
                            const struct node_keys *keys, struct signature *out)
{
	struct buf message;

	buf_init(&message, HANDOVER_MESSAGE_BYTES);
	control_handover_message(space, handover, &message);
	crypt_sign(keys, DOMAIN_RECOVERY, buf_span(&message), out);
	buf_release(&message);
}

int recovery_sign_policy(const struct space_id *space, uint32_t list_seq, struct span body,
                         const struct node_keys *keys, struct signature *out)
{
	uint8_t message[POLICY_MESSAGE_BYTES];
	int err = policy_message(space, list_seq, body, message);

	if (err == 0)
		crypt_sign(keys, DOMAIN_RECOVERY, span_of(message, sizeof(message)), out);
	return err;
}

int recovery_check_vote(const struct space *space, const struct control_handover *handover,
                        const struct control_vote *vote)
{
	struct buf message;
	int err;

	buf_init(&message, HANDOVER_MESSAGE_BYTES);
	control_handover_message(&space->id, handover, &message);
	err = check_signature(space, buf_span(&message), vote);
	buf_release(&message);
	return err;
}

int recovery_check_policy_vote(const struct space *space, struct span body,
                               const struct control_vote *vote)
{
	uint8_t message[POLICY_MESSAGE_BYTES];
	int err = policy_message(&space->id, space->recovery_seq, body, message);

	return err == 0 ? check_signature(space, span_of(message, sizeof(message)), vote) : err;
}

int recovery_may_sign(const struct space *space, const struct recovery_stand *stand,
                      const struct control_handover *handover)
{
	const struct entry_id *here = space_entry_id(space, handover->point_seq);
	enum role role = space_role_at(space, &handover->owner, handover->point_seq);
	uint64_t highest =
		stand->has_voted && stand->term > space->term ? stand->term : space->term;
	bool is_same = stand->has_voted && handover->term == stand->term &&
	               handover->point_seq == stand->point_seq &&
	               entry_id_is_equal(&handover->point, &stand->point) &&
	               node_id_is_equal(&handover->owner, &stand->owner);

	if (!space_is_elector(space, &space->own))
		return VB_ERR_NOT_ELECTOR;
	if (handover->term <= space->term)
		return VB_ERR_ALREADY_DONE;
	if (handover->term > highest && handover->term - highest > VB_TERM_AHEAD_MAX)
		return VB_ERR_OUT_OF_RANGE;
	if (stand->has_voted && handover->term <= stand->term && !is_same)
		return VB_ERR_VOTED;
	if (here == NULL)
		return VB_ERR_UNKNOWN_CONTROL;
	if (!entry_id_is_equal(here, &handover->point) ||
	    !space->marks[handover->point_seq].is_citable ||
	    handover->point_seq < stand->least_point)
		return VB_ERR_VOIDED_CONTROL;
	if (stand->has_voted && stand->term > space->term &&
	    (handover->point_seq < stand->point_seq ||
	     !entry_id_is_equal(space_entry_id(space, stand->point_seq), &stand->point)))
		return VB_ERR_VOIDED_CONTROL;
	if (role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	return role == VB_ROLE_STEWARD ? 0 : VB_ERR_NO_RIGHT;
}

/* ---- as control entries ---- */

const struct member *space_signer(const struct space *space, struct span body, uint32_t seq)
{
	struct control_body decoded;

	if (control_body_decode(body, &decoded) == 0 && decoded.type == VB_CONTROL_HANDOVER &&
	    decoded.u.handover.is_recovery)
		return roster_find(&space->roster, &decoded.u.handover.owner);
	return space_sequencer(space, seq);
}

int space_recovery_check(const struct space *space, struct motion *motion)
{
	const struct control_handover *handover = &motion->body.u.handover;
	struct list at = handover->votes;
	struct control_vote vote;
	int err = 0;

	motion->member = roster_find(&space->roster, &handover->owner);
	if (motion->member == NULL || motion->member->role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (motion->member->role != VB_ROLE_STEWARD)
		return VB_ERR_NO_RIGHT;
	if (handover->term <= space->term)
		return VB_ERR_ALREADY_DONE;
	if (handover->point_seq != motion->seq - 1 ||
	    !entry_id_is_equal(&handover->point, &space->marks[motion->seq - 1].id))
		return VB_ERR_BAD_CHAIN;
	if (at.count < space_votes_needed(space))
		return VB_ERR_NO_RIGHT;
	/* Votes ascend by node, so each counts once. */
	while (err == 0 && control_vote_next(&at, &vote)) {
		if (!space_is_elector(space, &vote.node))
			return VB_ERR_NO_RIGHT;
		err = recovery_check_vote(space, handover, &vote);
	}
	motion->change.node = handover->owner;
	motion->change.before = motion->change.after = VB_ROLE_STEWARD;
	return err;
}

void space_recovery_apply(struct space *space, const struct motion *motion)
{
	space->term = motion->body.u.handover.term;
	space->handover_seq = motion->seq;
}

int space_policy_check(const struct space *space, struct motion *motion)
{
	struct list at = motion->body.u.policy.votes;
	struct control_vote vote;
	int err = 0;

	if (at.count < space_votes_needed(space))
		return VB_ERR_NO_RIGHT;
	while (err == 0 && control_vote_next(&at, &vote)) {
		if (!space_is_elector(space, &vote.node))
			return VB_ERR_NO_RIGHT;
		err = recovery_check_policy_vote(space, motion->bytes, &vote);
	}
	/* A recovery node that never was a member has no card here and cannot vote. */
	return err == VB_ERR_NOT_MEMBER ? VB_ERR_NO_RIGHT : err;
}
